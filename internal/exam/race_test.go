//go:build race

package exam_test

// underRace says that training and asking take many times longer.
const underRace = true

//go:build race

package check

// underRace says that everything takes many times longer.
const underRace = true

//go:build race

package app

// underRace says that everything takes many times longer: what is random is tried less often.
const underRace = true

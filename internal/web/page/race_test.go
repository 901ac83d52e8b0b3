//go:build race

package page

// underRace says whether the race detector is at work.
const underRace = true

//go:build !race

package exam_test

const underRace = false

//go:build race

package main

// underRace says that everything takes many times longer.
const underRace = true

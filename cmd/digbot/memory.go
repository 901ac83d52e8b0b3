package main

import (
	"os"
	"runtime/debug"
)

// How much garbage may lie about, in percent of what is held. A campaign that is planned holds all its deliveries for a
// while; one that is sent holds little, and makes much garbage.
const (
	garbageOfPlanning = 50
	garbageOfSending  = 100
)

// frugal keeps the memory small while a campaign is planned. The variable GOGC overrides it.
func frugal() { setGarbage(garbageOfPlanning) }

// generous gives back what planning has taken, and then collects seldom.
func generous() {
	debug.FreeOSMemory()
	setGarbage(garbageOfSending)
}

func setGarbage(percent int) {
	if os.Getenv("GOGC") == "" {
		debug.SetGCPercent(percent)
	}
}

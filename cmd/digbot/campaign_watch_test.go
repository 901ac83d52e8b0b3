package main

import (
	"testing"
	"time"

	"digbot/notifier"
)

// TestWaitsInWords tells somebody at a terminal that nothing hangs.
func TestWaitsInWords(t *testing.T) {
	next := time.Date(2019, 5, 10, 15, 0, 7, 0, time.UTC)
	for want, wait := range map[string]notifier.Wait{
		"": {},
		"; 3 leave an hour after another mail to the same person; looked at next at 17:00:07 (Paris time)":                    {Spaced: 3, Next: next},
		"; 2 are tried again; looked at next at 17:00:07 (Paris time)":                                                        {Again: 2, Next: next},
		"; 3 leave an hour after another mail to the same person, 2 are tried again; looked at next at 17:00:07 (Paris time)": {Spaced: 3, Again: 2, Next: next},
	} {
		if got := said(wait); got != want {
			t.Errorf("%+v is told as %q, want %q", wait, got, want)
		}
	}
}

package notifier

import (
	"math/rand/v2"
	"time"
)

// When a delivery is tried again. RFC 5321, 4.5.4.1, asks to wait half an hour in general and to give up after four or
// five days; a server that greylists wants a first retry within minutes.
const (
	firstWait   = time.Minute
	longestWait = time.Hour
	mostTries   = 100 // at an hour each: four days
)

// retryAt is when a delivery that failed for the moment is tried again, in real time. The waits double from firstWait to
// longestWait, and each is up to a fifth longer, so that the deliveries which failed together do not return together. It
// reports false when there is no time left: after limit, in real time, or after mostTries; a zero limit is none.
func retryAt(attempts int, now, limit time.Time) (time.Time, bool) {
	if attempts >= mostTries {
		return time.Time{}, false
	}
	doublings := min(max(attempts-1, 0), 10)
	wait := min(firstWait<<doublings, longestWait)
	at := now.Add(wait + rand.N(wait/5)) //nolint:gosec // a wait is no secret
	return at, limit.IsZero() || !at.After(limit)
}

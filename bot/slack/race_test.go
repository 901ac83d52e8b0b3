//go:build race

package slack

import "time"

// slowness is what the race detector may add to a time that is measured.
const slowness = 5 * time.Second

//go:build !race

package slack

import "time"

const slowness time.Duration = 0

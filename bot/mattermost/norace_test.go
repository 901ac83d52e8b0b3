//go:build !race

package mattermost

import "time"

const slowness time.Duration = 0

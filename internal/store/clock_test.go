package store

import (
	"testing"
	"time"
)

func TestClock(t *testing.T) {
	real := time.Date(2026, 11, 21, 12, 0, 0, 0, time.UTC)
	season := time.Date(2019, 5, 10, 14, 59, 50, 0, time.UTC)
	for _, test := range []struct {
		name  string
		clock Clock
		later time.Duration
		want  time.Time
	}{
		{"real time", Clock{}, time.Hour, real.Add(time.Hour)},
		{"an offset", Clock{Driven: true, Real: real, Programme: season, Speed: 1}, 10 * time.Second, season.Add(10 * time.Second)},
		{"before it was stored", Clock{Driven: true, Real: real, Programme: season, Speed: 1}, -time.Minute, season.Add(-time.Minute)},
		{"faster", Clock{Driven: true, Real: real, Programme: season, Speed: 3600}, time.Second, season.Add(time.Hour)},
	} {
		if got := test.clock.Now(real.Add(test.later)); !got.Equal(test.want) {
			t.Errorf("%s: %s, want %s", test.name, got, test.want)
		}
	}
}

package store

import (
	"context"
	"fmt"
	"time"
)

// Clock relates the programme's clock to real time. It is stored at the first start and shared by restarts and replicas,
// so that a season which was started at another instant goes on from there.
type Clock struct {
	Driven    bool      `json:"driven"`    // false: the programme's clock is real time
	Real      time.Time `json:"real"`      // an instant of real time
	Programme time.Time `json:"programme"` // the programme's clock at that instant
	Speed     float64   `json:"speed"`     // how many times faster than real time it goes on
}

// Now is the programme's clock at an instant of real time, in Paris.
func (c Clock) Now(real time.Time) time.Time {
	if !c.Driven {
		return real
	}
	passed := float64(real.Round(0).Sub(c.Real)) * c.Speed // a stored instant has no monotonic clock
	return inParis(c.Programme.Add(time.Duration(passed)))
}

// SetClock stores the clock and returns the stored one: the given one on the first call only.
func (s *Store) SetClock(ctx context.Context, clock Clock) (Clock, error) {
	stored, err := first(ctx, s, clockKey(), clock)
	if err != nil {
		return Clock{}, fmt.Errorf("store the programme's clock: %w", err)
	}
	return stored, nil
}

// Clock returns the stored clock; the zero Clock, which is real time, when none was stored.
func (s *Store) Clock(ctx context.Context) (Clock, error) {
	stored, _, err := load[Clock](ctx, s, clockKey())
	if err != nil {
		return Clock{}, fmt.Errorf("load the programme's clock: %w", err)
	}
	return stored, nil
}

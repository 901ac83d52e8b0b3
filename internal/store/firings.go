package store

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"time"

	"digbot/internal/programme"
	"digbot/scheduler"
)

// Activate implements scheduler.Firings.
func (s *Store) Activate(ctx context.Context, at time.Time) (time.Time, error) {
	stored, err := first(ctx, s, activationKey(), at)
	if err != nil {
		return time.Time{}, fmt.Errorf("store the activation: %w", err)
	}
	return inParis(stored), nil
}

// Swept implements scheduler.Firings.
func (s *Store) Swept(ctx context.Context) (time.Time, error) {
	swept, _, err := load[time.Time](ctx, s, sweptKey())
	if err != nil {
		return time.Time{}, fmt.Errorf("load the last sweep: %w", err)
	}
	return inParis(swept), nil
}

// Advance implements scheduler.Firings.
func (s *Store) Advance(ctx context.Context, to time.Time) error {
	_, err := update(ctx, s, sweptKey(), func(swept time.Time, found bool) (time.Time, error) {
		if found && !to.After(swept) {
			return swept, nil
		}
		return to, nil
	})
	if err != nil {
		return fmt.Errorf("store the last sweep: %w", err)
	}
	return nil
}

// Fire implements scheduler.Firings.
func (s *Store) Fire(ctx context.Context, occasion programme.Occasion, at time.Time) (scheduler.Firing, error) {
	firing, err := first(ctx, s, firingKey(occasion.ID()), scheduler.Firing{
		ID: occasion.ID(), Name: occasion.Name(), Milestone: occasion.Milestone, Due: occasion.Due, Fired: at,
	})
	if err != nil {
		return scheduler.Firing{}, fmt.Errorf("fire %s: %w", occasion.ID(), err)
	}
	return firingInParis(firing), nil
}

// Finish implements scheduler.Firings. What was never fired cannot be finished.
func (s *Store) Finish(ctx context.Context, occasionID string, outcome scheduler.Outcome, at time.Time) error {
	_, err := update(ctx, s, firingKey(occasionID), func(firing scheduler.Firing, found bool) (scheduler.Firing, error) {
		if !found {
			return firing, fmt.Errorf("it was never fired")
		}
		if firing.Outcome == scheduler.Pending && outcome != scheduler.Pending {
			firing.Outcome, firing.Finished = outcome, at
		}
		return firing, nil
	})
	if err != nil {
		return fmt.Errorf("finish %s: %w", occasionID, err)
	}
	return nil
}

// Fired implements scheduler.Firings.
func (s *Store) Fired(ctx context.Context) ([]scheduler.Firing, error) {
	fired, err := all[scheduler.Firing](ctx, s, firings())
	if err != nil {
		return nil, fmt.Errorf("list firings: %w", err)
	}
	for i := range fired {
		fired[i] = firingInParis(fired[i])
	}
	slices.SortFunc(fired, func(a, b scheduler.Firing) int {
		return cmp.Or(a.Due.Compare(b.Due), cmp.Compare(a.ID, b.ID))
	})
	return fired, nil
}

func firingInParis(f scheduler.Firing) scheduler.Firing {
	f.Due, f.Fired, f.Finished = inParis(f.Due), inParis(f.Fired), inParis(f.Finished)
	return f
}

// inParis gives an instant its time zone back: a stored one has kept the distance from UTC only, which is wrong for
// calendar arithmetic across a clock change.
func inParis(t time.Time) time.Time {
	if t.IsZero() {
		return time.Time{}
	}
	return t.In(programme.Paris())
}

package team

import (
	"context"
	"errors"
	"fmt"
	"time"
)

const (
	// defaultPulse is how long the team's own work is left alone at most: what another replica began is found then.
	defaultPulse = 10 * time.Second

	// settling lies between the last instant at which a yes can be taken back and the first at which it is carried out.
	settling = 2 * time.Second

	// keepTold is how long it is known that the team was told something.
	keepTold = 400 * 24 * time.Hour
)

// Run carries out what was agreed and tells the team what it must know, until ctx ends. Several may run over one store.
func (t *Team) Run(ctx context.Context) error {
	for ctx.Err() == nil {
		next, err := t.Tend(ctx)
		if err != nil && ctx.Err() == nil {
			t.Log.Warn("the team's work is not up to date, it goes on at the next pulse", "error", err)
		}
		wait := t.Pulse
		if !next.IsZero() {
			wait = max(shortest, min(wait, time.Until(next)))
		}
		select {
		case <-ctx.Done():
		case <-time.After(wait):
		case <-t.wake:
		}
	}
	return nil
}

// shortest keeps Run from turning in place while something fails.
const shortest = 100 * time.Millisecond

// rouse makes Run look at once.
func (t *Team) rouse() {
	select {
	case t.wake <- struct{}{}:
	default: // it is roused already
	}
}

// Tend does once what Run does again and again. It returns the instant of real time at which it has something to do again;
// the zero time when it knows of none.
func (t *Team) Tend(ctx context.Context) (time.Time, error) {
	all, err := t.toAll(ctx)
	if err != nil {
		return time.Time{}, err
	}
	var next agenda
	err = errors.Join(all.carryOut(ctx, &next), all.follow(ctx, &next), all.remind(ctx, &next))
	return next.first, err
}

// agenda is the first of several instants of real time.
type agenda struct{ first time.Time }

func (a *agenda) at(instant time.Time) {
	if a.first.IsZero() || instant.Before(a.first) {
		a.first = instant
	}
}

// carryOut does what was agreed and whose undo time is over, and what a dead process left half done.
func (t turn) carryOut(ctx context.Context, next *agenda) error {
	list, err := t.all(ctx, agreed)
	if err != nil {
		return err
	}
	var faults []error
	for _, p := range list {
		if due := p.Leaves.Add(settling); time.Now().Before(due) {
			next.at(due)
			continue
		}
		t.command.id = p.Kind
		t.member, t.now, t.where = Member{ID: p.Approver}, p.At, p.Where
		if _, err := t.finish(ctx, p); err != nil {
			next.at(time.Now().Add(pace))
			faults = append(faults, fmt.Errorf("proposal %s: %w", p.code(), err))
		}
	}
	return errors.Join(faults...)
}

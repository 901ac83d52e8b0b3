package scheduler

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"slices"
	"time"

	"digbot/internal/programme"
)

// Due lists the occasions that are due in the half-open interval (from, now], by due instant.
func Due(occasions []programme.Occasion, from, now time.Time) []programme.Occasion {
	due := slices.DeleteFunc(slices.Clone(occasions), func(o programme.Occasion) bool {
		return !o.Due.After(from) || o.Due.After(now)
	})
	slices.SortStableFunc(due, func(a, b programme.Occasion) int { return a.Due.Compare(b.Due) })
	return due
}

// Scheduler fires each occasion of the calendar once. Several may work over one store.
type Scheduler struct {
	// Pulse is how long Run sleeps at most between two sweeps; 0 means a minute. After it, a date that was moved
	// elsewhere, a storage that is back and a clock that was set are noticed. It is set before Run.
	Pulse time.Duration

	// Observe is told how each sweep of Run ended; it may be nil. It is set before Run.
	Observe func(err error)

	calendar  Calendar
	firings   Firings
	announcer Announcer
	log       *slog.Logger
}

// New returns a scheduler; it does nothing until Sweep or Run is called.
func New(calendar Calendar, firings Firings, announcer Announcer, log *slog.Logger) *Scheduler {
	return &Scheduler{calendar: calendar, firings: firings, announcer: announcer, log: log}
}

// Swept is an occasion that a sweep dealt with.
type Swept struct {
	Firing   Firing
	Occasion programme.Occasion
	Resumed  bool // it had been claimed before, and left unfinished
}

// Sweep deals with every occasion that has become due since the last sweep, up to now on the programme's clock. The
// first sweep of all stores now as the activation instant: what was due before it is never fired.
//
// An occasion that fails does not stop the others. It comes again with the next sweep; the error joins all that failed.
func (s *Scheduler) Sweep(ctx context.Context, now time.Time) ([]Swept, error) {
	from, err := s.from(ctx, now)
	if err != nil {
		return nil, err
	}
	occasions, err := s.calendar.Occasions(ctx)
	if err != nil {
		return nil, fmt.Errorf("read calendar: %w", err)
	}
	var swept []Swept
	var faults []error
	reached := now
	for _, occasion := range Due(occasions, from, now) {
		done, dealt, err := s.handle(ctx, occasion, now)
		if err != nil {
			faults = append(faults, fmt.Errorf("occasion %s: %w", occasion.ID(), err))
			reached = earlier(reached, justBefore(occasion.Due))
			continue
		}
		if dealt {
			swept = append(swept, done)
		}
	}
	if err := s.firings.Advance(ctx, reached); err != nil {
		faults = append(faults, fmt.Errorf("store the sweep up to %s: %w", reached.Format(time.RFC3339), err))
	}
	return swept, errors.Join(faults...)
}

// from is the instant up to which everything was dealt with. What is due exactly at the activation is still to come.
func (s *Scheduler) from(ctx context.Context, now time.Time) (time.Time, error) {
	activation, err := s.firings.Activate(ctx, now)
	if err != nil {
		return time.Time{}, fmt.Errorf("store activation: %w", err)
	}
	swept, err := s.firings.Swept(ctx)
	if err != nil {
		return time.Time{}, fmt.Errorf("read last sweep: %w", err)
	}
	if swept.Before(activation) {
		return activation.Add(-time.Nanosecond), nil
	}
	return swept, nil
}

// handle claims an occasion and does its work, unless it is finished: then it reports false. A firing that was claimed
// and left unfinished is done again, which is why announcing can be repeated.
func (s *Scheduler) handle(ctx context.Context, occasion programme.Occasion, now time.Time) (Swept, bool, error) {
	firing, err := s.firings.Fire(ctx, occasion, now)
	if err != nil {
		return Swept{}, false, fmt.Errorf("claim: %w", err)
	}
	if firing.Outcome != Pending {
		return Swept{}, false, nil
	}
	resumed := !firing.Fired.Equal(now)
	outcome, err := s.carryOut(ctx, occasion, now)
	if err != nil {
		return Swept{}, false, err
	}
	if err := s.firings.Finish(ctx, occasion.ID(), outcome, now); err != nil {
		return Swept{}, false, fmt.Errorf("record as %s: %w", outcome, err)
	}
	firing.Outcome, firing.Finished = outcome, now
	s.report(firing, resumed)
	return Swept{Firing: firing, Occasion: occasion, Resumed: resumed}, true, nil
}

func (s *Scheduler) carryOut(ctx context.Context, occasion programme.Occasion, now time.Time) (Outcome, error) {
	if occasion.TooLate(now) {
		return Skipped, nil
	}
	if err := s.announcer.Announce(ctx, occasion); err != nil {
		return Pending, fmt.Errorf("announce: %w", err)
	}
	return Handled, nil
}

func (s *Scheduler) report(firing Firing, resumed bool) {
	attributes := []any{"occasion", firing.ID, "due", firing.Due, "late", firing.Finished.Sub(firing.Due), "resumed", resumed}
	if firing.Outcome == Skipped {
		s.log.Warn("occasion skipped: it came too late to be of use", attributes...)
		return
	}
	s.log.Info("occasion handled", attributes...)
}

// justBefore is an instant after which an occasion due at t is still due. It is a second earlier, which no store rounds
// away; occasions are due on whole minutes.
func justBefore(t time.Time) time.Time { return t.Add(-time.Second) }

func earlier(a, b time.Time) time.Time {
	if a.Before(b) {
		return a
	}
	return b
}

package store

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"
)

// Errors of a store whose records are, or come from, elsewhere.
var (
	ErrRetired   = errors.New("the store is retired, because its content was moved with digbot backup --move: serve from where it was restored, or take the move back with digbot backup --stay")
	ErrRestoring = errors.New("the store was not restored completely: run digbot restore again, which begins anew")
	ErrOccupied  = errors.New("the store holds something already: a copy is restored into an empty one")
)

// Retire lets nobody change the records any more, from the instant on at which it returns: what leaves elsewhere cannot
// leave here, too. It may be repeated.
func (s *Store) Retire(ctx context.Context, at time.Time) error {
	_, err := first(ctx, s, retiredKey(), at)
	if err != nil {
		return fmt.Errorf("retire the store: %w", err)
	}
	return nil
}

// Reinstate takes Retire back. Nobody may serve from a copy by then.
func (s *Store) Reinstate(ctx context.Context) error {
	for {
		_, stored, err := load[time.Time](ctx, s, retiredKey())
		if err != nil || stored.Value == nil {
			return err
		}
		if done, err := s.engine.Apply(ctx, []condition{unchanged(stored)}, []write{remove(retiredKey())}); done || err != nil {
			return err
		}
	}
}

// Retired is when the store was retired; zero when it is in use.
func (s *Store) Retired(ctx context.Context) (time.Time, error) {
	at, _, err := load[time.Time](ctx, s, retiredKey())
	if err != nil {
		return time.Time{}, fmt.Errorf("look whether the store is retired: %w", err)
	}
	return inParis(at), nil
}

// knowsRetired reports whether a change asks how the mark stands.
func knowsRetired(conditions []condition) bool {
	return slices.ContainsFunc(conditions, func(c condition) bool { return c.Key == retiredKey() })
}

// isMark reports whether a record is about this place, and no part of a copy.
func isMark(key string) bool { return key == retiredKey() || key == restoringKey() }

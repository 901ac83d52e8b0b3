package store

import (
	"bytes"
	"context"
	"fmt"

	"digbot/notifier"
)

// Turn implements notifier.Ledger. It reads nothing: where what this process has written does not stand any more, the
// caller makes the two steps one by one.
func (s *Store) Turn(ctx context.Context, ended notifier.Delivery, end notifier.End, next notifier.Delivery) (bool, error) {
	if err := checkEnd(end); err != nil {
		return false, fmt.Errorf("settle delivery %s: %w", ended.ID, err)
	}
	over, known := s.recent.recall(deliveryKey(ended.Campaign, ended.ID), ended.Token)
	begun, alsoKnown := s.recent.recall(deliveryKey(next.Campaign, next.ID), next.Token)
	if !known || !alsoKnown || over.parent.Key != begun.parent.Key || !bytes.Equal(over.parent.Value, begun.parent.Value) {
		return false, nil
	}
	var moves moves
	after, done, err := moves.step(over, settled(end))
	if err != nil || !done {
		return false, err
	}
	committing, done, err := moves.step(begun, committed(next))
	if err != nil || !done {
		return false, err
	}
	conditions := []condition{unchanged(over.stored), unchanged(begun.stored), unchanged(begun.parent)}
	applied, err := s.apply(ctx, conditions, moves.all())
	for _, one := range []attemptRecord{after, committing} {
		if applied && err == nil {
			s.recent.remember(one)
		} else {
			s.recent.forget(one.stored.Key)
		}
	}
	if err != nil {
		return false, fmt.Errorf("settle delivery %s and commit %s: %w", ended.ID, next.ID, err)
	}
	return applied, nil
}

// step adds a step from what is known, and gives what is known after it. It reports false when there is nothing to write.
func (m *moves) step(known attemptRecord, change step) (attemptRecord, bool, error) {
	after, err := change(known.delivery, known.campaign)
	if err != nil || after.State == known.delivery.State {
		return known, false, nil //nolint:nilerr // the step by itself gives the error
	}
	err = m.change(known.delivery, after)
	known.delivery, known.stored.Value = after, m.value
	return known, err == nil, err
}

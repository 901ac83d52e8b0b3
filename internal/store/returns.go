package store

import (
	"context"
	"fmt"
	"time"

	"digbot/internal/programme"
	"digbot/notifier"
)

var _ notifier.Archive = (*Store)(nil)

// PeopleAt implements notifier.Archive.
func (s *Store) PeopleAt(ctx context.Context, email string) ([]string, error) {
	wanted := notifier.NormalAddress(email)
	var ids []string
	for page, err := range s.pages(ctx, persons()) {
		if err != nil {
			return nil, fmt.Errorf("look for an address: %w", err)
		}
		for _, stored := range page {
			person, err := decode[programme.Person](stored)
			if err != nil {
				return nil, err
			}
			if notifier.NormalAddress(person.Email) == wanted {
				ids = append(ids, person.ID)
			}
		}
	}
	return ids, nil
}

// Return implements notifier.Archive. Whoever still works on the delivery finds that it is no longer theirs.
func (s *Store) Return(ctx context.Context, campaign, delivery, note string, gone bool, at time.Time) (notifier.Delivery, error) {
	for {
		before, stored, err := load[notifier.Delivery](ctx, s, deliveryKey(campaign, delivery))
		if err == nil && stored.Value == nil {
			err = notifier.ErrUnknown
		}
		if err != nil {
			return before, fmt.Errorf("return delivery %s: %w", delivery, err)
		}
		after := returned(before, note, gone, at)
		if after == before {
			return before, nil
		}
		var moves moves
		if err := moves.change(before, after); err != nil {
			return before, err
		}
		applied, err := s.apply(ctx, []condition{unchanged(stored)}, moves.all())
		if err != nil {
			return before, fmt.Errorf("return delivery %s: %w", delivery, err)
		}
		if applied {
			return after, nil
		}
	}
}

// returned is a delivery whose message came back, or is late. What never left, and what has bounced, stays as it is.
func returned(d notifier.Delivery, note string, gone bool, at time.Time) notifier.Delivery {
	switch {
	case d.State == notifier.Bounced, d.Attempts == 0:
		return d
	case d.State == notifier.Refused, d.State == notifier.Cancelled, d.State == notifier.Suppressed:
		return d
	}
	d.Note = note
	if gone {
		d.State, d.Settled = notifier.Bounced, at
	}
	return d
}

package store

import (
	"context"
	"fmt"
	"slices"
	"time"

	"digbot/bot/desk"
	"digbot/internal/programme"
	"digbot/notifier"
)

// LastContacts tells when each person last got a mail, by id, in real time.
func (s *Store) LastContacts(ctx context.Context) (map[string]time.Time, error) {
	last := map[string]time.Time{}
	err := s.eachDelivery(ctx, func(_ record, d notifier.Delivery) error {
		if d.Channel == notifier.ByMail && d.State == notifier.Accepted && d.Settled.After(last[d.Recipient]) {
			last[d.Recipient] = d.Settled
		}
		return nil
	})
	return last, wrapped("look for the last mails", err)
}

// PurgeDeliveries takes the recipients out of mails that ended before an instant of real time, and counts them. With dry it
// only counts.
func (s *Store) PurgeDeliveries(ctx context.Context, before time.Time, dry bool) (int, error) {
	overdue := func(d notifier.Delivery) bool {
		return d.State.Final() && !d.Settled.IsZero() && d.Settled.Before(before)
	}
	if !dry {
		n, err := s.anonymise(ctx, overdue)
		if err == nil && n > 0 {
			err = s.forgetNotices(ctx, nil, Receipt{})
		}
		return n, wrapped("forget who was written to", err)
	}
	n := 0
	err := s.eachDelivery(ctx, func(_ record, d notifier.Delivery) error {
		if d.Channel == notifier.ByMail && d.Recipient != notifier.Erased && overdue(d) {
			n++
		}
		return nil
	})
	return n, wrapped("count who was written to", err)
}

// PurgeTickets removes what was asked of the team, and not spoken of since an instant of real time, and counts it. With dry
// it only counts.
func (s *Store) PurgeTickets(ctx context.Context, before time.Time, dry bool) (int, error) {
	list, err := all[desk.Ticket](ctx, s, tickets())
	if err != nil {
		return 0, fmt.Errorf("look for old questions: %w", err)
	}
	n := 0
	for _, ticket := range list {
		if last := LastWord(ticket); last.IsZero() || !last.Before(before) {
			continue
		}
		n++
		if dry {
			continue
		}
		stored, err := s.engine.Get(ctx, ticketKey(ticket.ID))
		if err != nil {
			return n, fmt.Errorf("remove old questions: %w", err)
		}
		if now, err := decode[desk.Ticket](stored[0]); err != nil || !LastWord(now).Before(before) {
			continue // somebody has just written
		}
		if _, err := s.engine.Apply(ctx, []condition{unchanged(stored[0])}, []write{remove(stored[0].Key)}); err != nil {
			return n, fmt.Errorf("remove old questions: %w", err)
		}
	}
	return n, nil
}

// LastWord is when a question was last spoken of, as far as is known.
func LastWord(t desk.Ticket) time.Time {
	return slices.MaxFunc([]time.Time{t.Opened, t.Waiting, t.Closed}, time.Time.Compare)
}

// PurgeSuppressions leaves marks in the place of addresses that are nobody's in the roster, and that were listed before an
// instant of real time. It counts them; with dry it does nothing else.
func (s *Store) PurgeSuppressions(ctx context.Context, before time.Time, dry bool) (int, error) {
	entries, err := s.SuppressionList(ctx)
	if err != nil {
		return 0, err
	}
	known := map[string]bool{}
	people, err := s.Directory(ctx)
	if err != nil {
		return 0, err
	}
	for _, person := range people {
		known[notifier.NormalAddress(person.Email)] = true
	}
	n := 0
	for _, entry := range entries {
		if entry.Email == "" || known[entry.Email] || !entry.At.Before(before) {
			continue
		}
		n++
		if dry {
			continue
		}
		if err := s.ForgetAddress(ctx, entry.Email); err != nil {
			return n, err
		}
	}
	return n, nil
}

// Night claims the nightly work of a day: of several processes one gets it.
func (s *Store) Night(ctx context.Context, day programme.Date) (bool, error) {
	for {
		last, stored, err := load[programme.Date](ctx, s, nightKey())
		if err != nil || stored.Value != nil && !last.Before(day) {
			return false, wrapped("claim the night", err)
		}
		value, err := encode(day)
		if err != nil {
			return false, err
		}
		mine, err := s.engine.Apply(ctx, []condition{unchanged(stored)}, []write{put(stored.Key, value)})
		if err != nil || mine {
			return mine, wrapped("claim the night", err)
		}
	}
}

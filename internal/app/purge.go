package app

import (
	"context"
	"errors"
	"fmt"
	"time"

	"digbot/internal/programme"
	"digbot/internal/store"
	"digbot/notifier/mail"
)

// PurgeStorage is what a purge needs of a store beside what the rights do.
type PurgeStorage interface {
	RightsStorage
	Everybody(ctx context.Context) ([]programme.Person, error)
	LastContacts(ctx context.Context) (map[string]time.Time, error)
	PurgeDeliveries(ctx context.Context, before time.Time, dry bool) (int, error)
	PurgeTickets(ctx context.Context, before time.Time, dry bool) (int, error)
	PurgeSuppressions(ctx context.Context, before time.Time, dry bool) (int, error)
	PurgeAudit(ctx context.Context, before time.Time, dry bool) (int, error)
	Sweep(ctx context.Context, now time.Time) (int, error)
	Compact(ctx context.Context) error
}

// Purged is what a purge has erased, or would. It holds no personal data but ids.
type Purged struct {
	People    []string // ids
	Receipt   store.Receipt
	Mails     int // of which nobody knows any more to whom they went
	Questions int
	Addresses int // in the suppression list
	Entries   int // of the audit trail
	Files     int // in the outbox
	Expired   int // records of passing interest
}

// Purge erases what was kept for as long as the configuration says: the same way as at a person's wish. now is the
// programme's clock, by which people are kept; everything else goes by real time. With dry nothing is erased.
func (r Rights) Purge(ctx context.Context, s PurgeStorage, now, real time.Time, dry bool) (Purged, error) {
	var p Purged
	var err error
	if p.People, err = r.overdue(ctx, s, now); err != nil {
		return p, fmt.Errorf("purge: %w", err)
	}
	if len(p.People) > 0 && !dry {
		if p.Receipt, err = r.forget(ctx, real, p.People...); err != nil {
			return p, fmt.Errorf("purge: %w", err)
		}
	}
	for _, step := range []struct {
		count *int
		keep  time.Duration
		purge func(context.Context, time.Time, bool) (int, error)
	}{
		{&p.Mails, r.retention.Deliveries, s.PurgeDeliveries},
		{&p.Questions, r.retention.Conversations, s.PurgeTickets},
		{&p.Addresses, r.retention.Deliveries, s.PurgeSuppressions},
		{&p.Entries, r.retention.Audit, s.PurgeAudit},
		{&p.Files, r.retention.Deliveries, r.purgeOutbox},
	} {
		if *step.count, err = step.purge(ctx, real.Add(-step.keep), dry); err != nil {
			return p, fmt.Errorf("purge: %w", err)
		}
	}
	if dry {
		return p, nil
	}
	if p.Expired, err = s.Sweep(ctx, real); err != nil {
		return p, fmt.Errorf("purge: %w", err)
	}
	return p, errors.Join(r.note(ctx, p, real), s.Compact(ctx))
}

// note writes down what was purged, if anything was.
func (r Rights) note(ctx context.Context, p Purged, at time.Time) error {
	if p.Mails+p.Questions+p.Addresses+p.Entries+p.Files == 0 {
		return nil
	}
	what := fmt.Sprintf("purged %d mails, %d questions, %d addresses, %d entries of the trail, %d files", p.Mails, p.Questions, p.Addresses, p.Entries, p.Files)
	_, err := r.store.Append(ctx, store.Entry{At: at, Who: r.by, What: what})
	return err
}

// overdue are those whose time is over, by id.
func (r Rights) overdue(ctx context.Context, s PurgeStorage, now time.Time) ([]string, error) {
	season, err := s.Season(ctx)
	if err != nil {
		return nil, err
	}
	people, err := s.Everybody(ctx)
	if err != nil {
		return nil, err
	}
	contacts, err := s.LastContacts(ctx)
	if err != nil {
		return nil, err
	}
	var ids []string
	for _, person := range people {
		if until, _ := r.retention.person(person, contacts[person.ID], season); !until.IsZero() && !now.Before(until) {
			ids = append(ids, person.ID)
		}
	}
	return ids, nil
}

func (r Rights) purgeOutbox(_ context.Context, before time.Time, dry bool) (int, error) {
	return mail.EraseOlder(r.outbox, before, dry)
}

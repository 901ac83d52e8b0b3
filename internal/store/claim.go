package store

import (
	"context"
	crand "crypto/rand"
	"fmt"
	"math/rand/v2"
	"time"

	"digbot/notifier"
)

// leaseOver is the note on a delivery that was being handed over when its lease ran out.
const leaseOver = "lease over"

// attempt is what a worker asks for.
type attempt struct {
	campaign string
	channel  notifier.Channel
	now      time.Time
	lease    time.Duration
}

// Claim implements notifier.Ledger. What is free for the longest time comes first.
func (s *Store) Claim(ctx context.Context, campaign string, channel notifier.Channel, now time.Time, lease time.Duration, limit int) ([]notifier.Delivery, error) {
	claimed, err := s.claim(ctx, attempt{campaign, channel, now, lease}, limit)
	if err != nil {
		return nil, fmt.Errorf("claim deliveries of %s: %w", campaign, err)
	}
	return claimed, nil
}

func (s *Store) claim(ctx context.Context, a attempt, limit int) ([]notifier.Delivery, error) {
	if limit <= 0 {
		return nil, nil
	}
	if err := s.endHandovers(ctx, a.now); err != nil {
		return nil, err
	}
	for crowd := 1; ; crowd = min(2*crowd, 32) {
		campaign, stored, err := s.campaign(ctx, a.campaign)
		if err != nil || !campaign.Lets(a.channel) {
			return nil, err
		}
		free, err := s.due(ctx, free(a.campaign, a.channel), a.now, limit*crowd)
		if err != nil || len(free) == 0 {
			return nil, err
		}
		claimed, ok, err := s.take(ctx, a, campaign, stored, stretch(free, limit))
		if err != nil || ok {
			return claimed, err
		}
	}
}

// stretch picks one of the runs of n records. When many workers come at once, they look further and further ahead, each
// somewhere else, instead of all grasping at the first.
func stretch(records []record, n int) []record {
	runs := (len(records) + n - 1) / n
	from := n * rand.IntN(runs) //nolint:gosec // nothing secret depends on it
	return records[from:min(from+n, len(records))]
}

// take claims the named deliveries together. It reports false when somebody came between.
func (s *Store) take(ctx context.Context, a attempt, owner notifier.Campaign, campaign record, free []record) ([]notifier.Delivery, bool, error) {
	keys := make([]string, len(free))
	for i, name := range free {
		keys[i] = deliveryKey(a.campaign, string(name.Value))
	}
	records, err := s.engine.Get(ctx, keys...)
	if err != nil {
		return nil, false, err
	}
	conditions, moves := []condition{unchanged(campaign)}, moves{}
	claimed, known := make([]notifier.Delivery, len(records)), make([]attemptRecord, len(records))
	for i, stored := range records {
		if stored.Value == nil {
			return nil, false, nil
		}
		before, err := decode[notifier.Delivery](stored)
		if err != nil {
			return nil, false, err
		}
		if listed, _ := listing(before); listed != free[i].Key {
			return nil, false, nil
		}
		claimed[i] = a.claimed(before)
		conditions = append(conditions, unchanged(stored))
		if err := moves.change(before, claimed[i]); err != nil {
			return nil, false, err
		}
		known[i] = attemptRecord{claimed[i], owner, record{keys[i], moves.value}, campaign}
	}
	ok, err := s.apply(ctx, conditions, moves.all())
	for _, one := range known {
		if ok && err == nil {
			s.recent.remember(one)
		}
	}
	return claimed, ok, err
}

// claimed is the delivery with a new attempt.
func (a attempt) claimed(d notifier.Delivery) notifier.Delivery {
	d.State, d.Token, d.Lease, d.Retry = notifier.Claimed, crand.Text(), a.now.Add(a.lease), time.Time{}
	d.Attempts++
	return d
}

// endHandovers settles, in all campaigns, the deliveries that were being handed over when their lease ran out.
func (s *Store) endHandovers(ctx context.Context, now time.Time) error {
	for {
		overdue, err := s.due(ctx, committing(), now, s.batch)
		if err != nil || len(overdue) == 0 {
			return err
		}
		for _, name := range overdue {
			if err := s.endHandover(ctx, string(name.Value), now); err != nil {
				return err
			}
		}
	}
}

func (s *Store) endHandover(ctx context.Context, key string, now time.Time) error {
	before, stored, err := load[notifier.Delivery](ctx, s, key)
	if err != nil {
		return err
	}
	if before.State != notifier.Committing || before.Lease.After(now) {
		return nil // somebody was faster
	}
	campaign, owner, err := s.campaign(ctx, before.Campaign)
	if err != nil {
		return err
	}
	after := before
	after.State, after.Settled, after.Note = notifier.Uncertain, now, leaseOver
	if campaign.State.Open() && (campaign.Resend || before.Channel == notifier.ByPost) { // a post is marked: it is made once
		after.State, after.Retry, after.Doubt = notifier.RetryAt, now, true
	}
	var moves moves
	if err := moves.change(before, after); err != nil {
		return err
	}
	_, err = s.apply(ctx, []condition{unchanged(stored), unchanged(owner)}, moves.all())
	return err // what was not applied is still listed, and is looked at again
}

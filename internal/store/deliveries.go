package store

import (
	"context"
	"fmt"
	"slices"

	"digbot/notifier"
)

// Deliveries implements notifier.Ledger. They come by id.
func (s *Store) Deliveries(ctx context.Context, campaign string) ([]notifier.Delivery, error) {
	owner, _, err := s.campaign(ctx, campaign)
	if err != nil {
		return nil, err
	}
	list, err := all[notifier.Delivery](ctx, s, deliveries(campaign))
	if err != nil {
		return nil, fmt.Errorf("list the deliveries of %s: %w", campaign, err)
	}
	for i := range list {
		list[i].State = shown(owner.State, list[i])
	}
	return list, nil
}

// Delivery implements notifier.Ledger.
func (s *Store) Delivery(ctx context.Context, campaign, id string) (notifier.Delivery, error) {
	known, err := s.readAttempt(ctx, notifier.Delivery{Campaign: campaign, ID: id})
	if err != nil {
		return notifier.Delivery{}, fmt.Errorf("read delivery %s: %w", id, err)
	}
	known.delivery.State = shown(known.campaign.State, known.delivery)
	return known.delivery, nil
}

// Counts implements notifier.Ledger. The campaign and its counts are read at one instant. They do not add up while a
// refused campaign is being planned anew.
func (s *Store) Counts(ctx context.Context, campaign string) (map[notifier.State]int, error) {
	records, err := s.engine.Get(ctx, append([]string{campaignKey(campaign)}, countKeys(campaign)...)...)
	if err == nil && records[0].Value == nil {
		err = notifier.ErrUnknown
	}
	if err != nil {
		return nil, fmt.Errorf("count the deliveries of %s: %w", campaign, err)
	}
	owner, err := decode[notifier.Campaign](records[0])
	if err != nil {
		return nil, err
	}
	counts := map[notifier.State]int{}
	for i, each := range everyCounted() {
		n, err := countOf(records[i+1].Value)
		if err != nil {
			return nil, fmt.Errorf("count the deliveries of %s: %w", campaign, err)
		}
		if n != 0 {
			counts[shown(owner.State, notifier.Delivery{State: each.state, Doubt: each.doubt})] += n
		}
	}
	return counts, nil
}

// Commit implements notifier.Ledger.
func (s *Store) Commit(ctx context.Context, delivery notifier.Delivery) error {
	if err := s.attempt(ctx, delivery, committed(delivery)); err != nil {
		return fmt.Errorf("commit delivery %s: %w", delivery.ID, err)
	}
	return nil
}

// committed is the step to what is about to be handed over.
func committed(delivery notifier.Delivery) step {
	return func(d notifier.Delivery, campaign notifier.Campaign) (notifier.Delivery, error) {
		switch {
		case d.State == notifier.Committing:
			return d, nil
		case d.State != notifier.Claimed, !campaign.Lets(d.Channel):
			return d, notifier.ErrLost
		}
		d.State = notifier.Committing
		if delivery.Lease.After(d.Lease) {
			d.Lease = delivery.Lease
		}
		return d, nil
	}
}

// Settle implements notifier.Ledger. A worker that learns the end after its lease has run out still knows better than
// the ledger, which took the delivery for uncertain.
func (s *Store) Settle(ctx context.Context, delivery notifier.Delivery, end notifier.End) error {
	if err := checkEnd(end); err != nil {
		return fmt.Errorf("settle delivery %s: %w", delivery.ID, err)
	}
	if err := s.attempt(ctx, delivery, settled(end)); err != nil {
		return fmt.Errorf("settle delivery %s: %w", delivery.ID, err)
	}
	return nil
}

// settled is the step to an end.
func settled(end notifier.End) step {
	return func(d notifier.Delivery, _ notifier.Campaign) (notifier.Delivery, error) {
		switch d.State {
		case end.State:
			return d, nil
		case notifier.Claimed, notifier.Committing, notifier.Uncertain:
			return end.On(d), nil
		}
		return d, notifier.ErrLost
	}
}

func checkEnd(end notifier.End) error {
	if !slices.Contains(states(), end.State) || !end.State.Final() && end.State != notifier.RetryAt {
		return fmt.Errorf("%q is no end of an attempt", end.State)
	}
	return nil
}

// attempt changes a delivery on behalf of the attempt that holds its token; what is in the same state afterwards is not
// written.
func (s *Store) attempt(ctx context.Context, delivery notifier.Delivery, change step) error {
	key := deliveryKey(delivery.Campaign, delivery.ID)
	if known, found := s.recent.recall(key, delivery.Token); found {
		if written, _, err := s.tryStep(ctx, known, delivery.Token, change); written && err == nil {
			return nil
		}
		s.recent.forget(key) // what is known may not be so any more: nothing but what was written counts
	}
	for {
		known, err := s.readAttempt(ctx, delivery)
		if err != nil {
			return err
		}
		if _, done, err := s.tryStep(ctx, known, delivery.Token, change); done || err != nil {
			return err
		}
	}
}

// step is what an attempt makes of a delivery.
type step func(notifier.Delivery, notifier.Campaign) (notifier.Delivery, error)

func (s *Store) readAttempt(ctx context.Context, delivery notifier.Delivery) (attemptRecord, error) {
	records, err := s.engine.Get(ctx, deliveryKey(delivery.Campaign, delivery.ID), campaignKey(delivery.Campaign))
	if err != nil {
		return attemptRecord{}, err
	}
	if records[0].Value == nil || records[1].Value == nil {
		return attemptRecord{}, notifier.ErrUnknown
	}
	known := attemptRecord{stored: records[0], parent: records[1]}
	if known.delivery, err = decode[notifier.Delivery](records[0]); err != nil {
		return known, err
	}
	known.campaign, err = decode[notifier.Campaign](records[1])
	return known, err
}

// tryStep makes a step from what is known. It reports whether the step was written, and whether it is done with: not when
// what is known is not so any more.
func (s *Store) tryStep(ctx context.Context, known attemptRecord, token string, change step) (written, done bool, err error) {
	if known.delivery.Token != token {
		return false, true, notifier.ErrLost
	}
	after, err := change(known.delivery, known.campaign)
	if err != nil || after.State == known.delivery.State {
		return false, true, err
	}
	var moves moves
	if err := moves.change(known.delivery, after); err != nil {
		return false, false, err
	}
	if err := moves.reopen(known.campaign, known.parent.Key, after); err != nil { // a process that was frozen comes late
		return false, false, err
	}
	applied, err := s.apply(ctx, []condition{unchanged(known.stored), unchanged(known.parent)}, moves.all())
	if applied && err == nil {
		known.delivery, known.stored.Value = after, moves.value
		s.recent.remember(known)
	}
	return applied, applied, err
}

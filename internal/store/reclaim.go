package store

import (
	"context"
	"fmt"
	"time"

	"digbot/notifier"
)

// EndLeases ends every lease at now, so that what a worker had claimed is taken up at once. It is for the one process
// that owns the file and has just started: whoever held a lease is dead. It may be repeated.
func (s *Store) EndLeases(ctx context.Context, now time.Time) error {
	campaigns, err := s.Campaigns(ctx)
	if err != nil {
		return fmt.Errorf("end leases: %w", err)
	}
	for _, campaign := range campaigns {
		if !campaign.State.Open() {
			continue
		}
		if err := s.endLeasesOf(ctx, campaign.ID, now); err != nil {
			return fmt.Errorf("end leases of %s: %w", campaign.ID, err)
		}
	}
	return nil
}

func (s *Store) endLeasesOf(ctx context.Context, campaign string, now time.Time) error {
	deliveries, err := s.Deliveries(ctx, campaign)
	if err != nil {
		return err
	}
	for _, delivery := range deliveries {
		leased := delivery.State == notifier.Claimed || delivery.State == notifier.Committing
		if !leased || !delivery.Lease.After(now) {
			continue
		}
		if err := s.endLease(ctx, deliveryKey(campaign, delivery.ID), delivery.Token, now); err != nil {
			return err
		}
	}
	return nil
}

// endLease shortens the lease of one attempt; an attempt that has ended meanwhile stays as it is.
func (s *Store) endLease(ctx context.Context, key, token string, now time.Time) error {
	before, stored, err := load[notifier.Delivery](ctx, s, key)
	if err != nil {
		return err
	}
	if before.Token != token || before.State != notifier.Claimed && before.State != notifier.Committing {
		return nil
	}
	after := before
	after.Lease = now
	var moves moves
	if err := moves.change(before, after); err != nil {
		return err
	}
	_, err = s.apply(ctx, []condition{unchanged(stored)}, moves.all())
	return err
}

package store

import (
	"context"
	"fmt"

	"digbot/notifier"
)

// Amend implements notifier.Ledger.
func (s *Store) Amend(ctx context.Context, campaign, delivery string, decide func(notifier.Delivery) (notifier.End, error)) (notifier.Delivery, error) {
	for {
		amended, done, err := s.amendOnce(ctx, campaign, delivery, decide)
		if err != nil {
			return notifier.Delivery{}, fmt.Errorf("amend delivery %s: %w", delivery, err)
		}
		if done {
			return amended, nil
		}
	}
}

// amendOnce reports false when somebody came between.
func (s *Store) amendOnce(ctx context.Context, id, delivery string, decide func(notifier.Delivery) (notifier.End, error)) (notifier.Delivery, bool, error) {
	records, err := s.engine.Get(ctx, deliveryKey(id, delivery), campaignKey(id))
	if err != nil {
		return notifier.Delivery{}, false, err
	}
	if records[0].Value == nil || records[1].Value == nil {
		return notifier.Delivery{}, false, notifier.ErrUnknown
	}
	before, err := decode[notifier.Delivery](records[0])
	if err != nil {
		return before, false, err
	}
	campaign, err := decode[notifier.Campaign](records[1])
	if err != nil {
		return before, false, err
	}
	if isOver(campaign.State) {
		return before, false, fmt.Errorf("its campaign is %s: %w", campaign.State, notifier.ErrClosed)
	}
	look := before
	look.State = shown(campaign.State, before)
	end, err := decide(look)
	if err == nil {
		err = checkEnd(end)
	}
	if err != nil {
		return before, false, err
	}
	after := end.On(before)
	after.Token = "" // whoever still tries has lost it
	var moves moves
	if err := moves.change(before, after); err != nil {
		return before, false, err
	}
	if err := moves.reopen(campaign, records[1].Key, after); err != nil {
		return before, false, err
	}
	applied, err := s.apply(ctx, []condition{unchanged(records[0]), unchanged(records[1])}, moves.all())
	return after, applied, err
}

// reopen lets a campaign that was done go on when one of its deliveries is open again.
func (m *moves) reopen(campaign notifier.Campaign, key string, after notifier.Delivery) error {
	if campaign.State != notifier.CampaignDone || after.State.Final() {
		return nil
	}
	campaign.State = notifier.CampaignSending
	value, err := encode(campaign)
	if err == nil {
		m.writes = append(m.writes, put(key, value))
	}
	return err
}

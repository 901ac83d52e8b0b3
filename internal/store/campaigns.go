package store

import (
	"cmp"
	"context"
	"fmt"
	"slices"

	"digbot/notifier"
)

// Campaign implements notifier.Ledger.
func (s *Store) Campaign(ctx context.Context, id string) (notifier.Campaign, error) {
	campaign, _, err := s.campaign(ctx, id)
	return campaign, err
}

// campaign reads a campaign together with its record.
func (s *Store) campaign(ctx context.Context, id string) (notifier.Campaign, record, error) {
	campaign, stored, err := load[notifier.Campaign](ctx, s, campaignKey(id))
	if err == nil && stored.Value == nil {
		err = notifier.ErrUnknown
	}
	if err != nil {
		return notifier.Campaign{}, stored, fmt.Errorf("campaign %s: %w", id, err)
	}
	return campaignInParis(campaign), stored, nil
}

// Campaigns implements notifier.Ledger.
func (s *Store) Campaigns(ctx context.Context) ([]notifier.Campaign, error) {
	list, err := all[notifier.Campaign](ctx, s, campaigns())
	if err != nil {
		return nil, fmt.Errorf("list campaigns: %w", err)
	}
	for i := range list {
		list[i] = campaignInParis(list[i])
	}
	slices.SortFunc(list, func(a, b notifier.Campaign) int {
		return cmp.Or(a.Occasion.Due.Compare(b.Occasion.Due), cmp.Compare(a.ID, b.ID))
	})
	return list, nil
}

// Update implements notifier.Ledger.
func (s *Store) Update(ctx context.Context, id string, change func(notifier.Campaign) (notifier.Campaign, error)) (notifier.Campaign, error) {
	campaign, err := update(ctx, s, campaignKey(id), func(c notifier.Campaign, found bool) (notifier.Campaign, error) {
		if !found {
			return c, notifier.ErrUnknown
		}
		before := campaignInParis(c)
		after, err := change(before)
		if err == nil && isOver(before.State) && after.State != before.State {
			err = fmt.Errorf("it is %s and cannot become %s: %w", before.State, after.State, notifier.ErrClosed)
		}
		return after, err
	})
	if err != nil {
		return notifier.Campaign{}, fmt.Errorf("campaign %s: %w", id, err)
	}
	return campaignInParis(campaign), nil
}

// isOver reports whether a campaign stays as it is: cancelled for ever, refused until it is planned anew.
func isOver(state notifier.CampaignState) bool {
	return state == notifier.CampaignCancelled || state == notifier.CampaignRefused
}

// Complete implements notifier.Ledger. The campaign and the counts must stand together as they were read, so that nothing is
// open again by the time it is done.
func (s *Store) Complete(ctx context.Context, id string) (bool, error) {
	for {
		done, again, err := s.completeOnce(ctx, id)
		if err != nil {
			return false, fmt.Errorf("complete campaign %s: %w", id, err)
		}
		if !again {
			return done, nil
		}
	}
}

// completeOnce reports whether the campaign is done, and whether somebody came between.
func (s *Store) completeOnce(ctx context.Context, id string) (done, again bool, err error) {
	records, err := s.engine.Get(ctx, append([]string{campaignKey(id)}, countKeys(id)...)...)
	if err != nil {
		return false, false, err
	}
	if records[0].Value == nil {
		return false, false, notifier.ErrUnknown
	}
	campaign, err := decode[notifier.Campaign](records[0])
	if err != nil || campaign.State != notifier.CampaignSending {
		return campaign.State == notifier.CampaignDone, false, err
	}
	conditions := []condition{unchanged(records[0])}
	for i, each := range everyCounted() {
		if each.state.Final() {
			continue
		}
		n, err := countOf(records[i+1].Value)
		if err != nil || n != 0 {
			return false, false, err
		}
		conditions = append(conditions, unchanged(records[i+1]))
	}
	campaign.State = notifier.CampaignDone
	value, err := encode(campaign)
	if err != nil {
		return false, false, err
	}
	done, err = s.apply(ctx, conditions, []write{put(records[0].Key, value)})
	return done, !done, err
}

func campaignInParis(c notifier.Campaign) notifier.Campaign {
	c.Occasion.Due, c.Occasion.Milestoned, c.NotAfter = inParis(c.Occasion.Due), inParis(c.Occasion.Milestoned), inParis(c.NotAfter)
	c.Leaves, c.Began = inParis(c.Leaves), inParis(c.Began)
	for i := range c.Approvals {
		c.Approvals[i].At, c.Approvals[i].Expires = inParis(c.Approvals[i].At), inParis(c.Approvals[i].Expires)
	}
	return c
}

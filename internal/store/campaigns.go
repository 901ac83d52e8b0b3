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

// Approve implements notifier.Ledger. Whoever approved an earlier content is counted for the new one only.
func (s *Store) Approve(ctx context.Context, campaign string, approval notifier.Approval) (notifier.Campaign, error) {
	return s.changeCampaign(ctx, campaign, func(c notifier.Campaign) (notifier.Campaign, error) {
		if approval.Hash != c.Hash {
			return c, notifier.ErrChanged
		}
		if slices.ContainsFunc(c.Approvals, func(a notifier.Approval) bool { return a.By == approval.By && a.Hash == approval.Hash }) {
			return c, nil
		}
		c.Approvals = slices.DeleteFunc(c.Approvals, func(a notifier.Approval) bool { return a.By == approval.By })
		c.Approvals = append(c.Approvals, approval)
		return c, nil
	})
}

// SetState implements notifier.Ledger. What was cancelled stays so, and what was refused can only be planned anew; that
// all of it is done is true of both, and changes nothing.
func (s *Store) SetState(ctx context.Context, campaign string, state notifier.CampaignState) error {
	_, err := s.changeCampaign(ctx, campaign, func(c notifier.Campaign) (notifier.Campaign, error) {
		closed := c.State == notifier.CampaignCancelled || c.State == notifier.CampaignRefused
		switch {
		case closed && state == notifier.CampaignDone:
			return c, nil
		case closed && state != c.State:
			return c, fmt.Errorf("it is %s and cannot become %s", c.State, state)
		}
		c.State = state
		return c, nil
	})
	return err
}

func (s *Store) changeCampaign(ctx context.Context, id string, change func(notifier.Campaign) (notifier.Campaign, error)) (notifier.Campaign, error) {
	campaign, err := update(ctx, s, campaignKey(id), func(c notifier.Campaign, found bool) (notifier.Campaign, error) {
		if !found {
			return c, notifier.ErrUnknown
		}
		return change(c)
	})
	if err != nil {
		return notifier.Campaign{}, fmt.Errorf("campaign %s: %w", id, err)
	}
	return campaignInParis(campaign), nil
}

func campaignInParis(c notifier.Campaign) notifier.Campaign {
	c.Occasion.Due, c.Occasion.Milestoned, c.NotAfter = inParis(c.Occasion.Due), inParis(c.Occasion.Milestoned), inParis(c.NotAfter)
	for i := range c.Approvals {
		c.Approvals[i].At = inParis(c.Approvals[i].At)
	}
	return c
}

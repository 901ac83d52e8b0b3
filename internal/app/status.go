package app

import (
	"context"
	"fmt"
	"time"

	"digbot/internal/programme"
	"digbot/internal/store"
	"digbot/notifier"
)

// Status is how a season stands, from the store alone.
type Status struct {
	Now       time.Time // the programme's clock
	Season    programme.Season
	Swept     time.Time           // up to when every occasion was dealt with; zero: the service never ran
	Next      *programme.Occasion // nil: nothing is left
	Campaigns []CampaignStatus    // by due instant
}

// CampaignStatus is how a campaign stands.
type CampaignStatus struct {
	Campaign notifier.Campaign
	Counts   map[notifier.State]int
}

// ReadStatus looks at a store. now is the programme's clock.
func ReadStatus(ctx context.Context, s *store.Store, now time.Time) (Status, error) {
	status := Status{Now: now}
	var err error
	if status.Season, err = s.Season(ctx); err != nil {
		return status, err
	}
	if status.Swept, err = s.Swept(ctx); err != nil {
		return status, err
	}
	occasions, err := Occasions{s}.Occasions(ctx)
	if err != nil {
		return status, err
	}
	for _, occasion := range occasions {
		if occasion.Due.After(now) {
			status.Next = &occasion
			break
		}
	}
	campaigns, err := s.Campaigns(ctx)
	if err != nil {
		return status, err
	}
	for _, campaign := range campaigns {
		counts, err := s.Counts(ctx, campaign.ID)
		if err != nil {
			return status, fmt.Errorf("count the deliveries of %s: %w", campaign.ID, err)
		}
		status.Campaigns = append(status.Campaigns, CampaignStatus{campaign, counts})
	}
	return status, nil
}

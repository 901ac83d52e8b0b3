package app

import (
	"context"
	"fmt"
	"time"

	"digbot/internal/programme"
	"digbot/internal/store"
	"digbot/scheduler"
)

// CalendarRow is one occasion of the calendar as it stands.
type CalendarRow struct {
	Occasion programme.Occasion
	Outcome  scheduler.Outcome // what became of it
	Fired    time.Time         // zero: it was not
	Pending  bool              // the announcement's day has come and nothing is released
}

// Calendar lists the occasions with what became of them. A nil store gives the configured dates only.
func Calendar(ctx context.Context, promotion programme.Promotion, s *store.Store, now time.Time) (programme.Season, []CalendarRow, error) {
	season := programme.Season{Promotion: promotion}
	var days []programme.Date
	fired := map[string]scheduler.Firing{}
	if s != nil {
		var err error
		if season, days, fired, err = history(ctx, s); err != nil {
			return season, nil, err
		}
	}
	for _, challenge := range promotion.Challenges {
		days = append(days, challenge.Start)
	}
	var rows []CalendarRow
	for _, occasion := range season.Occasions(days...) {
		firing := fired[occasion.ID()]
		pending := occasion.Milestone == programme.Announcement && occasion.IsMilestone() && !now.Before(occasion.Due) && !season.IsReleased(now)
		rows = append(rows, CalendarRow{Occasion: occasion, Outcome: firing.Outcome, Fired: firing.Fired, Pending: pending})
	}
	return season, rows, nil
}

func history(ctx context.Context, s *store.Store) (programme.Season, []programme.Date, map[string]scheduler.Firing, error) {
	season, err := s.Season(ctx)
	if err != nil {
		return season, nil, nil, fmt.Errorf("read the season: %w", err)
	}
	days, err := s.StartDays(ctx)
	if err != nil {
		return season, nil, nil, fmt.Errorf("read the first days: %w", err)
	}
	firings, err := s.Fired(ctx)
	if err != nil {
		return season, nil, nil, fmt.Errorf("read what was fired: %w", err)
	}
	fired := map[string]scheduler.Firing{}
	for _, firing := range firings {
		fired[firing.ID] = firing
	}
	return season, days, fired, nil
}

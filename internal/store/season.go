package store

import (
	"context"
	"fmt"
	"time"

	"digbot/internal/programme"
)

// Season gives the promotion with its moved dates, its withdrawn challenges and the instant of its release, as they stand
// together.
func (s *Store) Season(ctx context.Context) (programme.Season, error) {
	moved := moveKeys()
	records, err := s.engine.Get(ctx, append(append(moved, s.withdrawalKeys()...), releaseKey())...)
	if err != nil {
		return programme.Season{}, fmt.Errorf("load the season: %w", err)
	}
	last := len(records) - 1
	moves, err := movesOf(records[:len(moved)])
	if err != nil {
		return programme.Season{}, err
	}
	season := programme.Season{Moves: map[programme.Milestone]int{}}
	for _, move := range moves {
		season.Moves[move.Milestone] = move.Count
	}
	season.Promotion = s.promotion.WithCalendar(calendarOf(standing(moves)))
	if season.Challenges, err = s.challenges(records[len(moved):last]); err != nil {
		return programme.Season{}, err
	}
	if records[last].Value != nil {
		released, err := decode[time.Time](records[last])
		if err != nil {
			return programme.Season{}, fmt.Errorf("load the release: %w", err)
		}
		season.Released = inParis(released)
	}
	return season, nil
}

// Release implements notifier.Seasons.
func (s *Store) Release(ctx context.Context, at time.Time) (time.Time, error) {
	released, err := first(ctx, s, releaseKey(), at)
	if err != nil {
		return time.Time{}, fmt.Errorf("store the release: %w", err)
	}
	return inParis(released), nil
}

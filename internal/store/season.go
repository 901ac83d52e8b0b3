package store

import (
	"bytes"
	"context"
	"fmt"
	"slices"
	"time"

	"digbot/internal/programme"
)

// readSeason is a season with the records from which it was read.
type readSeason struct {
	keys    []string
	records []record
	season  programme.Season
}

// Season gives the promotion with its moved dates, its withdrawn challenges and the instant of its release, as they stand
// together. As long as nothing changes, it is the same each time, down to its list of challenges: nobody may change it.
func (s *Store) Season(ctx context.Context) (programme.Season, error) {
	known := s.season.Load()
	if known == nil {
		known = &readSeason{keys: slices.Concat(moveKeys(), s.withdrawalKeys(), []string{releaseKey()})}
	}
	records, err := s.engine.Get(ctx, known.keys...)
	if err != nil {
		return programme.Season{}, fmt.Errorf("load the season: %w", err)
	}
	if slices.EqualFunc(known.records, records, sameValue) {
		return known.season, nil
	}
	season, err := s.seasonOf(records)
	if err == nil {
		s.season.Store(&readSeason{known.keys, records, season})
	}
	return season, err
}

func sameValue(a, b record) bool {
	return (a.Value == nil) == (b.Value == nil) && bytes.Equal(a.Value, b.Value)
}

// seasonOf is the season that the records of its moves, its withdrawals and its release tell.
func (s *Store) seasonOf(records []record) (programme.Season, error) {
	moved, last := len(programme.Milestones()), len(records)-1
	moves, err := movesOf(records[:moved])
	if err != nil {
		return programme.Season{}, err
	}
	season := programme.Season{Moves: map[programme.Milestone]int{}}
	for _, move := range moves {
		season.Moves[move.Milestone] = move.Count
	}
	season.Promotion = s.promotion.WithCalendar(calendarOf(standing(moves)))
	if season.Challenges, err = s.challenges(records[moved:last]); err != nil {
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

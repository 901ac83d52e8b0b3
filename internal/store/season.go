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
	version uint64 // of a versioned engine, from before the records were read
}

// Season gives the promotion with its moved dates, its withdrawn challenges and the instant of its release, as they stand
// together. As long as nothing changes, it is the same each time, down to its list of challenges: nobody may change it.
func (s *Store) Season(ctx context.Context) (programme.Season, error) {
	known := s.season.Load()
	if known == nil {
		known = &readSeason{keys: slices.Concat(moveKeys(), s.withdrawalKeys(), []string{releaseKey()})}
	}
	engine, counts := s.engine.(versioned)
	if !counts {
		return s.readSeason(ctx, known, 0)
	}
	if version := engine.Version(); known.records == nil || known.version != version {
		return s.readSeason(ctx, known, version)
	}
	return known.season, ctx.Err()
}

// readSeason reads the records of the season, and makes another one of them where they are not those that are known.
func (s *Store) readSeason(ctx context.Context, known *readSeason, version uint64) (programme.Season, error) {
	records, err := s.engine.Get(ctx, known.keys...)
	if err != nil {
		return programme.Season{}, fmt.Errorf("load the season: %w", err)
	}
	season := known.season
	if !slices.EqualFunc(known.records, records, sameValue) {
		if season, err = s.seasonOf(records); err != nil {
			return season, err
		}
	}
	s.season.Store(&readSeason{known.keys, records, season, version})
	return season, nil
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

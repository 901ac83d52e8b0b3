package app

import (
	"context"
	"errors"
	"log/slog"
	"testing"
	"testing/synctest"
	"time"

	"digbot/internal/programme"
)

// slowSeasons answers after a while, as a store on a busy machine does.
type slowSeasons struct{ takes time.Duration }

func (s *slowSeasons) Season(ctx context.Context) (programme.Season, error) {
	select {
	case <-ctx.Done():
		return programme.Season{}, ctx.Err()
	case <-time.After(s.takes):
		return programme.Season{Released: time.Date(2019, time.May, 17, 7, 44, 0, 0, time.UTC)}, nil
	}
}

// TestTheSeasonReadLast waits for a slow store at first, since nothing else is known, and then no longer than people do.
func TestTheSeasonReadLast(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		store := &slowSeasons{takes: 5 * time.Second}
		seasons := &rememberedSeason{seasons: store, log: slog.New(slog.DiscardHandler)}
		began := time.Now()
		ended, cancel := context.WithTimeout(t.Context(), time.Second)
		defer cancel()
		if _, err := seasons.Season(ended); !errors.Is(err, context.DeadlineExceeded) {
			t.Errorf("who waits for a second before anything is known is told %v", err)
		}
		if season, err := seasons.Season(t.Context()); err != nil || season.Released.IsZero() || time.Since(began) != 6*time.Second {
			t.Errorf("the first reading gave %v, %v after %s", season.Released, err, time.Since(began))
		}
		began = time.Now()
		if season, err := seasons.Season(t.Context()); err != nil || season.Released.IsZero() || time.Since(began) != patience {
			t.Errorf("the second reading gave %v, %v after %s", season.Released, err, time.Since(began))
		}
	})
}

package bot_test

import (
	"context"
	"errors"
	"testing"
	"testing/synctest"
	"time"

	"digbot/bot"
)

func TestRounds(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		ctx, cancel := context.WithTimeout(t.Context(), 150*time.Second)
		defer cancel()
		begun := time.Now()
		looks, failed := []time.Duration{}, 0
		bot.Rounds(ctx, time.Minute, func(context.Context) error {
			looks = append(looks, time.Since(begun))
			if len(looks) == 2 {
				return errors.New("storage is away")
			}
			return nil
		}, func(error) { failed++ })
		if len(looks) != 3 || looks[0] != 0 || looks[2] != 2*time.Minute || failed != 1 || time.Since(begun) != 150*time.Second {
			t.Errorf("looked after %v, failed %d times, ended after %s", looks, failed, time.Since(begun))
		}
	})
}

// TestRoundsEndQuietly: what fails because it is over is no failure.
func TestRoundsEndQuietly(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	bot.Rounds(ctx, time.Hour, func(context.Context) error { cancel(); return ctx.Err() }, func(err error) { t.Error(err) })
}

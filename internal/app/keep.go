package app

import (
	"context"
	"fmt"
	"runtime/debug"
	"sync"
	"time"

	"digbot/bot"
	"digbot/internal/programme"
	"digbot/internal/store"
	"digbot/internal/trace"
	"digbot/internal/web"
)

const (
	keepEvery  = 10 * time.Minute // between two removals of expired records
	countEvery = 15 * time.Second // between two looks at the ledger for the metrics

	// sweepLate is how long the calendar may go without a sweep before the service is not ready: several times the
	// scheduler's longest sleep.
	sweepLate = 5 * time.Minute
)

// keep removes expired records and counts the ledger from time to time.
func (v service) keep(ctx context.Context) error {
	keeping, counting := time.NewTicker(keepEvery), time.NewTicker(countEvery)
	defer keeping.Stop()
	defer counting.Stop()
	for {
		select {
		case <-ctx.Done():
			return nil
		case <-keeping.C:
			if _, err := v.store.Sweep(ctx, time.Now()); err != nil {
				v.log.Warn("expired records stay until the next time", "error", err)
			}
			if err := v.purge(ctx); err != nil {
				v.log.Error("what was kept long enough stays until the next night", "error", err)
			}
		case <-counting.C:
			if err := v.count(ctx); err != nil {
				v.log.Warn("the ledger could not be counted", "error", err)
			}
		}
	}
}

// retireEvery is how often a service looks whether its store was moved elsewhere; what it changes is refused at once.
const retireEvery = 2 * time.Second

// untilRetired ends the service when its store is moved elsewhere.
func (v service) untilRetired(ctx context.Context) error {
	looks := time.NewTicker(retireEvery)
	defer looks.Stop()
	for {
		select {
		case <-ctx.Done():
			return nil
		case <-looks.C:
			if at, err := v.store.Retired(ctx); err == nil && !at.IsZero() {
				return store.ErrRetired
			}
		}
	}
}

// purgeFrom is the hour of the night, in Paris, from which on a service erases what was kept long enough.
const purgeFrom = 3

// purge does the nightly work, once each day for all processes together.
func (v service) purge(ctx context.Context) error {
	now := v.now().In(programme.Paris())
	if now.Hour() < purgeFrom {
		return nil
	}
	mine, err := v.store.Night(ctx, programme.DateOf(now))
	if err != nil || !mine {
		return err
	}
	purged, err := v.rights.Purge(ctx, v.store, now, time.Now(), false)
	v.log.Info("purged", "people", len(purged.People), "mails", purged.Mails, "questions", purged.Questions, "addresses", purged.Addresses,
		"entries", purged.Entries, "files", purged.Files, "expired", purged.Expired)
	return err
}

// count tells the metrics how many deliveries are in each state.
func (v service) count(ctx context.Context) error {
	campaigns, err := v.store.Campaigns(ctx)
	if err != nil {
		return err
	}
	standing := map[string]int{}
	for _, campaign := range campaigns {
		counts, err := v.store.Counts(ctx, campaign.ID)
		if err != nil {
			return err
		}
		for state, n := range counts {
			standing[string(state)] += n
		}
	}
	v.metrics.Standing(standing)
	return nil
}

// lastSweep remembers when the calendar was last swept without an error.
type lastSweep struct {
	mu  sync.Mutex
	at  time.Time
	err error
}

func (l *lastSweep) note(err error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.err = err
	if err == nil {
		l.at = time.Now()
	}
}

// probe says why the calendar is not being kept.
func (l *lastSweep) probe(context.Context) error {
	l.mu.Lock()
	defer l.mu.Unlock()
	if since := time.Since(l.at); since > sweepLate {
		return fmt.Errorf("no sweep for %s: %w", since.Round(time.Second), l.err)
	}
	return nil
}

// traced gives each message an id, which is in every line of the log that it sets off.
func traced(handle bot.Handler) bot.Handler {
	return func(ctx context.Context, m bot.Message) (bot.Reply, error) {
		if trace.ID(ctx) == "" {
			ctx = trace.WithID(ctx, trace.NewID())
		}
		return handle(ctx, m)
	}
}

// Build says which program runs, from what the compiler noted.
func Build() web.Build {
	info, known := debug.ReadBuildInfo()
	if !known {
		return web.Build{Version: "unknown"}
	}
	b := web.Build{Version: info.Main.Version}
	for _, setting := range info.Settings {
		if setting.Key == "vcs.revision" {
			b.Revision = setting.Value
		}
	}
	return b
}

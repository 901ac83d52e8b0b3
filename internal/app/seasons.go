package app

import (
	"context"
	"log/slog"
	"sync"
	"time"

	"digbot/bot"
	"digbot/internal/programme"
)

// patience is how long the bot waits for the store before it answers from memory.
const patience = time.Second

// rememberedSeason gives the bot the season as it was last read while the store is away.
type rememberedSeason struct {
	seasons bot.Seasons
	log     *slog.Logger

	mu   sync.Mutex
	last *programme.Season
}

// Season implements bot.Seasons. It fails only while no season was ever read.
func (r *rememberedSeason) Season(ctx context.Context) (programme.Season, error) {
	ctx, cancel := context.WithTimeout(ctx, patience)
	defer cancel()
	season, err := r.seasons.Season(ctx)
	r.mu.Lock()
	defer r.mu.Unlock()
	switch {
	case err == nil:
		r.last = &season
	case r.last != nil:
		r.log.WarnContext(ctx, "the season could not be read: answering from the one read last", "error", err)
		return *r.last, nil
	}
	return season, err
}

// hastyMemory does not let people wait for a store that does not answer.
type hastyMemory struct {
	bot.Memory
}

// Session implements bot.Memory.
func (h hastyMemory) Session(ctx context.Context, conversation string) (bot.Session, error) {
	ctx, cancel := context.WithTimeout(ctx, patience)
	defer cancel()
	return h.Memory.Session(ctx, conversation)
}

// Remember implements bot.Memory.
func (h hastyMemory) Remember(ctx context.Context, conversation string, session bot.Session, ttl time.Duration) error {
	ctx, cancel := context.WithTimeout(ctx, patience)
	defer cancel()
	return h.Memory.Remember(ctx, conversation, session, ttl)
}

// hastyPeople does the same for recognising those who write.
type hastyPeople struct {
	bot.People
}

// Recognise implements bot.People.
func (h hastyPeople) Recognise(ctx context.Context, platform, user string) (bot.Known, bool, error) {
	ctx, cancel := context.WithTimeout(ctx, patience)
	defer cancel()
	return h.People.Recognise(ctx, platform, user)
}

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

// Season implements bot.Seasons. It fails only while no season was ever read: as long as there is none to answer from, it
// waits for the store until ctx ends.
func (r *rememberedSeason) Season(ctx context.Context) (programme.Season, error) {
	last := r.remembered()
	if last == nil {
		return r.read(ctx)
	}
	hasty, cancel := context.WithTimeout(ctx, patience)
	defer cancel()
	season, err := r.read(hasty)
	if err != nil {
		r.log.WarnContext(ctx, "the season could not be read: answering from the one read last", "error", err)
		return *last, nil
	}
	return season, nil
}

func (r *rememberedSeason) read(ctx context.Context) (programme.Season, error) {
	season, err := r.seasons.Season(ctx)
	if err != nil {
		return programme.Season{}, err
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	r.last = &season
	return season, nil
}

func (r *rememberedSeason) remembered() *programme.Season {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.last
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

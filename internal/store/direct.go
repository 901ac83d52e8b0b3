package store

import (
	"context"
	"sync"
	"time"

	"digbot/bot"
)

// directFor is how long it is known in which channel somebody is alone with the bot, after a message there.
const directFor = 30 * 24 * time.Hour

// knownDirects are the private channels that this process has written down already, each with the day on which it did.
type knownDirects struct {
	mu    sync.Mutex
	since map[string]time.Time // by key
}

// mostDirects is the number of people who are remembered; then the process begins anew.
const mostDirects = 10_000

// due reports whether a channel has to be written down, at most once a day and person.
func (k *knownDirects) due(key string, now time.Time) bool {
	k.mu.Lock()
	defer k.mu.Unlock()
	if at, known := k.since[key]; known && now.Sub(at) < 24*time.Hour {
		return false
	}
	if k.since == nil || len(k.since) >= mostDirects {
		k.since = map[string]time.Time{}
	}
	k.since[key] = now
	return true
}

// direct are the writes by which the store knows in which private channel somebody writes to the bot: without it, what
// names the channel alone could not be found when the person is forgotten.
func (s *Store) direct(m bot.Message) ([]write, error) {
	if !m.Place.Direct || m.User == "" || m.Place.Channel == "" {
		return nil, nil
	}
	key, now := directKey(m.Platform, m.User), s.now()
	if !s.directs.due(key, now) {
		return nil, nil
	}
	until := now.Add(directFor).Truncate(24 * time.Hour)
	return keep(record{Key: key}, time.Time{}, kept[string]{until, m.Place.Channel})
}

// directOf is that channel; empty when none is known.
func (s *Store) directOf(ctx context.Context, a account) (string, error) {
	known, _, err := load[kept[string]](ctx, s, directKey(a.platform, a.user))
	return known.Value, err
}

package store

import (
	"context"
	"crypto/rand"
	"fmt"
	"time"

	"digbot/notifier"
)

// A relay's quota is a log of the instants at which messages were given to it, numbered from 1, and the number of the last.
// Whether there is room in a window of n messages is told by one entry: the n-th from the end must be out of the window.

// quotaHead is the end of a relay's log.
type quotaHead struct {
	Last int       `json:"last"`
	At   time.Time `json:"at"` // of the last, or later: a clock may go behind another

	// Token tells our own place, whose confirmation got lost, from one that another process has taken at the same instant.
	Token string `json:"token,omitempty"`
}

// Reserve takes a place for one message to a relay at now, in every window, and gives the zero time; where one is full, it
// takes none and gives the instant from which there may be room. Never more than a window allows are reserved in any
// stretch of its length, in however many processes. A longer window that is configured later begins with what the shorter
// ones had to remember.
func (s *Store) Reserve(ctx context.Context, relay string, windows []notifier.Window, now time.Time) (time.Time, error) {
	s.quotas.Lock() // within this process one after the other: they would only come between each other
	defer s.quotas.Unlock()
	for {
		free, done, err := s.reserve(ctx, relay, windows, now.Round(0))
		if err != nil {
			return time.Time{}, fmt.Errorf("reserve a place at %s: %w", relay, err)
		}
		if done {
			return free, nil
		}
	}
}

// reserve reports false when somebody came between.
func (s *Store) reserve(ctx context.Context, relay string, windows []notifier.Window, now time.Time) (time.Time, bool, error) {
	head, stored, err := load[quotaHead](ctx, s, quotaHeadKey(relay))
	if err != nil {
		return time.Time{}, false, err
	}
	full, longest, err := s.fullUntil(ctx, relay, windows, head.Last)
	if err != nil {
		return time.Time{}, false, err
	}
	if full.After(now) {
		return full, true, nil
	}
	head.Last++
	head.Token = rand.Text()
	if now.After(head.At) {
		head.At = now
	}
	end, err := encode(head)
	if err != nil {
		return time.Time{}, false, err
	}
	at, err := encode(head.At)
	if err != nil {
		return time.Time{}, false, err
	}
	writes := []write{put(stored.Key, end), put(quotaKey(relay, head.Last), at)}
	if old := head.Last - longest; old > 0 {
		writes = append(writes, remove(quotaKey(relay, old)))
	}
	done, err := s.apply(ctx, []condition{unchanged(stored)}, writes)
	return time.Time{}, done, err
}

// fullUntil is the instant from which every window has room for one more after the last, and the number of messages of
// the largest window.
func (s *Store) fullUntil(ctx context.Context, relay string, windows []notifier.Window, last int) (full time.Time, largest int, err error) {
	var keys []string
	for _, window := range windows {
		keys = append(keys, quotaKey(relay, last-window.Messages+1)) // one that never was is not there
		largest = max(largest, window.Messages)
	}
	records, err := s.engine.Get(ctx, keys...)
	if err != nil {
		return full, largest, err
	}
	for i, stored := range records {
		if stored.Value == nil {
			continue
		}
		at, err := decode[time.Time](stored)
		if err != nil {
			return full, largest, err
		}
		if until := at.Add(windows[i].Per); until.After(full) {
			full = until
		}
	}
	return full, largest, nil
}

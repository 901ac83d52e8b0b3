package store

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"time"

	"digbot/bot"
)

var (
	_ bot.Claims = (*Store)(nil)
	_ bot.Notes  = (*Store)(nil)
)

// note is a small thing that somebody wants to find again.
type note struct {
	Key   string `json:"key"`
	Value string `json:"value,omitempty"`
	By    string `json:"by,omitempty"`    // who swapped it, so that two who do at one instant are told apart
	Taken string `json:"taken,omitempty"` // by whom: it is no longer there
}

// errLongNote refuses a key that would be kept as a hash, under which it could not be found by how it begins.
var errLongNote = errors.New("the key of a note is too long")

// Note implements bot.Notes.
func (s *Store) Note(ctx context.Context, key, value string, ttl time.Duration) error {
	if len(escape(key)) > longest {
		return fmt.Errorf("note %.20s: %w", key, errLongNote)
	}
	until := s.now().Add(ttl)
	for {
		before, stored, err := load[kept[note]](ctx, s, noteKey(key))
		if err != nil {
			return fmt.Errorf("note %s: %w", key, err)
		}
		applied, err := s.note(ctx, stored, before, kept[note]{until, note{Key: key, Value: value}})
		if err != nil {
			return fmt.Errorf("note %s: %w", key, err)
		}
		if applied {
			return nil
		}
	}
}

func (s *Store) note(ctx context.Context, stored record, before, after kept[note]) (bool, error) {
	writes, err := keep(stored, before.Until, after)
	if err != nil {
		return false, err
	}
	return s.apply(ctx, []condition{unchanged(stored)}, writes)
}

// Noted implements bot.Notes.
func (s *Store) Noted(ctx context.Context, key string) (string, error) {
	found, _, err := load[kept[note]](ctx, s, noteKey(key))
	if err != nil {
		return "", fmt.Errorf("read note %s: %w", key, err)
	}
	if !s.now().Before(found.Until) || found.Value.Taken != "" {
		return "", nil
	}
	return found.Value.Value, nil
}

// NotedUnder implements bot.Notes.
func (s *Store) NotedUnder(ctx context.Context, prefix string) (map[string]string, error) {
	found, err := all[kept[note]](ctx, s, noteKey(prefix))
	if err != nil {
		return nil, fmt.Errorf("read notes %s: %w", prefix, err)
	}
	notes := make(map[string]string, len(found))
	for _, n := range found {
		if s.now().Before(n.Until) && n.Value.Taken == "" {
			notes[n.Value.Key] = n.Value.Value
		}
	}
	return notes, nil
}

// Pass implements team.Notes: it takes one note and writes another in the same step, so that whatever happens between, one
// of the two is there.
func (s *Store) Pass(ctx context.Context, from, to, value string, ttl time.Duration) (bool, error) {
	if len(escape(to)) > longest {
		return false, fmt.Errorf("pass note %.20s: %w", to, errLongNote)
	}
	taker, until := rand.Text(), s.now().Add(ttl)
	for {
		found, stored, err := load[kept[note]](ctx, s, noteKey(from))
		if err != nil {
			return false, fmt.Errorf("pass note %s: %w", from, err)
		}
		if stored.Value == nil || !s.now().Before(found.Until) || found.Value.Taken != "" {
			return false, nil
		}
		before, place, err := load[kept[note]](ctx, s, noteKey(to))
		if err != nil {
			return false, fmt.Errorf("pass note %s: %w", from, err)
		}
		taking, err := keep(stored, found.Until, kept[note]{found.Until, note{Key: from, Taken: taker}})
		if err != nil {
			return false, fmt.Errorf("pass note %s: %w", from, err)
		}
		leaving, err := keep(place, before.Until, kept[note]{until, note{Key: to, Value: value}})
		if err != nil {
			return false, fmt.Errorf("pass note %s: %w", from, err)
		}
		applied, err := s.apply(ctx, []condition{unchanged(stored), unchanged(place)}, append(taking, leaving...))
		if applied || err != nil {
			return applied, err
		}
	}
}

// Swap implements team.Notes.
func (s *Store) Swap(ctx context.Context, key, from, to string, ttl time.Duration) (bool, error) {
	found, stored, err := load[kept[note]](ctx, s, noteKey(key))
	if err == nil && (stored.Value == nil || !s.now().Before(found.Until) || found.Value.Taken != "" || found.Value.Value != from) {
		return false, nil
	}
	swapped := false
	if err == nil {
		swapped, err = s.note(ctx, stored, found, kept[note]{s.now().Add(ttl), note{Key: key, Value: to, By: rand.Text()}})
	}
	if err != nil {
		return false, fmt.Errorf("swap note %s: %w", key, err)
	}
	return swapped, nil
}

// Take implements bot.Notes. What was taken leaves a mark for as long as the note would have lived, so that nobody takes
// the same for a second one.
func (s *Store) Take(ctx context.Context, key string) (string, bool, error) {
	taker := rand.Text()
	for {
		found, stored, err := load[kept[note]](ctx, s, noteKey(key))
		if err != nil {
			return "", false, fmt.Errorf("take note %s: %w", key, err)
		}
		if stored.Value == nil || !s.now().Before(found.Until) || found.Value.Taken != "" {
			return "", false, nil
		}
		applied, err := s.note(ctx, stored, found, kept[note]{found.Until, note{Key: key, Taken: taker}})
		if err != nil {
			return "", false, fmt.Errorf("take note %s: %w", key, err)
		}
		if applied {
			return found.Value.Value, true, nil
		}
	}
}

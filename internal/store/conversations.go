package store

import (
	"context"
	"fmt"
	"time"

	"digbot/bot"
)

// kept is a value that may go at an instant of real time.
type kept[T any] struct {
	Until time.Time `json:"until"`
	Value T         `json:"value"`
}

// Session implements bot.Memory.
func (s *Store) Session(ctx context.Context, conversation string) (bot.Session, error) {
	session, stored, err := load[kept[bot.Session]](ctx, s, sessionKey(conversation))
	if err != nil {
		return bot.Session{}, fmt.Errorf("load a session: %w", err)
	}
	s.known.remember(stored, session.Until)
	if !s.now().Before(session.Until) {
		return bot.Session{}, nil
	}
	return session.Value, nil
}

// Remember implements bot.Memory.
func (s *Store) Remember(ctx context.Context, conversation string, session bot.Session, ttl time.Duration) error {
	until := s.now().Add(ttl)
	for {
		before, stored, err := load[kept[bot.Session]](ctx, s, sessionKey(conversation))
		if err != nil {
			return fmt.Errorf("load a session: %w", err)
		}
		writes, err := keep(stored, before.Until, kept[bot.Session]{until, session})
		if err != nil {
			return fmt.Errorf("remember a session: %w", err)
		}
		applied, err := s.apply(ctx, []condition{unchanged(stored)}, writes)
		if err != nil {
			return fmt.Errorf("remember a session: %w", err)
		}
		if applied {
			return nil
		}
	}
}

// keep writes a value over a stored one, which may go at until, together with the note of when the new one may.
func keep[T any](stored record, until time.Time, after kept[T]) ([]write, error) {
	value, err := encode(after)
	if err != nil {
		return nil, err
	}
	var writes []write
	if stored.Value != nil && !until.Equal(after.Until) {
		writes = append(writes, remove(expiryKey(until, stored.Key)))
	}
	return append(writes,
		put(stored.Key, value),
		put(expiryKey(after.Until, stored.Key), []byte(stored.Key))), nil
}

package store

import (
	"context"
	"crypto/rand"
	"fmt"
	"time"

	"digbot/bot"
)

const (
	// answeredFor is how long an answered message is known: platforms send one again for an hour, and a catch-up after an
	// outage reads back over a long weekend.
	answeredFor = 7 * 24 * time.Hour

	// pendingFor is how long a message waits for an answer that nobody can give.
	pendingFor = 24 * time.Hour
)

// unanswered is a message that somebody is answering.
type unanswered struct {
	Message bot.Message `json:"message"`
	Lease   time.Time   `json:"lease"`
	Token   string      `json:"token"` // tells our own claim, whose confirmation got lost, from another replica's
}

// Begin implements bot.Claims.
func (s *Store) Begin(ctx context.Context, m bot.Message, lease time.Duration) (bot.Message, bool, error) {
	if m.Event == "" {
		return m, true, nil
	}
	for {
		begun, mine, again, err := s.begin(ctx, m, lease)
		if err != nil {
			return m, false, fmt.Errorf("begin message %s: %w", m.Event, err)
		}
		if !again {
			return begun, mine, nil
		}
	}
}

// begin reports again when somebody else came between.
func (s *Store) begin(ctx context.Context, m bot.Message, lease time.Duration) (begun bot.Message, mine, again bool, err error) {
	records, err := s.engine.Get(ctx, answeredKey(m.Platform, m.Event), pendingKey(m.Platform, m.Event))
	if err != nil {
		return m, false, false, err
	}
	answered, err := decodeKept[bool](records[0])
	if err != nil || s.now().Before(answered.Until) {
		return m, false, false, err
	}
	before, err := decodeKept[unanswered](records[1])
	if err != nil || s.now().Before(before.Value.Lease) {
		return m, false, false, err
	}
	if records[1].Value != nil {
		m = before.Value.Message
		m.Again = true
	}
	now := kept[unanswered]{s.now().Add(pendingFor), unanswered{m, s.now().Add(lease), rand.Text()}}
	writes, err := keep(records[1], before, now)
	if err != nil {
		return m, false, false, err
	}
	where, err := s.direct(m)
	if err != nil {
		return m, false, false, err
	}
	writes = append(writes, where...)
	applied, err := s.apply(ctx, []condition{unchanged(records[0]), unchanged(records[1])}, writes)
	return m, applied, !applied, err
}

// decodeKept reads a record that may be absent: then it is the zero value, which expired long ago.
func decodeKept[T any](r record) (kept[T], error) {
	if r.Value == nil {
		return kept[T]{}, nil
	}
	return decode[kept[T]](r)
}

// Answered implements bot.Claims.
func (s *Store) Answered(ctx context.Context, m bot.Message) error {
	return s.answered(ctx, m, func(record) ([]write, error) { return nil, nil })
}

// AnsweredAndRemember does what Answered and Remember do, in one step: the session is that of the message's conversation.
func (s *Store) AnsweredAndRemember(ctx context.Context, m bot.Message, session bot.Session, ttl time.Duration) error {
	now := kept[bot.Session]{s.now().Add(ttl), session}
	return s.answered(ctx, m, func(stored record) ([]write, error) {
		before, err := decodeKept[bot.Session](stored)
		if err != nil {
			return nil, err
		}
		return keep(stored, before, now)
	})
}

// answered puts the mark in the place of a message, together with what is written of its conversation.
func (s *Store) answered(ctx context.Context, m bot.Message, remember func(stored record) ([]write, error)) error {
	for m.Event != "" {
		records, err := s.engine.Get(ctx, answeredKey(m.Platform, m.Event), pendingKey(m.Platform, m.Event), sessionKey(bot.SessionOf(m)))
		if err != nil {
			return fmt.Errorf("end message %s: %w", m.Event, err)
		}
		writes, err := s.answer(records[0], records[1])
		if err != nil {
			return fmt.Errorf("end message %s: %w", m.Event, err)
		}
		conditions := []condition{unchanged(records[0]), unchanged(records[1])}
		session, err := remember(records[2])
		if err != nil {
			return fmt.Errorf("end message %s: %w", m.Event, err)
		}
		if len(session) > 0 {
			conditions, writes = append(conditions, unchanged(records[2])), append(writes, session...)
		}
		applied, err := s.apply(ctx, conditions, writes)
		if err != nil {
			return fmt.Errorf("end message %s: %w", m.Event, err)
		}
		if applied {
			return nil
		}
	}
	return nil
}

// answer are the writes that put the mark in the place of the message.
func (s *Store) answer(marked, waiting record) ([]write, error) {
	before, err := decodeKept[bool](marked)
	if err != nil {
		return nil, err
	}
	writes, err := keep(marked, before, kept[bool]{s.now().Add(answeredFor), true})
	if err != nil || waiting.Value == nil {
		return writes, err
	}
	message, err := decodeKept[unanswered](waiting)
	return append(writes, remove(waiting.Key), remove(expiryKey(message.Until, waiting.Key))), err
}

// Orphans implements bot.Claims.
func (s *Store) Orphans(ctx context.Context, platform string) ([]bot.Message, error) {
	all, err := all[kept[unanswered]](ctx, s, pendings(platform))
	if err != nil {
		return nil, fmt.Errorf("look for unanswered messages: %w", err)
	}
	var orphans []bot.Message
	for _, p := range all {
		if !s.now().Before(p.Value.Lease) {
			orphans = append(orphans, p.Value.Message)
		}
	}
	return orphans, nil
}

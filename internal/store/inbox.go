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
	where, err := s.direct(m)
	if err != nil {
		return m, false, fmt.Errorf("begin message %s: %w", m.Event, err)
	}
	mark, pending := record{Key: answeredKey(m.Platform, m.Event)}, record{Key: pendingKey(m.Platform, m.Event)}
	mine, err := s.beginAs(ctx, m, mark, pending, kept[unanswered]{}, where, lease) // most messages come once: nothing is there
	for err == nil && !mine {
		var records []record
		if records, err = s.engine.Get(ctx, mark.Key, pending.Key); err != nil {
			break
		}
		before, free, fault := s.isFree(records[0], records[1])
		if fault != nil || !free {
			return m, false, fault
		}
		if records[1].Value != nil {
			m = before.Value.Message
			m.Again = true
		}
		mine, err = s.beginAs(ctx, m, records[0], records[1], before, where, lease)
	}
	if err != nil {
		return m, false, fmt.Errorf("begin message %s: %w", m.Event, err)
	}
	return m, mine, nil
}

// isFree reports whether a message was neither answered nor is being answered, and gives what is known of it.
func (s *Store) isFree(marked, pending record) (kept[unanswered], bool, error) {
	answered, err := decodeKept[bool](marked)
	if err != nil || s.now().Before(answered.Until) {
		return kept[unanswered]{}, false, err
	}
	before, err := decodeKept[unanswered](pending)
	return before, err == nil && !s.now().Before(before.Value.Lease), err
}

// beginAs notes that a message is being answered if its records still stand so; it reports whether they did.
func (s *Store) beginAs(ctx context.Context, m bot.Message, marked, pending record, before kept[unanswered], where []write, lease time.Duration) (bool, error) {
	now := kept[unanswered]{s.now().Add(pendingFor), unanswered{m, s.now().Add(lease), rand.Text()}}
	writes, err := keep(pending, before, now)
	if err != nil {
		return false, err
	}
	mine, err := s.apply(ctx, []condition{unchanged(marked), unchanged(pending)}, append(writes, where...))
	if mine {
		s.begun.remember(writes, pending.Key, now.Until)
	}
	return mine, err
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
	return s.answered(ctx, m, nil)
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
	known, recalled := s.begun.recall(pendingKey(m.Platform, m.Event))
	for m.Event != "" {
		ended, err := s.end(ctx, m, known, recalled, remember)
		if err != nil {
			return fmt.Errorf("end message %s: %w", m.Event, err)
		}
		if ended {
			return nil
		}
		recalled = false
	}
	return nil
}

// end reports false when somebody came between. What this process has noted when it began the message is not read again.
func (s *Store) end(ctx context.Context, m bot.Message, known begunRecord, recalled bool, remember func(stored record) ([]write, error)) (bool, error) {
	mark, session := record{Key: answeredKey(m.Platform, m.Event)}, record{Key: sessionKey(bot.SessionOf(m))}
	keys := []string{mark.Key, pendingKey(m.Platform, m.Event)}
	if recalled {
		keys = nil
	}
	if remember != nil {
		keys = append(keys, session.Key)
	}
	var records []record
	var err error
	if len(keys) > 0 {
		if records, err = s.engine.Get(ctx, keys...); err != nil {
			return false, err
		}
	}
	if !recalled {
		mark = records[0]
		if known, err = begunOf(records[1]); err != nil {
			return false, err
		}
	}
	writes, err := s.answer(mark, known)
	conditions := []condition{unchanged(mark), unchanged(known.record)}
	if err == nil && remember != nil {
		session = records[len(records)-1]
		var said []write
		said, err = remember(session)
		conditions, writes = append(conditions, unchanged(session)), append(writes, said...)
	}
	if err != nil {
		return false, err
	}
	return s.apply(ctx, conditions, writes)
}

// answer are the writes that put the mark in the place of the message.
func (s *Store) answer(marked record, begun begunRecord) ([]write, error) {
	before, err := decodeKept[bool](marked)
	if err != nil {
		return nil, err
	}
	writes, err := keep(marked, before, kept[bool]{s.now().Add(answeredFor), true})
	if err != nil || begun.Value == nil {
		return writes, err
	}
	return append(writes, remove(begun.Key), remove(expiryKey(begun.until, begun.Key))), nil
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

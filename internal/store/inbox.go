package store

import (
	"context"
	"crypto/rand"
	"encoding/json"
	"fmt"
	"time"

	"digbot/bot"
	"digbot/internal/programme"
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
	mine, err := s.beginAs(ctx, m, mark, pending, where, lease) // most messages come once: nothing is there
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
		mine, err = s.beginAs(ctx, m, records[0], records[1], where, lease)
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
func (s *Store) beginAs(ctx context.Context, m bot.Message, marked, pending record, where []write, lease time.Duration) (bool, error) {
	now := kept[unanswered]{s.now().Add(pendingFor), unanswered{m, s.now().Add(lease), rand.Text()}}
	value, err := encode(now)
	if err != nil {
		return false, err
	}
	mine, err := s.apply(ctx, []condition{unchanged(marked), unchanged(pending)}, append(where, put(pending.Key, value)))
	if mine && marked.Value == nil {
		s.known.remember(marked, time.Time{})
		s.known.remember(record{pending.Key, value}, now.Until)
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
	return s.AnsweredLeaving(ctx, m, Left{})
}

// Left is what an answer leaves behind.
type Left struct {
	Session *bot.Session       // what the conversation now holds; nil: what it held
	TTL     time.Duration      // how long it does
	Met     programme.Language // in which the author was told what becomes of people's data; empty: not with this answer
}

// AnsweredLeaving does what Answered, Remember and Met do, in one step.
func (s *Store) AnsweredLeaving(ctx context.Context, m bot.Message, left Left) error {
	for fresh := false; m.Event != ""; fresh = true {
		ended, err := s.end(ctx, m, left, fresh)
		if err != nil {
			return fmt.Errorf("end message %s: %w", m.Event, err)
		}
		if ended {
			return nil
		}
	}
	return nil
}

// end puts the mark in the place of a message, together with what its answer leaves behind. It reports false when somebody
// came between.
func (s *Store) end(ctx context.Context, m bot.Message, left Left, fresh bool) (bool, error) {
	keys := []string{answeredKey(m.Platform, m.Event), pendingKey(m.Platform, m.Event)}
	ends := []func(knownRecord) ([]write, error){s.marked, gone}
	if left.Session != nil {
		keys = append(keys, sessionKey(bot.SessionOf(m)))
		ends = append(ends, func(before knownRecord) ([]write, error) {
			return keep(before.record, before.until, kept[bot.Session]{s.now().Add(left.TTL), *left.Session})
		})
	}
	if left.Met != "" {
		keys = append(keys, accountKey(m.Platform, m.User))
		ends = append(ends, func(before knownRecord) ([]write, error) {
			_, writes, err := s.changed(before.record, met(left.Met))
			return writes, err
		})
	}
	records, err := s.recalled(ctx, fresh, keys...)
	if err != nil {
		return false, err
	}
	var conditions []condition
	var all []write
	for i, before := range records {
		writes, err := ends[i](before)
		if err != nil {
			return false, err
		}
		conditions, all = append(conditions, unchanged(before.record)), append(all, writes...)
	}
	return s.apply(ctx, conditions, all)
}

// marked are the writes that say that a message was answered.
func (s *Store) marked(before knownRecord) ([]write, error) {
	return keep(before.record, before.until, kept[bool]{s.now().Add(answeredFor), true})
}

// gone are the writes that remove a record, where there is one.
func gone(before knownRecord) ([]write, error) {
	if before.Value == nil {
		return nil, nil
	}
	return []write{remove(before.Key)}, nil
}

// sweepPending removes what nobody has answered in time, and returns how much. It is looked for: most messages are answered
// at once, and a note of when each may go would be written and removed with it.
func (s *Store) sweepPending(ctx context.Context, now time.Time) (int, error) {
	removed := 0
	for page, err := range s.pages(ctx, allPending()) {
		if err != nil {
			return removed, err
		}
		for _, stored := range page {
			message, err := decode[kept[json.RawMessage]](stored)
			if err != nil {
				return removed, err
			}
			if now.Before(message.Until) {
				continue
			}
			applied, err := s.engine.Apply(ctx, []condition{unchanged(stored)}, []write{remove(stored.Key)})
			if err != nil {
				return removed, err
			}
			if applied {
				removed++
			}
		}
	}
	return removed, nil
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

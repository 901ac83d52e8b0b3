package store

import (
	"context"
	"encoding/json"
	"fmt"
	"time"
)

// Sweep removes what has expired at now, some records at a time, and returns how many. Several may sweep at once.
func (s *Store) Sweep(ctx context.Context, now time.Time) (int, error) {
	removed := 0
	for {
		notes, err := s.due(ctx, expiries(), now, s.batch)
		if err != nil {
			return removed, err
		}
		if len(notes) == 0 {
			break
		}
		n, err := s.expire(ctx, notes, now)
		removed += n
		if err != nil {
			return removed, fmt.Errorf("remove what has expired: %w", err)
		}
	}
	n, err := s.sweepPending(ctx, now)
	return removed + n, wrapped("remove what was never answered", err)
}

// expire removes the records of which the notes speak, with the notes. A record that lives on for a while, because it
// was renewed in between, is left to its next note.
func (s *Store) expire(ctx context.Context, notes []record, now time.Time) (int, error) {
	keys := make([]string, len(notes))
	for i, note := range notes {
		keys[i] = string(note.Value)
	}
	records, err := s.engine.Get(ctx, keys...)
	if err != nil {
		return 0, err
	}
	var conditions []condition
	var writes []write
	removed := 0
	for i, stored := range records {
		writes = append(writes, remove(notes[i].Key))
		if stored.Value == nil {
			continue
		}
		value, err := decode[kept[json.RawMessage]](stored)
		if err != nil {
			return 0, err
		}
		if !now.Before(value.Until) {
			conditions, writes = append(conditions, unchanged(stored)), append(writes, remove(stored.Key))
			removed++
		}
	}
	applied, err := s.engine.Apply(ctx, conditions, writes)
	if !applied {
		removed = 0
	}
	return removed, err
}

// due lists up to limit records whose keys begin with an instant that has come.
func (s *Store) due(ctx context.Context, prefix string, now time.Time, limit int) ([]record, error) {
	records, err := s.engine.Scan(ctx, prefix, "", limit)
	if err != nil {
		return nil, err
	}
	for i, record := range records {
		from, err := instantOf(prefix, record.Key)
		if err != nil {
			return nil, err
		}
		if from.After(now) {
			return records[:i], nil
		}
	}
	return records, nil
}

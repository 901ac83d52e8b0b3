package store

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"iter"
)

// encode writes a value as it is stored.
func encode(value any) ([]byte, error) { return json.Marshal(value) }

// decode reads what encode wrote.
func decode[T any](r record) (T, error) {
	var value T
	if err := json.Unmarshal(r.Value, &value); err != nil {
		return value, fmt.Errorf("record %s: %w", r.Key, err)
	}
	return value, nil
}

// load reads one record; it is absent when its Value is nil.
func load[T any](ctx context.Context, s *Store, key string) (T, record, error) {
	var none T
	records, err := s.engine.Get(ctx, key)
	if err != nil || records[0].Value == nil {
		return none, record{Key: key}, err
	}
	value, err := decode[T](records[0])
	return value, records[0], err
}

// update changes one record, again and again until nobody comes between, and returns it as it is then stored. change
// gets the record, and whether it is there; what it returns unchanged is not written.
func update[T any](ctx context.Context, s *Store, key string, change func(current T, found bool) (T, error)) (T, error) {
	for {
		current, stored, err := load[T](ctx, s, key)
		if err != nil {
			return current, err
		}
		next, err := change(current, stored.Value != nil)
		if err != nil {
			return current, err
		}
		value, err := encode(next)
		if err != nil {
			return current, err
		}
		if bytes.Equal(value, stored.Value) {
			return current, nil
		}
		applied, err := s.apply(ctx, []condition{unchanged(stored)}, []write{put(key, value)})
		if err != nil {
			return current, err
		}
		if applied {
			return decode[T](record{Key: key, Value: value})
		}
	}
}

// first stores a value unless there is one, and returns the stored one.
func first[T any](ctx context.Context, s *Store, key string, value T) (T, error) {
	return update(ctx, s, key, func(current T, found bool) (T, error) {
		if found {
			return current, nil
		}
		return value, nil
	})
}

// unchanged asks that a record is as it was read.
func unchanged(r record) condition { return condition(r) }

// apply is the engine's Apply, except that a change which finds itself already done counts as done: it had been sent
// before, and the answer got lost.
func (s *Store) apply(ctx context.Context, conditions []condition, writes []write) (bool, error) {
	applied, err := s.engine.Apply(ctx, conditions, writes)
	if applied || err != nil {
		return applied, err
	}
	return s.stands(ctx, writes)
}

// stands reports whether all that the writes put is there.
func (s *Store) stands(ctx context.Context, writes []write) (bool, error) {
	var keys []string
	var values [][]byte
	for _, write := range writes {
		if write.Value != nil {
			keys, values = append(keys, write.Key), append(values, write.Value)
		}
	}
	if len(keys) == 0 {
		return false, nil
	}
	records, err := s.engine.Get(ctx, keys...)
	for i, record := range records {
		if !bytes.Equal(record.Value, values[i]) {
			return false, err
		}
	}
	return err == nil, err
}

// pages reads all records under a prefix, some at a time, so that a long list is never in memory as a whole. It ends
// after the first error.
func (s *Store) pages(ctx context.Context, prefix string) iter.Seq2[[]record, error] {
	return func(yield func([]record, error) bool) {
		after := ""
		for {
			page, err := s.engine.Scan(ctx, prefix, after, s.batch)
			if err != nil {
				yield(nil, err)
				return
			}
			if len(page) == 0 || !yield(page, nil) || len(page) < s.batch {
				return
			}
			after = page[len(page)-1].Key
		}
	}
}

// all reads every record under a prefix, by key.
func all[T any](ctx context.Context, s *Store, prefix string) ([]T, error) {
	var values []T
	for page, err := range s.pages(ctx, prefix) {
		if err != nil {
			return nil, err
		}
		for _, record := range page {
			value, err := decode[T](record)
			if err != nil {
				return nil, err
			}
			values = append(values, value)
		}
	}
	return values, nil
}

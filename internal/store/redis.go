package store

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"net/url"
	"slices"
	"strconv"
	"time"

	"github.com/redis/go-redis/v9"
)

// redisEngine is the engine in a Redis server, which many processes may share. Nothing in it expires by itself: when a
// record may go is the store's own decision.
type redisEngine struct {
	client  redis.UniversalClient
	keys    redisKeys
	copies  int           // how many replicas must hold a change before it counts; 0 asks none
	waits   time.Duration // for the replicas
	reads   together[*lookup]
	writes  together[*scripted]
	pending pending // changes of which it is not known whether enough replicas hold them
}

// redisKeys are the keys of one promotion, all under one hash tag so that a Cluster keeps them on one server.
type redisKeys struct {
	records string // hash from key to value
	index   string // sorted set of all the keys, with score 0
	marks   string // counter that moves with every change which asks for replicas
}

func newRedisKeys(promotion string) redisKeys {
	begin := "digbot:{" + url.QueryEscape(promotion) + "}:" // braces of an id would move the tag
	return redisKeys{begin + "records", begin + "index", begin + "marks"}
}

func (k redisKeys) all() []string { return []string{k.records, k.index, k.marks} }

// Get implements engine.
func (r *redisEngine) Get(ctx context.Context, keys ...string) ([]record, error) {
	if len(keys) == 0 {
		return []record{}, nil
	}
	if err := r.confirm(ctx); err != nil {
		return nil, err
	}
	values, err := r.lookUp(ctx, keys)
	if err != nil {
		return nil, err
	}
	records := make([]record, len(keys))
	for i, key := range keys {
		records[i].Key = key
		if value, there := values[i].(string); there {
			records[i].Value = []byte(value)
		}
	}
	return records, nil
}

// Scan implements engine.
func (r *redisEngine) Scan(ctx context.Context, prefix, after string, limit int) ([]record, error) {
	if limit <= 0 {
		return nil, nil
	}
	if err := r.confirm(ctx); err != nil {
		return nil, err
	}
	from, to := stretchOf(prefix, after)
	flat, err := scanScript.Run(ctx, r.client, []string{r.keys.records, r.keys.index}, from, to, limit).StringSlice()
	if err != nil {
		return nil, fmt.Errorf("list from Redis: %w", err)
	}
	var records []record
	for i := 0; i+1 < len(flat); i += 2 {
		records = append(records, record{Key: flat[i], Value: []byte(flat[i+1])})
	}
	return records, nil
}

// stretchOf is the range of keys, as Redis writes it, that begin with prefix and come after another key.
func stretchOf(prefix, after string) (from, to string) {
	from, to = "["+prefix, "+"
	if after >= prefix {
		from = "(" + after
	}
	if prefix == "" && after == "" {
		from = "-"
	}
	for end := []byte(prefix); len(end) > 0; end = end[:len(end)-1] {
		if last := len(end) - 1; end[last] < 0xff {
			end[last]++
			return from, "(" + string(end)
		}
	}
	return from, to
}

// Copy implements engine. One command reads everything, for nothing comes between then: what a promotion holds fits into
// memory many times.
func (r *redisEngine) Copy(ctx context.Context, each func(record) error) error {
	if err := r.confirm(ctx); err != nil {
		return err
	}
	values, err := r.client.HGetAll(ctx, r.keys.records).Result()
	if err != nil {
		return fmt.Errorf("copy from Redis: %w", err)
	}
	for _, key := range slices.Sorted(maps.Keys(values)) {
		if err := each(record{Key: key, Value: []byte(values[key])}); err != nil {
			return err
		}
	}
	return nil
}

// Apply implements engine. The client sends a change again whose answer did not come, so that false may also mean that
// it had been done the first time; Store.apply looks.
func (r *redisEngine) Apply(ctx context.Context, conditions []condition, writes []write) (bool, error) {
	if r.copies > 0 {
		return r.applyOnCopies(ctx, conditions, writes)
	}
	return r.script(ctx, arguments(false, conditions, writes))
}

// arguments writes a change as applyScript reads it. mark asks it to write something in any case.
func arguments(mark bool, conditions []condition, writes []write) []any {
	arguments := make([]any, 3, 3+2*len(conditions)+2*len(writes))
	signs := make([]byte, 0, len(conditions)+len(writes))
	for _, c := range conditions {
		signs = append(signs, sign(c.Value, 0))
		arguments = append(arguments, c.Key, c.Value)
	}
	for _, w := range writes {
		value := w.Value
		if value == nil && w.Add != 0 {
			value = strconv.AppendInt(nil, int64(w.Add), 10)
		}
		signs = append(signs, sign(w.Value, w.Add))
		arguments = append(arguments, w.Key, value)
	}
	arguments[0], arguments[1], arguments[2] = mark, signs[:len(conditions)], signs[len(conditions):]
	return arguments
}

// sign tells a value, which may be empty, from an absent one, and from what is added.
func sign(value []byte, added int) byte {
	switch {
	case value != nil:
		return '='
	case added != 0:
		return '+'
	}
	return '-'
}

// Close implements engine.
func (r *redisEngine) Close() error {
	if err := r.client.Close(); err != nil && !errors.Is(err, redis.ErrClosed) {
		return fmt.Errorf("let go of Redis: %w", err)
	}
	return nil
}

package store

import (
	"context"
	"fmt"
	"sync"
	"sync/atomic"
)

// together lets the requests of all who wait go to Redis at once: the way there, and the wait for its disk, take as long
// for one as for many. Whoever comes when nothing is under way goes alone; those who come meanwhile go together next.
type together[T any] struct {
	send func(ctx context.Context, requests []T) // and puts the answers into them

	mu      sync.Mutex
	busy    bool
	waiting []passenger[T]
}

// passenger is one who waits for an answer.
type passenger[T any] struct {
	ctx      context.Context //nolint:containedctx // it is asked whether anybody still waits
	request  T
	answered chan struct{}
}

// do returns when the request was answered, or its ctx has ended: then nobody may look at the request any more.
func (t *together[T]) do(ctx context.Context, request T) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	p := passenger[T]{ctx, request, make(chan struct{})}
	if t.join(p) {
		go t.drive()
	}
	select {
	case <-p.answered:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

// join reports whether somebody must drive.
func (t *together[T]) join(p passenger[T]) bool {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.waiting = append(t.waiting, p)
	busy := t.busy
	t.busy = true
	return !busy
}

// drive goes until nobody waits.
func (t *together[T]) drive() {
	for {
		t.mu.Lock()
		passengers := t.waiting
		t.waiting, t.busy = nil, len(passengers) > 0
		t.mu.Unlock()
		if len(passengers) == 0 {
			return
		}
		ctx, stop := whileAnybodyWaits(passengers)
		requests := make([]T, len(passengers))
		for i, p := range passengers {
			requests[i] = p.request
		}
		t.send(ctx, requests)
		stop()
		for _, p := range passengers {
			close(p.answered)
		}
	}
}

// whileAnybodyWaits ends when all of them have gone: one who leaves does not take the others' answers away.
func whileAnybodyWaits[T any](passengers []passenger[T]) (context.Context, func()) {
	ctx, cancel := context.WithCancel(context.Background())
	stops := []func() bool{}
	var left atomic.Int64
	left.Store(int64(len(passengers)))
	for _, p := range passengers {
		stops = append(stops, context.AfterFunc(p.ctx, func() {
			if left.Add(-1) == 0 {
				cancel()
			}
		}))
	}
	return ctx, func() {
		for _, stop := range stops {
			stop()
		}
		cancel()
	}
}

// lookup is one Get on its way.
type lookup struct {
	keys   []string
	values []any
	err    error
}

// look reads the keys of all in one command.
func (r *redisEngine) look(ctx context.Context, lookups []*lookup) {
	keys := lookups[0].keys
	if len(lookups) > 1 {
		keys = nil
		for _, l := range lookups {
			keys = append(keys, l.keys...)
		}
	}
	values, err := r.client.HMGet(ctx, r.keys.records, keys...).Result()
	for _, l := range lookups {
		if l.err = err; err == nil {
			l.values, values = values[:len(l.keys)], values[len(l.keys):]
		}
	}
}

// scripted is one Apply on its way.
type scripted struct {
	arguments []any
	done      bool
	err       error
}

// perform sends the changes of all in one command. Each is done or not by itself.
func (r *redisEngine) perform(ctx context.Context, changes []*scripted) {
	var arguments []any
	for _, c := range changes {
		arguments = append(arguments, c.arguments...)
	}
	answers, err := applyScript.Run(ctx, r.client, r.keys.all(), arguments...).Slice()
	if err == nil && len(answers) != len(changes) {
		err = fmt.Errorf("%d answers to %d changes", len(answers), len(changes))
	}
	for i, c := range changes {
		if c.err = err; err == nil {
			c.done, c.err = done(answers[i])
		}
	}
}

// lookUp reads keys together with whoever else reads now.
func (r *redisEngine) lookUp(ctx context.Context, keys []string) ([]any, error) {
	l := &lookup{keys: keys}
	if err := r.reads.do(ctx, l); err != nil {
		return nil, fmt.Errorf("read from Redis: %w", err)
	}
	if l.err != nil {
		return nil, fmt.Errorf("read from Redis: %w", l.err)
	}
	return l.values, nil
}

// script does a change together with whoever else changes something now.
func (r *redisEngine) script(ctx context.Context, arguments []any) (bool, error) {
	c := &scripted{arguments: arguments}
	if err := r.writes.do(ctx, c); err != nil {
		return false, fmt.Errorf("write to Redis: %w", err)
	}
	if c.err != nil {
		return false, fmt.Errorf("write to Redis: %w", c.err)
	}
	return c.done, nil
}

package store

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"sync/atomic"
	"time"

	"github.com/redis/go-redis/v9"
)

// ErrTooFewReplicas means that a change was not confirmed by as many replicas as were asked for. It may stand, and may
// be lost in a failover: to the caller its outcome is unknown.
var ErrTooFewReplicas = errors.New("too few replicas of Redis hold the change: start the missing ones, or lower store.wait_replicas")

// replicaPatience is how long a change waits for its replicas.
const replicaPatience = time.Second

// pending knows whether changes were sent whose confirmation did not come. What is then read on the master may not be
// on any replica, so that nothing is read before a later confirmation covers it.
type pending struct{ doubts, settled atomic.Int64 }

func (p *pending) any() bool { return p.doubts.Load() > p.settled.Load() }

// settle remembers that everything is confirmed which was doubted so far.
func (p *pending) settle(doubts int64) {
	for {
		settled := p.settled.Load()
		if doubts <= settled || p.settled.CompareAndSwap(settled, doubts) {
			return
		}
	}
}

// confirm waits for the replicas if an earlier change was left without their confirmation.
func (r *redisEngine) confirm(ctx context.Context) error {
	if r.copies == 0 || !r.pending.any() {
		return nil
	}
	_, err := r.applyOnCopies(ctx, nil, nil)
	return err
}

// applyOnCopies does a change and waits until enough replicas hold it, and all that was written before it.
func (r *redisEngine) applyOnCopies(ctx context.Context, conditions []condition, writes []write) (bool, error) {
	doubts := r.pending.doubts.Load()
	done, confirmed, err := r.applyAndWait(ctx, arguments(true, conditions, writes))
	if err == nil && confirmed < r.copies {
		err = fmt.Errorf("%d of %d within %v: %w", confirmed, r.copies, r.waits, ErrTooFewReplicas)
	}
	if err != nil {
		r.pending.doubts.Add(1)
		return false, fmt.Errorf("write to Redis: %w", err)
	}
	r.pending.settle(doubts)
	return done, nil
}

// applyAndWait sends the change and WAIT over one connection, as one: WAIT speaks of the writes of its own connection, on
// the server where that one ends. A change that is sent again marks again, so that there is always one to wait for.
func (r *redisEngine) applyAndWait(ctx context.Context, arguments []any) (done bool, confirmed int, err error) {
	for attempt := 0; ; attempt++ {
		server, err := r.server(ctx)
		if err != nil {
			return false, 0, err
		}
		pipe := server.Pipeline()
		applied := applyScript.Eval(ctx, pipe, r.keys.all(), arguments...)
		waited := pipe.Do(ctx, "WAIT", r.copies, r.waits.Milliseconds())
		if _, err = pipe.Exec(ctx); err == nil {
			return outcome(applied, waited)
		}
		if attempt == redisRetries || !r.moved(ctx, err) {
			return false, 0, err
		}
	}
}

func outcome(applied, waited *redis.Cmd) (applies bool, confirmed int, err error) {
	answers, err := applied.Slice()
	if err == nil && len(answers) != 1 {
		err = fmt.Errorf("%d answers to one change", len(answers))
	}
	if err != nil {
		return false, 0, err
	}
	if applies, err = done(answers[0]); err != nil {
		return false, 0, err
	}
	confirmed, err = waited.Int()
	return applies, confirmed, err
}

// server is the one that holds the promotion.
func (r *redisEngine) server(ctx context.Context) (redis.UniversalClient, error) {
	if cluster, ok := r.client.(*redis.ClusterClient); ok {
		return cluster.MasterForKey(ctx, r.keys.records)
	}
	return r.client, nil
}

// moved reports whether a Cluster may have given the promotion to another server, and looks where it is now.
func (r *redisEngine) moved(ctx context.Context, err error) bool {
	cluster, ok := r.client.(*redis.ClusterClient)
	if !ok || ctx.Err() != nil {
		return false
	}
	for _, code := range []string{"MOVED ", "ASK ", "READONLY ", "CLUSTERDOWN "} {
		if strings.HasPrefix(err.Error(), code) {
			cluster.ReloadState(ctx)
			return true
		}
	}
	return false
}

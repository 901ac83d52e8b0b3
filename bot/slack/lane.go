package slack

import (
	"context"
	"slices"
	"sync"
	"time"
)

const (
	// postEvery is the rate of one channel: https://docs.slack.dev/apis/web-api/rate-limits
	postEvery = time.Second

	// replyBurst is the number of replies that may follow each other at once in a channel.
	replyBurst = 5

	// lanesKept is the number of channels whose pace is remembered before idle ones are forgotten.
	lanesKept = 1000
)

// pace is how a message keeps to the rate of its channel.
type pace int

const (
	unpaced   pace = iota // does not count: it is no new message
	asReply               // a burst, then the rate
	asPosting             // always the rate
)

// lanes hold one queue for each channel.
type lanes struct {
	mu     sync.Mutex
	lanes  map[string]*lane
	forgot time.Time // when idle ones were last looked for
}

func newLanes() *lanes { return &lanes{lanes: map[string]*lane{}} }

// lane is the queue of a channel: one message at a time, in the order in which they came.
type lane struct {
	mu      sync.Mutex
	users   int // who hold the lane or wait for it; guarded by lanes.mu
	busy    bool
	waiting []chan struct{}
	next    time.Time // when the channel has regained its whole rate
	paused  time.Time // the end of the last Retry-After
}

// take waits for the turn in a channel's queue; leave must be called.
func (l *lanes) take(ctx context.Context, channel string) (*lane, error) {
	lane := l.enter(channel)
	if err := lane.await(ctx); err != nil {
		l.exit(lane)
		return nil, err
	}
	return lane, nil
}

// leave gives the turn to the next.
func (l *lanes) leave(lane *lane) {
	lane.pass()
	l.exit(lane)
}

func (l *lanes) enter(channel string) *lane {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.lanes[channel] == nil {
		l.forget()
		l.lanes[channel] = &lane{}
	}
	l.lanes[channel].users++
	return l.lanes[channel]
}

func (l *lanes) exit(lane *lane) {
	l.mu.Lock()
	defer l.mu.Unlock()
	lane.users--
}

// forget removes the lanes that are as good as new, once there are many. Most of many may be in use: it looks at them now
// and then.
func (l *lanes) forget() {
	now := time.Now()
	if len(l.lanes) < lanesKept || now.Sub(l.forgot) < postEvery {
		return
	}
	l.forgot = now
	for channel, lane := range l.lanes {
		if lane.users == 0 && lane.next.Before(now) && lane.paused.Before(now) {
			delete(l.lanes, channel)
		}
	}
}

func (l *lane) await(ctx context.Context) error {
	l.mu.Lock()
	if !l.busy {
		l.busy = true
		l.mu.Unlock()
		return nil
	}
	turn := make(chan struct{})
	l.waiting = append(l.waiting, turn)
	l.mu.Unlock()
	select {
	case <-turn:
		return nil
	case <-ctx.Done():
	}
	l.mu.Lock()
	at := slices.Index(l.waiting, turn)
	if at >= 0 {
		l.waiting = slices.Delete(l.waiting, at, at+1)
	}
	l.mu.Unlock()
	if at < 0 { // the turn came at the same instant
		l.pass()
	}
	return ctx.Err()
}

func (l *lane) pass() {
	l.mu.Lock()
	defer l.mu.Unlock()
	if len(l.waiting) == 0 {
		l.busy = false
		return
	}
	close(l.waiting[0])
	l.waiting = l.waiting[1:]
}

// ready waits until the channel takes another message. Who has the turn calls it.
func (l *lane) ready(ctx context.Context, p pace) error {
	at := l.paused
	if from := l.next.Add(-burstOf(p)); p != unpaced && from.After(at) {
		at = from
	}
	if wait := time.Until(at); wait > 0 && !sleep(ctx, wait) {
		return ctx.Err()
	}
	if p != unpaced {
		l.next = later(l.next, time.Now()).Add(postEvery)
	}
	return ctx.Err()
}

func burstOf(p pace) time.Duration {
	if p == asReply {
		return (replyBurst - 1) * postEvery
	}
	return 0
}

// pause keeps everybody from the channel for a while.
func (l *lane) pause(d time.Duration) { l.paused = later(l.paused, time.Now().Add(d)) }

func later(a, b time.Time) time.Time {
	if a.After(b) {
		return a
	}
	return b
}

package bot

import (
	"context"
	"sync"
	"time"
)

const (
	// batchEvery is the beat in which claims are written down while many messages come in: a store writes many at once for
	// the price of one or two. It is added to the time of an answer.
	batchEvery = 30 * time.Millisecond

	// batchFrom is the number of messages within a second from which there is a beat.
	batchFrom = 50

	// batchMost is the number of answered messages that wait for the beat.
	batchMost = 1000
)

// batch is Claims that go to the store together. A message whose answer was said and not written down when a process
// dies is taken up again by another one, which looks before it answers.
type batch struct {
	Claims
	lost func(m Message, err error) // told what could not be written down

	mu       sync.Mutex
	beat     chan struct{} // closed at the next one
	begun    int           // in the current second
	since    time.Time
	busy     bool
	answered []Message // to be written at the next beat
}

func newBatch(claims Claims, lost func(Message, error)) *batch {
	return &batch{Claims: claims, lost: lost, beat: make(chan struct{})}
}

// Begin implements Claims.
func (b *batch) Begin(ctx context.Context, m Message, lease time.Duration) (Message, bool, error) {
	if beat, busy := b.arrive(time.Now()); busy {
		select {
		case <-beat:
		case <-time.After(2 * batchEvery): // nobody beats any more: the program ends
		case <-ctx.Done():
		}
	}
	return b.Claims.Begin(ctx, m, lease)
}

// arrive counts a message, and tells for what it waits when many come.
func (b *batch) arrive(now time.Time) (chan struct{}, bool) {
	b.mu.Lock()
	defer b.mu.Unlock()
	if now.Sub(b.since) > time.Second {
		b.busy = b.begun >= batchFrom && now.Sub(b.since) < 2*time.Second
		b.begun, b.since = 0, now
	}
	b.begun++
	return b.beat, b.busy
}

// Answered implements Claims: it is written at the next beat, or at once when too many wait.
func (b *batch) Answered(ctx context.Context, m Message) error {
	if b.waits(m) {
		return nil
	}
	return b.Claims.Answered(ctx, m)
}

func (b *batch) waits(m Message) bool {
	b.mu.Lock()
	defer b.mu.Unlock()
	if len(b.answered) >= batchMost {
		return false
	}
	b.answered = append(b.answered, m)
	return true
}

// take empties what waits.
func (b *batch) take() []Message {
	b.mu.Lock()
	defer b.mu.Unlock()
	answered := b.answered
	b.answered = nil
	return answered
}

// run beats until ctx ends. What was answered since is written down by flush.
func (b *batch) run(ctx context.Context) {
	ticker := time.NewTicker(batchEvery)
	defer ticker.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-ticker.C:
			b.next()
			b.flush(ctx)
		}
	}
}

func (b *batch) next() {
	b.mu.Lock()
	defer b.mu.Unlock()
	close(b.beat)
	b.beat = make(chan struct{})
}

// flush writes down what was answered, all at the same time.
func (b *batch) flush(ctx context.Context) {
	var writing sync.WaitGroup
	defer writing.Wait()
	for _, m := range b.take() {
		writing.Go(func() {
			if err := b.Claims.Answered(context.WithoutCancel(ctx), m); err != nil {
				b.lost(m, err)
			}
		})
	}
}

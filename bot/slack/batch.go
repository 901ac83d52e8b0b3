package slack

import (
	"context"
	"sync"
	"time"

	"digbot/bot"
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

// batch is bot.Claims that go to the store together. A message whose answer was said and not written down when a process
// dies is taken up again by another one, which looks before it answers.
type batch struct {
	bot.Claims
	answered chan bot.Message

	mu    sync.Mutex
	beat  chan struct{} // closed at the next one
	begun int           // in the current second
	since time.Time
	busy  bool
}

func newBatch(claims bot.Claims) *batch {
	return &batch{Claims: claims, answered: make(chan bot.Message, batchMost), beat: make(chan struct{})}
}

// Begin implements bot.Claims.
func (b *batch) Begin(ctx context.Context, m bot.Message, lease time.Duration) (bot.Message, bool, error) {
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

// Answered implements bot.Claims: it is written at the next beat, or at once when too many wait.
func (b *batch) Answered(ctx context.Context, m bot.Message) error {
	select {
	case b.answered <- m:
		return nil
	default:
		return b.Claims.Answered(ctx, m)
	}
}

// run beats until ctx ends. What was answered is written down afterwards by flush.
func (b *batch) run(ctx context.Context, log func(error)) error {
	ticker := time.NewTicker(batchEvery)
	defer ticker.Stop()
	for {
		select {
		case <-ctx.Done():
			return nil
		case <-ticker.C:
			b.next()
			b.flush(ctx, log)
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
func (b *batch) flush(ctx context.Context, log func(error)) {
	var writing sync.WaitGroup
	defer writing.Wait()
	for range len(b.answered) {
		m := <-b.answered
		writing.Go(func() {
			if err := b.Claims.Answered(context.WithoutCancel(ctx), m); err != nil {
				log(err)
			}
		})
	}
}

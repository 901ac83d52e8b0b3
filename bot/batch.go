package bot

import (
	"context"
	"maps"
	"slices"
	"sync"
	"time"
)

const (
	// batchEvery is the beat in which claims are written down while many messages come in: a store writes many at once for
	// the price of one or two, and answering them in one go costs less than one by one. It is added to the time of an answer,
	// which nobody notices yet.
	batchEvery = 75 * time.Millisecond

	// batchFull is the number of messages that do not wait for the beat: half of those who serve conversations.
	batchFull = workersMost / 2

	// answeredEvery is the number of beats after which answered messages are written down, for which nobody waits.
	answeredEvery = 2

	// batchFrom is the number of messages within a second from which there is a beat.
	batchFrom = 50

	// batchMost is the number of answered messages that wait for the beat.
	batchMost = 1000
)

// batch is Claims that go to the store together. What cannot be written while the store is away is written when it is
// back, and known until then: a message that comes again meanwhile is not answered again. One whose answer was said and not
// written down when the process dies is taken up by another one, which looks before it answers.
type batch struct {
	Claims
	lost func(m Message, err error) // told what could not be written down for now

	mu       sync.Mutex
	beat     chan struct{} // closed at the next one
	aboard   int           // who wait for it
	begun    int           // in the current second
	since    time.Time
	busy     bool
	answered map[string]Message // to be written at a later beat, by event
	failed   time.Time          // when something could not be written; zero: the last write went well
}

// awayPause is how long a write waits after one that failed.
const awayPause = 500 * time.Millisecond

func newBatch(claims Claims, lost func(Message, error)) *batch {
	return &batch{Claims: claims, lost: lost, beat: make(chan struct{}), answered: map[string]Message{}}
}

// Begin implements Claims.
func (b *batch) Begin(ctx context.Context, m Message, lease time.Duration) (Message, bool, error) {
	if b.knows(m) {
		return m, false, nil
	}
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
	beat := b.beat
	if b.busy {
		b.aboard++
	}
	if b.aboard >= batchFull {
		b.leave()
	}
	return beat, b.busy
}

// Answered implements Claims: it is written at a later beat, or at once when too many wait.
func (b *batch) Answered(ctx context.Context, m Message) error {
	if b.waits(m) {
		return nil
	}
	return b.Claims.Answered(ctx, m)
}

func (b *batch) waits(m Message) bool {
	b.mu.Lock()
	defer b.mu.Unlock()
	if m.Event == "" || len(b.answered) >= batchMost {
		return false
	}
	b.answered[m.Event] = m
	return true
}

// knows reports whether a message was answered, which the store does not know yet.
func (b *batch) knows(m Message) bool {
	b.mu.Lock()
	defer b.mu.Unlock()
	_, known := b.answered[m.Event]
	return known
}

// waiting is what to write now: everything; while the store is away, one message from time to time.
func (b *batch) waiting(now time.Time) []Message {
	messages := b.all()
	b.mu.Lock()
	defer b.mu.Unlock()
	switch {
	case b.failed.IsZero() || len(messages) == 0:
		return messages
	case now.Sub(b.failed) < awayPause:
		return nil
	}
	return messages[:1]
}

func (b *batch) all() []Message {
	b.mu.Lock()
	defer b.mu.Unlock()
	return slices.Collect(maps.Values(b.answered))
}

// wrote notes how a write went.
func (b *batch) wrote(m Message, err error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	if err != nil {
		b.failed = time.Now()
		return
	}
	b.failed = time.Time{}
	delete(b.answered, m.Event)
}

// run beats until ctx ends. What was answered since is written down by flush.
func (b *batch) run(ctx context.Context) {
	ticker := time.NewTicker(batchEvery)
	defer ticker.Stop()
	for beats := 1; ; beats++ {
		select {
		case <-ctx.Done():
			return
		case <-ticker.C:
			b.next()
			if beats%answeredEvery == 0 {
				b.write(ctx, b.waiting(time.Now()))
			}
		}
	}
}

func (b *batch) next() {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.leave()
}

// leave lets go all who wait. b.mu is held.
func (b *batch) leave() {
	close(b.beat)
	b.beat, b.aboard = make(chan struct{}), 0
}

// flush writes down all that waits, when there is no later beat.
func (b *batch) flush(ctx context.Context) { b.write(ctx, b.all()) }

// write writes messages down, all at the same time. What fails is tried again at a later beat.
func (b *batch) write(ctx context.Context, messages []Message) {
	var writing sync.WaitGroup
	defer writing.Wait()
	for _, m := range messages {
		writing.Go(func() {
			err := b.Claims.Answered(context.WithoutCancel(ctx), m)
			if b.wrote(m, err); err != nil {
				b.lost(m, err)
			}
		})
	}
}

package notifier

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"sync"
	"time"
)

// linger is how long an end waits for the next message that is handed over, to be recorded together with it: the disk
// takes as long for two as for one.
const linger = 5 * time.Millisecond

// places bounds the messages of a job of which nobody could tell after a crash whether they have left: there are as many
// places as Workers. Each message keeps its place from before it is handed over until its end is recorded.
type places struct {
	mu      sync.Mutex
	free    int
	ended   []*ended      // not recorded yet, the longest waiting first
	waiting []chan *ended // for a place
	alone   sync.WaitGroup
}

// ended is an attempt that is over.
type ended struct {
	*attempt
	end End
}

// take waits for a place. With it may come what has ended there: whoever takes the place records it.
func (p *places) take(ctx context.Context, failed <-chan struct{}) (*ended, error) {
	p.mu.Lock()
	if len(p.ended) > 0 {
		before := p.ended[0]
		p.ended = p.ended[1:]
		p.mu.Unlock()
		return before, nil
	}
	if p.free > 0 {
		p.free--
		p.mu.Unlock()
		return nil, nil
	}
	turn := make(chan *ended, 1)
	p.waiting = append(p.waiting, turn)
	p.mu.Unlock()
	select {
	case before := <-turn:
		return before, nil
	case <-failed:
		p.leave(turn)
		return nil, errUnrecorded
	case <-ctx.Done():
		p.leave(turn)
		return nil, context.Cause(ctx)
	}
}

// leave waits no more.
func (p *places) leave(turn chan *ended) {
	p.mu.Lock()
	i := slices.Index(p.waiting, turn)
	if i >= 0 {
		p.waiting = slices.Delete(p.waiting, i, i+1)
	}
	p.mu.Unlock()
	if i < 0 {
		p.give(<-turn) // it came at the same moment
	}
}

// give gives a place back, with what has ended there; nil: that is recorded.
func (p *places) give(e *ended) {
	p.mu.Lock()
	defer p.mu.Unlock()
	switch {
	case len(p.waiting) > 0:
		p.waiting[0] <- e
		p.waiting = p.waiting[1:]
	case e == nil:
		p.free++
	default:
		p.ended = append(p.ended, e)
		time.AfterFunc(linger, func() { p.recordAlone(e) })
	}
}

// recordAlone records an end if nobody took it along.
func (p *places) recordAlone(e *ended) {
	p.mu.Lock()
	i := slices.Index(p.ended, e)
	if i >= 0 {
		p.ended = slices.Delete(p.ended, i, i+1)
		p.alone.Add(1)
	}
	p.mu.Unlock()
	if i < 0 {
		return
	}
	defer p.alone.Done()
	e.note(e.record())
	p.give(nil)
}

// close records what is left, when no message comes any more.
func (p *places) close() {
	p.mu.Lock()
	left := p.ended
	p.ended = nil
	p.mu.Unlock()
	for _, e := range left {
		p.alone.Go(func() { e.note(e.record()) })
	}
	p.alone.Wait()
}

// record writes the end into the ledger.
func (e *ended) record() error {
	if err := e.settle(e.delivery, e.end); err != nil {
		if !errors.Is(err, ErrLost) {
			e.fail()
		}
		return fmt.Errorf("delivery %s ended as %s, which could not be recorded: %w", e.delivery.ID, e.end.State, err)
	}
	e.recorded()
	return nil
}

// recorded tells of an end that stands in the ledger.
func (e *ended) recorded() {
	after := e.end.On(e.delivery)
	e.tally(after.State)
	e.tell(after)
}

// errUnrecorded keeps a message from being handed over: what the ledger was told before has not arrived there.
var errUnrecorded = fmt.Errorf("%w: the end of another attempt could not be recorded", errAway)

// commit tells the ledger that the message is about to leave.
func (a *attempt) commit(ctx context.Context) error {
	select {
	case <-a.failed:
		return errUnrecorded
	default:
	}
	before, err := a.places.take(ctx, a.failed)
	if err != nil {
		return err
	}
	a.placed = true
	a.delivery.Lease = time.Now().Add(a.receipt())
	if before != nil {
		if turned, err := a.Ledger.Turn(ctx, before.delivery, before.end, a.delivery); turned && err == nil {
			before.recorded()
			return nil
		}
		if err := before.record(); err != nil {
			a.note(err)
			if !errors.Is(err, ErrLost) {
				return errUnrecorded
			}
		}
	}
	return a.Ledger.Commit(ctx, a.delivery)
}

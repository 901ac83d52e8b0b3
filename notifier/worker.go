package notifier

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"time"
)

// What a worker takes, and how long it may take. A shutdown waits for drain and settling together.
const (
	lease    = time.Minute // of a claim
	handful  = 4           // deliveries claimed at first
	armful   = 16          // and at most, while each handful takes less than a second
	drain    = 3 * time.Second
	settling = 1500 * time.Millisecond
)

// receipt is how long an attempt lasts from the final dot on: longer than a mailer waits for the relay's answer.
func (n *Notifier) receipt() time.Duration { return n.Lease * 3 / 2 }

// send delivers everything of one channel that is free, with several workers. None of them holds more than an armful of
// deliveries, and one message, in memory.
func (j *job) send(ctx context.Context, channel Channel) error {
	var workers sync.WaitGroup
	faults := make([]error, j.Workers)
	for i := range j.Workers {
		workers.Go(func() { faults[i] = j.work(ctx, channel) })
	}
	workers.Wait()
	return errors.Join(faults...)
}

func (j *job) work(ctx context.Context, channel Channel) error {
	w := &worker{job: j}
	err := w.work(ctx, channel)
	return errors.Join(err, w.settled())
}

// worker makes one attempt after the other.
type worker struct {
	*job
	last  chan error // what becomes of the end that is being recorded; nil: none is
	fault error      // of an end that could not be recorded: the worker stops
}

func (w *worker) work(ctx context.Context, channel Channel) error {
	for n := handful; ctx.Err() == nil && !w.halted() && !w.full.Load(); {
		began := time.Now()
		claimed, err := w.Ledger.Claim(ctx, w.campaign.ID, channel, began, w.Lease, n)
		if err != nil || len(claimed) == 0 {
			return err
		}
		for i, delivery := range claimed {
			if ctx.Err() != nil || w.halted() || w.full.Load() {
				return w.giveBack(ctx, claimed[i:])
			}
			if !time.Now().Before(delivery.Lease) {
				break // the others are free again, and may be somebody else's
			}
			if err := w.deliver(ctx, delivery); err != nil || w.fault != nil {
				return errors.Join(err, w.giveBack(ctx, claimed[i+1:]))
			}
		}
		if n = handful; time.Since(began) < time.Second {
			n = min(2*len(claimed), armful)
		}
	}
	return nil
}

// deliver makes one attempt. Its end is recorded while the next one is prepared.
func (w *worker) deliver(ctx context.Context, d Delivery) error {
	sending, stop := outlive(ctx, drain)
	defer stop()
	a := &attempt{worker: w, delivery: d}
	end, err := a.make(sending)
	switch {
	case errors.Is(err, ErrLost):
		w.Log.Info("delivery was taken over, or its campaign stopped, before it was handed over", "delivery", d.ID)
		return w.giveBack(ctx, []Delivery{d})
	case errors.Is(err, errHeld):
		return w.giveBack(ctx, []Delivery{d})
	case err != nil:
		end = a.untried(sending, err)
	}
	end.At = time.Now()
	_ = w.settled() // it is kept, and stops the worker
	last := make(chan error, 1)
	w.last = last
	go func() { last <- a.end(ctx, d, end) }()
	return nil
}

// settled waits until the end of the attempt before stands in the ledger. Nothing is committed earlier, so that there is
// never more than one delivery of a worker of which the ledger could not tell, after a crash, whether it has left.
func (w *worker) settled() error {
	if w.last != nil {
		w.fault = errors.Join(w.fault, <-w.last)
		w.last = nil
	}
	return w.fault
}

// end records how an attempt at a delivery ended.
func (a *attempt) end(ctx context.Context, d Delivery, end End) error {
	if err := a.settle(ctx, d, end); err != nil {
		return fmt.Errorf("delivery %s ended as %s, which could not be recorded: %w", d.ID, end.State, err)
	}
	a.tally(end.State)
	a.tell(end.On(d))
	return nil
}

// settle records the end of an attempt. What is known about a message that has left must not be lost, so it insists for a
// whole lease, unless the program stops.
func (j *job) settle(ctx context.Context, d Delivery, end End) error {
	insisting, stop := outlive(ctx, drain+settling)
	defer stop()
	insisting, cancel := context.WithTimeout(insisting, j.Lease)
	defer cancel()
	for pause := 100 * time.Millisecond; ; pause = min(2*pause, 5*time.Second) {
		err := j.Ledger.Settle(insisting, d, end)
		if err == nil || errors.Is(err, ErrLost) || errors.Is(err, ErrUnknown) {
			return err
		}
		select {
		case <-insisting.Done():
			return err
		case <-time.After(pause):
		}
	}
}

// giveBack frees deliveries that were claimed and not tried. What cannot be freed is free when its lease has run out.
func (j *job) giveBack(ctx context.Context, deliveries []Delivery) error {
	freeing, stop := outlive(ctx, settling)
	defer stop()
	var faults []error
	for _, d := range deliveries {
		now := time.Now()
		if err := j.Ledger.Settle(freeing, d, End{State: RetryAt, Retry: now, At: now, Untried: true}); err != nil && !errors.Is(err, ErrLost) {
			faults = append(faults, fmt.Errorf("give back %s: %w", d.ID, err))
		}
	}
	return errors.Join(faults...)
}

// outlive is a context that ends a while after ctx does, so that what is under way can come to its end.
func outlive(ctx context.Context, while time.Duration) (context.Context, context.CancelFunc) {
	longer, cancel := context.WithCancel(context.WithoutCancel(ctx))
	stop := context.AfterFunc(ctx, func() {
		timer := time.NewTimer(while)
		defer timer.Stop()
		select {
		case <-timer.C:
			cancel()
		case <-longer.Done():
		}
	})
	return longer, func() { stop(); cancel() }
}

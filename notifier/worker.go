package notifier

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"time"
)

// What is claimed, and how long it may take. A shutdown waits for drain and settling together.
const (
	lease    = time.Minute // of a claim
	insisted = 4           // leases for which an end is tried to be recorded: another process may take the delivery over meanwhile
	handful  = 4           // deliveries claimed at once, for each worker, at first
	armful   = 8           // and at most, while each handful takes less than a second
	drain    = 3 * time.Second
	settling = 1500 * time.Millisecond
)

// receipt is how long an attempt lasts from the final dot on: longer than a mailer waits for the relay's answer.
func (n *Notifier) receipt() time.Duration { return n.Lease * 3 / 2 }

// send delivers everything of one channel that is free. While as many messages as there are Workers are handed over, as
// many again are prepared.
func (j *job) send(ctx context.Context, channel Channel) error {
	recording, stop := outlive(ctx, drain+settling)
	defer stop()
	j.places, j.failed, j.recording = &places{free: j.Workers}, make(chan struct{}), recording
	feed := make(chan Delivery, j.Workers)
	var workers sync.WaitGroup
	for range 2*j.Workers - 1 { // one worker prepares nothing
		workers.Go(func() { j.work(ctx, feed) })
	}
	j.note(j.claim(ctx, channel, feed))
	workers.Wait()
	j.places.close()
	return errors.Join(j.faults...)
}

// note keeps what went wrong.
func (j *job) note(err error) {
	if err != nil {
		j.mu.Lock()
		defer j.mu.Unlock()
		j.faults = append(j.faults, err)
	}
}

// over reports whether nothing more is taken on.
func (j *job) over(ctx context.Context) bool {
	select {
	case <-j.failed:
		return true
	default:
		return ctx.Err() != nil || j.halted() || j.full.Load()
	}
}

// fail ends the job: an end could not be recorded.
func (j *job) fail() {
	j.mu.Lock()
	defer j.mu.Unlock()
	select {
	case <-j.failed:
	default:
		close(j.failed)
	}
}

// claim feeds the workers until nothing is free, or the job is over.
func (j *job) claim(ctx context.Context, channel Channel, feed chan<- Delivery) error {
	defer close(feed)
	for n := handful * j.Workers; !j.over(ctx); {
		began := time.Now()
		claimed, err := j.Ledger.Claim(ctx, j.campaign.ID, channel, began, j.Lease, n)
		if err != nil || len(claimed) == 0 {
			return err
		}
		for i, delivery := range claimed {
			if j.over(ctx) {
				return j.giveBack(ctx, claimed[i:])
			}
			select {
			case feed <- delivery:
			case <-ctx.Done():
				return j.giveBack(ctx, claimed[i:])
			}
		}
		if n = handful * j.Workers; time.Since(began) < time.Second {
			n = min(2*len(claimed), armful*j.Workers)
		}
	}
	return nil
}

// work makes one attempt after the other.
func (j *job) work(ctx context.Context, feed <-chan Delivery) {
	for delivery := range feed {
		switch {
		case j.over(ctx):
			j.note(j.giveBack(ctx, []Delivery{delivery}))
		case time.Now().Before(delivery.Lease): // else it is free again, and may be somebody else's
			j.deliver(ctx, delivery)
		}
	}
}

// deliver makes one attempt, and sees that its end is recorded.
func (j *job) deliver(ctx context.Context, d Delivery) {
	sending, stop := outlive(ctx, drain)
	defer stop()
	a := &attempt{job: j, delivery: d}
	end, err := a.make(sending)
	if errors.Is(err, ErrLost) || errors.Is(err, errHeld) {
		if errors.Is(err, ErrLost) {
			j.Log.Info("delivery was taken over, or its campaign stopped, before it was handed over", "delivery", d.ID)
		}
		j.note(j.giveBack(ctx, []Delivery{d}))
		if a.placed {
			j.places.give(nil)
		}
		return
	}
	if err != nil {
		end = a.untried(sending, err)
	}
	end.At = time.Now()
	e := &ended{a, end}
	if a.placed {
		j.places.give(e)
	} else {
		j.note(e.record())
	}
}

// settle records the end of an attempt. What is known about a message that has left must not be lost, so it insists for
// some leases; when the program stops, all ends of the job together for as long as a shutdown waits.
func (j *job) settle(d Delivery, end End) error {
	insisting, cancel := context.WithTimeout(j.recording, insisted*j.Lease)
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

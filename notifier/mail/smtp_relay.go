package mail

import (
	"context"
	"crypto/tls"
	"errors"
	"log/slog"
	"slices"
	"sync"
	"time"

	"digbot/notifier"
)

// resting is how long a relay to which no connection could be made is tried last; and not at all, if it refuses us.
const resting = 30 * time.Second

// relay is one server and the connections that are kept to it.
type relay struct {
	RelayConfig
	hello    string
	timeouts Timeouts
	tls      *tls.Config
	dial     Dial
	log      *slog.Logger
	limits   []notifier.Window
	quota    Quota

	mu     sync.Mutex
	idle   []*session // the last one was used last
	closed bool
	rests  time.Time // until when; zero: the last connection could be made
	barred error     // our name and password were refused: not asked again before it has rested, lest it lock us out
}

// inOrder puts the relays that rest after the others.
func inOrder(relays []*relay) []*relay {
	if len(relays) == 1 {
		return relays
	}
	var ready, others []*relay
	for _, r := range relays {
		if r.rested() {
			ready = append(ready, r)
		} else {
			others = append(others, r)
		}
	}
	return append(ready, others...)
}

// send hands one message over. A kept connection that turns out to be dead at its first command is no failure: the relay
// may have closed it at any time.
func (r *relay) send(ctx context.Context, m message, beforeDot func() error) error {
	for reserved := false; ; reserved = true {
		s, err := r.take(ctx)
		if err != nil {
			return err
		}
		if !reserved {
			if err := r.reserve(ctx); err != nil {
				r.giveBack(s)
				return err
			}
		}
		kept := s.served > 0
		err = s.transact(ctx, m, beforeDot)
		r.giveBack(s)
		if !kept || !dead(err) || ctx.Err() != nil {
			return err
		}
	}
}

// dead tells whether the connection was gone before the message was begun.
func dead(err error) bool {
	var s *setback
	return errors.As(err, &s) && s.step == stepMail && s.lost
}

// take gives a kept connection, else a new one.
func (r *relay) take(ctx context.Context) (*session, error) {
	r.mu.Lock()
	if last := len(r.idle) - 1; last >= 0 {
		s := r.idle[last]
		r.idle = r.idle[:last]
		r.mu.Unlock()
		s.timer.Stop()
		return s, nil
	}
	barred := r.barred
	if !time.Now().Before(r.rests) {
		barred = nil
	}
	r.mu.Unlock()
	if barred != nil {
		return nil, barred
	}
	s, err := r.open(ctx)
	r.note(ctx, err)
	return s, err
}

// giveBack keeps a connection for the next message, unless it is broken.
func (r *relay) giveBack(s *session) {
	if s.broken {
		s.abort()
		return
	}
	s.served++
	if !r.keep(s) {
		s.quit()
	}
}

func (r *relay) keep(s *session) bool {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.closed {
		return false
	}
	s.timer = time.AfterFunc(r.timeouts.Idle, func() { r.drop(s) })
	r.idle = append(r.idle, s)
	return true
}

// drop closes a connection that was not used for long.
func (r *relay) drop(s *session) {
	r.mu.Lock()
	i := slices.Index(r.idle, s)
	if i >= 0 {
		r.idle = slices.Delete(r.idle, i, i+1)
	}
	r.mu.Unlock()
	if i >= 0 {
		s.quit()
	}
}

// close closes the kept connections; those in use are closed as they are given back.
func (r *relay) close() {
	r.mu.Lock()
	idle := r.idle
	r.idle, r.closed = nil, true
	r.mu.Unlock()
	var closing sync.WaitGroup
	for _, s := range idle {
		s.timer.Stop()
		closing.Go(s.quit)
	}
	closing.Wait()
}

func (r *relay) rested() bool {
	r.mu.Lock()
	defer r.mu.Unlock()
	return !time.Now().Before(r.rests)
}

// note remembers whether a connection could be made, and logs when that has changed.
func (r *relay) note(ctx context.Context, err error) {
	if err != nil && ctx.Err() != nil {
		return // it was we who gave up
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	switch {
	case err == nil && !r.rests.IsZero():
		r.log.Info("relay takes connections again")
	case err != nil && r.rests.IsZero():
		r.log.Warn("no connection to relay", "err", err)
	}
	r.rests, r.barred = time.Time{}, nil
	if err == nil {
		return
	}
	r.rests = time.Now().Add(resting)
	if refusesUs(err) {
		r.barred = err
	}
}

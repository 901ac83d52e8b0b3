package slack

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"sync"
	"time"

	"github.com/slack-go/slack"
	"github.com/slack-go/slack/socketmode"
)

const (
	// ackWithin is how long an acknowledgement may wait for its turn on the connection; Slack waits three seconds.
	ackWithin = 2 * time.Second

	// retryPause is the wait between two tries to connect, for as long as retryPatience; then it grows to retryLongest.
	retryPause    = 400 * time.Millisecond
	retryPatience = time.Minute
	retryLongest  = 15 * time.Second

	// refusedPause is the wait after a token was refused: somebody must mend it.
	refusedPause = time.Minute
)

// connection is what is known of the way from Slack to us.
type connection struct {
	gaps chan struct{} // something may have been missed

	mu     sync.Mutex
	online bool
	alive  time.Time // when it was last known to work
	from   time.Time // since when something may have been missed; zero: nothing was
	err    error     // why it does not work
}

func newConnection() *connection {
	return &connection{gaps: make(chan struct{}, 1), err: errors.New("not connected yet")}
}

// up notes that the connection works. What was missed before is to be read.
func (c *connection) up() {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.online, c.alive, c.err = true, time.Now(), nil
	c.call()
}

// down notes that it does not.
func (c *connection) down(err error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.online {
		c.miss(c.alive)
	}
	c.online, c.err = false, err
}

// tick notes that the connection still works.
func (c *connection) tick() {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.online {
		c.alive = time.Now()
	}
}

// missed notes that something was missed although the connection works.
func (c *connection) missed() {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.miss(time.Now())
	c.call()
}

// since notes an instant from which on something may have been missed.
func (c *connection) since(at time.Time) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.miss(at)
}

func (c *connection) miss(at time.Time) {
	if c.from.IsZero() || at.Before(c.from) {
		c.from = at
	}
}

func (c *connection) call() {
	select {
	case c.gaps <- struct{}{}:
	default:
	}
}

// gap takes the gap that is to be read, if there is one.
func (c *connection) gap() (time.Time, bool) {
	c.mu.Lock()
	defer c.mu.Unlock()
	from := c.from
	c.from = time.Time{}
	return from, !from.IsZero()
}

// works tells until when everything was heard, and whether nothing is missing.
func (c *connection) works() (time.Time, bool) {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.alive, c.online && c.from.IsZero()
}

// Probe says why Slack is not reached.
func (s *Slack) Probe(context.Context) error {
	s.line.mu.Lock()
	defer s.line.mu.Unlock()
	if s.line.online {
		return nil
	}
	return s.line.err
}

// connect keeps a Socket Mode connection up until ctx ends. The library's own pauses double to five minutes and are not
// reset: after an outage of eight seconds a bot was deaf for almost thirteen. Each of its tries is therefore one of ours.
func (s *Slack) connect(ctx context.Context) error {
	for lost := time.Now(); ctx.Err() == nil; {
		if s.stayConnected(ctx, lost) {
			lost = time.Now()
		}
	}
	return nil
}

// stayConnected connects, and waits after the connection has ended. It reports whether there was one. The one before was
// lost at an instant.
func (s *Slack) stayConnected(ctx context.Context, lost time.Time) bool {
	wasUp, err := s.session(ctx)
	if ctx.Err() != nil {
		return wasUp
	}
	s.line.down(err)
	if wasUp {
		lost = time.Now()
	}
	pause := s.reconnectAfter(err, time.Since(lost))
	s.log.Warn("no connection to Slack: trying again", "pause", pause, "error", err)
	sleep(ctx, pause)
	return wasUp
}

// reconnectAfter is the wait before the next try to connect, so long after the connection was lost.
func (s *Slack) reconnectAfter(err error, lost time.Duration) time.Duration {
	pause, limited := pauseOf(err)
	switch {
	case limited:
		return pause
	case isRefusal(err):
		return refusedPause
	case lost < retryPatience:
		return retryPause
	}
	return min(retryLongest, lost/20)
}

// session is one run of the library, which connects anew by itself as long as that works at once. It reports whether there
// was a connection, and why it ended.
func (s *Slack) session(ctx context.Context) (wasUp bool, err error) {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	client := socketmode.New(s.api)
	ended := make(chan error, 1)
	go func() { ended <- client.RunContext(ctx) }()
	for {
		select {
		case err := <-ended:
			return wasUp, err
		case e := <-client.Events:
			if fault, failed := e.Data.(*slack.ConnectionErrorEvent); failed {
				cancel()
				s.log.Debug("a try to connect was given up", "error", <-ended)
				return wasUp, fmt.Errorf("connect: %w", fault.ErrorObj)
			}
			wasUp = s.onSocket(ctx, client, e) || wasUp
		}
	}
}

// onSocket takes one event of the library. It reports whether it says that the connection is up.
func (s *Slack) onSocket(ctx context.Context, client *socketmode.Client, e socketmode.Event) bool {
	switch e.Type {
	case socketmode.EventTypeHello:
		s.log.Info("connected to Slack")
		s.line.up()
		return true
	case socketmode.EventTypeConnecting:
		s.line.down(errors.New("connecting"))
	case socketmode.EventTypeErrorBadMessage:
		s.onUnknown(ctx, client, e)
	case socketmode.EventTypeEventsAPI, socketmode.EventTypeSlashCommand, socketmode.EventTypeInteractive:
		s.onRequest(ctx, client, *e.Request)
	}
	return false
}

// onUnknown takes what the library could not read, and did not acknowledge either.
func (s *Slack) onUnknown(ctx context.Context, client *socketmode.Client, e socketmode.Event) {
	bad, is := e.Data.(*socketmode.ErrorBadMessage)
	if !is {
		return
	}
	var request socketmode.Request
	if err := json.Unmarshal(bad.Message, &request); err != nil || request.EnvelopeID == "" {
		s.log.Debug("a frame that is no envelope", "error", err)
		return
	}
	s.onRequest(ctx, client, request)
}

// onRequest acknowledges first, and then takes the envelope in.
func (s *Slack) onRequest(ctx context.Context, client *socketmode.Client, request socketmode.Request) {
	within, cancel := context.WithTimeout(ctx, ackWithin)
	defer cancel()
	if err := client.AckCtx(within, request.EnvelopeID, nil); err != nil {
		s.log.Warn("an event was not acknowledged: it comes again", "error", err)
	}
	s.receive(envelope{kind: request.Type, payload: request.Payload})
}

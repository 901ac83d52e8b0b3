package mattermost

import (
	"context"
	"maps"
	"sync"
	"time"

	"github.com/mattermost/mattermost/server/public/model"
)

const (
	// waitFor is how long the server waits at our door for the reply itself: people see that something is going on.
	waitFor = 2500 * time.Millisecond

	// lateFor is how long a late reply finds its way: the server takes it for 30 minutes.
	lateFor = 25 * time.Minute
)

// answer is what the door answers to the server.
type answer struct {
	command *model.CommandResponse
	action  *model.PostActionIntegrationResponse
}

// ways are those in which a click or a command can be replied to. They end with the process: another one that takes over
// answers with a direct message.
type ways struct {
	trigger string                // opens a form, for some seconds
	hook    string                // path that takes late replies to a command
	back    func(context.Context) // lets the button be clicked again
}

// call is a click or a command whose reply is being made.
type call struct {
	ways
	began time.Time
	reply chan answer

	mu   sync.Mutex
	over bool // the door has answered, or what it answers is settled
}

// take gives the door its answer, and reports false when it has answered already.
func (c *call) take(a answer) bool {
	if c == nil {
		return false
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.over {
		return false
	}
	c.over = true
	c.reply <- a
	return true
}

// wait is what the door answers; nothing when no answer was there in time.
func (c *call) wait() answer {
	timer := time.NewTimer(waitFor)
	defer timer.Stop()
	select {
	case a := <-c.reply:
		return a
	case <-timer.C:
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	select {
	case a := <-c.reply:
		return a
	default:
		c.over = true
		return answer{}
	}
}

// calls are those under way, by the event of their message.
type calls struct {
	mu      sync.Mutex
	byEvent map[string]*call
	forgot  time.Time // when those were last looked for to whom nobody replies any more
}

func (c *calls) open(event string, ways ways) *call {
	c.mu.Lock()
	defer c.mu.Unlock()
	now := time.Now()
	if now.Sub(c.forgot) >= time.Minute {
		c.forgot = now
		maps.DeleteFunc(c.byEvent, func(_ string, other *call) bool { return now.Sub(other.began) > lateFor })
	}
	opened := &call{ways: ways, began: now, reply: make(chan answer, 1)}
	c.byEvent[event] = opened
	return opened
}

// of is the call that a message came with; nil when this process does not know it.
func (c *calls) of(event string) *call {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.byEvent[event]
}

// close forgets a call whose reply was said, and lets the door answer.
func (c *calls) close(event string) {
	c.mu.Lock()
	closed := c.byEvent[event]
	delete(c.byEvent, event)
	c.mu.Unlock()
	closed.take(answer{})
}

package fake

import (
	"fmt"
	"net/http"
	"strconv"
	"time"
)

// SlackBurst is how many messages a channel takes at once before it takes one a second.
const SlackBurst = 5

// slackFaults is what goes wrong.
type slackFaults struct {
	down    bool
	methods map[string][]slackFault // of each method, of its next calls
}

// slackFault is what goes wrong with one call.
type slackFault struct {
	retryAfter time.Duration // 429
	status     int           // answered instead
	delay      time.Duration // before anything is done
	lose       bool          // done, but the connection ends before the answer
}

func newSlackFaults() slackFaults { return slackFaults{methods: map[string][]slackFault{}} }

// Down begins an outage: nothing answers, and the connections end. Up ends it.
func (s *Slack) Down() {
	s.setDown(true)
	s.Cut()
}

// Up ends an outage.
func (s *Slack) Up() { s.setDown(false) }

func (s *Slack) setDown(down bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.faults.down = down
}

// unlessDown answers 503 while the workspace is down.
func (s *Slack) unlessDown(h http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		s.mu.Lock()
		down := s.faults.down
		s.mu.Unlock()
		if down {
			http.Error(w, "the workspace is down", http.StatusServiceUnavailable)
			return
		}
		h.ServeHTTP(w, r)
	})
}

// TooMany answers the next n calls of a method with 429 and a Retry-After, in whole seconds.
func (s *Slack) TooMany(method string, n int, retryAfter time.Duration) {
	s.fail(method, n, slackFault{retryAfter: retryAfter})
}

// LoseAnswers carries out the next n calls of a method, and ends the connection instead of answering.
func (s *Slack) LoseAnswers(method string, n int) { s.fail(method, n, slackFault{lose: true}) }

// Fail answers the next n calls of a method with an HTTP status, and does nothing.
func (s *Slack) Fail(method string, n, status int) { s.fail(method, n, slackFault{status: status}) }

// Delay lets the next n calls of a method wait.
func (s *Slack) Delay(method string, n int, by time.Duration) {
	s.fail(method, n, slackFault{delay: by})
}

// Heal takes away what is wrong with a method.
func (s *Slack) Heal(method string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	delete(s.faults.methods, method)
}

func (s *Slack) fail(method string, n int, fault slackFault) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for range n {
		s.faults.methods[method] = append(s.faults.methods[method], fault)
	}
}

// faultOf takes the next fault of a method.
func (s *Slack) faultOf(method string) slackFault {
	s.mu.Lock()
	defer s.mu.Unlock()
	waiting := s.faults.methods[method]
	if len(waiting) == 0 {
		return slackFault{}
	}
	s.faults.methods[method] = waiting[1:]
	return waiting[0]
}

// tooMany answers 429, and remembers until when the channel is not to be called.
func (s *Slack) tooMany(w http.ResponseWriter, method string, args slackArgs, wait time.Duration) {
	seconds := int((wait + time.Second - 1) / time.Second)
	s.mu.Lock()
	if c := s.channel(args["channel"]); c != nil {
		c.paused = time.Now().Add(time.Duration(seconds) * time.Second)
	}
	s.calls = append(s.calls, SlackCall{Method: method, Values: args, At: time.Now(), Error: "ratelimited"})
	s.tell()
	s.mu.Unlock()
	w.Header().Set("Retry-After", strconv.Itoa(seconds))
	w.WriteHeader(http.StatusTooManyRequests)
}

// limited is how long a message must wait for its channel; a call during a Retry-After is remembered as a fault.
func (s *Slack) limited(method string, args slackArgs) time.Duration {
	s.mu.Lock()
	defer s.mu.Unlock()
	c := s.channel(args["channel"])
	if c == nil || method != "chat.postMessage" && method != "chat.update" && method != "chat.postEphemeral" {
		return 0
	}
	now := time.Now()
	if left := c.paused.Sub(now); left > 0 {
		s.refused = append(s.refused, fmt.Sprintf("%s in %s came %s before the end of Retry-After", method, c.id, left.Round(time.Millisecond)))
		return left
	}
	if !s.options.Limit || method != "chat.postMessage" {
		return 0
	}
	if c.next.Before(now.Add(-(SlackBurst - 1) * time.Second)) {
		c.next = now.Add(-(SlackBurst - 1) * time.Second)
	}
	if c.next.After(now) {
		return c.next.Sub(now)
	}
	c.next = c.next.Add(time.Second)
	return 0
}

package fake

import (
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"sync"
	"time"
)

// The tokens and ids of the fake workspace.
const (
	SlackBotToken      = "xoxb-fake-bot"
	SlackAppToken      = "xapp-fake-app"
	SlackSigningSecret = "fake-signing-secret"
	SlackBotUser       = "U0BOT"
	SlackBotID         = "B0BOT"
	SlackTeam          = "T0TEAM"
	SlackAppID         = "A0APP"
)

// Slack is a small workspace with one app in it: its Web API, its Socket Mode, its signed HTTP requests. It refuses what
// Slack refuses, and records everything.
type Slack struct {
	options SlackOptions
	server  *httptest.Server
	working sync.WaitGroup

	mu        sync.Mutex
	closed    bool // nobody joins any more
	lastTS    int64
	serial    int
	users     map[string]SlackUser
	channels  map[string]*slackChannel
	views     map[string]SlackView // opened, by their id
	homes     map[string]SlackView // published, by the user
	triggers  map[string]time.Time // when each was given out
	hooks     map[string]*slackHook
	uploads   map[string]*SlackFile
	reactions map[string][]string // by "channel/ts"
	statuses  []SlackStatus
	calls     []SlackCall
	refused   []string
	links     map[*slackLink]bool
	turn      int // of the link that gets the next envelope
	envelopes map[string]*slackEnvelope
	acks      []SlackAck
	opened    int // connections, since the start
	away      []json.RawMessage
	faults    slackFaults
	told      chan struct{} // closed and replaced whenever something is recorded
}

// SlackOptions says how the workspace behaves. The zero SlackOptions are a workspace without faults.
type SlackOptions struct {
	Scopes     []string      // granted to the app, as auth.test tells; nil: it tells nothing
	RequestURL string        // events come there by signed HTTP; empty: by Socket Mode
	AckWithin  time.Duration // after which an envelope is sent again; 0: three seconds, as Slack does
	PingEvery  time.Duration // 0: two seconds
	Limit      bool          // one message a second in a channel, after a burst of SlackBurst
	Keep       bool          // events of which nobody could be told are sent to the next connection
	Forget     bool          // calls are counted only, for benchmarks
}

// SlackUser is a person of the workspace.
type SlackUser struct {
	ID, Name, Email string
}

type slackChannel struct {
	id, name string
	kind     string // "channel", "group" or "im"
	members  []string
	messages []*SlackMessage // in the order of their timestamps
	next     time.Time       // when SlackOptions.Limit lets the next message in
	paused   time.Time       // the end of the Retry-After that was told last
}

// SlackCall is a call of the Web API.
type SlackCall struct {
	Method string
	Values map[string]string
	At     time.Time
	Error  string // what it was refused with; empty: nothing
}

// NewSlack starts a workspace on a free port of this machine. It must be closed.
func NewSlack(options SlackOptions) *Slack {
	if options.AckWithin == 0 {
		options.AckWithin = 3 * time.Second
	}
	if options.PingEvery == 0 {
		options.PingEvery = 2 * time.Second
	}
	s := &Slack{
		options: options, users: map[string]SlackUser{}, channels: map[string]*slackChannel{},
		views: map[string]SlackView{}, homes: map[string]SlackView{}, triggers: map[string]time.Time{}, hooks: map[string]*slackHook{},
		uploads: map[string]*SlackFile{}, reactions: map[string][]string{}, links: map[*slackLink]bool{},
		envelopes: map[string]*slackEnvelope{}, told: make(chan struct{}), faults: newSlackFaults(),
	}
	mux := http.NewServeMux()
	mux.HandleFunc("/api/{method}", s.api)
	mux.HandleFunc("/link/{ticket}", s.socket)
	mux.HandleFunc("/hook/{id}", s.hook)
	mux.HandleFunc("/upload/{id}", s.upload)
	mux.HandleFunc("/files/{id}", s.download)
	s.server = httptest.NewServer(s.unlessDown(mux))
	s.AddUser(SlackUser{ID: SlackBotUser, Name: "digbot"})
	return s
}

// APIURL is the base of the Web API.
func (s *Slack) APIURL() string { return s.server.URL + "/api/" }

// Close cuts all connections and waits for the workspace to end.
func (s *Slack) Close() {
	s.mu.Lock()
	s.closed = true
	s.mu.Unlock()
	s.Cut()
	s.server.Close()
	s.working.Wait()
}

// AddUser adds a person.
func (s *Slack) AddUser(user SlackUser) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.users[user.ID] = user
}

// AddChannel adds a public channel, or a private one, with its members; the bot is one when SlackBotUser is listed.
func (s *Slack) AddChannel(id, name string, private bool, members ...string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	kind := "channel"
	if private {
		kind = "group"
	}
	s.channels[id] = &slackChannel{id: id, name: name, kind: kind, members: members}
}

// Direct is the channel in which a person and the bot talk alone; it exists from then on.
func (s *Slack) Direct(user string) string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.direct(user)
}

func (s *Slack) direct(user string) string {
	id := "D" + strings.TrimPrefix(user, "U")
	if s.channels[id] == nil {
		s.channels[id] = &slackChannel{id: id, kind: "im", members: []string{user, SlackBotUser}}
	}
	if _, known := s.users[user]; !known {
		s.users[user] = SlackUser{ID: user, Name: strings.ToLower(user)}
	}
	return id
}

// channel finds a channel by its id, or by its name.
func (s *Slack) channel(id string) *slackChannel {
	if c := s.channels[id]; c != nil {
		return c
	}
	for _, c := range s.channels {
		if c.name != "" && c.name == strings.TrimPrefix(id, "#") {
			return c
		}
	}
	return nil
}

func (c *slackChannel) has(user string) bool { return slices.Contains(c.members, user) }

// timestamp is the id of a message sent at an instant, later than any given out for that instant.
func (s *Slack) timestamp(at time.Time) string {
	micro := at.UnixMicro()
	if time.Since(at) < time.Minute { // in the present, ids rise
		micro = max(micro, s.lastTS+1)
		s.lastTS = micro
	} else { // in the past, they differ
		s.serial++
		micro += int64(s.serial)
	}
	return fmt.Sprintf("%d.%06d", micro/1e6, micro%1e6)
}

func (s *Slack) id(prefix string) string {
	s.serial++
	return fmt.Sprintf("%s%06d", prefix, s.serial)
}

// tell wakes those who wait for something to be recorded. s.mu is held.
func (s *Slack) tell() {
	close(s.told)
	s.told = make(chan struct{})
}

// Await waits until done reports true; it is asked again whenever something was recorded, and from time to time, for what
// the app has noticed itself. It reports whether that came about in time.
func (s *Slack) Await(patience time.Duration, done func() bool) bool {
	late := time.NewTimer(patience)
	defer late.Stop()
	for {
		s.mu.Lock()
		told := s.told
		s.mu.Unlock()
		if done() {
			return true
		}
		select {
		case <-told:
		case <-time.After(5 * time.Millisecond):
		case <-late.C:
			return done()
		}
	}
}

// Calls are the calls of a method of the Web API; of all of them when method is empty.
func (s *Slack) Calls(method string) []SlackCall {
	s.mu.Lock()
	defer s.mu.Unlock()
	var found []SlackCall
	for _, call := range s.calls {
		if method == "" || call.Method == method {
			found = append(found, call)
		}
	}
	return found
}

// Refused are the calls that Slack would refuse for what they hold, and those that came during a Retry-After: a sentence
// each.
func (s *Slack) Refused() []string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return slices.Clone(s.refused)
}

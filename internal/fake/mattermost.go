package fake

import (
	"errors"
	"fmt"
	"net"
	"net/http"
	"slices"
	"sync"
	"time"
)

// Mattermost is a chat server as a bot sees it: REST v4 and the WebSocket, with users who write, click and fill in
// dialogs. It behaves as servers from 5.37 on were seen to.
type Mattermost struct {
	options MattermostOptions
	address string // it never changes
	routes  http.Handler
	serving sync.WaitGroup

	mu         sync.Mutex
	server     *http.Server // nil while the server is down
	down       time.Time    // when it went down last
	clock      int64        // the last instant that was given to a post, milliseconds
	users      map[string]*MattermostUser
	tokens     map[string]string // of access, by token: the user's id
	teams      map[string]*mattermostTeam
	channels   map[string]*MattermostChannel
	posts      map[string]*MattermostPost
	history    map[string][]*MattermostPost // by channel, in the order in which they were made
	pending    map[string]pendingPost
	files      map[string]MattermostFile
	commands   map[string]*MattermostCommand
	hooks      map[string]mattermostHook
	triggers   map[string]mattermostTrigger
	dialogs    []MattermostDialog
	ephemerals []MattermostEphemeral
	typing     []MattermostTyping
	sessions   map[string]*mattermostSession // by connection id
	asked      map[string]int                // requests, by method and route
	faults     []MattermostFault
	violations []string
}

// MattermostOptions says how the server is set. The zero MattermostOptions are a server fresh from its installation, on
// which integrations may be made and bot accounts exist.
type MattermostOptions struct {
	Version      string        // default 5.37.0
	HideEmails   bool          // PrivacySettings.ShowEmailAddress=false
	NoBots       bool          // ServiceSettings.EnableBotAccountCreation=false
	NoCommands   bool          // ServiceSettings.EnableCommands=false
	NoTokens     bool          // ServiceSettings.EnableUserAccessTokens=false
	Internal     string        // ServiceSettings.AllowedUntrustedInternalConnections
	NoResume     bool          // ServiceSettings.EnableReliableWebSockets=false
	TriggerLives time.Duration // default 3 s
	Forget       bool          // keeps no posts, for benchmarks: only Answered sees them
	Answered     func(MattermostPost)
}

// NewMattermost starts a server on a free port of this machine. It must be closed.
func NewMattermost(options MattermostOptions) (*Mattermost, error) {
	if options.Version == "" {
		options.Version = "5.37.0"
	}
	if options.TriggerLives == 0 {
		options.TriggerLives = 3 * time.Second
	}
	m := &Mattermost{
		options: options, users: map[string]*MattermostUser{}, tokens: map[string]string{}, teams: map[string]*mattermostTeam{},
		channels: map[string]*MattermostChannel{}, posts: map[string]*MattermostPost{}, history: map[string][]*MattermostPost{},
		pending: map[string]pendingPost{}, files: map[string]MattermostFile{}, commands: map[string]*MattermostCommand{},
		hooks: map[string]mattermostHook{}, triggers: map[string]mattermostTrigger{}, sessions: map[string]*mattermostSession{},
		asked: map[string]int{},
	}
	m.routes = m.router()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return nil, err
	}
	m.address = listener.Addr().String()
	m.serve(listener)
	return m, nil
}

func (m *Mattermost) serve(listener net.Listener) {
	server := &http.Server{Handler: m.routes}
	m.mu.Lock()
	m.server = server
	m.mu.Unlock()
	m.serving.Go(func() { _ = server.Serve(listener) })
}

// URL is the server's address.
func (m *Mattermost) URL() string { return "http://" + m.address }

// Close ends everything.
func (m *Mattermost) Close() {
	m.Stop()
	m.serving.Wait()
}

// Stop makes the server unreachable and cuts all lines. What it knows of its connections is kept: Start continues them.
func (m *Mattermost) Stop() {
	m.mu.Lock()
	server := m.server
	m.server, m.down = nil, time.Now()
	m.mu.Unlock()
	if server != nil {
		_ = server.Close()
	}
	m.Cut()
}

// Start makes the server reachable again, at its old address.
func (m *Mattermost) Start() error {
	var err error
	for range 100 { // the port may be lingering
		var listener net.Listener
		if listener, err = net.Listen("tcp", m.address); err == nil {
			m.serve(listener)
			return nil
		}
		time.Sleep(10 * time.Millisecond)
	}
	return fmt.Errorf("start again: %w", err)
}

// Restart ends the server's process and starts another: all lines are cut, and no connection is remembered.
func (m *Mattermost) Restart() error {
	m.Stop()
	m.mu.Lock()
	m.sessions, m.pending = map[string]*mattermostSession{}, map[string]pendingPost{}
	m.mu.Unlock()
	return m.Start()
}

// Violations tells where clients broke the rules of the API.
func (m *Mattermost) Violations() error {
	m.mu.Lock()
	defer m.mu.Unlock()
	var all []error
	for _, violation := range m.violations {
		all = append(all, errors.New(violation))
	}
	return errors.Join(all...)
}

// Asked counts the requests of one method and route, such as "POST /posts".
func (m *Mattermost) Asked(route string) int {
	m.mu.Lock()
	defer m.mu.Unlock()
	return m.asked[route]
}

// MattermostTyping is a typing sign.
type MattermostTyping struct{ User, Channel, Root string }

// Typing gives the typing signs, in order.
func (m *Mattermost) Typing() []MattermostTyping {
	m.mu.Lock()
	defer m.mu.Unlock()
	return slices.Clone(m.typing)
}

// tick is the server's clock in milliseconds. No two posts are made at one instant, as in most of real life.
func (m *Mattermost) tick() int64 {
	m.clock = max(m.clock+1, time.Now().UnixMilli())
	return m.clock
}

// Package mattermost talks with people on a Mattermost server: it listens on the WebSocket, answers over REST v4, and takes
// clicks, forms and the slash command on the HTTP door.
package mattermost

import (
	"context"
	"fmt"
	"log/slog"
	"net/http"
	"regexp"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"github.com/mattermost/mattermost/server/public/model"

	"digbot/bot"
	"digbot/templates"
)

// Name is how the bot calls this platform.
const Name = "mattermost"

// Config says where the bot takes part, and as whom.
type Config struct {
	URL          string // of the server
	Token        string // of the bot's account; empty: the one that Setup has noted
	Team         string // its name, as in the address of its pages
	StaffChannel string // name of the team's channel; empty: there is none
	StaffMayLack bool   // the bot takes part also when it is not in the team's channel
	CommandToken string // of the slash command; empty: the one that Setup has noted
	PublicURL    string // how the server reaches the HTTP door; empty: it does not, and there are no buttons
}

// Parts is what the platform uses.
type Parts struct {
	Claims bot.Claims
	Notes  bot.Notes
	Texts  *templates.Library
	Log    *slog.Logger
}

// Mattermost is the platform. It is safe for concurrent use.
type Mattermost struct {
	config  Config
	claims  bot.Claims
	notes   bot.Notes
	words   words
	log     *slog.Logger
	client  *model.Client4
	inbox   atomic.Pointer[bot.Inbox] // nil until Run
	calls   calls
	turns   turns
	threads *recent[bool]   // by root post: whether the bot takes part
	directs *recent[string] // by user: the direct channel

	channelsByName *recent[channel] // and by id

	line position

	asking chan struct{}            // held by who asks the server for the identity
	self   atomic.Pointer[identity] // nil until the server has told
	tokens atomic.Pointer[noted]    // of the slash command
}

var (
	_ bot.Platform  = (*Mattermost)(nil)
	_ bot.Line      = (*Mattermost)(nil)
	_ bot.Poster    = (*Mattermost)(nil)
	_ bot.Directory = (*Mattermost)(nil)
)

// New returns the platform. Nothing is asked of the server until it is used.
func New(config Config, parts Parts) *Mattermost {
	config.URL = strings.TrimRight(config.URL, "/")
	config.PublicURL = strings.TrimRight(config.PublicURL, "/")
	return &Mattermost{
		config: config, claims: parts.Claims, notes: parts.Notes, words: words{parts.Texts}, log: parts.Log,
		client:  newClient(config.URL, config.Token, true),
		asking:  make(chan struct{}, 1),
		calls:   calls{byEvent: map[string]*call{}},
		turns:   turns{byChannel: map[string]chan struct{}{}},
		threads: newRecent[bool](10_000), directs: newRecent[string](10_000), channelsByName: newRecent[channel](1000),
	}
}

// Name is "mattermost".
func (m *Mattermost) Name() string { return Name }

// Run listens and answers until ctx ends. While the server cannot be reached it tries again, for ever.
func (m *Mattermost) Run(ctx context.Context, handle bot.Handler) error {
	inbox := bot.NewInbox(m, handle, m.claims, m.log)
	m.inbox.Store(inbox)
	var running sync.WaitGroup
	running.Go(func() { m.supervise(ctx) })
	err := inbox.Run(ctx)
	running.Wait()
	return err
}

// identity is who the bot is on the server, and where.
type identity struct {
	id      string
	mention *regexp.Regexp // its name, as people write it to call it
	team    string         // its id
	staff   string         // id of the team's channel; empty when there is none
}

// Check asks the server who the bot is. Its error says what to mend; it is an *AwayError when the server could not be
// asked at all.
func (m *Mattermost) Check(ctx context.Context) error {
	_, err := m.who(ctx)
	return err
}

// who is asked once. The caller is told what is wrong with the settings.
func (m *Mattermost) who(ctx context.Context) (identity, error) {
	if self := m.self.Load(); self != nil {
		return *self, nil
	}
	select {
	case m.asking <- struct{}{}:
		defer func() { <-m.asking }()
	case <-ctx.Done():
		return identity{}, &AwayError{ctx.Err()}
	}
	if self := m.self.Load(); self != nil {
		return *self, nil
	}
	if err := m.takeToken(ctx); err != nil {
		return identity{}, err
	}
	self, err := m.ask(ctx)
	if err != nil {
		return identity{}, err
	}
	m.self.Store(&self)
	return self, nil
}

// takeToken uses the token that Setup has noted when the configuration has none.
func (m *Mattermost) takeToken(ctx context.Context) error {
	if m.client.AuthToken != "" {
		return nil
	}
	token, err := m.notes.Noted(ctx, botTokenNote)
	if err != nil {
		return fmt.Errorf("read the bot's token: %w", err)
	}
	if token == "" {
		return fmt.Errorf("mattermost.token: %w", errNoToken)
	}
	m.client.SetToken(token)
	return nil
}

func (m *Mattermost) ask(ctx context.Context) (identity, error) {
	me, _, err := m.client.GetMe(ctx, "")
	if err != nil {
		return identity{}, explain("mattermost.token", "the server refuses it: take the token of the bot's account, or run digbot mattermost setup", err)
	}
	team, _, err := m.client.GetTeamByName(ctx, m.config.Team, "")
	if err != nil {
		return identity{}, explain("mattermost.team", fmt.Sprintf("the bot is in no team %q: invite it, or run digbot mattermost setup", m.config.Team), err)
	}
	self := identity{id: me.Id, mention: named(me.Username), team: team.Id}
	if m.config.StaffChannel == "" {
		return self, nil
	}
	staff, _, err := m.client.GetChannelByName(ctx, strings.TrimPrefix(m.config.StaffChannel, "#"), team.Id, "")
	if err != nil && isRefusal(err) && m.config.StaffMayLack {
		m.log.WarnContext(ctx, "the bot is not in the team's channel: invite it, then start again", "channel", m.config.StaffChannel)
		return self, nil
	}
	if err != nil {
		return identity{}, explain("mattermost.staff_channel", fmt.Sprintf("the bot is in no channel %q: invite it there", m.config.StaffChannel), err)
	}
	self.staff = staff.Id
	return self, nil
}

// Probe says why the bot does not hear what is written; nil when it does.
func (m *Mattermost) Probe(context.Context) error { return m.line.probe(time.Now()) }

// Email implements bot.Directory. It is empty where the server hides addresses. That somebody has it on the server does
// not prove that it is theirs: servers do not check addresses unless they are told to.
func (m *Mattermost) Email(ctx context.Context, user string) (string, error) {
	if !model.IsValidId(user) {
		return "", fmt.Errorf("user %.40q: %w", user, errNotFound)
	}
	found, _, err := m.client.GetUser(ctx, user, "")
	if err != nil {
		return "", fmt.Errorf("look up user %s: %w", user, err)
	}
	if found.IsBot {
		return "", nil
	}
	return found.Email, nil
}

// Username is the name under which a user logs in; it tells who somebody is where addresses are hidden.
func (m *Mattermost) Username(ctx context.Context, user string) (string, error) {
	if !model.IsValidId(user) {
		return "", fmt.Errorf("user %.40q: %w", user, errNotFound)
	}
	found, _, err := m.client.GetUser(ctx, user, "")
	if err != nil {
		return "", fmt.Errorf("look up user %s: %w", user, err)
	}
	return found.Username, nil
}

// Routes are the paths of the HTTP door, as patterns of http.ServeMux.
func (m *Mattermost) Routes() map[string]http.Handler {
	return map[string]http.Handler{
		"POST " + actionPath:  http.HandlerFunc(m.clicked),
		"POST " + dialogPath:  http.HandlerFunc(m.submitted),
		"POST " + CommandPath: http.HandlerFunc(m.commanded),
	}
}

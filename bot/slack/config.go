package slack

import (
	"cmp"
	"log/slog"
	"net/http"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"github.com/slack-go/slack"

	"digbot/bot"
	"digbot/templates"
)

// Name is the platform's name in messages, logs and metrics.
const Name = "slack"

// Config says how the bot takes part in a workspace.
type Config struct {
	BotToken      string   // xoxb-
	AppToken      string   // xapp-: Socket Mode; empty: Slack calls Routes
	SigningSecret string   // proves that a call of Routes comes from Slack; empty: Routes is not used
	APIURL        string   // empty: slack.com
	StaffChannel  string   // id or name of the team's channel; may be empty
	Staff         []string // ids of the team's members: only from them a file counts as a message
}

// Ports is what the platform uses of the program.
type Ports struct {
	Claims bot.Claims
	Notes  bot.Notes
	Texts  Texts // the words of buttons and signs
	Log    *slog.Logger
}

// Texts words a sentence of the platform's own; a templates.Library does.
type Texts interface {
	Phrase(name string, view templates.View) (templates.Document, error)
}

// Slack is the bot's place in one workspace. It is a bot.Platform, a bot.Poster and a bot.Directory.
type Slack struct {
	config Config
	ports  Ports
	log    *slog.Logger
	web    *http.Client
	api    *slack.Client
	bodies sync.Pool // of *bytes.Buffer
	seen   *recent   // signatures of calls that were accepted

	me    atomic.Pointer[identity] // nil until Slack has told
	inbox atomic.Pointer[bot.Inbox]
	staff atomic.Value // the staff channel's id, a string

	labels   sync.Map // of buttons, by name and language
	lanes    *lanes
	hooks    *hooks
	threads  *threads
	channels *channels
	people   *people
	line     *connection
}

// identity is who the bot is in the workspace.
type identity struct {
	user string // that people mention
	bot  string
	url  string // of the workspace
}

var (
	_ bot.Platform  = (*Slack)(nil)
	_ bot.Poster    = (*Slack)(nil)
	_ bot.Directory = (*Slack)(nil)
	_ bot.Line      = line{}
)

// New returns the bot's place in a workspace. Nothing happens until Check or Run is called.
func New(config Config, ports Ports) *Slack {
	config.APIURL = strings.TrimSuffix(cmp.Or(config.APIURL, slack.APIURL), "/") + "/"
	s := &Slack{
		config: config, ports: ports, log: ports.Log.With("platform", Name), web: newWeb(),
		lanes: newLanes(), hooks: newHooks(), people: newPeople(), line: newConnection(),
	}
	s.api = newClient(config, s.web)
	s.seen = newRecent(time.Now, 2*signatureAge)
	s.threads = newThreads(ports.Notes)
	s.channels = newChannels(s.memberships)
	s.staff.Store("")
	return s
}

// Name implements bot.Platform.
func (s *Slack) Name() string { return Name }

// recent is a memory of what was seen in the last while, bounded by time.
type recent struct {
	mu   sync.Mutex
	now  func() time.Time
	keep time.Duration
	seen map[string]time.Time
	next time.Time // when old entries are removed
}

func newRecent(now func() time.Time, keep time.Duration) *recent {
	return &recent{now: now, keep: keep, seen: map[string]time.Time{}}
}

// first reports whether a key is seen for the first time, and remembers it.
func (r *recent) first(key string) bool {
	r.mu.Lock()
	defer r.mu.Unlock()
	now := r.now()
	if now.After(r.next) {
		for old, until := range r.seen {
			if now.After(until) {
				delete(r.seen, old)
			}
		}
		r.next = now.Add(r.keep / 10)
	}
	until, seen := r.seen[key]
	r.seen[key] = now.Add(r.keep)
	return !seen || now.After(until)
}

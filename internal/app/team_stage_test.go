package app

import (
	"bytes"
	"context"
	"encoding/base64"
	"html"
	"io"
	"log/slog"
	"mime"
	"mime/multipart"
	"mime/quotedprintable"
	"net/mail"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"digbot/internal/config"
	"digbot/internal/fake"
	"digbot/internal/programme"
	"digbot/internal/roster"
	"digbot/internal/seal"
	"digbot/internal/store"
	"digbot/internal/web"
	"digbot/notifier"
)

// venue is a platform with people on it, as they use it.
type venue interface {
	// settle makes the configuration one of a programme on this platform; door is where its HTTP door will listen.
	settle(cfg *config.Config, door string)

	// ready reports whether the program takes part.
	ready() bool

	// command gives /dig and a text, say writes a message: both where the person and the bot are alone.
	command(who, text string)
	say(who, text string)

	// reads is what the person was shown there, and what only they were shown elsewhere.
	reads(who string) []screen

	// room is what stands in a channel: "equipe" or "annonces".
	room(name string) []screen

	// thread writes under a message of a channel.
	thread(who string, under screen, text string)

	// public gives /dig and a text in the public channel; false where there is none to write in.
	public(who, text string) bool

	// callback is what the platform sends when somebody presses a button, to be sent at any time, in the platform's way or in
	// another one of its forgeries; it returns the program's answer. nil where nothing is sent.
	callback(who string, on screen, label string) func(forgery string) string

	// forgeries are the ways to send what the platform did not, with what each is answered.
	forgeries() map[string]string

	// fill fills in the form that was opened last for the person: ids and values, in the order of the fields.
	fill(who string, fields ...[2]string) error

	// rules tells where the program broke the rules of the platform.
	rules() error
}

// screen is a message as somebody sees it.
type screen struct {
	id     string
	text   string // readable, without any markup
	labels []string
	click  func(who, label string) error
}

// same reports whether nothing about a message has changed.
func (s screen) same(other screen) bool {
	return s.text == other.text && slices.Equal(s.labels, other.labels)
}

// readable takes markup and special spaces out of a text.
func readable(text string) string {
	return strings.NewReplacer("*", "", "_", "", "`", "", "\\", "", "\u00a0", " ", "\u202f", " ", "> ", "").Replace(html.UnescapeString(text))
}

// handClock is the programme's clock, which a test sets forward.
type handClock struct {
	mu   sync.Mutex
	base time.Time
	real time.Time
}

func (h *handClock) now() time.Time {
	h.mu.Lock()
	defer h.mu.Unlock()
	return h.base.Add(time.Since(h.real))
}

func (h *handClock) set(at time.Time) {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.base, h.real = at, time.Now()
}

// longest is how long a stage waits for anything, on a machine that does much else.
const longest = 90 * time.Second

// stage is the programme on a chat platform: wired as the service is, mails and all, over a clock that the test sets. Sockets
// and undo times run in real time.
type stage struct {
	*testing.T
	chat  venue
	cfg   config.Config
	clock *handClock
	smtp  *fake.SMTP
	store *store.Store
	app   *App
	stop  func()
}

// newStage opens the programme on a platform at an instant, with some fictional people; change may be nil. The program takes
// part on other platforms, too.
func newStage(t *testing.T, c venue, at string, people int, change func(*config.Config), also ...venue) *stage {
	t.Helper()
	st := &stage{T: t, chat: c, clock: &handClock{}}
	var err error
	if st.cfg, err = config.Load([]string{"../../config.example.yaml"}, func(string) (string, bool) { return "", false }); err != nil {
		t.Fatal(err)
	}
	if st.smtp, err = fake.NewSMTP(fake.SMTPOptions{}); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(st.smtp.Close)
	st.cfg.Mail.Relays = []config.Relay{{Host: "127.0.0.1", Port: st.smtp.Port(), TLS: "none"}}
	st.cfg.Mail.Outbox = t.TempDir()
	st.cfg.Approvals.Undo = 300 * time.Millisecond
	st.clock.set(instant(t, at))
	door := st.listen()
	st.cfg.Staff = append(st.cfg.Staff, config.Member{ID: "sacha", Name: "Sacha Exemple", Console: "sacha", Rights: []config.Right{config.MayAnswer}})
	for _, each := range append(also, c) {
		each.settle(&st.cfg, "http://"+door.Addr())
	}
	if change != nil {
		change(&st.cfg)
	}
	st.open(door)
	if err := st.store.PutPeople(t.Context(), roster.Fictional(programme.Season{Promotion: st.cfg.Promotion}, people, 1)); err != nil {
		t.Fatal(err)
	}
	for _, each := range append(also, c) {
		st.until("the program takes part", each.ready)
	}
	return st
}

func instant(t *testing.T, text string) time.Time {
	t.Helper()
	at, err := time.ParseInLocation("2006-01-02T15:04:05", text, programme.Paris())
	if err != nil {
		t.Fatal(err)
	}
	return at
}

func (st *stage) listen() *web.Door {
	st.Helper()
	door := web.New(web.Options{Address: "127.0.0.1:0", Log: slog.New(slog.DiscardHandler), Metrics: newMetrics(Build())})
	if err := door.Listen(st.Context()); err != nil {
		st.Fatal(err)
	}
	return door
}

// open wires the service as serve does, and runs it until the test ends.
func (st *stage) open(door *web.Door) {
	st.Helper()
	texts, err := LoadTexts(st.cfg)
	if err != nil {
		st.Fatal(err)
	}
	key, err := seal.Generate()
	if err != nil {
		st.Fatal(err)
	}
	if st.store, err = store.Open(filepath.Join(st.TempDir(), "stage.db"), st.cfg.Promotion, store.Volatile(), store.WithKey(key)); err != nil {
		st.Fatal(err)
	}
	log := slog.New(slog.DiscardHandler)
	metrics := newMetrics(Build(), topicsOf(texts)...)
	v := service{door: door, metrics: metrics, store: st.store, kept: newTurns(watched{st.store, metrics}), now: st.clock.now, pulse: 50 * time.Millisecond, apart: time.Millisecond, log: log}
	ctx, cancel := context.WithCancel(context.Background())
	sending, err := newSender(st.cfg, st.store, log)
	if err != nil {
		st.Fatal(err)
	}
	chats := chatsOn(st.cfg, texts, v.kept, v.log)
	if err := v.open(ctx, chats); err != nil {
		st.Fatal(err)
	}
	if st.app, err = v.assemble(st.cfg, texts, platforms(chats, nil), sending.in(chats, st.cfg), nil); err != nil {
		st.Fatal(err)
	}
	if console, is := st.chat.(*terminal); is {
		console.serve(ctx, st.app.Handle)
	}
	var running sync.WaitGroup
	running.Go(func() {
		if err := st.app.Run(ctx); err != nil {
			st.Errorf("the service ended: %v", err)
		}
	})
	st.stop = sync.OnceFunc(func() {
		cancel()
		running.Wait()
		closing(sending.close, log)
		if err := st.store.Close(); err != nil {
			st.Error(err)
		}
	})
	st.Cleanup(st.stop)
}

// until waits for something.
func (st *stage) until(what string, come func() bool) {
	st.Helper()
	for deadline := time.Now().Add(longest); !come(); time.Sleep(20 * time.Millisecond) {
		if time.Now().After(deadline) {
			st.Fatalf("waited in vain until %s", what)
		}
	}
}

// at sets the programme's clock, and waits until the calendar has seen it.
func (st *stage) at(text string) {
	st.Helper()
	st.clock.set(instant(st.T, text))
	st.until("the calendar is at "+text, func() bool {
		swept, err := st.store.Swept(st.Context())
		return err == nil && !swept.Before(instant(st.T, text))
	})
}

// finds waits for a message that is new, or changed, since before, and holds all that is wanted.
func (st *stage) finds(list func() []screen, before []screen, wanted ...string) screen {
	st.Helper()
	var last []screen
	for deadline := time.Now().Add(longest); time.Now().Before(deadline); time.Sleep(5 * time.Millisecond) {
		last = list()
		for _, s := range last {
			old := slices.IndexFunc(before, func(b screen) bool { return b.id == s.id })
			if (old < 0 || !before[old].same(s)) && s.holds(wanted) {
				return s
			}
		}
	}
	var shown []string
	for _, s := range last[min(len(before), len(last)):] {
		shown = append(shown, s.text)
	}
	st.Fatalf("nothing holds %q; since then there is\n%s", wanted, strings.Join(shown, "\n----\n"))
	return screen{}
}

func (s screen) holds(wanted []string) bool {
	for _, want := range wanted {
		if !strings.Contains(s.text, readable(want)) {
			return false
		}
	}
	return true
}

// types writes to the bot in private, and waits for what the reply must hold.
func (st *stage) types(who, text string, wanted ...string) screen {
	st.Helper()
	list := func() []screen { return st.chat.reads(who) }
	before := list()
	if command, is := strings.CutPrefix(text, "/dig "); is {
		st.chat.command(who, command)
	} else {
		st.chat.say(who, text)
	}
	return st.finds(list, before, wanted...)
}

// clicks presses a button, and waits for what must be shown then: to the person, or to the team.
func (st *stage) clicks(who string, on screen, label string, wanted ...string) screen {
	st.Helper()
	list := func() []screen { return append(st.chat.reads(who), st.chat.room("equipe")...) }
	before := list()
	if err := on.click(who, label); err != nil {
		st.Fatalf("%s clicks %q: %v", who, label, err)
	}
	if len(wanted) == 0 {
		return screen{}
	}
	return st.finds(list, before, wanted...)
}

// fills fills in the form that was opened last.
func (st *stage) fills(who string, fields [][2]string, wanted ...string) screen {
	st.Helper()
	list := func() []screen { return append(st.chat.reads(who), st.chat.room("equipe")...) }
	before := list()
	if err := st.chat.fill(who, fields...); err != nil {
		st.Fatalf("%s fills in a form: %v", who, err)
	}
	return st.finds(list, before, wanted...)
}

// asks clicks on the request under a preview, and returns its code.
func (st *stage) asks(who string, preview screen) (code string) {
	st.Helper()
	found := replyCode.FindStringSubmatch(preview.text)
	if found == nil {
		st.Fatalf("no code in %q", preview.text)
	}
	st.clicks(who, preview, "Demander l’approbation", "est faite")
	return found[1]
}

// approves clicks on the approval in the team's channel; on a terminal, under the request that is shown again.
func (st *stage) approves(who, code string, wanted ...string) screen {
	st.Helper()
	return st.clicks(who, st.request(who, code), "Approuver", wanted...)
}

// request is a request as somebody sees it who may approve it.
func (st *stage) request(who, code string) screen {
	st.Helper()
	if _, isTerminal := st.chat.(*terminal); isTerminal {
		return st.types(who, "/dig voir "+code, code)
	}
	var found screen
	st.until("the team is asked for "+code, func() bool {
		for _, s := range st.chat.room("equipe") {
			if strings.Contains(s.text, code) && slices.Contains(s.labels, "Approuver") {
				found = s
			}
		}
		return found.id != ""
	})
	return found
}

// done waits until a campaign whose id begins so is over.
func (st *stage) done(prefix string) {
	st.Helper()
	st.until(prefix+" is over", func() bool {
		campaigns, err := st.store.Campaigns(st.Context())
		return err == nil && slices.ContainsFunc(campaigns, func(c notifier.Campaign) bool {
			return strings.HasPrefix(c.ID, prefix) && !c.State.Open() && st.settled(c.ID)
		})
	})
}

func (st *stage) settled(id string) bool {
	counts, err := st.store.Counts(st.Context(), id)
	open := 0
	for state, n := range counts {
		if !state.Final() {
			open += n
		}
	}
	return err == nil && open == 0
}

// letter is a mail as its reader sees it.
type letter struct {
	To, Subject, Text, Calendar string
}

// letters are the mails that the relay took.
func (st *stage) letters() []letter {
	st.Helper()
	var all []letter
	for _, m := range st.smtp.Messages() {
		read, err := mail.ReadMessage(bytes.NewReader(m.Text))
		if err != nil {
			st.Fatal(err)
		}
		subject, err := new(mime.WordDecoder).DecodeHeader(read.Header.Get("Subject"))
		if err != nil {
			st.Fatal(err)
		}
		l := letter{To: m.To, Subject: subject}
		st.part(&l, read.Header.Get("Content-Type"), read.Header.Get("Content-Transfer-Encoding"), read.Body)
		all = append(all, l)
	}
	return all
}

// part reads a part of a mail, with what is within.
func (st *stage) part(l *letter, contentType, encoding string, body io.Reader) {
	kind, parameters, err := mime.ParseMediaType(contentType)
	if err != nil {
		st.Fatal(err)
	}
	if strings.HasPrefix(kind, "multipart/") {
		parts := multipart.NewReader(body, parameters["boundary"])
		for p, err := parts.NextRawPart(); err == nil; p, err = parts.NextRawPart() {
			st.part(l, p.Header.Get("Content-Type"), p.Header.Get("Content-Transfer-Encoding"), p)
		}
		return
	}
	switch strings.ToLower(encoding) {
	case "quoted-printable":
		body = quotedprintable.NewReader(body)
	case "base64":
		body = base64.NewDecoder(base64.StdEncoding, body)
	}
	text, err := io.ReadAll(body)
	if err != nil {
		st.Fatal(err)
	}
	switch kind {
	case "text/plain":
		l.Text += readable(string(text))
	case "text/calendar":
		l.Calendar = strings.ReplaceAll(string(text), "\r\n ", "")
	}
}

// onEveryPlatform runs a test on each platform, all at the same time.
func onEveryPlatform(t *testing.T, test func(t *testing.T, c venue)) {
	if underRace || testing.Short() {
		t.Skip("platforms are played in real time; what they share is tried under the race detector in their own packages")
	}
	for name, open := range map[string]func(*testing.T) venue{"slack": newWorkspace, "mattermost": newServer, "console": newTerminal} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			test(t, open(t))
		})
	}
}

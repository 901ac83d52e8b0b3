package mattermost

import (
	"bytes"
	"context"
	"flag"
	"fmt"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"os"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"digbot/bot"
	"digbot/internal/fake"
	"digbot/templates"
)

// scene is a server with people on it, and the bot among them.
type scene struct {
	t        testing.TB
	server   *fake.Mattermost
	platform *Mattermost
	memory   *bot.Recall
	door     *httptest.Server
	script   *script
	log      *lines
	cancel   context.CancelFunc
	ended    chan error
	config   Config

	team, bot, camille, dominique string // ids
	general, staff                string // channels
	direct                        string // camille and the bot
}

// play opens a scene; change may be nil.
func play(t testing.TB, change func(*fake.MattermostOptions, *Config)) *scene {
	t.Helper()
	s := set(t, change)
	s.start()
	return s
}

// set is play before the bot listens.
func set(t testing.TB, change func(*fake.MattermostOptions, *Config)) *scene {
	t.Helper()
	if test, isTest := t.(*testing.T); isTest {
		test.Parallel() // scenes share nothing, and mostly wait
	}
	var options fake.MattermostOptions
	config := Config{Team: "dig", StaffChannel: "equipe"}
	s := &scene{t: t, script: &script{}, log: &lines{}, memory: bot.NewRecall(time.Now)}
	s.door = httptest.NewUnstartedServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { s.route(w, r) }))
	s.door.Start()
	t.Cleanup(s.door.Close)
	config.PublicURL = s.door.URL
	if change != nil {
		change(&options, &config)
	}
	server, err := fake.NewMattermost(options)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(server.Close)
	s.server = server
	s.bot, config.Token = server.AddBot("digbot")
	s.camille, s.dominique = server.AddUser("camille", "camille@example.org"), server.AddUser("dominique", "dominique@example.org")
	s.team = server.AddTeam("dig", s.bot, s.camille, s.dominique)
	s.general = server.AddChannel(s.team, "general", s.bot, s.camille, s.dominique)
	s.staff = server.AddChannel(s.team, "equipe", s.bot, s.camille, s.dominique)
	s.direct = server.Direct(s.camille, s.bot)
	config.URL = server.URL()
	if config.CommandToken == "" {
		config.CommandToken = server.AddCommand(s.team, "dig", config.PublicURL+CommandPath).Token
	}
	s.config = config
	return s
}

func (s *scene) route(w http.ResponseWriter, r *http.Request) {
	mux := http.NewServeMux()
	for pattern, h := range s.platform.Routes() {
		mux.Handle(pattern, h)
	}
	mux.ServeHTTP(w, r)
}

// TestMain lets more tests wait at the same time than there are processors. Fuzzing does not wait, and under the race
// detector they do more than that.
func TestMain(m *testing.M) {
	flag.Parse()
	if flag.Lookup("test.fuzz").Value.String() == "" && slowness == 0 {
		if err := flag.Set("test.parallel", "8"); err != nil {
			panic(err)
		}
	}
	os.Exit(m.Run())
}

var loaded = sync.OnceValues(func() (*templates.Library, error) { return templates.Load(nil) })

func texts(t testing.TB) *templates.Library {
	t.Helper()
	library, err := loaded()
	if err != nil {
		t.Fatal(err)
	}
	return library
}

// start lets a bot listen; after stop, a new one that knows what was stored.
func (s *scene) start() {
	s.t.Helper()
	s.platform = New(s.config, Parts{Claims: s.memory, Notes: s.memory, Texts: texts(s.t), Log: slog.New(slog.NewJSONHandler(s.log, nil))})
	ctx, cancel := context.WithCancel(context.Background())
	s.ended = make(chan error, 1)
	ended := s.ended
	s.cancel = sync.OnceFunc(func() {
		cancel()
		select {
		case err := <-ended:
			if err != nil {
				s.t.Errorf("the platform ended with %v", err)
			}
		case <-time.After(time.Minute):
			s.t.Error("the platform goes on after the end of its context")
		}
	})
	s.t.Cleanup(s.cancel)
	platform := s.platform
	go func() { ended <- platform.Run(ctx, s.script.handle) }()
	s.await("the bot listens", func() bool { return s.server.Lines() > 0 })
}

// stop ends the bot that listens.
func (s *scene) stop() {
	s.t.Helper()
	s.cancel()
	s.await("the line is closed", func() bool { return s.server.Lines() == 0 })
}

// await waits for something, for as long as a busy machine may take.
func (s *scene) await(what string, holds func() bool) {
	s.t.Helper()
	for deadline := time.Now().Add(time.Minute); time.Now().Before(deadline); time.Sleep(2 * time.Millisecond) {
		if holds() {
			return
		}
	}
	s.t.Fatalf("waited in vain until %s:\n%s", what, s.log)
}

// said waits until the bot has written n posts in a channel, and gives them.
func (s *scene) said(channel string, n int) []fake.MattermostPost {
	s.t.Helper()
	var posts []fake.MattermostPost
	s.await(fmt.Sprintf("the bot has said %d things, it said %v", n, posts), func() bool {
		posts = s.ours(channel)
		return len(posts) >= n
	})
	return posts
}

func (s *scene) ours(channel string) []fake.MattermostPost {
	return slices.DeleteFunc(s.server.Posts(channel), func(p fake.MattermostPost) bool { return p.UserID != s.bot })
}

// nothingMore waits until a question that is certainly for the bot is answered, and checks that nothing else was said.
func (s *scene) nothingMore(channel string, before int) {
	s.t.Helper()
	was := len(s.ours(s.direct))
	s.server.Say(s.camille, s.direct, "", "fin")
	s.said(s.direct, was+1)
	want := before
	if channel == s.direct {
		want++
	}
	if got := s.ours(channel); len(got) != want {
		s.t.Errorf("the bot has said %d things, want %d: %v", len(got), want, got)
	}
}

// checkRules tells where the bot broke the rules of the API.
func (s *scene) checkRules() {
	s.t.Helper()
	if err := s.server.Violations(); err != nil {
		s.t.Errorf("the rules of the API were broken: %v", err)
	}
}

// script is the bot of these tests: what it says follows from the first word that it is told.
type script struct {
	mu    sync.Mutex
	heard []bot.Message
	reply func(bot.Message) (bot.Reply, bool)
}

func (s *script) handle(_ context.Context, m bot.Message) (bot.Reply, error) {
	s.mu.Lock()
	s.heard = append(s.heard, m)
	other := s.reply
	s.mu.Unlock()
	if other != nil {
		if reply, handled := other(m); handled {
			return reply, nil
		}
	}
	text := "réponse à " + m.Text
	switch {
	case m.Late:
		text = "désolé, trop tard pour " + m.Text
	case m.Kind == bot.Submitted:
		text = fmt.Sprintf("formulaire %s %s %v", m.Choice, m.Value, m.Fields)
	case m.Choice != "":
		text = strings.TrimSpace("choisi " + m.Choice + " " + m.Value)
	}
	return bot.Reply{Kind: bot.KindAnswer, Language: "fr", Body: paragraph(text)}, nil
}

// told are the messages so far.
func (s *script) told() []bot.Message {
	s.mu.Lock()
	defer s.mu.Unlock()
	return slices.Clone(s.heard)
}

func (s *script) last() bot.Message {
	told := s.told()
	if len(told) == 0 {
		return bot.Message{}
	}
	return told[len(told)-1]
}

func paragraph(text string) templates.Document {
	return templates.Document{Blocks: []templates.Block{{Kind: templates.Paragraph, Spans: []templates.Span{{Text: text}}}}}
}

// lines is a log.
type lines struct {
	mu  sync.Mutex
	out bytes.Buffer
}

func (l *lines) Write(p []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.out.Write(p)
}

func (l *lines) String() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.out.String()
}

// with are the lines that hold a text.
func (l *lines) with(text string) []string {
	var found []string
	for line := range strings.Lines(l.String()) {
		if strings.Contains(line, text) {
			found = append(found, line)
		}
	}
	return found
}

package slack

import (
	"bytes"
	"context"
	"flag"
	"fmt"
	"log/slog"
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

// workspace is a fake Slack with a bot in it.
type workspace struct {
	*fake.Slack
	t      *testing.T
	ports  Ports
	config Config
	log    *journal
	last   int // people who asked last
}

// journal is a log that tests read.
type journal struct {
	mu  sync.Mutex
	out bytes.Buffer
}

func (j *journal) Write(p []byte) (int, error) {
	j.mu.Lock()
	defer j.mu.Unlock()
	return j.out.Write(p)
}

func (j *journal) String() string {
	j.mu.Lock()
	defer j.mu.Unlock()
	return j.out.String()
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

func newWorkspace(t *testing.T, options fake.SlackOptions) *workspace {
	t.Helper()
	t.Parallel() // workspaces share nothing, and mostly wait
	w := &workspace{Slack: fake.NewSlack(options), t: t, log: &journal{}}
	t.Cleanup(w.Close)
	w.AddChannel("C0PUBLIC", "annonces", false, fake.SlackBotUser, "U0CAMILLE", "U0DOMINIQUE")
	w.AddChannel("C0STAFF", "dig-equipe", true, fake.SlackBotUser, "U0STAFF")
	w.AddChannel("C0OTHER", "autre", false, "U0CAMILLE")
	memory := bot.NewRecall(time.Now)
	w.ports = Ports{Claims: memory, Notes: memory, Texts: texts(t), Log: slog.New(slog.NewTextHandler(w.log, nil))}
	w.config = Config{BotToken: fake.SlackBotToken, AppToken: fake.SlackAppToken, APIURL: w.APIURL(), StaffChannel: "#dig-equipe", Staff: []string{"U0STAFF"}}
	return w
}

// run lets the bot take part until the test ends, or until the returned function is called.
func (w *workspace) run(handle bot.Handler) (s *Slack, stop func()) {
	w.t.Helper()
	s = New(w.config, w.ports)
	before := w.Opened()
	ctx, cancel := context.WithCancel(context.Background())
	ended := make(chan error, 1)
	go func() { ended <- s.Run(ctx, handle) }()
	stop = sync.OnceFunc(func() {
		cancel()
		if err := <-ended; err != nil {
			w.t.Error(err)
		}
	})
	w.t.Cleanup(stop)
	if w.config.AppToken != "" && !w.Await(30*time.Second, func() bool { return w.Opened() > before && s.Probe(context.Background()) == nil }) {
		w.t.Fatal("the bot did not connect")
	}
	return s, stop
}

// answers waits for n messages of the bot in a channel.
func (w *workspace) answers(channel string, n int) []fake.SlackMessage {
	w.t.Helper()
	if !w.Await(30*time.Second, func() bool { return len(w.Answers(channel)) >= n }) {
		w.t.Fatalf("%d answers in %s, want %d; the log:\n%s", len(w.Answers(channel)), channel, n, w.log)
	}
	return w.Answers(channel)
}

// settled waits until what was told before has reached the bot, and was acknowledged.
func (w *workspace) settled() {
	w.t.Helper()
	w.last++
	user := fmt.Sprintf("U0LAST%d", w.last)
	w.Say(user, w.Direct(user), "la suite", "")
	w.answers(w.Direct(user), 1)
	if !w.Await(10*time.Second, func() bool { return len(w.Unacked()) == 0 }) {
		w.t.Errorf("%d envelopes were not acknowledged", len(w.Unacked()))
	}
	if refused := w.Refused(); len(refused) > 0 {
		w.t.Errorf("Slack refuses:\n%s", strings.Join(refused, "\n"))
	}
}

// notebook is a bot that notes what it hears and answers with it.
type notebook struct {
	mu    sync.Mutex
	heard []bot.Message
	reply func(bot.Message) bot.Reply // nil: an echo
}

func (n *notebook) handle(_ context.Context, m bot.Message) (bot.Reply, error) {
	n.mu.Lock()
	n.heard = append(n.heard, m)
	n.mu.Unlock()
	if n.reply != nil {
		return n.reply(m), nil
	}
	return echo(m), nil
}

// messages are those of the test itself, without what settled asked.
func (n *notebook) messages() []bot.Message {
	n.mu.Lock()
	defer n.mu.Unlock()
	return slices.DeleteFunc(slices.Clone(n.heard), func(m bot.Message) bool { return strings.HasPrefix(m.User, "U0LAST") })
}

func echo(m bot.Message) bot.Reply {
	return bot.Reply{Kind: bot.KindSmalltalk, Body: paragraph("réponse à " + m.Text), Language: "fr"}
}

// paragraph is a document of one paragraph, whatever the text holds.
func paragraph(text string) templates.Document {
	return templates.Document{Blocks: []templates.Block{{Kind: templates.Paragraph, Spans: []templates.Span{{Text: text}}}}}
}

// screen is a message as somebody sees it: its blocks without buttons.
func screen(m fake.SlackMessage) string {
	var parts []string
	for _, block := range m.Blocks {
		text, _ := block["text"].(map[string]any)
		if shown, _ := text["text"].(string); shown != "" {
			parts = append(parts, readable(shown, ""))
		}
	}
	return strings.Join(parts, "\n")
}

func discard() *slog.Logger { return slog.New(slog.DiscardHandler) }

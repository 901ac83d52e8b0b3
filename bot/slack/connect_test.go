package slack

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"digbot/bot"
	"digbot/internal/fake"
)

// TestCatchUp writes while the bot is away for five minutes, in every place where it would have heard.
func TestCatchUp(t *testing.T) {
	w := newWorkspace(t, fake.SlackOptions{})
	n := &notebook{}
	_, stop := w.run(n.handle)
	mention := "<@" + fake.SlackBotUser + "> "
	direct, quiet := w.Direct("U0CAMILLE"), w.Direct("U0DOMINIQUE")
	root := w.Say("U0CAMILLE", "C0PUBLIC", mention+"avant", "")
	w.Say("U0CAMILLE", direct, "avant", "")
	w.answers("C0PUBLIC", 1)
	w.answers(direct, 1)
	w.settled()
	stop()
	since := time.Now().Add(-5 * time.Minute)
	if err := w.ports.Notes.Note(t.Context(), aliveNote, stamp(since), time.Hour); err != nil {
		t.Fatal(err)
	}
	for i := range 7 {
		w.Wrote(since.Add(time.Duration(i+1)*time.Second), "U0CAMILLE", direct, fmt.Sprint("pendant ", i), "")
	}
	w.Wrote(since.Add(time.Minute), "U0DOMINIQUE", quiet, "et moi", "")
	w.Wrote(since.Add(time.Minute), "U0CAMILLE", "C0PUBLIC", mention+"une mention", "")
	w.Wrote(since.Add(time.Minute), "U0CAMILLE", "C0PUBLIC", "entre nous", "")
	w.Wrote(since.Add(time.Minute), "U0CAMILLE", "C0PUBLIC", "la suite", root)
	w.Wrote(since.Add(-time.Hour), "U0DOMINIQUE", quiet, "bien avant", "")
	w.Wrote(since.Add(time.Minute), fake.SlackBotUser, quiet, "une annonce", "")

	for range 2 { // the second restart finds everything answered
		_, stop := w.run(n.handle)
		w.answers(direct, 8)
		w.answers(quiet, 2)
		w.answers("C0PUBLIC", 3)
		w.settled()
		stop()
	}
	var heard []string
	for _, m := range n.messages() {
		if m.User == "U0CAMILLE" && m.Place.Direct {
			heard = append(heard, m.Text)
		}
	}
	if want := []string{"avant", "pendant 0", "pendant 1", "pendant 2", "pendant 3", "pendant 4", "pendant 5", "pendant 6"}; !slices.Equal(heard, want) {
		t.Errorf("heard %q", heard)
	}
	if total := len(n.messages()); total != 12 {
		t.Errorf("%d messages were answered, want 12", total)
	}
	if answers := w.Answers("C0PUBLIC"); len(answers) != 3 {
		t.Errorf("%d answers in the channel", len(answers))
	}
}

// TestCatchUpBesideAnother reads a question back that another replica answers meanwhile, which could not write that down: it
// stands there when ours is about to be said.
func TestCatchUpBesideAnother(t *testing.T) {
	w := newWorkspace(t, fake.SlackOptions{})
	direct := w.Direct("U0CAMILLE")
	if err := w.ports.Notes.Note(t.Context(), aliveNote, stamp(time.Now().Add(-time.Minute)), time.Hour); err != nil {
		t.Fatal(err)
	}
	asked := w.Wrote(time.Now().Add(-10*time.Second), "U0CAMILLE", direct, "combien ?", "")
	n, other := &notebook{}, line{New(w.config, w.ports)}
	_, stop := w.run(func(ctx context.Context, m bot.Message) (bot.Reply, error) {
		reply, err := n.handle(ctx, m)
		if m.Place.Message == asked {
			blind := m
			blind.Again = false
			if err := other.Reply(ctx, blind, reply); err != nil {
				t.Error(err)
			}
		}
		return reply, err
	})
	w.answers(direct, 1)
	w.settled()
	stop()
	if answers := w.Answers(direct); len(answers) != 1 || len(n.messages()) != 1 {
		t.Errorf("%d answers to %d questions: %+v", len(answers), len(n.messages()), answers)
	}
}

// TestCatchUpMarksWhatIsOld reads back what nobody answered for hours: the bot is told that it is late.
func TestCatchUpMarksWhatIsOld(t *testing.T) {
	w := newWorkspace(t, fake.SlackOptions{})
	n := &notebook{}
	if err := w.ports.Notes.Note(t.Context(), aliveNote, stamp(time.Now().Add(-17*time.Hour)), time.Hour); err != nil {
		t.Fatal(err)
	}
	w.Wrote(time.Now().Add(-16*time.Hour), "U0CAMILLE", w.Direct("U0CAMILLE"), "hier", "")
	w.Wrote(time.Now().Add(-time.Minute), "U0DOMINIQUE", w.Direct("U0DOMINIQUE"), "tout à l'heure", "")
	w.run(n.handle)
	w.answers(w.Direct("U0CAMILLE"), 1)
	w.answers(w.Direct("U0DOMINIQUE"), 1)
	for _, m := range n.messages() {
		if m.Late != (m.Text == "hier") {
			t.Errorf("%q is late: %v", m.Text, m.Late)
		}
	}
}

// TestAFirstStartReadsNothingBack joins a workspace full of old messages.
func TestAFirstStartReadsNothingBack(t *testing.T) {
	w := newWorkspace(t, fake.SlackOptions{})
	n := &notebook{}
	w.Wrote(time.Now().Add(-time.Minute), "U0CAMILLE", w.Direct("U0CAMILLE"), "hier", "")
	w.run(n.handle)
	w.settled()
	if heard := n.messages(); len(heard) > 0 {
		t.Errorf("heard %+v", heard)
	}
}

// TestGaps loses the connection in every way; what is written meanwhile is answered, once.
func TestGaps(t *testing.T) {
	for _, test := range []struct {
		name string
		cut  func(w *workspace)
	}{
		{"Slack asks to connect anew", func(w *workspace) { w.Disconnect("refresh_requested") }},
		{"Slack warns", func(w *workspace) { w.Disconnect("warning") }},
		{"the connection is cut", func(w *workspace) { w.Cut() }},
		{"Slack has dropped events", func(w *workspace) {
			w.Send(eventsKind, map[string]any{"type": "app_rate_limited", "team_id": fake.SlackTeam})
		}},
	} {
		t.Run(test.name, func(t *testing.T) {
			w := newWorkspace(t, fake.SlackOptions{})
			n := &notebook{}
			w.run(n.handle)
			direct := w.Direct("U0CAMILLE")
			w.Wrote(time.Now(), "U0CAMILLE", direct, "personne ne me l'a dit", "")
			test.cut(w)
			w.answers(direct, 1)
			w.settled()
			if heard := n.messages(); len(heard) != 1 {
				t.Errorf("heard %+v", heard)
			}
		})
	}
}

// TestOutage stops Slack for eight seconds. What was written meanwhile is answered at once when it is back, and a reply
// under way reaches its author.
func TestOutage(t *testing.T) {
	if testing.Short() {
		t.Skip("takes nine seconds")
	}
	const outage = 8 * time.Second
	w := newWorkspace(t, fake.SlackOptions{})
	w.run((&notebook{reply: func(m bot.Message) bot.Reply {
		if m.Text == "juste avant" {
			time.Sleep(100 * time.Millisecond)
		}
		return echo(m)
	}}).handle)
	before, during := w.Direct("U0BEFORE"), w.Direct("U0DURING")
	w.Say("U0BEFORE", before, "juste avant", "")
	w.settled()
	began := time.Now()
	w.Down()
	time.Sleep(outage)
	w.Wrote(time.Now(), "U0DURING", during, "pendant", "")
	w.Up()
	w.answers(during, 1)
	deaf := time.Since(began)
	t.Logf("deaf for %s in an outage of %s", deaf.Round(time.Millisecond), outage)
	if deaf > outage+time.Second+slowness {
		t.Errorf("deaf for %s", deaf)
	}
	w.answers(before, 1)
	w.settled()
}

// TestDuplicateConnections shares the work between two replicas: each event goes to one of them, some to both.
func TestReplicas(t *testing.T) {
	w := newWorkspace(t, fake.SlackOptions{})
	first, second := &notebook{}, &notebook{}
	w.run(first.handle)
	w.run(second.handle)
	for i := range 20 {
		user := fmt.Sprintf("U0N%d", i)
		ts := w.Say(user, w.Direct(user), "bonjour", "")
		w.Repeat(w.Direct(user), ts)
	}
	root := w.Say("U0CAMILLE", "C0PUBLIC", "<@"+fake.SlackBotUser+"> bonjour", "")
	w.answers("C0PUBLIC", 1)
	for i := range 3 { // whichever replica hears it knows that the bot takes part
		w.Say("U0CAMILLE", "C0PUBLIC", "et ensuite ?", root)
		w.answers("C0PUBLIC", i+2)
	}
	for i := range 20 {
		if n := len(w.answers(w.Direct(fmt.Sprintf("U0N%d", i)), 1)); n != 1 {
			t.Errorf("%d answers", n)
		}
	}
	w.settled()
	if a, b := len(first.messages()), len(second.messages()); a+b != 24 || a == 0 || b == 0 {
		t.Errorf("the replicas answered %d and %d messages", a, b)
	}
}

// TestThinking lets answers take longer than a second.
func TestThinking(t *testing.T) {
	if testing.Short() {
		t.Skip("takes two seconds")
	}
	w := newWorkspace(t, fake.SlackOptions{})
	w.run((&notebook{reply: func(m bot.Message) bot.Reply {
		time.Sleep(1500 * time.Millisecond)
		return echo(m)
	}}).handle)
	direct := w.Direct("U0CAMILLE")
	said := w.Say("U0CAMILLE", direct, "bonjour", "")
	mentioned := w.Say("U0DOMINIQUE", "C0PUBLIC", "<@"+fake.SlackBotUser+"> bonjour", "")
	w.Command("U0CAMILLE", "C0OTHER", "bonjour")
	reacted := w.Await(30*time.Second, func() bool { return len(w.Reactions(direct, said)) == 1 })
	w.answers(direct, 1)
	w.answers("C0PUBLIC", 1)
	whispers := w.answers("C0OTHER", 2)
	if !reacted || len(w.Reactions(direct, said)) != 0 {
		t.Errorf("a sign %v, left %q", reacted, w.Reactions(direct, said))
	}
	want := []fake.SlackStatus{{Channel: "C0PUBLIC", Thread: mentioned, Status: "cherche la réponse…"}, {Channel: "C0PUBLIC", Thread: mentioned}}
	if got := w.Statuses(); !slices.Equal(got, want) {
		t.Errorf("the signs in the thread are %+v", got)
	}
	if whispers[0].Text != "Je cherche la réponse…" {
		t.Errorf("the sign for the command is %q", whispers[0].Text)
	}
}

// TestCheck finds wrong tokens and missing scopes before anything runs, in sentences that say what to do.
func TestCheck(t *testing.T) {
	all := []string{"users:read.email"}
	for _, scope := range scopes() {
		all = append(all, scope.Name)
	}
	for _, test := range []struct {
		name   string
		scopes []string
		spoil  func(c *Config)
		says   string // empty: all is well
	}{
		{"all is well", all, nil, ""},
		{"scopes are not told", nil, nil, ""},
		{"swapped tokens", all, func(c *Config) { c.BotToken, c.AppToken = c.AppToken, c.BotToken }, "bot_token does not begin with xoxb-"},
		{"the bot's token twice", all, func(c *Config) { c.AppToken = c.BotToken }, "app_token does not begin with xapp-"},
		{"neither way in", all, func(c *Config) { c.AppToken = "" }, "neither app_token"},
		{"another bot token", all, func(c *Config) { c.BotToken = "xoxb-other" }, "bot_token is refused by Slack (invalid_auth)"},
		{"another app token", all, func(c *Config) { c.AppToken = "xapp-other" }, "app_token is refused by Slack (invalid_auth)"},
		{"scopes are missing", []string{"chat:write", "im:history"}, nil, "im:write (to write to somebody first)"},
	} {
		t.Run(test.name, func(t *testing.T) {
			w := newWorkspace(t, fake.SlackOptions{Scopes: test.scopes})
			if test.spoil != nil {
				test.spoil(&w.config)
			}
			err := New(w.config, w.ports).Check(t.Context())
			switch {
			case test.says == "" && err != nil:
				t.Error(err)
			case test.says != "" && (!errors.Is(err, ErrSettings) || !strings.Contains(err.Error(), test.says)):
				t.Errorf("%v, want %q", err, test.says)
			case err != nil && strings.Contains(err.Error(), "other"):
				t.Errorf("the token shows: %v", err)
			}
		})
	}
	w := newWorkspace(t, fake.SlackOptions{})
	w.Down()
	if err := New(w.config, w.ports).Check(t.Context()); err == nil || errors.Is(err, ErrSettings) {
		t.Errorf("an outage is %v", err)
	}
}

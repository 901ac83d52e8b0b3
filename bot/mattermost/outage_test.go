package mattermost

import (
	"context"
	"fmt"
	"log/slog"
	"strings"
	"testing"
	"time"

	"digbot/bot"
	"digbot/internal/fake"
)

// asked writes n posts while the line of the bot is cut, and gives the questions among them.
func (s *scene) asked(n int) map[string]string {
	s.t.Helper()
	questions := map[string]string{} // by text: the post
	for i := range n {
		text := fmt.Sprintf("question %d", i)
		switch i % 6 {
		case 0:
			questions[text] = s.server.Say(s.camille, s.direct, "", text)
		case 1:
			questions[text] = s.server.Say(s.dominique, s.general, "", "@digbot "+text)
		default:
			s.server.Say(s.dominique, s.general, "", "rien pour le robot "+text)
		}
	}
	return questions
}

// answeredOnce checks that every question has one answer, after a while in which a second one could come.
func (s *scene) answeredOnce(questions map[string]string, form string) {
	s.t.Helper()
	answers := func() map[string]int {
		counts := map[string]int{}
		for _, post := range append(s.ours(s.direct), s.ours(s.general)...) {
			counts[post.Message]++
		}
		return counts
	}
	s.await(fmt.Sprintf("%d questions are answered", len(questions)), func() bool {
		counts := answers()
		for text := range questions {
			if counts[fmt.Sprintf(form, text)] == 0 {
				return false
			}
		}
		return true
	})
	s.server.Say(s.camille, s.direct, "", "fin")
	s.await("the last one is answered", func() bool { return answers()["réponse à fin"] > 0 })
	total := 0
	for text, n := range answers() {
		if n != 1 {
			s.t.Errorf("%q was said %d times", text, n)
		}
		total += n
	}
	if want := len(questions) + 1; total != want {
		s.t.Errorf("%d things were said, want %d", total, want)
	}
}

// TestMissedPosts cuts the line while people go on writing. A short loss is made good by the server itself, a longer one
// is read over REST; of more than a thousand posts the server gives any thousand.
func TestMissedPosts(t *testing.T) {
	for _, test := range []struct {
		name     string
		posts    int
		lose     func(*scene) // what happens to the server meanwhile
		caughtUp bool
	}{
		{"100, resumed", 100, func(*scene) {}, false},
		{"300, caught up", 300, func(*scene) {}, true},
		{"1,200, paged", 1200, func(*scene) {}, true},
		{"50, the server was restarted", 50, func(s *scene) {
			if err := s.server.Restart(); err != nil {
				s.t.Fatal(err)
			}
		}, true},
	} {
		t.Run(test.name, func(t *testing.T) {
			s := play(t, nil)
			s.server.Say(s.camille, s.direct, "", "avant")
			s.said(s.direct, 1)
			before := len(s.log.with("caught up"))
			s.server.Stop()
			questions := s.asked(test.posts)
			if err := s.server.Start(); err != nil {
				t.Fatal(err)
			}
			test.lose(s)
			questions["avant"] = ""
			s.answeredOnce(questions, "réponse à %s")
			if caughtUp := len(s.log.with("caught up")) > before; caughtUp != test.caughtUp {
				t.Errorf("caught up over REST: %t, want %t\n%s", caughtUp, test.caughtUp, s.log)
			}
			s.checkRules()
		})
	}
}

// TestAGap is an event that never comes, though the line holds.
func TestAGap(t *testing.T) {
	s := play(t, nil)
	s.server.Say(s.camille, s.direct, "", "avant")
	s.said(s.direct, 1)
	s.server.Skip(3)
	s.server.Say(s.camille, s.direct, "", "après")
	s.said(s.direct, 2)
	s.await("it is caught up", func() bool { return len(s.log.with("caught up")) > 1 })
	s.nothingMore(s.direct, 2)
}

// TestWhileTheBotWasDown stops the bot, and starts it again when people have written: edited and deleted posts, threads it
// takes part in, and posts that are old by then.
func TestWhileTheBotWasDown(t *testing.T) {
	s := play(t, nil)
	thread := s.server.Say(s.camille, s.general, "", "@digbot bonjour")
	s.said(s.general, 1)
	s.platform.line.save(t.Context(), s.memory, s.platform.log)
	s.stop()
	questions := s.asked(30)
	edited := s.server.Say(s.camille, s.direct, "", "faux")
	s.server.Edit(edited, "corrigé")
	s.server.Delete(s.server.Say(s.camille, s.direct, "", "effacé"))
	s.server.Say(s.camille, s.general, thread, "et la suite ?")
	questions["bonjour"], questions["corrigé"], questions["et la suite ?"] = "", "", ""
	s.start()
	s.answeredOnce(questions, "réponse à %s")
}

// TestAnOldQuestionGetsAnApology is about a weekend without the bot.
func TestAnOldQuestionGetsAnApology(t *testing.T) {
	s := set(t, nil)
	read := time.Now().Add(-50 * time.Hour).UnixMilli()
	if err := s.memory.Note(t.Context(), readNote, fmt.Sprint(read), time.Hour); err != nil {
		t.Fatal(err)
	}
	s.server.Say(s.camille, s.direct, "", "vendredi soir")
	s.server.Age(s.direct, (40 * time.Hour).Milliseconds())
	s.server.Say(s.camille, s.direct, "", "à l’instant")
	s.start()
	got := s.said(s.direct, 2)
	if got[0].Message != "désolé, trop tard pour vendredi soir" || got[1].Message != "réponse à à l’instant" {
		t.Errorf("said %q and %q", got[0].Message, got[1].Message)
	}
}

// TestTheFirstStartReadsNothingOld finds a channel full of questions from before the bot's time.
func TestTheFirstStartReadsNothingOld(t *testing.T) {
	s := set(t, nil)
	s.server.Say(s.camille, s.direct, "", "avant le robot")
	time.Sleep(5 * time.Millisecond)
	s.start()
	s.nothingMore(s.direct, 0)
}

// TestACatchUpThatFails goes on until it succeeds, also when the line breaks in between.
func TestACatchUpThatFails(t *testing.T) {
	s := play(t, nil)
	s.server.Say(s.camille, s.direct, "", "avant")
	s.said(s.direct, 1)
	s.server.Stop()
	questions := s.asked(300)
	s.server.Fail(fake.MattermostFault{Route: "GET /channels", Times: 3, Status: 500})
	s.server.Fail(fake.MattermostFault{Route: "GET /users/" + s.bot + "/teams", Times: 2, Status: 403})
	if err := s.server.Start(); err != nil {
		t.Fatal(err)
	}
	s.await("the bot is back", func() bool { return s.server.Lines() > 0 })
	s.server.Cut()
	questions["avant"] = ""
	s.answeredOnce(questions, "réponse à %s")
}

func TestTheServerIsAwayAtTheStart(t *testing.T) {
	s := set(t, nil)
	s.server.Stop()
	go func() {
		time.Sleep(300 * time.Millisecond)
		if err := s.server.Start(); err != nil {
			t.Error(err)
		}
	}()
	s.start()
	s.server.Say(s.camille, s.direct, "", "bonjour")
	s.said(s.direct, 1)
}

func TestCheck(t *testing.T) {
	for _, test := range []struct {
		name   string
		change func(*scene)
		says   string
	}{
		{"all is well", func(*scene) {}, ""},
		{"a wrong token", func(s *scene) { s.config.Token = "wrong" }, "mattermost.token: the server refuses it"},
		{"no token", func(s *scene) { s.config.Token = "" }, "mattermost.token: there is none"},
		{"a wrong team", func(s *scene) { s.config.Team = "autre" }, `mattermost.team: the bot is in no team "autre"`},
		{"a wrong channel", func(s *scene) { s.config.StaffChannel = "autre" }, `mattermost.staff_channel: the bot is in no channel "autre"`},
		{"no server", func(s *scene) { s.config.URL = "http://127.0.0.1:1" }, "cannot be reached"},
	} {
		t.Run(test.name, func(t *testing.T) {
			s := set(t, nil)
			test.change(s)
			ctx, cancel := context.WithTimeout(t.Context(), 20*time.Second)
			defer cancel()
			if test.name == "no server" { // it would be tried for as long as there is time
				ctx, cancel = context.WithTimeout(t.Context(), 300*time.Millisecond)
				defer cancel()
			}
			err := New(s.config, Parts{Claims: s.memory, Notes: s.memory, Texts: texts(t)}).Check(ctx)
			if got := fmt.Sprint(err); err == nil && test.says != "" || !strings.Contains(got, test.says) || strings.Contains(got, s.config.Token) && len(s.config.Token) > 5 {
				t.Errorf("%v, want %q", err, test.says)
			}
		})
	}
}

// TestACatchUpBesideAnother reads a question back that another replica answers meanwhile, which could not write that down: it
// stands there when ours is about to be said.
func TestACatchUpBesideAnother(t *testing.T) {
	s := play(t, nil)
	s.server.Say(s.camille, s.direct, "", "avant")
	s.said(s.direct, 1)
	s.platform.line.save(t.Context(), s.memory, s.platform.log)
	s.stop()
	asked := s.server.Say(s.camille, s.direct, "", "combien ?")
	other := New(s.config, Parts{Claims: s.memory, Notes: s.memory, Texts: texts(t), Log: slog.New(slog.DiscardHandler)})
	s.script.reply = func(m bot.Message) (bot.Reply, bool) {
		reply := bot.Reply{Kind: bot.KindAnswer, Language: "fr", Body: paragraph("beaucoup")}
		if m.Event == asked {
			blind := m
			blind.Again = false
			if err := other.Reply(t.Context(), blind, reply); err != nil {
				t.Error(err)
			}
		}
		return reply, m.Event == asked
	}
	s.start()
	s.said(s.direct, 2)
	s.nothingMore(s.direct, 2)
}

// TestAnEightSecondOutage measures how long the bot is deaf for a server that is away for eight seconds.
func TestAnEightSecondOutage(t *testing.T) {
	if testing.Short() {
		t.Skip("an outage in real time")
	}
	s := play(t, nil)
	s.server.Say(s.camille, s.direct, "", "avant")
	s.said(s.direct, 1)
	time.Sleep(steady) // the line has held for a while
	began := time.Now()
	s.server.Stop()
	time.Sleep(8 * time.Second)
	if err := s.server.Start(); err != nil {
		t.Fatal(err)
	}
	s.server.Say(s.camille, s.direct, "", "pendant")
	s.said(s.direct, 2)
	deaf := time.Since(began)
	t.Logf("deaf for %s", deaf.Round(time.Millisecond))
	if deaf >= 9*time.Second+slowness {
		t.Errorf("deaf for %s", deaf)
	}
}

// TestALineThatLosesEverything stays open, and nothing passes: only pings tell.
func TestALineThatLosesEverything(t *testing.T) {
	if testing.Short() {
		t.Skip("a silent line in real time")
	}
	s := play(t, nil)
	s.server.Say(s.camille, s.direct, "", "avant")
	s.said(s.direct, 1)
	began := time.Now()
	s.server.Silence()
	s.server.Say(s.camille, s.direct, "", "pendant")
	for len(s.ours(s.direct)) < 2 && time.Since(began) < time.Minute {
		time.Sleep(50 * time.Millisecond)
	}
	took := time.Since(began)
	t.Logf("noticed after %s", took.Round(time.Millisecond))
	if took > 40*time.Second {
		t.Errorf("noticed after %s", took)
	}
}

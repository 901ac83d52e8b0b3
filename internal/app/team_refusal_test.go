package app

import (
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"digbot/bot"
	"digbot/internal/config"
	"digbot/internal/programme"
)

// TestRefusedWithTheReason tries what must not be done, on every platform, and holds that the reason is told, that the
// journal has it, and that nothing happens.
func TestRefusedWithTheReason(t *testing.T) {
	for _, platform := range []string{"console", "slack", "mattermost"} {
		t.Run(platform, func(t *testing.T) { tryWhatMustNotBe(t, platform) })
	}
}

// two is a platform other than the given one.
func two(platform string) string {
	if platform == "slack" {
		return "mattermost"
	}
	return "slack"
}

func tryWhatMustNotBe(t *testing.T, platform string) {
	c := newChat(t)
	for i := range c.cfg.Staff {
		c.cfg.Staff[i].Slack, c.cfg.Staff[i].Mattermost = c.cfg.Staff[i].ID, c.cfg.Staff[i].ID
	}
	c.cfg.Staff = append(c.cfg.Staff, config.Member{ID: "sacha", Name: "Sacha Exemple", Console: "sacha", Slack: "sacha", Mattermost: "sacha", Rights: []config.Right{config.MayAnswer}})
	direct, staffRoom, public := bot.Place{Direct: true}, bot.Place{Channel: "C1", Staff: true}, bot.Place{Channel: "C2"}
	synctest.Test(t, func(t *testing.T) {
		c.begin(t, "2019-05-16T08:00:00", 40)
		defer func() { c.stop() }()
		hear := func(on, who string, place bot.Place, m bot.Message) bot.Reply {
			m.Platform, m.User, m.Place = on, who, place
			reply, err := c.app.Handle(t.Context(), m)
			if err != nil {
				t.Error(err)
			}
			return reply
		}
		says := func(who, text string) bot.Reply {
			return hear(platform, who, direct, bot.Message{Kind: bot.Command, Text: text})
		}
		clicks := func(who, id, value string, place bot.Place) bot.Reply {
			return hear(platform, who, place, bot.Message{Kind: bot.Clicked, Choice: id, Value: value})
		}
		refused := func(what string, reply bot.Reply, reason string) {
			t.Helper()
			entries, err := c.store.LastEntries(t.Context(), 1)
			if err != nil || len(entries) == 0 {
				t.Fatal(err)
			}
			if reply.Kind != bot.KindRefusal || !strings.Contains(reply.Body.Plain(), reason) || !strings.Contains(entries[0].What, "refused: ") {
				t.Errorf("%s: %s %q, journal %q; want %q", what, reply.Kind, reply.Body.Plain(), entries[0].What, reason)
			}
		}
		old := codeIn(t, says("camille", "annoncer lauréats"))
		form := clicks("camille", "team-edit", old, direct).Form
		edited := hear(platform, "camille", direct, bot.Message{Kind: bot.Submitted, Choice: form.ID, Value: form.Value,
			Fields: map[string]string{"mail": "result-declined", "lang": "fr", "text": "Merci."}})
		code := codeIn(t, edited)
		refused("a stranger's request", clicks("alex", "team-ask", code, direct), "réservée à l’équipe")
		refused("a request without the right", clicks("sacha", "team-ask", code, direct), "Demandez à Camille Exemple ou Dominique Exemple")
		refused("a request in a public channel", clicks("camille", "team-ask", code, public), "dans le canal de l’équipe")
		refused("a click on an old preview", clicks("camille", "team-ask", old, direct), "Je ne connais pas de demande")
		if reply := clicks("camille", "team-ask", code, staffRoom); reply.Kind != bot.KindCommand {
			t.Fatalf("the request: %q", reply.Body.Plain())
		}
		refused("a stranger's approval", clicks("alex", "team-approve", code, direct), "réservée à l’équipe")
		refused("an approval without the right", clicks("sacha", "team-approve", code, staffRoom), "Vous n’avez pas le droit")
		refused("the requester's own approval", clicks("camille", "team-approve", code, staffRoom), "une autre personne doit l’approuver")
		refused("the same from another platform", hear(two(platform), "camille", staffRoom, bot.Message{Kind: bot.Clicked, Choice: "team-approve", Value: code}), "une autre personne doit l’approuver")
		refused("an approval in a public channel", clicks("dominique", "team-approve", code, public), "dans le canal de l’équipe")
		refused("an approval of an old preview", clicks("dominique", "team-approve", old, staffRoom), "Je ne connais pas de demande")
		refused("an approval of something made up", clicks("dominique", "team-approve", "0000000000", staffRoom), "Je ne connais pas de demande")
		if reply := clicks("dominique", "team-nothing", code, staffRoom); reply.Kind == bot.KindCommand {
			t.Errorf("a made up button: %q", reply.Body.Plain())
		}
		time.Sleep(26 * time.Hour) // it is the day of the results, past their hour
		refused("an approval that comes too late", clicks("dominique", "team-approve", code, staffRoom), "a pris fin avant votre réponse")
		clicks("camille", "team-ask", code, staffRoom)
		c.rename(t)
		if _, err := c.app.Notifier.Prepare(t.Context(), c.announcement(t)); err != nil {
			t.Fatal(err)
		}
		refused("a content that has changed", clicks("dominique", "team-approve", code, staffRoom), "Je ne connais pas de demande")
		again := codeIn(t, says("camille", "annoncer lauréats"))
		clicks("camille", "team-ask", again, staffRoom)
		if len(c.outbox.sent) != c.calendarOnly() {
			t.Errorf("%d results have left without an approval", len(c.outbox.sent)-c.calendarOnly())
		}
		if reply := clicks("dominique", "team-approve", again, staffRoom); reply.Kind != bot.KindCommand {
			t.Fatalf("the approval: %q", reply.Body.Plain())
		}
		second := clicks("dominique", "team-approve", again, staffRoom)
		if second.Kind == bot.KindFailure {
			t.Errorf("a second click: %q", second.Body.Plain())
		}
		time.Sleep(2 * time.Minute)
		synctest.Wait()
		refused("a click after it has left", clicks("dominique", "team-undo", again, staffRoom), "trop tard pour annuler")
		for id, n := range c.outbox.sent {
			if n != 1 {
				t.Errorf("%s left %d times", id, n)
			}
		}
	})
}

// rename gives a laureate another name.
func (c *chatted) rename(t *testing.T) {
	person := c.with(programme.Laureate)
	person.Name = "Camille Autre-Exemple"
	if err := c.store.PutPeople(t.Context(), []programme.Person{person}); err != nil {
		t.Fatal(err)
	}
}

func (c *chatted) announcement(t *testing.T) programme.Occasion {
	for _, o := range c.cfg.Promotion.Occasions() {
		if o.Milestone == programme.Announcement && o.IsMilestone() {
			return o
		}
	}
	t.Fatal("there is no announcement")
	return programme.Occasion{}
}

// calendarOnly counts what has left that is no result.
func (c *chatted) calendarOnly() int {
	c.outbox.mu.Lock()
	defer c.outbox.mu.Unlock()
	n := 0
	for id := range c.outbox.sent {
		if !strings.HasPrefix(id, "announcement@") {
			n++
		}
	}
	return n
}

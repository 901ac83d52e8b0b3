package app

import (
	"context"
	"regexp"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"digbot/bot"
	"digbot/internal/programme"
	"digbot/internal/roster"
	"digbot/notifier"
)

// mailedCode is the code in a mail.
var mailedCode = regexp.MustCompile(`\b[0-9]{6}\b`)

// TestOwnMattersFromTheMailToTheResult lets candidates prove who they are by the code that the real mail brings, and ask for
// their result before and after the release.
func TestOwnMattersFromTheMailToTheResult(t *testing.T) {
	c := newChat(t)
	synctest.Test(t, func(t *testing.T) {
		c.begin(t, "2019-05-16T08:00:00", 60)
		defer c.stop()
		codes := map[string]string{} // by address
		c.outbox.fails = func(e notifier.Envelope) error {
			if strings.Contains(e.ID, "confirmation-code") {
				codes[e.To.Email] = mailedCode.FindString(e.Body.Plain())
			}
			return nil
		}
		words := map[programme.Decision]string{programme.Laureate: "est retenue", programme.Reserve: "liste complémentaire", programme.Declined: "n’est pas retenue"}
		asking := c.oneOfEach()
		for decision, person := range asking {
			user := "u-" + string(decision)
			c.send(messageOf(user, "c'est moi"))
			c.send(messageOf(user, person.Email))
			if said := c.send(messageOf(user, codes[person.Email])).Body.Plain(); !strings.Contains(said, "je vous reconnais") {
				t.Fatalf("%s is not recognised: %s", person.ID, said)
			}
			early := c.send(messageOf(user, "ai-je été retenu ?")).Body.Plain()
			if strings.Contains(early, words[decision]) || strings.Contains(early, "Votre résultat") {
				t.Errorf("before the release: %s", early)
			}
		}
		c.until("2019-05-17T09:31:00")
		c.approve("camille")
		c.approve("dominique")
		c.until("2019-05-17T12:10:00")
		for decision := range asking {
			told := c.send(messageOf("u-"+string(decision), "ai-je été retenu ?")).Body.Plain()
			if !strings.Contains(told, words[decision]) {
				t.Errorf("after the release, %s is told: %s", decision, told)
			}
		}
		c.holdsNoCode(codes)
	})
}

// TestErasedInChat erases somebody who was recognised by a code and left reminders, by words in the chat: nothing names
// them afterwards.
func TestErasedInChat(t *testing.T) {
	c := newChat(t)
	synctest.Test(t, func(t *testing.T) {
		c.begin(t, "2019-04-20T08:00:00", 40)
		defer c.stop()
		code := ""
		c.outbox.fails = func(e notifier.Envelope) error {
			if strings.Contains(e.ID, "confirmation-code") {
				code = mailedCode.FindString(e.Body.Plain())
			}
			return nil
		}
		people, err := c.store.People(t.Context(), programme.Audience{Role: programme.Candidate, Statuses: []programme.Status{programme.Applied, programme.Preselected}})
		if err != nil || len(people) == 0 {
			t.Fatalf("nobody has applied: %v", err)
		}
		person := people[0]
		say := func(text string) string { return c.send(messageOf("u-erased", text)).Body.Plain() }
		say("c'est moi")
		say(person.Email)
		say(code)
		if said := say("rappelle-moi la veille par courriel"); !strings.Contains(said, "C’est noté") {
			t.Errorf("the reminder: %s", said)
		}
		if said := say("mes données"); !strings.Contains(said, "Votre nom et votre adresse") {
			t.Errorf("the data: %s", said)
		}
		say("effacer mes données")
		if said := say("oui, effacer"); !strings.Contains(said, "effacé") {
			t.Fatalf("the end: %s", said)
		}
		if _, found := c.room.find(person.ID); !found {
			t.Error("the team was not told")
		}
		if _, found, err := c.store.Known(t.Context(), person.ID); found || err != nil {
			t.Errorf("still known: %v, %v", found, err)
		}
		reminders, err := c.store.Reminders(t.Context())
		account, accountErr := c.store.Account(t.Context(), "console", "u-erased")
		if len(reminders) > 0 || err != nil || account.Link.Person != "" || accountErr != nil {
			t.Errorf("left: %v, %+v, %v, %v", reminders, account, err, accountErr)
		}
	})
}

// lateChat is a platform with a conversation that it ends only after the program was told to stop.
type lateChat struct{ says []string }

func (lateChat) Name() string { return "late" }

func (l lateChat) Run(ctx context.Context, handle bot.Handler) error {
	<-ctx.Done()
	time.Sleep(time.Second)
	for _, text := range l.says {
		m := bot.Message{Platform: "late", User: "u-late", Conversation: "u-late", Place: bot.Place{Direct: true}, Text: text}
		if _, err := handle(context.WithoutCancel(ctx), m); err != nil {
			return err
		}
	}
	return nil
}

// TestCodeAskedForAtAStopIsMailed answers the last message when all else has ended: the code that it promises still leaves.
func TestCodeAskedForAtAStopIsMailed(t *testing.T) {
	c := newChat(t)
	synctest.Test(t, func(t *testing.T) {
		person := roster.Fictional(programme.Season{Promotion: c.cfg.Promotion}, 40, 1)[0]
		c.chats = []bot.Platform{lateChat{[]string{"c'est moi", person.Email}}}
		c.begin(t, "2019-04-20T08:00:00", 40)
		code := ""
		c.outbox.fails = func(e notifier.Envelope) error {
			time.Sleep(3 * time.Second) // the relay takes its time
			code = mailedCode.FindString(e.Body.Plain())
			return nil
		}
		if c.stop(); code == "" {
			t.Error("the program has ended, and the code that it promised has not left")
		}
	})
}

// oneOfEach gives one candidate for each decision.
func (c *chatted) oneOfEach() map[programme.Decision]programme.Person {
	c.t.Helper()
	found := map[programme.Decision]programme.Person{}
	for _, decision := range []programme.Decision{programme.Laureate, programme.Reserve, programme.Declined} {
		people, err := c.store.People(c.t.Context(), programme.Audience{Role: programme.Candidate, Decisions: []programme.Decision{decision}})
		if err != nil || len(people) == 0 {
			c.t.Fatalf("nobody is %s: %v", decision, err)
		}
		found[decision] = people[0]
	}
	return found
}

// holdsNoCode looks for the codes in all that the store and the journal show.
func (c *chatted) holdsNoCode(codes map[string]string) {
	c.t.Helper()
	entries, err := c.store.LastEntries(c.t.Context(), 1000)
	if err != nil {
		c.t.Fatal(err)
	}
	campaigns, err := c.store.Campaigns(c.t.Context())
	if err != nil {
		c.t.Fatal(err)
	}
	notes, err := c.store.NotedUnder(c.t.Context(), "")
	if err != nil {
		c.t.Fatal(err)
	}
	for email, code := range codes {
		for _, e := range entries {
			if strings.Contains(e.What+e.Content+e.Who, code) {
				c.t.Errorf("the journal holds the code of %s", email)
			}
		}
		for _, campaign := range campaigns {
			if campaign.Notice != nil && campaign.Notice.Kind == "confirmation-code" {
				c.t.Error("a code was written into the ledger")
			}
		}
		for key, value := range notes {
			if strings.HasPrefix(key, "personal/") && strings.Contains(value, code) {
				c.t.Errorf("the note %s holds a code", key)
			}
		}
	}
}

func messageOf(user, text string) bot.Message { return bot.Message{User: user, Text: text} }

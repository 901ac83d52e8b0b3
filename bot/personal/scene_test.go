package personal_test

import (
	"context"
	"fmt"
	"log/slog"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"digbot/bot"
	"digbot/bot/personal"
	"digbot/internal/programme"
	"digbot/internal/store"
	"digbot/templates"
)

// texts are loaded once for all tests.
var texts = sync.OnceValues(func() (*templates.Library, error) { return templates.Load(nil) })

// scene is what people ask about themselves, over a store of its own, in a bubble of time.
type scene struct {
	t        *testing.T
	store    *store.Store
	personal *personal.Personal
	handle   bot.Handler
	now      time.Time // the programme's clock

	mu      sync.Mutex
	mails   []mailed
	told    []string // to the team
	passed  []string // to the desk
	results map[string]personal.Told
	emails  map[string]string // of a trusted platform's users
	events  int

	forgotten []string // people
	reminded  []string // people, by mail
	direct    []string // what was said in direct messages, by user
}

type mailed struct{ person, code string }

// inScene runs a test in a bubble.
func inScene(t *testing.T, trusted []string, test func(*scene)) {
	t.Helper()
	library, err := texts()
	if err != nil {
		t.Fatal(err)
	}
	synctest.Test(t, func(t *testing.T) {
		s, err := store.Open(filepath.Join(t.TempDir(), "store.db"), promotion(), store.Volatile())
		if err != nil {
			t.Fatal(err)
		}
		defer s.Close()
		if err := s.PutPeople(t.Context(), people()); err != nil {
			t.Fatal(err)
		}
		c := &scene{t: t, store: s, now: paris("2019-05-13T10:00"), results: map[string]personal.Told{}, emails: map[string]string{}}
		directories := map[string]bot.Directory{}
		for _, platform := range trusted {
			directories[platform] = c
		}
		c.personal, err = personal.New(personal.Parts{
			Accounts: s, Roster: c, Mailer: c, Results: c, Hearings: s, Rights: c, Team: c, Desk: c, Posters: map[string]bot.Poster{"slack": c}, Reminders: s, Arrivals: c, Notes: s, Directories: directories, Secret: s.Secret,
			Seasons: s, Texts: library, Now: func() time.Time { return c.now }, Log: slog.New(slog.DiscardHandler),
		})
		if err != nil {
			t.Fatal(err)
		}
		c.handle = c.personal.Around(c.knows)
		test(c)
		c.personal.Wait()
	})
}

func promotion() programme.Promotion {
	return programme.Promotion{ID: "p", Contact: "equipe@example.org", Calendar: programme.Calendar{
		programme.Deadline:     programme.Moment{Date: programme.Date{Year: 2019, Month: time.May, Day: 10}, Clock: programme.Clock{Hour: 17}, Exact: true},
		programme.Announcement: programme.Moment{Date: programme.Date{Year: 2019, Month: time.May, Day: 24}},
		programme.Start:        programme.Moment{Date: programme.Date{Year: 2019, Month: time.June}},
	}, Specs: []programme.OccasionSpec{
		{Milestone: programme.Start, Offset: programme.Offset{Days: -14}}, {Milestone: programme.Start, Offset: programme.Offset{Days: -7}}, {Milestone: programme.Start},
	}}
}

func people() []programme.Person {
	invited := programme.Role{Kind: programme.Candidate, Challenge: "shom", Status: programme.Preselected, Hearing: programme.Hearing{At: paris("2019-05-15T09:30"), Place: "Paris"}}
	return []programme.Person{
		{ID: "p-camille", Name: "Camille Exemple", Email: "camille@example.org", Roles: []programme.Role{invited}},
		{ID: "p-claude", Name: "Claude Exemple", Email: "claude@example.org", Slack: "U-claude", Roles: []programme.Role{{Kind: programme.Mentor, Challenge: "shom"}}},
		{ID: "p-sacha", Name: "Sacha Exemple", Email: "sacha@example.org", Language: programme.English, Roles: []programme.Role{{Kind: programme.Candidate, Status: programme.Applied}}},
	}
}

func paris(text string) time.Time {
	at, err := time.ParseInLocation("2006-01-02T15:04", text, programme.Paris())
	if err != nil {
		panic(err)
	}
	return at
}

// knows is a bot that answers on files and results.
func (c *scene) knows(_ context.Context, m bot.Message) (bot.Reply, error) {
	if m.Text == "combien ?" {
		return bot.Reply{Kind: bot.KindChoices, Body: templates.ParseMarkdown("21 postes.\n\nAutre chose ? Choisissez :"), Language: programme.French,
			Choices: []bot.Choice{{ID: "salary", Label: "Le salaire"}}}, nil
	}
	topics := map[string]string{"où en est mon dossier ?": "receipt", "suis-je retenue ?": "embargo"}
	if topic := topics[m.Text]; topic != "" {
		return bot.Reply{Kind: bot.KindAnswer, Topic: topic, Body: templates.ParseMarkdown("Voici."), Language: programme.French}, nil
	}
	return bot.Reply{Kind: bot.KindHandover, Body: templates.ParseMarkdown("Je n’ai pas compris."), Language: programme.French}, nil
}

// What the ports are here: the roster is the store's, the others write down what they are given.

func (c *scene) Find(ctx context.Context, email string) (string, error) {
	everybody, err := c.store.Directory(ctx)
	for _, person := range everybody {
		if strings.EqualFold(person.Email, email) {
			return person.ID, err
		}
	}
	return "", err
}

func (c *scene) Holder(ctx context.Context, platform, user string) (string, error) {
	return c.store.Holder(ctx, platform, user)
}

func (c *scene) Person(ctx context.Context, id string) (personal.Person, bool, error) {
	known, found, err := c.store.Known(ctx, id)
	return personal.Person{ID: id, Language: known.Language, Known: known, Accounts: known.Accounts}, found, err
}

func (c *scene) Code(_ context.Context, person, code string, _ time.Duration) error {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.mails = append(c.mails, mailed{person, code})
	return nil
}

func (c *scene) Remind(_ context.Context, person, _ string, notAfter time.Time) error {
	if !notAfter.Before(c.deadline()) {
		c.t.Error("a reminder may leave after the deadline")
	}
	c.reminded = append(c.reminded, person)
	return nil
}

// deadline is the one that stands.
func (c *scene) deadline() time.Time {
	season, err := c.store.Season(c.t.Context())
	if err != nil {
		c.t.Fatal(err)
	}
	return season.At(programme.Deadline)
}

func (c *scene) Direct(_ context.Context, user string) (string, error) { return "D" + user, nil }

func (c *scene) Post(_ context.Context, p bot.Post) (string, error) {
	c.direct = append(c.direct, p.Channel+": "+p.Body.Plain())
	return p.Channel + "/1", nil
}

func (c *scene) Edit(context.Context, string, bot.Post) error   { return nil }
func (c *scene) Read(context.Context, bot.File) ([]byte, error) { return nil, nil }

func (c *scene) Arrivals(_ context.Context, person string) ([]personal.Arrival, error) {
	if person != "p-claude" {
		return nil, nil
	}
	return []personal.Arrival{{Kind: programme.Mentor, Challenge: "shom", Start: programme.Date{Year: 2019, Month: time.June, Day: 3}}}, nil
}

func (c *scene) Ticks(ctx context.Context, person string) (map[string]time.Time, error) {
	return c.store.Ticks(ctx, person)
}

func (c *scene) Tick(ctx context.Context, person string, keys []string, done bool, at time.Time) error {
	return c.store.Tick(ctx, person, keys, done, at)
}

func (c *scene) Told(_ context.Context, person string) (personal.Told, bool, error) {
	told, found := c.results[person]
	return told, found, nil
}

func (c *scene) Tell(_ context.Context, _ string, body templates.Document) error {
	c.told = append(c.told, body.Plain())
	return nil
}

func (c *scene) Pass(_ context.Context, _ bot.Message, _ programme.Language, text string) (bot.Reply, error) {
	c.passed = append(c.passed, text)
	return bot.Reply{Body: templates.ParseMarkdown("Votre question est transmise.")}, nil
}

func (c *scene) Email(_ context.Context, user string) (string, error) { return c.emails[user], nil }

// says lets a user write in a direct message on Slack.
func (c *scene) says(user, text string) string {
	return c.give(bot.Message{User: user, Text: text, Place: bot.Place{Channel: "D" + user, Direct: true}}).Body.Plain()
}

func (c *scene) give(m bot.Message) bot.Reply {
	c.t.Helper()
	c.events++
	m.Event = fmt.Sprint("e", c.events)
	if m.Platform == "" {
		m.Platform = "slack"
	}
	m.Conversation = m.Place.Channel
	reply, err := c.handle(c.t.Context(), m)
	if err != nil {
		c.t.Fatal(err)
	}
	c.personal.Wait()
	return reply
}

// code is the one that was mailed last.
func (c *scene) code() string { return c.mails[len(c.mails)-1].code }

// another is a code that is not this one.
func another(code string, n int) string {
	var number int
	fmt.Sscan(strings.TrimLeft(code, "0"), &number)
	return fmt.Sprintf("%06d", (number+n)%1_000_000)
}

// recognised lets a user prove that an address is theirs.
func (c *scene) recognised(user, email string) string {
	c.t.Helper()
	c.says(user, "c'est moi")
	c.says(user, email)
	return c.says(user, c.code())
}

func (c *scene) want(name, text string, parts ...string) {
	c.t.Helper()
	for _, part := range parts {
		if !strings.Contains(text, part) {
			c.t.Errorf("%s does not say %q:\n%s", name, part, text)
		}
	}
}

func result(mailing string) personal.Told {
	return personal.Told{Mailing: mailing, At: paris("2019-05-24T12:00")}
}

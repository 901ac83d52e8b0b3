package team

import (
	"context"
	"errors"
	"flag"
	"log/slog"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"digbot/bot"
	"digbot/internal/programme"
	"digbot/templates"
)

var update = flag.Bool("update", false, "write the golden files anew")

// world is all that the team's commands reach, in memory.
type world struct {
	t       *testing.T
	mu      sync.Mutex
	team    *Team
	season  programme.Season
	now     time.Time
	journal []Entry
	sent    []Campaign
	notices []Notice
	moves   []programme.Moment // that changed a date
	people  []Person
	public  map[string]string   // what was published, by channel and marker
	pins    map[string]bot.Post // what stands in the team's channel, by ref
	away    bool                // the journal cannot be written
}

var errAway = errors.New("storage is away")

func paris(t testing.TB, text string) time.Time {
	t.Helper()
	at, err := time.ParseInLocation("2006-01-02T15:04", text, programme.Paris())
	if err != nil {
		t.Fatal(err)
	}
	return at
}

func moment(t testing.TB, text string) programme.Moment {
	t.Helper()
	m, err := programme.ParseMoment(text)
	if err != nil {
		t.Fatal(err)
	}
	return m
}

// promotion is a small one with the dates of 2019.
func promotion(t testing.TB) programme.Promotion {
	p := programme.Promotion{
		ID: "dig-2019", Name: programme.Text{FR: "Promotion 2019", EN: "Class of 2019"}, Programme: programme.Text{FR: "Designers"},
		Contact: "equipe@example.org", HandledAt: programme.Clock{Hour: 9},
		Calendar: programme.Calendar{
			programme.Opening: moment(t, "2019-04-11"), programme.Deadline: moment(t, "2019-05-10T17:00"), programme.JuryDay: moment(t, "2019-05-15"),
			programme.Announcement: moment(t, "2019-05-17"), programme.Start: moment(t, "2019-06"),
		},
	}
	for _, text := range []string{"opening", "deadline-7d", "deadline-1d", "deadline", "jury-3d", "jury", "announcement", "start-14d", "start"} {
		spec, err := programme.ParseOccasion(text)
		if err != nil {
			t.Fatal(err)
		}
		p.Specs = append(p.Specs, spec)
	}
	return p
}

// staff are four people: two who may do everything, one who may only answer, one who may only approve.
func staff() Staff {
	users := func(name string) map[string]string {
		return map[string]string{"console": name, "slack": "U-" + name, "mattermost": "m-" + name}
	}
	all := []Right{MayAnnounce, MayApprove, MayMoveCalendar, MayAnswer, MaySeePeople}
	return Staff{
		{ID: "camille", Name: "Camille Exemple", Email: "camille@example.org", Users: users("camille"), Rights: all},
		{ID: "dominique", Name: "Dominique Exemple", Email: "dominique@example.org", Users: users("dominique"), Rights: all},
		{ID: "sacha", Name: "Sacha Exemple", Users: users("sacha"), Rights: []Right{MayAnswer}},
		{ID: "noa", Name: "Noa Exemple", Users: users("noa"), Rights: []Right{MayApprove}},
	}
}

func newWorld(t *testing.T) *world {
	t.Helper()
	texts, err := templates.Load(nil)
	if err != nil {
		t.Fatal(err)
	}
	w := &world{t: t, season: programme.Season{Promotion: promotion(t)}, now: paris(t, "2019-05-09T10:00"), pins: map[string]bot.Post{}, public: map[string]string{}}
	w.team, err = New(Parts{
		Staff: staff(), Texts: texts, Journal: w, Seasons: w, Dates: w, Campaigns: w,
		People: w, Notices: w, Publisher: w, Notes: bot.NewRecall(time.Now), Rooms: []Room{{Platform: "slack", Channel: "equipe", Poster: w}},
		Undo: time.Minute, Expires: 24 * time.Hour, Now: func() time.Time { return w.now }, Log: slog.New(slog.DiscardHandler),
	})
	if err != nil {
		t.Fatal(err)
	}
	return w
}

// question is what the bot behind the team answers.
const question = "c'est une question"

// notKnown is what it says to what begins with foo.
const notKnown = "je ne sais pas"

// hear gives a message to the team.
func (w *world) hear(m bot.Message) bot.Reply {
	w.t.Helper()
	handle := w.team.Around(func(_ context.Context, m bot.Message) (bot.Reply, error) {
		if strings.HasPrefix(m.Text, "foo") {
			return bot.Reply{Kind: bot.KindHandover, Body: templates.ParseMarkdown(notKnown)}, nil
		}
		return bot.Reply{Kind: bot.KindAnswer, Body: templates.ParseMarkdown(question)}, nil
	})
	reply, err := handle(w.t.Context(), m)
	if err != nil && reply.Kind != bot.KindFailure {
		w.t.Fatal(err)
	}
	return reply
}

// says types a command in a private message on the terminal.
func (w *world) says(who, text string) bot.Reply {
	w.t.Helper()
	return w.hear(bot.Message{Platform: "console", User: who, Kind: bot.Command, Text: text, Place: bot.Place{Direct: true}})
}

func (w *world) Season(context.Context) (programme.Season, error) { return w.season, nil }

func (w *world) Write(_ context.Context, e Entry) error {
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.away {
		return errAway
	}
	w.journal = append(w.journal, e)
	return nil
}

func (w *world) Last(_ context.Context, n int) ([]Entry, error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.journal[max(len(w.journal)-n, 0):], nil
}

func (w *world) Occasions(context.Context) ([]Occasion, error) {
	var list []Occasion
	for _, o := range w.season.Occasions() {
		occasion := Occasion{Occasion: o, Sends: true}
		if !o.Due.After(w.now) {
			occasion.Fired = o.Due
		}
		list = append(list, occasion)
	}
	return list, nil
}

func (w *world) Move(_ context.Context, m programme.Milestone, to programme.Moment, _ string, _ time.Time) error {
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.season.Calendar[m] != to {
		w.moves = append(w.moves, to)
	}
	w.season.Promotion = w.season.WithCalendar(programme.Calendar{m: to})
	return nil
}

func (w *world) Campaigns(context.Context) ([]Campaign, error) { return w.sent, nil }

func (w *world) Campaign(_ context.Context, id string) (Campaign, error) {
	for _, c := range w.sent {
		if c.ID == id {
			return c, nil
		}
	}
	return Campaign{}, ErrUnknown
}

func (w *world) Deliveries(context.Context, string) ([]Delivery, error) { return nil, nil }

func (w *world) Concerned(context.Context, programme.Milestone) ([]string, error) {
	return []string{"p1", "p2"}, nil
}

func (w *world) Named(_ context.Context, ids []string) (map[string]Person, error) {
	known := map[string]Person{}
	for _, person := range w.people {
		if slices.Contains(ids, person.ID) {
			known[person.ID] = person
		}
	}
	return known, nil
}

func (w *world) Find(_ context.Context, email string) (Person, bool, error) {
	for _, person := range w.people {
		if person.Email == email {
			return person, true, nil
		}
	}
	return Person{}, false, nil
}

func (w *world) On(context.Context, string) ([]string, error) { return []string{"p1"}, nil }

func (w *world) Send(_ context.Context, n Notice, requester, approver string) (Campaign, error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	n.Data["by"] = requester + "+" + approver
	w.notices = append(w.notices, n)
	return Campaign{ID: n.ID}, nil
}

func (w *world) Post(_ context.Context, p bot.Post) (string, error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.pins[p.Marker] = p
	return p.Marker, nil
}

func (w *world) Edit(_ context.Context, ref string, p bot.Post) error {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.pins[ref] = p
	return nil
}

func (w *world) Publish(_ context.Context, channel, marker string, body templates.Document) error {
	w.mu.Lock()
	defer w.mu.Unlock()
	if channel == "nowhere" {
		return bot.ErrNoChannel
	}
	w.public[channel+" "+marker] = body.Plain()
	return nil
}

func (w *world) Direct(context.Context, string) (string, error) { return "direct", nil }

func (w *world) Read(context.Context, bot.File) ([]byte, error) { return nil, nil }

// golden compares a text with its file.
func golden(t *testing.T, name, got string) {
	t.Helper()
	path := filepath.Join("testdata", name+".txt")
	if *update {
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(got+"\n"), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if string(want) != got+"\n" {
		t.Errorf("%s reads otherwise than its golden file; if that is meant, run go test ./bot/team -update and review:\n%s", name, got)
	}
}

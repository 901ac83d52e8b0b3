package desk_test

import (
	"context"
	"fmt"
	"log/slog"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"digbot/bot"
	"digbot/bot/desk"
	"digbot/internal/programme"
	"digbot/internal/store"
	"digbot/templates"
)

// room is a platform that keeps what is posted, each marker once.
type room struct {
	mu    sync.Mutex
	posts []bot.Post
	known map[string]string
}

func (r *room) Post(_ context.Context, post bot.Post) (string, error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if ref := r.known[post.Marker]; post.Marker != "" && ref != "" {
		return ref, nil
	}
	r.posts = append(r.posts, post)
	ref := fmt.Sprintf("%s/m%d", post.Channel, len(r.posts))
	if r.known == nil {
		r.known = map[string]string{}
	}
	r.known[post.Marker] = ref
	return ref, nil
}

func (r *room) Edit(context.Context, string, bot.Post) error          { return nil }
func (r *room) Direct(_ context.Context, user string) (string, error) { return "D" + user, nil }
func (r *room) Read(context.Context, bot.File) ([]byte, error)        { return nil, nil }
func (r *room) last() bot.Post                                        { return r.posts[len(r.posts)-1] }

// staff is two people who answer, and their journal.
type staff struct{ journal []string }

func (s *staff) Member(_, user string) (string, string) {
	switch user {
	case "U-camille":
		return "camille", "Camille Exemple"
	case "U-dominique":
		return "dominique", "Dominique Exemple"
	}
	return "", ""
}

func (s *staff) Record(_ context.Context, _, _, member, action, detail string) error {
	s.journal = append(s.journal, strings.TrimSpace(member+" "+action+" "+detail))
	return nil
}

// scene is a desk over a store of its own, at an instant that is moved.
type scene struct {
	t      *testing.T
	desk   *desk.Desk
	handle bot.Handler
	room   *room
	staff  *staff
	store  *store.Store
	now    time.Time
	events int
}

func newScene(t *testing.T, channels map[string]string) *scene {
	t.Helper()
	promotion := programme.Promotion{ID: "p", Contact: "equipe@example.org"}
	s, err := store.Open(filepath.Join(t.TempDir(), "store.db"), promotion, store.Volatile())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = s.Close() })
	texts, err := templates.Load(nil)
	if err != nil {
		t.Fatal(err)
	}
	c := &scene{t: t, room: &room{}, staff: &staff{}, store: s, now: paris(t, "2019-04-16T10:00")} // a Tuesday
	c.desk, err = desk.New(desk.Parts{
		Tickets: s, Tally: s, Additions: s, Team: c.staff, Posters: map[string]bot.Poster{"slack": c.room}, Channels: channels,
		Hours: hours(), Seasons: s, Texts: texts, Now: func() time.Time { return c.now }, Log: slog.New(slog.DiscardHandler),
	})
	if err != nil {
		t.Fatal(err)
	}
	c.handle = c.desk.Around(knows)
	return c
}

func hours() desk.Hours {
	return desk.Hours{Days: []time.Weekday{1, 2, 3, 4, 5}, From: programme.Clock{Hour: 9}, Until: programme.Clock{Hour: 18}}
}

func paris(t *testing.T, text string) time.Time {
	t.Helper()
	at, err := time.ParseInLocation("2006-01-02T15:04", text, programme.Paris())
	if err != nil {
		t.Fatal(err)
	}
	return at
}

// knows is a bot that knows one thing.
func knows(_ context.Context, m bot.Message) (bot.Reply, error) {
	switch m.Text {
	case "Quand ?":
		return bot.Reply{Kind: bot.KindAnswer, Topic: "deadline", Body: templates.ParseMarkdown("Le 10 mai."), Language: programme.French}, nil
	case "Télétravail ?":
		return bot.Reply{Kind: bot.KindHandover, Topic: "remote-work", Body: templates.ParseMarkdown("Ce n’est pas fixé."), Language: programme.French}, nil
	case "Merci !":
		return bot.Reply{Kind: bot.KindSmalltalk, Topic: "thanks", Body: templates.ParseMarkdown("Avec plaisir."), Language: programme.French}, nil
	}
	return bot.Reply{Kind: bot.KindHandover, Handover: true, Body: templates.ParseMarkdown("Je n’ai pas compris."), Language: programme.French}, nil
}

// asks lets a candidate write in a channel.
func (c *scene) asks(text string) bot.Reply {
	return c.say(bot.Message{User: "U-lou", Text: text, Conversation: "C1:1", Place: bot.Place{Channel: "C1", Message: "1"}})
}

// writes lets somebody write in the thread of the team.
func (c *scene) writes(user, text string) bot.Reply {
	return c.say(bot.Message{User: user, Text: text, Conversation: "T:m1", Place: bot.Place{Channel: "T", Thread: "m1", Message: "x", Staff: true}})
}

// clicks lets somebody click, or submit a form.
func (c *scene) clicks(user, id, value string, fields map[string]string) bot.Reply {
	kind := bot.Clicked
	if fields != nil {
		kind = bot.Submitted
	}
	return c.say(bot.Message{User: user, Kind: kind, Choice: id, Value: value, Fields: fields, Conversation: "T:m1", Place: bot.Place{Channel: "T", Thread: "m1", Staff: true}})
}

func (c *scene) say(m bot.Message) bot.Reply {
	c.t.Helper()
	c.events++
	m.Platform, m.Event = "slack", fmt.Sprint("e", c.events)
	reply, err := c.handle(c.t.Context(), m)
	if err != nil {
		c.t.Fatal(err)
	}
	return reply
}

func (c *scene) want(name, text string, parts ...string) {
	c.t.Helper()
	for _, part := range parts {
		if !strings.Contains(text, part) {
			c.t.Errorf("%s does not say %q:\n%s", name, part, text)
		}
	}
}

// TestFromQuestionToAnswerToKnowledge is the desk from end to end.
func TestFromQuestionToAnswerToKnowledge(t *testing.T) {
	c := newScene(t, map[string]string{"slack": "T"})
	c.want("the person", c.asks("Où se garer ?").Body.Plain(), "transmise à l’équipe", "dans la journée")
	root := c.room.last()
	c.want("the thread", root.Body.Plain(), "Où se garer ?", "Je n’ai pas compris.")
	if root.Channel != "T" || len(root.Buttons) != 3 {
		t.Errorf("posted in %s with %d buttons", root.Channel, len(root.Buttons))
	}
	id := root.Buttons[0].Value

	c.want("the team", c.writes("U-camille", "Au parking de la rue X.\nC’est gratuit.").Body.Plain(), "Transmis", "Camille Exemple")
	answer := c.room.last()
	c.want("the answer", answer.Body.Plain(), "parking de la rue X", "C’est gratuit", "équipe des Designers")
	if answer.Channel != "C1" || answer.Thread != "1" {
		t.Errorf("answered in %s, thread %s", answer.Channel, answer.Thread)
	}
	if reply := c.writes("U-camille", "// je me renseigne encore"); reply.Kind != bot.KindNone || len(c.room.posts) != 2 {
		t.Error("an aside has left the team")
	}

	c.want("the follow-up", c.asks("Et les vélos ?").Body.Plain(), "transmis à l’équipe")
	if follow := c.room.last(); follow.Thread != "m1" || !strings.Contains(follow.Body.Plain(), "Et les vélos ?") {
		t.Errorf("the follow-up went to %s: %s", follow.Thread, follow.Body.Plain())
	}
	if reply := c.asks("Quand ?"); reply.Topic != "deadline" {
		t.Error("what the bot knows was not answered by the bot")
	}

	form := c.clicks("U-camille", "desk-add", id, nil)
	if form.Form == nil || form.Form.Fields[1].Value != "Où se garer ?" || !strings.Contains(form.Form.Fields[2].Value, "parking") {
		t.Fatalf("the form: %+v", form.Form)
	}
	draft := c.clicks("U-camille", "desk-add", id, map[string]string{"title": "Où se garer", "questions": "Où se garer ?\nY a-t-il un parking ?", "answer": "Au parking {{.Now}}."})
	c.want("the draft", draft.Body.Plain(), "Camille Exemple propose", "Y a-t-il un parking ?")
	if reply := c.clicks("U-camille", "desk-accept", draft.Buttons[0].Value, nil); reply.Kind != bot.KindRefusal {
		t.Error("an author approved their own answer")
	}
	accepted := c.clicks("U-dominique", "desk-accept", draft.Buttons[0].Value, nil)
	c.want("the acceptance", accepted.Body.Plain(), "Dominique Exemple")
	if len(accepted.Files) != 1 || accepted.Files[0].Name != "team-ou-se-garer.fr.md" || strings.Contains(string(accepted.Files[0].Content), "{{") {
		t.Errorf("the file: %+v", accepted.Files)
	}
	if kept, err := c.store.Accepted(t.Context()); len(kept) != 1 || err != nil || kept[0].Accepted != "dominique" {
		t.Errorf("in service: %+v, %v", kept, err)
	}

	c.want("the end", c.clicks("U-dominique", "desk-close", id, nil).Body.Plain(), "clos par Dominique")
	if open, err := c.desk.Open(t.Context()); len(open) != 0 || err != nil {
		t.Errorf("still open: %+v, %v", open, err)
	}
	c.asks("Encore une question")
	if root := c.room.last(); root.Thread != "" || root.Channel != "T" {
		t.Error("a question after the end did not open a thread of its own")
	}
}

func TestWhoMayAnswer(t *testing.T) {
	c := newScene(t, map[string]string{"slack": "T"})
	c.asks("Où se garer ?")
	id, posts := c.room.last().Buttons[0].Value, len(c.room.posts)
	for _, click := range []string{"desk-reply", "desk-known", "desk-send", "desk-off", "desk-close", "desk-add", "desk-accept"} {
		if reply := c.clicks("U-lou", click, id, map[string]string{"text": "x"}); reply.Kind != bot.KindRefusal || !reply.Private {
			t.Errorf("%s: %+v", click, reply)
		}
	}
	if reply := c.writes("U-lou", "Je réponds à leur place."); reply.Kind != bot.KindRefusal {
		t.Error("somebody answered who may not")
	}
	if len(c.room.posts) != posts || len(c.staff.journal) != 8 || !strings.HasPrefix(c.staff.journal[0], "slack U-lou desk reply refused") {
		t.Errorf("%d posts, journal %q", len(c.room.posts)-posts, c.staff.journal)
	}
}

func TestWaysToAnswer(t *testing.T) {
	c := newScene(t, map[string]string{"slack": "T"})
	c.asks("C’est pour quand déjà ?")
	id := c.room.last().Buttons[0].Value
	if form := c.clicks("U-camille", "desk-known", id, nil); form.Form == nil || form.Form.Fields[0].Value != "C’est pour quand déjà ?" {
		t.Errorf("the form: %+v", form)
	}
	c.want("an unknown one", c.clicks("U-camille", "desk-known", id, map[string]string{"text": "Bof ?"}).Body.Plain(), "pas de réponse sûre")
	proposal := c.clicks("U-camille", "desk-known", id, map[string]string{"text": "Quand ?"})
	c.want("the proposal", proposal.Body.Plain(), "Voici ce que la personne recevrait", "Le 10 mai.")
	posts := len(c.room.posts)
	c.clicks("U-camille", "desk-send", proposal.Buttons[0].Value, nil)
	if len(c.room.posts) != posts+1 || !strings.Contains(c.room.last().Body.Plain(), "Le 10 mai.") || c.room.last().Channel != "C1" {
		t.Errorf("sent %+v", c.room.last())
	}
	if form := c.clicks("U-camille", "desk-reply", id, nil); form.Form == nil {
		t.Error("no form for an answer")
	}
	c.clicks("U-camille", "desk-reply", id, map[string]string{"text": "Voilà."})
	c.want("the form's answer", c.room.last().Body.Plain(), "Voilà.")
	c.clicks("U-camille", "desk-off", id, nil)
	c.want("off topic", c.room.last().Body.Plain(), "ne concerne pas le programme")
	c.want("twice", c.clicks("U-dominique", "desk-off", id, nil).Body.Plain(), "plus ouverte")
}

// TestTheSameAgain repeats what a dying process may have done already.
func TestTheSameAgain(t *testing.T) {
	c := newScene(t, map[string]string{"slack": "T"})
	question := bot.Message{Platform: "slack", Event: "q", User: "U-lou", Text: "Où se garer ?", Conversation: "C1:1", Place: bot.Place{Channel: "C1", Message: "1"}}
	answer := bot.Message{Platform: "slack", Event: "a", User: "U-camille", Text: "Là.", Conversation: "T:m1", Place: bot.Place{Channel: "T", Thread: "m1", Staff: true}}
	for range 3 {
		for _, m := range []bot.Message{question, answer} {
			if _, err := c.handle(t.Context(), m); err != nil {
				t.Fatal(err)
			}
		}
	}
	if len(c.room.posts) != 2 {
		t.Errorf("%d posts, want the question and the answer", len(c.room.posts))
	}
}

func TestUnsettledTopicsOfferTheTeam(t *testing.T) {
	c := newScene(t, map[string]string{"slack": "T"})
	reply := c.asks("Télétravail ?")
	if len(reply.Buttons) != 1 || reply.Buttons[0].Value != "Télétravail ?" || len(c.room.posts) != 0 {
		t.Fatalf("offered %+v, posted %d", reply.Buttons, len(c.room.posts))
	}
	m := bot.Message{User: "U-lou", Kind: bot.Clicked, Choice: "desk-ask", Value: reply.Buttons[0].Value, Conversation: "C1:1", Place: bot.Place{Channel: "C1", Message: "1"}}
	c.want("the click", c.say(m).Body.Plain(), "transmise à l’équipe")
	c.want("the thread", c.room.last().Body.Plain(), "Télétravail ?")
}

func TestWithoutATeamChannel(t *testing.T) {
	c := newScene(t, nil)
	if reply := c.asks("Télétravail ?"); len(reply.Buttons) != 0 {
		t.Error("a team is offered that cannot be asked")
	}
	c.want("the person", c.asks("Où se garer ?").Body.Plain(), "Je n’ai pas compris.")
}

func TestOutsideTheHours(t *testing.T) {
	c := newScene(t, map[string]string{"slack": "T"})
	c.now = paris(t, "2019-04-19T19:30") // the Friday before Easter Monday
	c.want("the person", c.asks("Où se garer ?").Body.Plain(), "mardi 23 avril 2019 à")
}

func TestTheTeamIsReminded(t *testing.T) {
	c := newScene(t, map[string]string{"slack": "T"})
	c.now = paris(t, "2019-04-16T16:00")
	c.asks("Où se garer ?")
	for _, step := range []struct {
		at    string
		posts int
	}{{"2019-04-16T23:00", 1}, {"2019-04-17T10:59", 1}, {"2019-04-17T11:00", 2}, {"2019-04-17T17:00", 2}} {
		c.now = paris(t, step.at)
		if err := c.desk.Look(t.Context()); err != nil || len(c.room.posts) != step.posts {
			t.Errorf("%s: %d posts, want %d, %v", step.at, len(c.room.posts), step.posts, err)
		}
	}
	c.want("the reminder", c.room.last().Body.Plain(), "attend une réponse depuis mardi 16 avril")
	c.writes("U-camille", "Là.")
	c.now = paris(t, "2019-04-18T17:00")
	posts := len(c.room.posts)
	if err := c.desk.Look(t.Context()); err != nil || len(c.room.posts) != posts {
		t.Errorf("reminded of what was answered: %v", err)
	}
}

func TestTheWeek(t *testing.T) {
	c := newScene(t, map[string]string{"slack": "T"})
	for range 3 {
		c.asks("Quand ?")
	}
	c.say(bot.Message{User: "U-lou", Kind: bot.Clicked, Choice: "feedback-no", Value: "salary", Conversation: "C1:1"})
	c.say(bot.Message{User: "U-lou", Kind: bot.Clicked, Choice: "feedback-no", Value: "made-up", Conversation: "C1:1"})
	c.say(bot.Message{User: "U-lou", Kind: bot.Clicked, Choice: "feedback-yes", Value: "deadline", Conversation: "C1:1"})
	monday := paris(t, "2019-04-15T00:00")
	worst, err := c.desk.WorstAnswered(t.Context(), monday, 10)
	if err != nil || len(worst) != 1 || worst[0].Topic != "salary" {
		t.Errorf("worst: %+v, %v", worst, err)
	}
	for _, at := range []string{"2019-04-19T10:00", "2019-04-22T10:00", "2019-04-23T10:00"} { // the 22nd is Easter Monday
		c.now = paris(t, at)
		if err := c.desk.Look(t.Context()); err != nil || len(c.room.posts) != 0 {
			t.Errorf("%s: %d posts, %v", at, len(c.room.posts), err)
		}
	}
	c.asks("Quand ?")
	c.now = paris(t, "2019-04-29T09:01")
	for range 2 {
		if err := c.desk.Look(t.Context()); err != nil {
			t.Fatal(err)
		}
	}
	if len(c.room.posts) != 1 {
		t.Fatalf("%d posts, want the week's", len(c.room.posts))
	}
	c.want("the week", c.room.last().Body.Plain(), "semaine du lundi 22 avril 2019", "posées")
}

func TestHours(t *testing.T) {
	h := hours()
	for _, test := range []struct{ at, next string }{
		{"2019-04-16T10:00", "2019-04-16T10:00"}, {"2019-04-16T08:59", "2019-04-16T09:00"}, {"2019-04-16T18:00", "2019-04-17T09:00"},
		{"2019-04-19T18:00", "2019-04-23T09:00"}, {"2019-04-30T20:00", "2019-05-02T09:00"},
	} {
		if got := h.Next(paris(t, test.at)); !got.Equal(paris(t, test.next)) {
			t.Errorf("after %s the desk opens %s, want %s", test.at, got, test.next)
		}
	}
	if got := h.Worked(paris(t, "2019-04-18T17:00"), paris(t, "2019-04-23T10:30")); got != 11*time.Hour+30*time.Minute {
		t.Errorf("worked %s", got)
	}
	if never := (desk.Hours{}).Next(paris(t, "2019-04-16T10:00")); !never.IsZero() {
		t.Errorf("a desk that never opens opens %s", never)
	}
}

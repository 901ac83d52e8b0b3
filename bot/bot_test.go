package bot

import (
	"context"
	"errors"
	"log/slog"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"digbot/bot/understand"
	"digbot/internal/programme"
	"digbot/templates"
)

// small is a knowledge of a few topics, in which most questions are known word for word.
func small(t *testing.T) (*Knowledge, programme.Season) {
	t.Helper()
	answers := fstest.MapFS{}
	for name, body := range map[string]string{
		"salary":         "kind: answer\ntitle: C'est payé combien ?\nsource: [cp]\nquestions: [combien gagne-t-on ?, quel est le salaire ?, la rémunération]\n---\nLe salaire est publié.",
		"place":          "kind: answer\ncard: true\ntitle: Où travaille-t-on ?\nsource: [cp]\nquestions: [où se passe le défi ?, dans quelle ville ?]\n---\nÀ Paris.",
		"telework":       "kind: handover\ntitle: Peut-on télétravailler ?\nquestions: [télétravail possible ?]\n---\nRien n'est fixé.",
		"greeting":       "kind: smalltalk\ntitle: Bonjour\nquestions: [bonjour, salut]\n---\nBonjour.",
		"embargo":        "kind: refusal\ntitle: Qui sont les lauréats ?\nquestions: [qui est lauréat ?, qui est lauréat pour le défi du Shom ?]\n---\n{{if .Released}}Publié.{{else}}Rien avant l'annonce.{{end}}",
		"challenge-card": "kind: answer\ntitle: Un défi\nsource: [cp]\nquestions: [\"quel défi pour {name} ?\"]\n---\nDéfi : {{.T .Challenge.Title}}",
	} {
		for _, language := range []string{"fr", "en"} {
			answers[name+"."+language+".md"] = &fstest.MapFile{Data: []byte("---\nid: " + name + "\n" + body)}
		}
	}
	texts, err := templates.Load(answers)
	if err != nil {
		t.Fatal(err)
	}
	promotion := programme.Promotion{
		Contact: "equipe@example.org", Calendar: programme.Calendar{},
		Sources: map[string]programme.Source{"cp": {Title: programme.Text{FR: "communiqué"}, URL: "https://www.example.fr/cp"}},
		Challenges: []programme.Challenge{
			{ID: "shom", Title: programme.Text{FR: "Les cartes marines"}, Host: programme.Text{FR: "Service hydrographique"}, Acronyms: []string{"Shom", "MaritUX"}},
			{ID: "ameli", Title: programme.Text{FR: "Les remboursements"}, Host: programme.Text{FR: "Assurance maladie"}, Acronyms: []string{"ameli"}},
		},
	}
	return Learn(texts, promotion, understand.Train), programme.Season{Promotion: promotion}
}

type fixedSeason programme.Season

func (f fixedSeason) Season(context.Context) (programme.Season, error) {
	return programme.Season(f), nil
}

func newBot(t *testing.T, memory Memory) *Bot {
	t.Helper()
	knowledge, season := small(t)
	return New(knowledge, fixedSeason(season), memory, time.Now, slog.New(slog.DiscardHandler))
}

func TestReplies(t *testing.T) {
	b := newBot(t, NewRecall(time.Now))
	for _, test := range []struct {
		text  string
		kind  ReplyKind
		topic string
		holds string
	}{
		{"C'est payé combien ?", KindAnswer, "salary", "publié"},
		{"TELETRAVAIL POSSIBLE", KindHandover, "telework", "fixé"},
		{"salut", KindSmalltalk, "greeting", "Bonjour"},
		{"qui est lauréat ?", KindRefusal, "embargo", "Rien avant"},
		{"qui est lauréat pour le défi du Shom ?", KindRefusal, "embargo", "Rien avant"},
		{"quel défi pour MaritUX ?", KindAnswer, "challenge:shom", "cartes marines"},
		{"shom", KindAnswer, "challenge:shom", "cartes marines"},
		{"où se passe le défi shom ?", KindAnswer, "challenge:shom", "cartes marines"},
		{"c'est payé combien au shom", KindAnswer, "salary", "publié"},
		{"Kann ich mich noch bewerben?", KindHandover, "", "I answer in French and in English."},
		{"", KindSmalltalk, "", "Posez-moi une question"},
		{"👍🏽", KindSmalltalk, "", "Posez-moi une question"},
		{"?!…", KindSmalltalk, "", "Posez-moi une question"},
		{"1", KindSmalltalk, "", "pas de choix"},
		{strings.Repeat("a ", longest), KindHandover, "", "trop long"},
	} {
		reply, err := b.Handle(t.Context(), Message{Text: test.text})
		if err != nil {
			t.Fatal(err)
		}
		if reply.Kind != test.kind || reply.Topic != test.topic || !strings.Contains(reply.Body.Plain(), test.holds) {
			t.Errorf("%.40q: %s %q %q, want %s %q with %q", test.text, reply.Kind, reply.Topic, reply.Body.Plain(), test.kind, test.topic, test.holds)
		}
		if reply.Kind == KindAnswer && (len(reply.Sources) != 1 || !strings.Contains(reply.Footer.Plain(), "https://www.example.fr/cp")) {
			t.Errorf("%q is answered without its source: %q", test.text, reply.Footer.Plain())
		}
	}
}

func TestTheEmbargoEndsAtTheRelease(t *testing.T) {
	knowledge, season := small(t)
	season.Released = time.Date(2019, 5, 17, 10, 30, 0, 0, programme.Paris())
	for _, test := range []struct {
		now  time.Time
		kind ReplyKind
	}{{season.Released.Add(-time.Nanosecond), KindRefusal}, {season.Released, KindAnswer}} {
		b := New(knowledge, fixedSeason(season), NewRecall(time.Now), func() time.Time { return test.now }, slog.New(slog.DiscardHandler))
		if reply, err := b.Handle(t.Context(), Message{Text: "qui est lauréat ?"}); err != nil || reply.Kind != test.kind {
			t.Errorf("at %s: %q, %v, want %q", test.now, reply.Kind, err, test.kind)
		}
	}
}

// TestChoices picks each way: by number, by click, by the words; and none of them.
func TestChoices(t *testing.T) {
	choices := []Choice{{ID: "salary", Label: "C'est payé combien ?"}, {ID: "challenge:ameli", Label: "Les remboursements"}, {ID: None, Label: "Aucune"}}
	for _, test := range []struct {
		message Message
		topic   string
		kind    ReplyKind
	}{
		{Message{Text: "1"}, "salary", KindAnswer},
		{Message{Text: " 2 "}, "challenge:ameli", KindAnswer},
		{Message{Text: "3"}, "", KindHandover},
		{Message{Choice: "salary"}, "salary", KindAnswer},
		{Message{Choice: "telework"}, "telework", KindHandover}, // a button of an older reply
		{Message{Choice: "gone"}, "", KindHandover},
		{Message{Choice: "challenge:gone"}, "", KindHandover},
		{Message{Text: "les REMBOURSEMENTS"}, "challenge:ameli", KindAnswer},
	} {
		memory := NewRecall(time.Now)
		b := newBot(t, memory)
		test.message.Platform, test.message.Conversation = "p", "c"
		if err := memory.Remember(t.Context(), "p:c", Session{Choices: choices}, time.Minute); err != nil {
			t.Fatal(err)
		}
		reply, err := b.Handle(t.Context(), test.message)
		if err != nil || reply.Topic != test.topic || reply.Kind != test.kind {
			t.Errorf("%+v: %s %q, %v; want %s %q", test.message, reply.Kind, reply.Topic, err, test.kind, test.topic)
		}
	}
}

type brokenMemory struct{}

var errBroken = errors.New("storage is away")

func (brokenMemory) Session(context.Context, string) (Session, error) { return Session{}, errBroken }
func (brokenMemory) Remember(context.Context, string, Session, time.Duration) error {
	return errBroken
}

func TestQuestionsAreAnsweredWithoutMemory(t *testing.T) {
	var log strings.Builder
	knowledge, season := small(t)
	b := New(knowledge, fixedSeason(season), brokenMemory{}, time.Now, slog.New(slog.NewTextHandler(&log, nil)))
	reply, err := b.Handle(t.Context(), Message{Platform: "p", Event: "e", Conversation: "c", Text: "bonjour"})
	if err != nil || reply.Kind != KindSmalltalk {
		t.Errorf("%q, %v", reply.Kind, err)
	}
	if n := strings.Count(log.String(), errBroken.Error()); n != 2 {
		t.Errorf("the log says %d times what could not be remembered, want 2:\n%s", n, log.String())
	}
}

func TestRecallForgets(t *testing.T) {
	now := time.Date(2019, 5, 1, 0, 0, 0, 0, time.UTC)
	memory := NewRecall(func() time.Time { return now })
	if err := memory.Remember(t.Context(), "c", Session{Topic: "salary"}, time.Minute); err != nil {
		t.Fatal(err)
	}
	if session, _ := memory.Session(t.Context(), "c"); session.Topic != "salary" {
		t.Error("the session was not kept")
	}
	now = now.Add(time.Minute)
	if session, _ := memory.Session(t.Context(), "c"); session.Topic != "" {
		t.Error("the session was kept beyond its time")
	}
}

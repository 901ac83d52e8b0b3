package team

import (
	"context"
	"errors"
	"strings"
	"testing"

	"digbot/bot"
	"digbot/internal/programme"
)

// arrivals says how far people are prepared.
type arrivals struct {
	list []Readiness
	err  error
}

func (a arrivals) Readiness(context.Context) ([]Readiness, error) { return a.list, a.err }

func mentor(name string, done, of int) Prepared {
	return Prepared{Name: name, Kind: programme.Mentor, Start: june(3), Done: done, Of: of}
}

func designer(name string, done, of int) Prepared {
	return Prepared{Name: name, Kind: programme.Designer, Start: june(3), Done: done, Of: of}
}

func june(day int) programme.Date { return programme.Date{Year: 2019, Month: 6, Day: day} }

// TestWelcome tells who is ready and who is not: two mentors are the rule, three happen, one is remarked.
func TestWelcome(t *testing.T) {
	w := newWorld(t)
	for _, id := range []string{"ready", "behind", "three", "one", "nobody", "orphan"} {
		w.season.Challenges = append(w.season.Challenges, programme.Challenge{ID: id, Title: programme.Text{FR: "Défi " + id, EN: "Challenge " + id}})
	}
	begun := []Readiness{
		{"ready", []Prepared{mentor("Camille", 5, 5), mentor("Claude", 5, 5), designer("Zoé", 3, 3)}},
		{"behind", []Prepared{mentor("Camille", 5, 5), mentor("Noé", 2, 5), designer("Alix", 0, 3)}},
		{"three", []Prepared{mentor("Un", 5, 5), mentor("Deux", 5, 5), mentor("Trois", 5, 5), designer("Quatre", 3, 3)}},
		{"one", []Prepared{mentor("Seul", 5, 5), designer("Sept", 3, 3)}},
		{"nobody", nil},
		{"orphan", []Prepared{designer("Huit", 1, 3)}},
	}
	early := []Readiness{{"ready", []Prepared{mentor("Camille", 0, 0), mentor("Claude", 0, 0), designer("Zoé", 0, 0)}}}
	for name, test := range map[string]struct {
		text string
		list []Readiness
	}{
		"welcome-begun": {"accueil", begun}, "welcome-begun-english": {"welcome", begun}, "welcome-early": {"accueil", early},
	} {
		w.team.Welcome = arrivals{list: test.list}
		reply := w.says("camille", test.text)
		if golden(t, name, reply.Body.Plain()); !reply.Private {
			t.Errorf("%s: everybody may read it", name)
		}
	}
}

// TestWhoMayAskForTheWelcome: it names people, for which one needs the right.
func TestWhoMayAskForTheWelcome(t *testing.T) {
	for _, test := range []struct {
		who     string
		welcome arrivals
		kind    bot.ReplyKind
		holds   string
	}{
		{"camille", arrivals{}, bot.KindCommand, "Accueil"},
		{"sacha", arrivals{}, bot.KindRefusal, "Vous n’avez pas le droit"},
		{"noa", arrivals{}, bot.KindRefusal, "Vous n’avez pas le droit"},
		{"alex", arrivals{}, bot.KindAnswer, question}, // to whom it is a word like others
		{"camille", arrivals{err: errors.New("storage is away")}, bot.KindFailure, "erreur"},
	} {
		w := newWorld(t)
		w.season.Challenges = []programme.Challenge{{ID: "shom", Title: programme.Text{FR: "Secret"}}}
		test.welcome.list = []Readiness{{"shom", []Prepared{mentor("Camille", 1, 5)}}}
		w.team.Welcome = test.welcome
		reply := w.says(test.who, "accueil")
		if text := reply.Body.Plain(); reply.Kind != test.kind || !strings.Contains(text, test.holds) || strings.Contains(text, "Secret") != (test.kind == bot.KindCommand) {
			t.Errorf("%s: %s %q, want %s with %q", test.who, reply.Kind, text, test.kind, test.holds)
		}
	}
}

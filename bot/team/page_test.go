package team

import (
	"context"
	"errors"
	"strings"
	"testing"

	"digbot/bot"
	"digbot/internal/programme"
)

// doors gives links that say whose they are.
type doors struct{ away bool }

func (d doors) Link(_ context.Context, member string, language programme.Language) (string, error) {
	if d.away {
		return "", errors.New("storage is away")
	}
	return "https://digbot.example.fr/tableau/entrer/" + member + "_-" + string(language), nil
}

// TestPage asks for the link to the page.
func TestPage(t *testing.T) {
	for _, test := range []struct {
		who, text string
		pages     Pages
		kind      bot.ReplyKind
		holds     string
	}{
		{"camille", "tableau", doors{}, bot.KindCommand, "https://digbot.example.fr/tableau/entrer/camille_-fr"},
		{"sacha", "Tableau de bord", doors{}, bot.KindCommand, "entrer/sacha_-fr"},
		{"noa", "dashboard", doors{}, bot.KindCommand, "Enter the dashboard (https://digbot.example.fr/tableau/entrer/noa_-en)"},
		{"camille", "tableau", nil, bot.KindCommand, "http.public_url"},
		{"camille", "dashboard", nil, bot.KindCommand, "must write its public address"},
		{"camille", "tableau", doors{away: true}, bot.KindFailure, "erreur"},
		{"alex", "tableau", doors{}, bot.KindRefusal, "réservée à l’équipe"},
	} {
		w := newWorld(t)
		w.team.Pages = test.pages
		reply := w.hear(bot.Message{Platform: "slack", User: "U-" + test.who, Kind: bot.Command, Text: test.text, Place: bot.Place{Channel: "C1", Staff: true}})
		if reply.Kind != test.kind || !strings.Contains(reply.Body.Plain(), test.holds) || reply.Kind != bot.KindFailure && !reply.Private {
			t.Errorf("%s says %q: %s, private %v: %q, want %q in it", test.who, test.text, reply.Kind, reply.Private, reply.Body.Plain(), test.holds)
		}
		for _, e := range w.journal {
			if strings.Contains(e.What+e.Content, "entrer") {
				t.Errorf("the journal holds the link: %+v", e)
			}
		}
	}
}

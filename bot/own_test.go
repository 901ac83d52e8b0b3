package bot_test

import (
	"context"
	"errors"
	"reflect"
	"strings"
	"testing"

	"digbot/bot"
	"digbot/bot/bottest"
	"digbot/internal/programme"
)

// roll is a list of those whom the bot recognises, by "platform:user".
type roll map[string]bot.Known

func (r roll) Recognise(_ context.Context, platform, user string) (bot.Known, bool, error) {
	if user == "broken" {
		return bot.Known{}, false, errors.New("storage is away")
	}
	known, found := r[platform+":"+user]
	return known, found, nil
}

func TestTheOwnFileIsTold(t *testing.T) {
	c := newTalk(t, "2019-05-13 10:00", "")
	candidate := func(status programme.Status, hearing programme.Hearing) bot.Known {
		return bot.Known{FirstName: "Camille", Roles: []bot.KnownRole{{Kind: programme.Candidate, Challenge: "shom", Status: status, Hearing: hearing}}}
	}
	hearing := programme.Hearing{At: paris(t, "2019-05-15 14:30"), Place: "20 avenue Exemple"}
	c.bot.Recognising(roll{
		"slack:applied":     candidate(programme.Applied, programme.Hearing{}),
		"slack:heard":       candidate(programme.Preselected, hearing),
		"slack:chosen":      candidate(programme.Preselected, programme.Hearing{}),
		"slack:interested":  candidate("", programme.Hearing{}),
		"slack:withdrawn":   candidate(programme.Withdrawn, hearing),
		"mattermost:mentor": {FirstName: "Claude", Roles: []bot.KnownRole{{Kind: programme.Mentor, Challenge: "ameli"}}},
	})
	for _, test := range []struct {
		platform, user, text string
		public               bool
		kind                 bot.ReplyKind
		wanted               string
	}{
		{"slack", "applied", "mon dossier est-il arrivé ?", false, bot.KindAnswer, "Bonjour Camille|bien arrivée|portails de diffusion du Shom|aucune décision|!Audition"},
		{"slack", "applied", "Bonjour, avez-vous bien reçu ma candidature ?", false, bot.KindAnswer, "bien arrivée"},
		{"slack", "heard", "mon audition, c'est à quelle heure ?", false, bot.KindAnswer, "mercredi 15 mai 2019 à 14h30|20 avenue Exemple"},
		{"slack", "heard", "where is my hearing?", false, bot.KindAnswer, "Wednesday 15 May 2019 at 14:30"},
		{"slack", "chosen", "mon statut ?", false, bot.KindAnswer, "bien arrivée|!présélection|!Audition"},
		{"slack", "interested", "mon dossier ?", false, bot.KindAnswer, "pas encore de candidature"},
		{"slack", "withdrawn", "ma candidature ?", false, bot.KindAnswer, "désistement|!Audition"},
		{"mattermost", "mentor", "mon statut", false, bot.KindAnswer, "mentor|ameli"},
		{"slack", "mentor", "mon dossier est-il arrivé ?", false, bot.KindHandover, "Je ne vois pas les dossiers"},
		{"slack", "nobody", "mon dossier est-il arrivé ?", false, bot.KindHandover, "Je ne vois pas les dossiers"},
		{"slack", "broken", "mon dossier est-il arrivé ?", false, bot.KindHandover, "Je ne vois pas les dossiers"},
		{"slack", "applied", "mon dossier est-il arrivé ?", true, bot.KindHandover, "message direct|!Camille|!arrivée"},
		{"slack", "nobody", "mon dossier est-il arrivé ?", true, bot.KindHandover, "message direct"},
		{"slack", "applied", "le dossier de Claude Exemple est-il arrivé ?", false, bot.KindRefusal, "!Camille"},
		{"slack", "applied", "ma candidature est-elle retenue ?", false, bot.KindRefusal, "17 mai 2019|!arrivée"},
	} {
		message := bot.Message{Platform: test.platform, User: test.user, Text: test.text, Place: bot.Place{Direct: !test.public}}
		reply, err := c.bot.Handle(t.Context(), message)
		if err != nil {
			t.Fatal(err)
		}
		if lacking := misses(reply, test.wanted); len(lacking) > 0 || reply.Kind != test.kind {
			t.Errorf("%s %s, %q: %s %q lacks %q:\n%s", test.platform, test.user, test.text, reply.Kind, reply.Topic, lacking, plain(reply))
		}
		if told := strings.Contains(plain(reply), "liste de l’équipe"); told && !reply.Private {
			t.Errorf("%q tells a file where others may read", test.text)
		}
	}
}

// TestWithoutPeopleNobodyIsRecognised asks a bot that has no list, as on the command line.
func TestWithoutPeopleNobodyIsRecognised(t *testing.T) {
	if reply := newTalk(t, "2019-05-13 10:00", "").say("", "mon dossier est-il arrivé ?"); reply.Kind != bot.KindHandover {
		t.Errorf("%s: %s", reply.Kind, plain(reply))
	}
}

// TestNoDecisionReachesTheBot looks for a decision, or an answer to one, in all that the bot's ports can give it.
func TestNoDecisionReachesTheBot(t *testing.T) {
	ports := map[string]reflect.Type{}
	for _, port := range []reflect.Type{reflect.TypeFor[bot.Seasons](), reflect.TypeFor[bot.Memory](), reflect.TypeFor[bot.People](), reflect.TypeFor[bot.Claims](), reflect.TypeFor[bot.Notes](),
		reflect.TypeFor[bot.Directory](), reflect.TypeFor[bot.Poster]()} {
		ports[port.Name()] = port
	}
	if seen := bottest.NoDecision(t, ports); !seen[reflect.TypeFor[bot.Known]()] {
		t.Error("what is known of people was not looked at")
	}
}

package bot_test

import (
	"log/slog"
	"strings"
	"sync"
	"testing"
	"time"

	"digbot/bot"
	"digbot/internal/app"
	"digbot/internal/config"
	"digbot/internal/programme"
	"digbot/templates"
)

// shipped is what is delivered: the example configuration and its texts.
var shipped = sync.OnceValues(func() (programme.Promotion, *templates.Library) {
	cfg, err := config.Load([]string{"../config.example.yaml"}, func(string) (string, bool) { return "", false })
	if err != nil {
		panic(err)
	}
	texts, err := app.LoadTexts(cfg)
	if err != nil {
		panic(err)
	}
	return cfg.Promotion, texts
})

// talk is a conversation with the shipped bot.
type talk struct {
	t   *testing.T
	bot *bot.Bot
	now time.Time
}

func paris(t *testing.T, text string) time.Time {
	t.Helper()
	at, err := time.ParseInLocation("2006-01-02 15:04", text, programme.Paris())
	if err != nil {
		t.Fatal(err)
	}
	return at
}

// learnt is the shipped knowledge, trained once for all tests: the calendar is no part of it.
var learnt = sync.OnceValue(func() *bot.Knowledge {
	promotion, texts := shipped()
	return app.Knowledge(texts, promotion, slog.New(slog.DiscardHandler))
})

// newTalk begins a conversation at an instant in Paris; released may be empty.
func newTalk(t *testing.T, now, released string) *talk {
	t.Helper()
	promotion, _ := shipped()
	season := programme.Season{Promotion: promotion}
	if released != "" {
		season.Released = paris(t, released)
	}
	c := &talk{t: t, now: paris(t, now)}
	clock := func() time.Time { return c.now }
	c.bot = bot.New(learnt(), app.Fixed(season), bot.NewRecall(clock), clock, slog.New(slog.DiscardHandler))
	return c
}

// say says something in the conversation of that name; an empty name has no context.
func (c *talk) say(conversation, text string) bot.Reply {
	c.t.Helper()
	reply, err := c.bot.Handle(c.t.Context(), bot.Message{Platform: "console", Conversation: conversation, User: "u", Text: text})
	if err != nil {
		c.t.Fatalf("%q: %v", text, err)
	}
	return reply
}

// plain is a reply as it is read, with its spaces made equal.
func plain(reply bot.Reply) string {
	return strings.ReplaceAll(reply.Body.Plain(), "\u00a0", " ")
}

// misses lists the wanted texts that a reply lacks; one that begins with "!" must not be there.
func misses(reply bot.Reply, wanted string) []string {
	var lacking []string
	text := plain(reply)
	for want := range strings.SplitSeq(wanted, "|") {
		unwanted, isNot := strings.CutPrefix(want, "!")
		if isNot == strings.Contains(text, unwanted) {
			lacking = append(lacking, want)
		}
	}
	return lacking
}

// TestNothingIsMadeOfABareYes where nothing was asked.
func TestNothingIsMadeOfABareYes(t *testing.T) {
	for text, wanted := range map[string]string{"oui": "choix en attente", "Non.": "choix en attente", "yes": "nothing to choose", "no": "nothing to choose"} {
		if reply := newTalk(t, "2019-04-20 10:00", "").say("", text); reply.Kind != bot.KindSmalltalk || !strings.Contains(plain(reply), wanted) {
			t.Errorf("%q: %s %s", text, reply.Kind, plain(reply))
		}
	}
}

// TestCourtesiesAreNotOffered to somebody who was not understood, nor tricks.
func TestCourtesiesAreNotOffered(t *testing.T) {
	c := newTalk(t, "2019-04-20 10:00", "")
	for _, text := range []string{"You're useless", "saint mandé", "quel est le prochain évènement"} {
		for _, choice := range c.say(text, text).Choices {
			if choice.ID == "instructions" || choice.ID == "greeting" || choice.ID == "goodbye" {
				t.Errorf("%q is offered %q", text, choice.Label)
			}
		}
	}
}

func TestChallengesAreListedAndCounted(t *testing.T) {
	c := newTalk(t, "2019-04-20 10:00", "")
	for _, test := range []struct{ text, wanted string }{
		{"tous les défis du ministère de l'Intérieur", "4 défis|identité numérique|gendarmerie|préfecture|NexSIS|!Shom"},
		{"les défis de l'Intérieur ?", "4 défis"},
		{"les défis sur l'écologie", "4 défis|Transition écologique|VigicrUX"},
		{"y a-t-il un défi sur l'écologie", "4 défis"},
		{"challenges about ecology", "4 challenges"},
		{"y a-t-il un défi à Issy ?", "1 défi|gendarmerie"},
		{"lesquels hors de Paris ?", "4 défis|Shom|Brest|Clermont-Ferrand|Toulouse|Lyon|!DPMGN"},
		{"Quels défis hors de la région parisienne ?", "4 défis"},
		{"y a-t-il des missions en province", "4 défis"},
		{"combien pour les Armées ?", "2 défis|ministère des Armées|MaritUX|achats"},
		{"combien de défis au ministère de la Défense ?", "2 défis|ministère des Armées"},
		{"les défis de 6 mois", "9 défis|CGDD|Dihal|NexSIS|!Shom"},
		{"les missions d'un an", "6 défis|Shom|CGDD"},
		{"des projets de plus de 8 mois ?", "7 défis|DPMGN|!achats des Armées"},
		{"quels défis durent moins de neuf mois ?", "11 défis|achats des Armées|!DPMGN"},
		{"les défis entre 7 et 9 mois", "3 défis|gendarmerie|achats du ministère des Armées|préfecture"},
		{"qui dure le plus longtemps ?", "12 mois|6 défis|Shom"},
		{"quelle est la mission la plus courte ?", "6 mois|9 défis"},
		{"y a-t-il un défi à Toulouse ?", "1 défi|Toulouse|VigicrUX"},
		{"un défi à Clermont ?", "1 défi|Clermont-Ferrand"},
		{"y a-t-il quelque chose en Bretagne ?", "!Aucun"},
		{"des défis en Bretagne ?", "1 défi|Bretagne|MaritUX"},
		{"un défi à Marseille ?", "aucun défi|Marseille|Brest, Clermont-Ferrand, Toulouse et Lyon"},
		{"combien de défis en Île-de-France ?", "14 défis|région parisienne"},
		{"quels défis à deux designers ?", "5 défis|2 designers|DPMGN|à titre indicatif"},
		{"les défis sur le handicap", "2 défis|handicap|Pôle emploi|familles"},
		{"des projets autour de la santé ?", "1 défi|ameli"},
		{"quels défis à l'Éducation nationale ?", "3 défis|Lyon|Clermont-Ferrand"},
		{"combien de projets pour le Premier ministre ?", "2 défis|FranceConnect"},
		{"les défis de l'Intérieur hors de Paris", "Aucun défi|ministère de l’Intérieur|hors de la région parisienne"},
		{"les défis de l'Intérieur de 6 mois", "1 défi|NexSIS"},
		{"un défi au ministère de la Justice ?", "aucun défi|Justice|ministère des Armées|!Toulouse"},
		{"les défis de la DINSIC", "1 défi (DINSIC)|FranceConnect"},
		{"quels défis ont deux postes ?", "5 défis|DPMGN"},
		{"which challenges are outside Paris?", "4 challenges|Brest|outside the Paris region"},
		{"how many challenges for the Ministry of the Interior?", "4 challenges|Ministry of the Interior"},
		{"the longest missions", "12 months|6 challenges"},
		{"is there a project in Lyon?", "1 challenge|Lyon"},
		{"challenges about health", "1 challenge"},
		{"which missions last six months?", "9 challenges"},
		{"vous avez quoi à Brest ?", "1 défi|Brest|Service hydrographique"},
		{"what is there in Lyon?", "1 challenge|Lyon"},
		{"il y a quoi comme défis rue de Grenelle ?", "3 défis|Éducation nationale"},
		{"les missions de la place Beauvau", "4 défis|ministère de l’Intérieur"},
		{"qui s'occupe du projet sur les bidonvilles ?", "bidonvilles|Dihal"},
	} {
		reply := c.say("", test.text)
		if lacking := misses(reply, test.wanted); len(lacking) > 0 || reply.Kind != bot.KindAnswer || len(reply.Sources) == 0 {
			t.Errorf("%q: %s %q lacks %q (%d sources):\n%s", test.text, reply.Kind, reply.Topic, lacking, len(reply.Sources), plain(reply))
		}
	}
}

// TestOtherQuestionsAreNotTakenForLists asks what resembles a list, and is none.
func TestOtherQuestionsAreNotTakenForLists(t *testing.T) {
	c := newTalk(t, "2019-04-20 10:00", "")
	for _, text := range []string{
		"combien de temps dure la mission ?", "quel est le salaire à Paris ?", "les missions de 6 mois sont-elles payées autant ?",
		"le défi du Shom", "combien de postes ?", "puis-je postuler à deux défis ?", "qui finance les projets du ministère de l'Intérieur ?",
		"quel ministère paie le loyer à Lyon ?", "combien de candidats à Toulouse ?",
		"il y a quoi dans le dossier ?", "qu'est-ce qu'il y a à préparer à Paris ?",
	} {
		if reply := c.say("", text); strings.HasPrefix(reply.Topic, "challenges:") {
			t.Errorf("%q is taken for the list %q", text, reply.Topic)
		}
	}
}

// TestListsFollowTheSeason counts a challenge no more once it is withdrawn.
func TestListsFollowTheSeason(t *testing.T) {
	late := newTalk(t, "2019-08-20 10:00", "2019-05-17 10:00")
	if lacking := misses(late.say("", "combien de défis pour le ministère des Solidarités et de la Santé ?"), "1 défi,|sans compter|retiré"); len(lacking) > 0 {
		t.Errorf("a withdrawn challenge: %q", lacking)
	}
}

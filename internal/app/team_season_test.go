package app

import (
	"flag"
	"os"
	"strings"
	"testing"
	"testing/synctest"

	"digbot/bot"
	"digbot/internal/programme"
)

var update = flag.Bool("update", false, "write the transcript anew")

// TestASeasonByChat lives the season by chat alone: the opening, a moved deadline, the hearings, the results, the first
// days. What was said is the transcript in docs.
func TestASeasonByChat(t *testing.T) {
	c := newChat(t)
	synctest.Test(t, func(t *testing.T) {
		c.begin(t, "2019-04-10T10:00:00", 60)
		defer func() { c.stop() }()
		c.opening()
		c.deadline()
		c.hearings()
		c.results()
		c.onboarding()
		holds(t, c.types("camille", "/dig journal 5"), "Camille Exemple")
		if err := c.store.Verify(t.Context()); err != nil {
			t.Error(err)
		}
		for id, n := range c.outbox.sent {
			if n != 1 {
				t.Errorf("%s left %d times", id, n)
			}
		}
	})
	transcript(t, "../../docs/saison-par-le-chat.md", c.out.String())
}

func (c *chatted) opening() {
	c.day("mercredi 10 avril 2019, 10h")
	holds(c.t, c.types("camille", "/dig état"), "Prochaine occasion : Ouverture")
	c.types("camille", "/dig anoncer ouverture")
	holds(c.t, c.types("camille", "/dig annoncer ouverture"), "Ouverture des candidatures", "Départ prévu")
	c.clicks("camille", "Demander l’approbation")
	today := c.types("dominique", "/dig aujourd'hui")
	holds(c.t, today, "à la demande de Camille")
	code := codeIn(c.t, today)
	holds(c.t, c.types("camille", "/dig approuver "+code), "une autre personne doit l’approuver")
	holds(c.t, c.types("dominique", "/dig approuver "+code), "Approuvé par Dominique")
	c.until("2019-04-11T09:05:00")
	c.day("jeudi 11 avril 2019, 9h05")
	holds(c.t, c.types("camille", "/dig envois"), "Ouverture : terminé")
}

func (c *chatted) deadline() {
	c.until("2019-05-08T14:00:00")
	c.day("mercredi 8 mai 2019, 14h")
	reply := c.types("camille", "/dig calendrier déplacer clôture 12/05/2019 17h")
	holds(c.t, reply, "dimanche 12 mai 2019 à 17h", "1 j avant")
	code := codeIn(c.t, reply)
	c.clicks("camille", "Demander l’approbation")
	holds(c.t, c.types("alix", "Jusqu'à quand puis-je postuler ?"), "10 mai 2019")
	c.types("dominique", "/dig voir "+code)
	holds(c.t, c.clicks("dominique", "Approuver"), "C’est fait")
	holds(c.t, c.types("alix", "Jusqu'à quand puis-je postuler ?"), "12 mai 2019 à 17h")
	c.until("2019-05-08T14:05:00")
	holds(c.t, c.types("dominique", "/dig envois"), "Date déplacée : terminé")
	c.until("2019-05-10T17:00:00")
	if phase := c.phase(); phase != programme.Open {
		c.t.Errorf("the call is %s on the old date", phase)
	}
	c.until("2019-05-12T17:05:00")
	c.day("dimanche 12 mai 2019, 17h05")
	holds(c.t, c.types("dominique", "/dig état"), "candidatures closes")
}

func (c *chatted) phase() programme.Phase {
	season, err := c.store.Season(c.t.Context())
	if err != nil {
		c.t.Fatal(err)
	}
	return season.Phase(c.app.parts.Now())
}

func (c *chatted) hearings() {
	c.until("2019-05-13T09:30:00")
	c.day("lundi 13 mai 2019, 9h30")
	holds(c.t, c.types("camille", "/dig annoncer jury à-blanc"), "rien ne part")
}

func (c *chatted) results() {
	c.until("2019-05-16T10:00:30")
	c.day("jeudi 16 mai 2019, 10h")
	c.told()
	if post, shown := c.room.find("Les résultats sont prévus"); !shown || len(post.Buttons) == 0 {
		c.t.Error("the results were not shown the day before")
	}
	holds(c.t, c.types("alix", "Qui sont les lauréats ?"), "aucun résultat")
	c.types("camille", "/dig annoncer lauréats")
	form := c.clicks("camille", "Modifier le mot de l’équipe")
	reply := c.fills("camille", form.Form, map[string]string{"mail": "result-laureate", "lang": "fr", "text": "Nous nous réjouissons de vous rencontrer le 3 juin."})
	first := codeIn(c.t, reply)
	c.clicks("camille", "Demander l’approbation")
	holds(c.t, c.types("dominique", "/dig refuser "+first+" le 3 juin n'est pas sûr"), "Raison donnée à Camille")
	form = c.types("camille", "/dig modifier "+first)
	reply = c.fills("camille", form.Form, map[string]string{"mail": "result-laureate", "lang": "fr", "text": "Nous nous réjouissons de vous rencontrer."})
	second := codeIn(c.t, reply)
	if first == second {
		c.t.Error("another word has the same code")
	}
	c.clicks("camille", "Demander l’approbation")
	holds(c.t, c.types("dominique", "/dig approuver "+first), "Je ne connais pas de demande")
	holds(c.t, c.types("dominique", "/dig approuver "+second), "Approuvé par Dominique")
	c.until("2019-05-17T08:59:00")
	if c.phase() == programme.Announced {
		c.t.Error("the results are out before their time")
	}
	c.until("2019-05-17T09:05:00")
	c.day("vendredi 17 mai 2019, 9h05")
	holds(c.t, c.types("camille", "/dig état"), "résultats publiés")
	holds(c.t, c.types("alix", "Qui sont les lauréats ?"), "annoncés")
	c.until("2019-05-17T10:10:00") // somebody with two roles got the second mail an hour after the first
	if post, found := c.room.find("Annonce\u00a0: le tableau de tous les messages"); !found || len(post.Files) != 1 || !strings.Contains(string(post.Files[0].Content), "Candidature retenue") {
		c.t.Errorf("the table was not posted: %+v", post)
	}
	c.types("dominique", "/dig rapport announcement@20190517T0700Z")
}

func (c *chatted) onboarding() {
	c.until("2019-05-20T10:00:00")
	c.day("lundi 20 mai 2019, 10h")
	reserve, laureate := c.with(programme.Reserve), c.with(programme.Laureate)
	holds(c.t, c.types("camille", "/dig personne "+laureate.Email), "Candidature retenue : parti")
	code := codeIn(c.t, c.types("camille", "/dig désistement "+laureate.Email))
	c.clicks("camille", "Demander l’approbation")
	holds(c.t, c.types("dominique", "/dig approuver "+code), "C’est fait")
	code = codeIn(c.t, c.types("camille", "/dig appeler-réserve "+reserve.Email+" "+laureate.Roles[0].Challenge))
	c.clicks("camille", "Demander l’approbation")
	holds(c.t, c.types("dominique", "/dig approuver "+code), "C’est fait")
	c.until("2019-05-20T10:05:00")
	holds(c.t, c.types("dominique", "/dig personne "+reserve.Email), "Place proposée : parti")
	holds(c.t, c.types("camille", "/dig annoncer prise-de-poste"), "Prise de poste")
	c.until("2019-06-03T09:10:00")
	c.day("lundi 3 juin 2019, 9h10")
	holds(c.t, c.types("camille", "/dig état"), "en poste")
}

// with is somebody on whom the jury has decided so.
func (c *chatted) with(decision programme.Decision) programme.Person {
	c.t.Helper()
	people, err := c.store.People(c.t.Context(), programme.Audience{Role: programme.Candidate, Decisions: []programme.Decision{decision}})
	if err != nil || len(people) == 0 {
		c.t.Fatalf("nobody is %s: %v", decision, err)
	}
	for _, person := range people {
		if person.Roles[0].Answer == programme.NoAnswer && person.Roles[0].Challenge != "" {
			return person
		}
	}
	return people[0]
}

// transcript compares what was said with the file in docs.
func transcript(t *testing.T, path, said string) {
	t.Helper()
	got := "# Une saison par le chat\n\nCe qui suit a été dit par le programme lui-même, en une saison jouée d’avance avec des personnes fictives\n" +
		"(`go test ./internal/app -run TestASeasonByChat -update` le réécrit). Camille et Dominique sont de l’équipe, Alix est candidate.\n\n```text\n" + said + "```\n"
	if *update {
		if err := os.MkdirAll("../../docs", 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if string(want) != got {
		t.Errorf("the season reads otherwise than %s; if that is meant, run this test with -update and review", path)
	}
}

var _ bot.Poster = (*staffRoom)(nil)

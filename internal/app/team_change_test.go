package app

import (
	"context"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"digbot/bot"
	"digbot/internal/programme"
	"digbot/notifier"
	"digbot/templates"
)

// agree asks for a proposal and approves it.
func (c *chatted) agree(proposal bot.Reply) bot.Reply {
	c.t.Helper()
	code := codeIn(c.t, proposal)
	holds(c.t, c.types("camille", "/dig demander "+code), "est faite")
	return c.types("dominique", "/dig approuver "+code)
}

// board is the programme's channels, of which one does not exist.
type board struct {
	*countingOutbox
	said map[string]string // by channel
}

func (b board) Post(ctx context.Context, channel, marker string, body templates.Document) (string, error) {
	if channel == "nulle-part" {
		return "", bot.ErrNoChannel
	}
	b.mu.Lock()
	b.said[channel] = body.Markdown()
	b.mu.Unlock()
	return b.countingOutbox.Post(ctx, channel, marker, body)
}

// on is what stands in a channel.
func (b board) on(channel string) string {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.said[channel]
}

// TestPublish posts a free announcement after its undo time, stops one, and refuses what would ring at everybody.
func TestPublish(t *testing.T) {
	c := newChat(t)
	b := board{c.outbox, map[string]string{}}
	c.poster = b
	synctest.Test(t, func(t *testing.T) {
		c.begin(t, "2019-04-20T10:00:00", 0)
		defer func() { c.stop() }()
		for text, reason := range map[string]string{
			"/dig publier":                                         "Dites où et quoi",
			"/dig publier #annonces":                               "Dites où et quoi",
			"/dig publier #annonces Bonjour @channel !":            "sonnerait chez tout le monde",
			"/dig publier #annonces Bonjour <!here>":               "sonnerait chez tout le monde",
			"/dig publier #annonces " + strings.Repeat("a ", 2000): "trop long",
		} {
			holds(t, c.types("camille", text), reason)
		}
		holds(t, c.agree(c.types("camille", "/dig publier #annonces Réunion *jeudi* à 10h.")), "Envoi dans 60 s")
		time.Sleep(59 * time.Second)
		if b.on("annonces") != "" {
			t.Error("it was posted within the undo time")
		}
		time.Sleep(10 * time.Second)
		synctest.Wait()
		if b.on("annonces") != "Réunion *jeudi* à 10h." {
			t.Errorf("posted: %q", b.on("annonces"))
		}
		holds(t, c.agree(c.types("camille", "/dig publier <#C01|nulle-part> Bonjour")), "#C01")
		holds(t, c.clicks("dominique", "Annuler l’envoi"), "Rien n’est parti")
		c.agree(c.types("camille", "/dig publier nulle-part Bonjour"))
		time.Sleep(time.Minute + 10*time.Second)
		synctest.Wait()
		if post, found := c.room.find("Le canal n’existe pas"); !found || b.on("nulle-part")+b.on("C01") != "" {
			t.Errorf("nobody was told that there is no such channel: %v", post)
		}
	})
}

// TestUncertainIsForPeople loses the line after the final dot of two mails: they are named, and settled by a click each.
func TestUncertainIsForPeople(t *testing.T) {
	c := newChat(t)
	synctest.Test(t, func(t *testing.T) {
		c.begin(t, "2019-04-11T10:00:00", 0)
		defer func() { c.stop() }()
		c.put(5)
		lost := map[string]bool{}
		c.outbox.fails = func(e notifier.Envelope) error {
			c.outbox.mu.Lock()
			defer c.outbox.mu.Unlock()
			if who := e.To.Email; (who == "p1@example.org" || who == "p3@example.org") && !lost[who] {
				lost[who] = true
				return notifier.ErrUncertain
			}
			return nil
		}
		c.approved()
		time.Sleep(2 * time.Minute)
		synctest.Wait()
		report := c.types("camille", "/dig rapport opening@20190411T0700Z")
		holds(t, report, "2 incertains", "Camille Exemple 1 (p-0001)", "Camille Exemple 3 (p-0003)")
		holds(t, c.clicks("camille", "Marquer envoyé : Camille Exemple 1"), "le message est arrivé")
		c.types("camille", "/dig rapport opening@20190411T0700Z")
		again := c.clicks("camille", "Renvoyer : Camille Exemple 3")
		holds(t, again, "peut le recevoir deux fois", "p3@example.org")
		time.Sleep(2 * time.Minute)
		synctest.Wait()
		if n := c.outbox.total(); n != 4 { // three mails and a post
			t.Errorf("%d messages have left: one was sent again on one person's word", n)
		}
		holds(t, c.agree(again), "C’est fait")
		time.Sleep(2 * time.Minute)
		synctest.Wait()
		holds(t, c.types("camille", "/dig renvoyer opening@20190411T0700Z p-0003"), "Rien d’incertain")
		holds(t, c.types("camille", "/dig marquer envoyé opening@20190411T0700Z p-0001"), "Rien d’incertain")
		holds(t, c.types("camille", "/dig rapport opening@20190411T0700Z"), "0 incertain", "6 partis sur 6")
		if n := c.outbox.total(); n != 5 { // four mails and a post: p-0001 is believed to have got it
			t.Errorf("%d messages have left", n)
		}
	})
}

// TestCorrectAndWithdraw corrects a mailing for exactly those who got it, and takes a challenge back.
func TestCorrectAndWithdraw(t *testing.T) {
	c := newChat(t)
	synctest.Test(t, func(t *testing.T) {
		c.begin(t, "2019-04-11T10:00:00", 0)
		defer func() { c.stop() }()
		c.put(3)
		holds(t, c.types("camille", "/dig rectifier opening@20190411T0700Z"), "Je ne connais pas d’envoi")
		c.approved()
		time.Sleep(2 * time.Minute)
		synctest.Wait()
		c.put(4) // one more who did not get it
		form := c.types("camille", "/dig rectifier opening@20190411T0700Z").Form
		preview := c.fills("camille", form, map[string]string{"about": "la date", "wrong": "le 10 mars", "right": "le 10 mai"})
		holds(t, preview, "3 personnes ont reçu ce message", "le 10 mai")
		holds(t, c.agree(preview), "C’est fait")
		time.Sleep(2 * time.Minute)
		synctest.Wait()
		corrected := 0
		for id := range c.outbox.sent {
			if strings.HasPrefix(id, "correction-") {
				corrected++
			}
		}
		if corrected != 3 {
			t.Errorf("%d people got a correction", corrected)
		}
		holds(t, c.types("camille", "/dig défi retirer ammeli"), "Vouliez-vous dire « ameli »")
		holds(t, c.agree(c.types("camille", "/dig défi retirer ameli")), "C’est fait")
		if challenge, _ := c.seasonNow().Challenge("ameli"); !challenge.IsWithdrawn(time.Now()) {
			t.Error("the challenge is not withdrawn")
		}
		holds(t, c.types("camille", "/dig défi retirer ameli"), "déjà retiré")
	})
}

func (c *chatted) seasonNow() programme.Season {
	c.t.Helper()
	season, err := c.store.Season(c.t.Context())
	if err != nil {
		c.t.Fatal(err)
	}
	return season
}

// TestNoYesNoResults lets the hour of the results pass without an approval: nothing leaves, the team is told once, and two
// people who say yes afterwards let it go.
func TestNoYesNoResults(t *testing.T) {
	c := newChat(t)
	synctest.Test(t, func(t *testing.T) {
		c.begin(t, "2019-05-16T09:00:00", 40)
		defer func() { c.stop() }()
		c.until("2019-05-17T11:00:00")
		post, told := c.room.find("C’est l’heure des résultats, et rien n’est parti")
		if !told || len(post.Buttons) != 1 || c.outbox.total() != 0 || !c.seasonNow().Released.IsZero() {
			t.Fatalf("told %v, %d buttons, %d left", told, len(post.Buttons), c.outbox.total())
		}
		click := bot.Message{Kind: bot.Clicked, Choice: post.Buttons[0].ID, Value: post.Buttons[0].Value, User: "camille"}
		holds(t, c.send(click), "1 sur 2")
		holds(t, c.send(click), "1 sur 2") // a second click is no second person
		click.User = "dominique"
		holds(t, c.send(click), "Approuvé par Camille Exemple et Dominique Exemple")
		time.Sleep(2 * time.Minute)
		synctest.Wait()
		if c.outbox.total() == 0 || c.seasonNow().Released.IsZero() {
			t.Error("the results have not left")
		}
	})
}

// TestAFailingRoomKeepsNothingFromBeingDecided takes the team's channel away.
func TestAFailingRoomKeepsNothingFromBeingDecided(t *testing.T) {
	c := newChat(t)
	synctest.Test(t, func(t *testing.T) {
		c.begin(t, "2019-05-08T14:00:00", 20)
		defer func() { c.stop() }()
		c.room.set(true)
		holds(t, c.agree(c.types("camille", "/dig déplacer clôture 12/05/2019 17h")), "C’est fait")
		if c.seasonNow().Calendar[programme.Deadline].Date.Day != 12 {
			t.Error("the date has not moved")
		}
		c.room.set(false)
		time.Sleep(2 * time.Hour)
		synctest.Wait()
		if _, found := c.room.find("Date déplacée"); !found {
			t.Error("the team was not told when its channel was back")
		}
	})
}

// TestADryRunLeavesNothingToApprove shows the results without preparing them; prepared ones wait for nobody until somebody
// asks, and again once that is refused.
func TestADryRunLeavesNothingToApprove(t *testing.T) {
	c := newChat(t)
	synctest.Test(t, func(t *testing.T) {
		c.begin(t, "2019-05-15T10:00:00", 40)
		defer func() { c.stop() }()
		trial := c.types("camille", "/dig annoncer lauréats à-blanc")
		holds(t, trial, "rien ne part", "Candidature retenue : ", "Départ prévu : vendredi 17 mai 2019")
		if len(trial.Files) != 1 || len(trial.Buttons) != 0 || strings.Contains(trial.Body.Plain(), "Code") {
			t.Errorf("the dry run offers %v with %d files: %q", trial.Buttons, len(trial.Files), trial.Body.Plain())
		}
		if said := loose(c.types("camille", "/dig envois").Body.Plain()); strings.Contains(said, "Annonce : ") {
			t.Errorf("after a dry run: %q", said)
		}
		code := codeIn(t, c.types("camille", "/dig annoncer lauréats"))
		holds(t, c.types("camille", "/dig envois"), "Annonce : préparé, sans demande d’accord")
		c.types("camille", "/dig demander "+code)
		holds(t, c.types("camille", "/dig envois"), "Annonce : en attente d’accord", "demandé par Camille Exemple")
		c.types("dominique", "/dig refuser "+code+" pas encore")
		holds(t, c.types("camille", "/dig envois"), "Annonce : préparé, sans demande d’accord")
		holds(t, c.types("camille", "/dig état"), "Annonce : préparé, sans demande d’accord")
	})
}

// TestTheMailsOfAMoveCanBeStopped takes them back by the code that everybody knows, while the move stands.
func TestTheMailsOfAMoveCanBeStopped(t *testing.T) {
	c := newChat(t)
	synctest.Test(t, func(t *testing.T) {
		c.begin(t, "2019-05-08T14:00:00", 40)
		defer func() { c.stop() }()
		code := codeIn(t, c.types("camille", "/dig calendrier déplacer clôture 12/05/2019 17h"))
		holds(t, c.types("camille", "/dig annuler "+code), "pas approuvée", "/dig abandonner "+code)
		c.types("camille", "/dig demander "+code)
		holds(t, c.types("camille", "/dig annuler "+code), "pas approuvée", "/dig abandonner "+code)
		holds(t, c.types("dominique", "/dig annuler "+code), "celle de Camille Exemple", "/dig refuser "+code)
		holds(t, c.types("dominique", "/dig approuver "+code), "C’est fait", "/dig annuler "+code)
		sent := c.outbox.total() // the public channel is told at once
		time.Sleep(30 * time.Second)
		holds(t, c.types("camille", "/dig annuler "+code), "Date déplacée : arrêté par Camille Exemple. Rien n’est parti")
		c.until("2019-05-08T16:00:00")
		if n := c.outbox.total() - sent; n != 0 {
			t.Errorf("%d mails have left", n)
		}
		holds(t, c.types("alix", "Jusqu'à quand puis-je postuler ?"), "12 mai 2019 à 17h")
	})
}

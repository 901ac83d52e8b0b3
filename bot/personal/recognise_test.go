package personal_test

import (
	"context"
	"strings"
	"testing"
	"time"

	"digbot/bot"
	"digbot/bot/personal"
	"digbot/internal/programme"
)

// TestRecognisedByACode goes from "c'est moi" to the own file, and back.
func TestRecognisedByACode(t *testing.T) {
	inScene(t, nil, func(c *scene) {
		c.want("who is new", c.says("U1", "où en est mon dossier ?"), "écrivez «\u00a0c’est moi\u00a0»", "Mes données")
		c.want("the question", c.says("U1", "Bonjour, c'est moi !"), "Écrivez ici l’adresse")
		c.want("what is no address", c.says("U1", "camille@"), "ne ressemble pas")
		c.want("the promise", c.says("U1", "Camille@Example.org"), "Si l’équipe connaît cette adresse", "10 minutes")
		if len(c.mails) != 1 || c.mails[0].person != "p-camille" || len(c.code()) != 6 {
			t.Fatalf("mailed %v", c.mails)
		}
		code := c.code()
		c.want("the link", c.says("U1", code[:3]+" "+code[3:]), "Merci Camille", "je vous reconnais")
		if known, found, err := c.personal.Recognise(t.Context(), "slack", "U1"); !found || err != nil || known.FirstName != "Camille" {
			t.Errorf("recognised as %+v, %v, %v", known, found, err)
		}
		c.want("a code used twice", c.says("U1", code), "Je n’ai pas compris")
		c.want("the own file", c.says("U1", "où en est mon dossier ?"), "audition du mercredi 15 mai 2019", "viendrez-vous")
		c.want("the end", c.says("U1", "oublie qui je suis"), "je ne sais plus qui vous êtes")
		if _, found, err := c.personal.Recognise(t.Context(), "slack", "U1"); found || err != nil {
			t.Errorf("recognised after all: %v", err)
		}
		if len(c.told) > 0 {
			t.Errorf("the team was told %q", c.told)
		}
	})
}

// TestTheNoticeStandsBeforeWhatAsksToChoose reads the first answer of somebody who is offered choices.
func TestTheNoticeStandsBeforeWhatAsksToChoose(t *testing.T) {
	inScene(t, nil, func(c *scene) {
		if got := c.says("U1", "combien ?"); !strings.HasPrefix(got, "21 postes.\n\nPremier échange") || !strings.HasSuffix(got, "Autre chose ? Choisissez :") {
			t.Errorf("said %q", got)
		}
		if got := c.says("U1", "combien ?"); got != "21 postes.\n\nAutre chose ? Choisissez :" {
			t.Errorf("said again %q", got)
		}
	})
}

// TestNothingTellsWhoIsInTheRoster gives the same answer to an address that nobody has, and expects a code that fits nothing.
func TestNothingTellsWhoIsInTheRoster(t *testing.T) {
	inScene(t, nil, func(c *scene) {
		var replies [2][]string
		for i, email := range []string{"camille@example.org", "personne@example.org"} {
			user := string(rune('A' + i))
			for _, text := range []string{"c'est moi", email, "no code", "000001", "000002", "000003", "000004", "000005", "000006"} {
				if i == 0 && len(c.mails) > 0 && c.code() == text {
					t.Skip("the code was guessed")
				}
				replies[i] = append(replies[i], c.says(user, text))
			}
		}
		for i := range replies[0] {
			if replies[0][i] != replies[1][i] {
				t.Errorf("answers differ:\n%s\n%s", replies[0][i], replies[1][i])
			}
		}
		if len(c.mails) != 1 || len(c.told) != 2 {
			t.Errorf("%d mails, the team was told %q", len(c.mails), c.told)
		}
	})
}

// TestRefused is every way of not being recognised: each is refused, and the team is told by ids.
func TestRefused(t *testing.T) {
	for _, test := range []struct {
		name         string
		does         func(c *scene) string
		says, tells  string
		alsoTells    []string
		stillAwaited bool
	}{
		{name: "wrong five times", says: "faux cinq fois", tells: "cinq fois un code faux", alsoTells: []string{"U1", "p-camille"}, does: func(c *scene) string {
			c.says("U1", "c'est moi")
			c.says("U1", "camille@example.org")
			for i := 1; i < 5; i++ {
				c.want("try", c.says("U1", another(c.code(), i)), "pas le bon code")
			}
			last := c.says("U1", another(c.code(), 5))
			c.want("the right code, too late", c.says("U1", c.code()), "Je n’ai pas compris")
			return last
		}},
		{name: "an old code", says: "n’est plus valable", tells: "n’était plus valable", alsoTells: []string{"U1", "p-camille"}, does: func(c *scene) string {
			c.says("U1", "c'est moi")
			c.says("U1", "camille@example.org")
			time.Sleep(10 * time.Minute)
			return c.says("U1", c.code())
		}},
		{name: "a code for somebody else", says: "pas le bon code", tells: "code envoyé à un autre compte", alsoTells: []string{"U2", "U1", "p-camille"}, does: func(c *scene) string {
			c.says("U1", "c'est moi")
			c.says("U1", "camille@example.org")
			stolen := c.code()
			c.says("U2", "it's me")
			c.says("U2", "sacha@example.org")
			if c.code() == stolen {
				t.Skip("both were sent the same code")
			}
			reply := c.says("U2", stolen)
			c.want("the code that was stolen", c.says("U1", stolen), "Je n’ai pas compris")
			return reply
		}},
		{name: "a code for somebody else, without one of one's own", says: "n’attends pas de code", tells: "code envoyé à un autre compte", alsoTells: []string{"U2", "U1"}, does: func(c *scene) string {
			c.says("U1", "c'est moi")
			c.says("U1", "camille@example.org")
			return c.says("U2", c.code())
		}},
		{name: "claimed by two", says: "un autre compte est déjà relié", tells: "il y a déjà un lien avec U1", alsoTells: []string{"U2", "p-camille"}, does: func(c *scene) string {
			c.recognised("U1", "camille@example.org")
			return c.recognised("U2", "camille@example.org")
		}},
		{name: "claimed beside the team's list", says: "un autre compte est déjà relié", tells: "U-claude", alsoTells: []string{"U2", "p-claude"}, does: func(c *scene) string {
			return c.recognised("U2", "claude@example.org")
		}},
		{name: "an account of somebody else", says: "ou le vôtre à une autre", tells: "p-claude", alsoTells: []string{"U-claude", "p-camille"}, does: func(c *scene) string {
			return c.recognised("U-claude", "camille@example.org")
		}},
	} {
		t.Run(test.name, func(t *testing.T) {
			inScene(t, nil, func(c *scene) {
				reply := strings.ReplaceAll(test.does(c), "not the right code", "pas le bon code")
				c.want("the reply", reply, test.says)
				if len(c.told) != 1 {
					t.Fatalf("the team was told %q", c.told)
				}
				c.want("the team", c.told[0], append(test.alsoTells, test.tells)...)
				for _, personal := range []string{"@", "Camille", "Claude", c.code()} {
					if strings.Contains(c.told[0], personal) {
						t.Errorf("the team's channel reads %q: %s", personal, c.told[0])
					}
				}
				if accounts, err := c.store.AccountsOf(t.Context(), "p-claude"); len(accounts) > 0 || err != nil {
					t.Errorf("linked all the same: %v, %v", accounts, err)
				}
			})
		})
	}
}

// TestCodesAreLimited asks for more codes than anybody needs, as one user and as many.
func TestCodesAreLimited(t *testing.T) {
	inScene(t, nil, func(c *scene) {
		for range 5 {
			c.says("U1", "c'est moi")
			c.says("U1", "camille@example.org")
		}
		c.want("the fourth", c.says("U1", "camille@example.org"), "plusieurs codes en peu de temps")
		if len(c.mails) != 3 {
			t.Errorf("one user was sent %d codes", len(c.mails))
		}
		for _, user := range []string{"U2", "U3", "U4"} {
			c.says(user, "c'est moi")
			c.want("the answer", c.says(user, "camille@example.org"), "Si l’équipe connaît cette adresse")
		}
		if len(c.mails) != 3 {
			t.Errorf("one address was sent %d codes in an hour", len(c.mails))
		}
		time.Sleep(time.Hour)
		c.says("U2", "c'est moi")
		c.says("U2", "camille@example.org")
		if len(c.mails) != 4 {
			t.Errorf("%d codes after an hour", len(c.mails))
		}
	})
}

// TestOnlyInPrivate asks for a direct message wherever others read along.
func TestOnlyInPrivate(t *testing.T) {
	inScene(t, nil, func(c *scene) {
		public := func(text string) bot.Reply {
			return c.give(bot.Message{User: "U1", Text: text, Place: bot.Place{Channel: "C1"}})
		}
		c.want("in public", public("c'est moi").Body.Plain(), "message direct")
		c.says("U1", "c'est moi")
		c.want("an address in public", public("camille@example.org").Body.Plain(), "message direct")
		c.says("U1", "camille@example.org")
		reply := public(c.code())
		if c.want("a code in public", reply.Body.Plain(), "message direct"); !reply.Private {
			t.Error("others read along")
		}
		time.Sleep(10 * time.Minute)
		c.want("an address that nobody asked for", public("quelqu-un@example.org").Body.Plain(), "Je n’ai pas compris")
	})
}

// TestAddressInAForm asks in a window where the platform has one.
func TestAddressInAForm(t *testing.T) {
	inScene(t, nil, func(c *scene) {
		c.says("U9", "it's me")
		place := bot.Place{Channel: "DU9", Direct: true}
		form := c.give(bot.Message{User: "U9", Kind: bot.Clicked, Choice: "own-recognise", Place: place}).Form
		if form == nil || form.ID != "own-recognise" || len(form.Fields) != 1 || form.Title != "Recognise me" {
			t.Fatalf("the form %+v", form)
		}
		filled := c.give(bot.Message{User: "U9", Kind: bot.Submitted, Choice: form.ID, Fields: map[string]string{"email": "<mailto:sacha@example.org|sacha@example.org>"}, Place: place})
		c.want("the promise", filled.Body.Plain(), "10 minutes")
		c.want("the link", c.says("U9", c.code()), "Sacha")
	})
}

// TestTrustedEmail recognises by the platform's address where the operator says so, and nowhere else.
func TestTrustedEmail(t *testing.T) {
	inScene(t, []string{"slack"}, func(c *scene) {
		c.emails["U1"], c.emails["U2"], c.emails["U3"] = "camille@example.org", "CAMILLE@example.org", ""
		for _, test := range []struct {
			platform, user string
			found          bool
		}{{"mattermost", "U1", false}, {"slack", "U3", false}, {"slack", "U1", true}, {"slack", "U1", true}, {"slack", "U2", false}} {
			if _, found, err := c.personal.Recognise(t.Context(), test.platform, test.user); found != test.found || err != nil {
				t.Errorf("%s %s: %v, %v", test.platform, test.user, found, err)
			}
		}
		if len(c.told) != 1 || !strings.Contains(c.told[0], "U2") {
			t.Errorf("the team was told %q", c.told)
		}
	})
}

// TestOwnResult tells a result after the release alone, and after a code alone.
func TestOwnResult(t *testing.T) {
	inScene(t, []string{"slack"}, func(c *scene) {
		ask := func() string { return c.says("U1", "suis-je retenue ?") }
		c.results["p-camille"], c.emails["U1"] = result("result-reserve"), "camille@example.org"
		if text := ask(); strings.Contains(text, "liste complémentaire") || strings.Contains(text, "code") {
			t.Errorf("before the release: %s", text)
		}
		c.now = paris("2019-05-24T14:00")
		if _, err := c.store.Release(t.Context(), paris("2019-05-24T12:00")); err != nil {
			t.Fatal(err)
		}
		text := ask()
		if c.want("recognised by the platform", text, "par un code"); strings.Contains(text, "liste complémentaire") {
			t.Errorf("told without a code: %s", text)
		}
		c.recognised("U1", "camille@example.org")
		c.want("after a code", ask(), "liste complémentaire", "24 mai 2019")
		reply := c.give(bot.Message{User: "U1", Text: "suis-je retenue ?", Place: bot.Place{Channel: "C1"}})
		if strings.Contains(reply.Body.Plain(), "liste complémentaire") {
			t.Error("told where others read along")
		}
	})
}

// TestAnswersToAnInvitation keeps what candidates answer and puts them through to the team.
func TestAnswersToAnInvitation(t *testing.T) {
	inScene(t, nil, func(c *scene) {
		c.want("a stranger", c.says("U1", "je viens"), "Je n’ai pas compris")
		c.recognised("U1", "camille@example.org")
		for _, test := range []struct{ text, answer, says, tells string }{
			{"Je viens, merci", "coming", "vous venez", "**"}, {"Je voudrais un autre créneau.", "slot", "un autre créneau", "demande"}, {"j'ai besoin d'un aménagement", "needs", "santé", "demande"},
		} {
			c.want(test.text, c.says("U1", test.text), test.says)
			kept, err := c.store.HearingAnswer(t.Context(), "p-camille", "shom")
			if kept.Answer != test.answer || err != nil {
				t.Errorf("%s: kept %+v, %v", test.text, kept, err)
			}
		}
		if len(c.told) != 3 || !strings.Contains(c.told[0], "p-camille") || !strings.Contains(c.told[0], "vient") || len(c.passed) != 2 {
			t.Errorf("told %q, passed %q", c.told, c.passed)
		}
		click := c.give(bot.Message{User: "U1", Kind: bot.Clicked, Choice: "own-coming", Value: "shom", Place: bot.Place{Channel: "DU1", Direct: true}})
		c.want("the button", click.Body.Plain(), "vous venez")
		c.want("the file", c.says("U1", "où en est mon dossier ?"), "vous avez répondu que vous venez")
		c.now = paris("2019-05-15T10:00")
		c.want("after the hearing", c.says("U1", "je viens"), "Je n’ai pas compris")
		late := c.give(bot.Message{User: "U1", Kind: bot.Clicked, Choice: "own-coming", Value: "shom", Place: bot.Place{Channel: "DU1", Direct: true}})
		c.want("an old button", late.Body.Plain(), "plus d’audition à venir")
	})
}

// TestNoticeInEveryFirstContact tells everybody once on each platform.
func TestNoticeInEveryFirstContact(t *testing.T) {
	inScene(t, nil, func(c *scene) {
		for _, test := range []struct {
			platform, user string
			told           bool
		}{{"slack", "U1", true}, {"slack", "U1", false}, {"mattermost", "U1", true}, {"slack", "U2", true}, {"slack", "U2", false}} {
			reply := c.give(bot.Message{Platform: test.platform, User: test.user, Text: "Bonjour", Place: bot.Place{Channel: "C1"}})
			if told := strings.Contains(reply.Body.Plain(), "Mes données"); told != test.told {
				t.Errorf("%s %s: %v", test.platform, test.user, told)
			}
		}
	})
}

// unwritten are accounts of which nothing is written down, as long as no answer has reached anybody.
type unwritten struct{ personal.Accounts }

func (unwritten) Met(context.Context, bot.Message, programme.Language) error { return nil }

// TestNoticeOfAnAnswerThatWasNotSaid is in the answer that is made again, and in no other.
func TestNoticeOfAnAnswerThatWasNotSaid(t *testing.T) {
	inScene(t, nil, func(c *scene) {
		c.personal.Accounts = unwritten{c.personal.Accounts}
		asked := bot.Message{Platform: "slack", User: "U1", Text: "Bonjour", Place: bot.Place{Channel: "C1"}}
		for _, test := range []struct{ again, told bool }{{false, true}, {true, true}, {false, false}} {
			asked.Again = test.again
			if told := strings.Contains(c.give(asked).Body.Plain(), "Mes données"); told != test.told {
				t.Errorf("again %v: told %v", test.again, told)
			}
		}
	})
}

package personal_test

import (
	"context"
	"slices"
	"testing"
	"time"

	"digbot/bot"
	"digbot/bot/personal"
	"digbot/internal/programme"
	"digbot/templates"
)

// Holdings and Forget are what the store does about people's rights, in short.

func (c *scene) Holdings(context.Context, string) ([]personal.Holding, error) {
	return []personal.Holding{
		{Kind: "identity", Count: 1, Until: paris("2019-08-22T12:00"), Rule: "candidates"}, {Kind: "roles", Count: 1, Rule: "candidates"}, {Kind: "mails", Count: 3, Rule: "deliveries"},
		{Kind: "notes", Count: 2, Rule: "conversations"}, {Kind: "suppression", Count: 1, Rule: "asked"},
	}, nil
}

func (c *scene) Forget(ctx context.Context, person string, _ time.Time) (string, error) {
	c.forgotten = append(c.forgotten, person)
	if err := c.store.ForgetPersonal(ctx, person); err != nil {
		return "", err
	}
	return "recu-1", c.store.RemovePeople(ctx, person)
}

func TestMyData(t *testing.T) {
	inScene(t, nil, func(c *scene) {
		c.want("a visitor", c.says("U1", "Mes données svp"), "Je ne sais pas qui vous êtes", "30 jours", "c’est moi")
		c.recognised("U1", "camille@example.org")
		c.want("Camille", c.says("U1", "mes données"), "Bonjour Camille", "Votre nom et votre adresse", "jusqu’au 22 août 2019", "reçus (3)", "un an au plus après l’envoi", "effacer mes données")
		c.recognised("U2", "sacha@example.org")
		c.want("Sacha", c.says("U2", "my data"), "Hello Sacha", "until 22 August 2019", "erase my data")
		command := c.give(bot.Message{User: "U1", Kind: bot.Command, Text: "mes données", Place: bot.Place{Channel: "C1"}})
		c.want("in public", command.Body.Plain(), "message direct")
	})
}

// TestEveryKindHasItsWords looks for the words of each kind and rule, in both languages.
func TestEveryKindHasItsWords(t *testing.T) {
	for _, language := range programme.Languages() {
		labels, err := templates.Labels("personal", language)
		if err != nil {
			t.Fatal(err)
		}
		var keys []string
		for _, kind := range []string{"identity", "roles", "decision", "account", "mails", "questions", "messages", "suppression", "application", "notes", "journal"} {
			keys = append(keys, "held_"+kind, "why_"+kind)
		}
		for _, rule := range []string{"candidates", "pool", "participants", "conversations", "deliveries", "audit", "asked"} {
			keys = append(keys, "until_"+rule)
		}
		for _, key := range keys {
			if labels[key] == "" {
				t.Errorf("%s has no words in %q", key, language)
			}
		}
	}
}

func TestEraseMyData(t *testing.T) {
	for _, test := range []struct {
		name, user, email, ask string
		yes                    bot.Message
		released, gone         bool
		asks, ends, tells      []string
	}{
		{name: "during the selection, in words", user: "U1", email: "camille@example.org", ask: "effacer mes données", yes: bot.Message{Text: "Oui, effacer"}, gone: true,
			asks: []string{"candidature est en cours", "retire votre candidature"}, ends: []string{"effacé", "candidature est retirée", "recu-1"}, tells: []string{"p-camille", "retire sa candidature"}},
		{name: "during the selection, by a click", user: "U2", email: "sacha@example.org", ask: "erase my data", yes: bot.Message{Kind: bot.Clicked, Choice: "own-erase-yes"}, gone: true,
			asks: []string{"withdraws your application"}, ends: []string{"application is withdrawn"}, tells: []string{"p-sacha", "retire sa candidature"}},
		{name: "after the release", user: "U1", email: "camille@example.org", ask: "effacer mes données", yes: bot.Message{Text: "effacer tout"}, released: true, gone: true,
			asks: []string{"Voulez-vous effacer tout"}, ends: []string{"effacé"}, tells: []string{"p-camille"}},
		{name: "somebody of a challenge", user: "U-claude", email: "claude@example.org", ask: "effacer mes données", yes: bot.Message{Text: "oui, effacer"}, gone: true,
			asks: []string{"participez au programme"}, ends: []string{"effacé"}, tells: []string{"p-claude", "ne recevra plus ses messages"}},
		{name: "who thinks again", user: "U1", email: "camille@example.org", ask: "effacer mes données", yes: bot.Message{Text: "Ne rien effacer"}, asks: []string{"retire"}, ends: []string{"rien effacé"}},
	} {
		t.Run(test.name, func(t *testing.T) {
			inScene(t, nil, func(c *scene) {
				c.want("without a code", c.says(test.user, test.ask), "@") // the team's address
				c.recognised(test.user, test.email)
				if test.released {
					c.now = paris("2019-05-24T14:00")
					if _, err := c.store.Release(t.Context(), c.now); err != nil {
						t.Fatal(err)
					}
				}
				c.want("the question", c.says(test.user, test.ask), test.asks...)
				test.yes.User, test.yes.Place = test.user, bot.Place{Channel: "D" + test.user, Direct: true}
				c.want("the end", c.give(test.yes).Body.Plain(), test.ends...)
				if gone := len(c.forgotten) == 1; gone != test.gone || gone != (len(c.told) == 1) {
					t.Fatalf("forgotten %v, told %q", c.forgotten, c.told)
				}
				if test.gone {
					c.want("the team", c.told[0], test.tells...)
					if account, err := c.store.Account(t.Context(), "slack", test.user); account != (personal.Account{}) || err != nil {
						t.Errorf("the account is kept: %+v, %v", account, err)
					}
				}
			})
		})
	}
}

// TestAYesThatNobodyAskedFor erases nothing: not without a question, and not long after it.
func TestAYesThatNobodyAskedFor(t *testing.T) {
	inScene(t, nil, func(c *scene) {
		c.recognised("U1", "camille@example.org")
		c.want("out of the blue", c.says("U1", "oui, effacer"), "Je n’ai pas compris")
		c.says("U1", "effacer mes données")
		time.Sleep(11 * time.Minute)
		c.want("too late", c.says("U1", "oui, effacer"), "Je n’ai pas compris")
		click := bot.Message{User: "U1", Kind: bot.Clicked, Choice: "own-erase-yes", Place: bot.Place{Channel: "DU1", Direct: true}}
		c.want("an old button", c.give(click).Body.Plain(), "retire votre candidature")
		if slices.Contains(c.forgotten, "p-camille") {
			t.Error("erased")
		}
	})
}

package personal_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"digbot/bot"
	"digbot/internal/programme"
)

// TestWishesToBeReminded reads them in both languages, and leaves alone what says something else.
func TestWishesToBeReminded(t *testing.T) {
	const none = "Je n’ai pas compris"
	for _, test := range []struct{ text, want string }{
		{"rappelle-moi la veille", "jeudi 9 mai 2019 à\u00a017h"},
		{"Rappelle-moi la veille de la date limite, s'il te plaît", "jeudi 9 mai"},
		{"préviens-moi 3 h avant", "vendredi 10 mai 2019 à\u00a014h"},
		{"préviens-moi 3h avant la clôture des candidatures", "à\u00a014h"},
		{"prévenez-moi trois heures avant la fin du dépôt", "à\u00a014h"},
		{"rappelle-moi une semaine avant", "vendredi 3 mai"},
		{"rappelle-moi 2 jours avant de déposer ma candidature", none}, // "ma": about the own file
		{"rappelle-moi deux jours avant l'échéance", "mercredi 8 mai"},
		{"un rappel la veille", none},
		{"je voudrais un rappel la veille ici", "en message direct"},
		{"rappelle-moi la veille par mail", "c’est moi"},
		{"/dig rappelle-moi 1 jour avant", "jeudi 9 mai"},
		{"remind me the day before", "Thursday 9 May 2019"},
		{"remind me 3 hours before the deadline", "14:00"},
		{"please remind me a week before", "Friday 3 May"},
		{"remind me two weeks before", "is over already"},
		{"rappelle-moi la date limite", none},
		{"rappelle-moi la veille de mon audition", none},
		{"rappelle-moi", none},
		{"rappelle-moi 0 h avant", none},
		{"rappelle-moi 3 h et 2 h avant", none},
		{"rappelle-moi 99999999999999999999 jours avant", none},
		{"quels rappels envoyez-vous la veille ?", none},
	} {
		t.Run(test.text, func(t *testing.T) {
			inScene(t, nil, func(c *scene) {
				c.now = paris("2019-05-02T10:00")
				c.want(test.text, c.says("U1", test.text), test.want)
			})
		})
	}
}

// TestRemindedOnce is told at its time, once by each route, wherever the deadline was moved to.
func TestRemindedOnce(t *testing.T) {
	inScene(t, nil, func(c *scene) {
		c.now = paris("2019-05-02T10:00")
		c.says("U1", "rappelle-moi la veille")
		c.says("U1", "rappelle-moi un jour avant")
		c.recognised("U2", "camille@example.org")
		c.want("by mail", c.says("U2", "rappelle-moi 3 h avant par courriel"), "à\u00a014h", "par courriel")
		c.says("U2", "préviens-moi trois heures avant par mail")
		c.want("the list", c.says("U2", "mes rappels"), "vendredi 10 mai 2019 à\u00a014h", "par courriel")
		moment, err := programme.ParseMoment("2019-05-13T12:00")
		if err != nil {
			t.Fatal(err)
		}
		for _, step := range []struct {
			at           string
			chats, mails int
			move         bool
		}{
			{at: "2019-05-08T10:00"}, {at: "2019-05-08T11:00", move: true}, {at: "2019-05-09T17:00"}, {at: "2019-05-12T11:59"},
			{at: "2019-05-12T12:00", chats: 1}, {at: "2019-05-12T12:01", chats: 1}, {at: "2019-05-13T09:05", chats: 1, mails: 1}, {at: "2019-05-13T12:00", chats: 1, mails: 1},
		} {
			if c.now = paris(step.at); step.move {
				if err := c.store.Move(t.Context(), programme.Deadline, moment, "alix", c.now); err != nil {
					t.Fatal(err)
				}
			}
			for range 2 {
				if err := c.personal.Look(t.Context()); err != nil {
					t.Fatal(err)
				}
			}
			if len(c.direct) != step.chats || len(c.reminded) != step.mails {
				t.Errorf("%s: told %q and mailed %q", step.at, c.direct, c.reminded)
			}
		}
		c.want("the direct message", c.direct[0], "DU1: ", "lundi 13 mai 2019 à\u00a012h", "dans 24")
	})
}

// TestNeverAfterTheDeadline drops what an outage has kept from being told.
func TestNeverAfterTheDeadline(t *testing.T) {
	inScene(t, nil, func(c *scene) {
		c.now = paris("2019-05-10T10:00")
		c.says("U1", "rappelle-moi une heure avant")
		c.now = paris("2019-05-10T17:00")
		if err := c.personal.Look(t.Context()); err != nil {
			t.Fatal(err)
		}
		if left, err := c.store.Reminders(t.Context()); len(left) > 0 || len(c.direct) > 0 || err != nil {
			t.Errorf("left %v, told %q, %v", left, c.direct, err)
		}
		c.want("afterwards", c.says("U1", "rappelle-moi une heure avant"), "Les candidatures sont closes")
	})
}

func TestReminderStopped(t *testing.T) {
	inScene(t, nil, func(c *scene) {
		c.now = paris("2019-05-02T10:00")
		c.says("U2", "remind me the day before")
		c.says("U1", "rappelle-moi la veille")
		c.says("U1", "rappelle-moi 3 h avant")
		list := c.says("U1", "Mes rappels ?")
		if c.want("the list", list, "9 mai", "10 mai"); strings.Count(list, "message direct") != 2 {
			t.Errorf("the list: %s", list)
		}
		c.want("stopped", c.says("U1", "Arrête les rappels."), "plus de rappel")
		c.want("nothing left", c.says("U1", "mes rappels"), "aucun rappel")
		c.now = paris("2019-05-10T16:00")
		if err := c.personal.Look(t.Context()); err != nil || len(c.direct) != 1 || !strings.HasPrefix(c.direct[0], "DU2: Reminder") {
			t.Errorf("told %q, %v", c.direct, err)
		}
		public := c.give(bot.Message{User: "U1", Text: "rappelle-moi une heure avant", Place: bot.Place{Channel: "C1"}})
		c.want("in public", public.Body.Plain(), "message direct")
	})
}

// FuzzReminder reads anything without failing, and promises nothing after the deadline.
func FuzzReminder(f *testing.F) {
	for _, seed := range []string{"rappelle-moi 3h avant", "remind me a day", "préviens-moi douze semaines avant", "rappelle moi un"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		inScene(t, nil, func(c *scene) {
			c.now = paris("2019-05-02T10:00")
			c.says("U1", text)
			reminders, err := c.store.Reminders(t.Context())
			if err != nil {
				t.Fatal(err)
			}
			for _, r := range reminders {
				due := c.deadline().In(programme.Paris()).AddDate(0, 0, -r.Ahead.Days).Add(-time.Duration(r.Ahead.Hours) * time.Hour)
				if !due.After(c.now) || !due.Before(c.deadline()) {
					t.Error(fmt.Sprint("promised for ", due))
				}
			}
		})
	})
}

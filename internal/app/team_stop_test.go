package app

import (
	"fmt"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"digbot/internal/programme"
)

// approved asks for the opening, which is due, and approves it.
func (c *chatted) approved() (code string) {
	c.t.Helper()
	code = codeIn(c.t, c.types("camille", "/dig annoncer ouverture"))
	c.types("camille", "/dig demander "+code)
	holds(c.t, c.types("dominique", "/dig approuver "+code), "Envoi dans 60 s")
	return code
}

// TestUndoAtTheLastSecond stops everything; a second after the undo time it is too late, and what has left is told.
func TestUndoAtTheLastSecond(t *testing.T) {
	c := newChat(t)
	synctest.Test(t, func(t *testing.T) {
		c.begin(t, "2019-04-11T10:00:00", 90) // the opening was due at 9: nothing older than the start is sent by itself
		defer func() { c.stop() }()
		c.approved()
		time.Sleep(59 * time.Second)
		holds(t, c.clicks("dominique", "Annuler l’envoi"), "arrêté par Dominique Exemple. Rien n’est parti")
		time.Sleep(time.Hour)
		synctest.Wait()
		if len(c.outbox.sent) != 0 {
			t.Fatalf("%d messages have left", len(c.outbox.sent))
		}
		c.approved()
		time.Sleep(61 * time.Second)
		synctest.Wait()
		reply := c.clicks("dominique", "Annuler l’envoi")
		holds(t, reply, "trop tard pour annuler", fmt.Sprintf("%d messages sont partis", len(c.outbox.sent)), "0 reste")
		if len(c.outbox.sent) == 0 {
			t.Error("nothing has left after the undo time")
		}
	})
}

// TestPausedInTheMiddle stops a long campaign at once, and goes on with it when a second person agrees.
func TestPausedInTheMiddle(t *testing.T) {
	c := newChat(t)
	synctest.Test(t, func(t *testing.T) {
		c.begin(t, "2019-04-11T10:00:00", 0)
		defer func() { c.stop() }()
		c.put(400)
		c.outbox.delay = time.Second
		c.approved()
		time.Sleep(80 * time.Second)
		holds(t, c.types("camille", "/dig pause"), "est en pause")
		time.Sleep(5 * time.Second)
		paused := c.outbox.total()
		time.Sleep(time.Hour)
		synctest.Wait()
		if c.outbox.total() != paused || paused == 0 || paused > 150 {
			t.Errorf("%d had left when it was paused, %d an hour later", paused, c.outbox.total())
		}
		code := codeIn(t, c.clicks("camille", "Reprendre"))
		c.types("camille", "/dig demander "+code)
		holds(t, c.types("dominique", "/dig approuver "+code), "C’est fait")
		time.Sleep(10 * time.Minute)
		synctest.Wait()
		if c.outbox.total() != 401 {
			t.Errorf("%d of 401 have left at the end", c.outbox.total())
		}
	})
}

// TestPausedBeforeItsHour keeps back what the calendar would send by itself: a refusal says that it does not.
func TestPausedBeforeItsHour(t *testing.T) {
	c := newChat(t)
	synctest.Test(t, func(t *testing.T) {
		c.begin(t, "2019-04-10T10:00:00", 90)
		defer func() { c.stop() }()
		code := codeIn(t, c.types("camille", "/dig annoncer ouverture"))
		c.types("camille", "/dig demander "+code)
		holds(t, c.types("dominique", "/dig refuser "+code+" pas encore"), "Le calendrier le fera partir", "/dig pause opening@20190411T0700Z")
		holds(t, c.types("dominique", "/dig pause"), "Aucun envoi n’est concerné")
		holds(t, c.types("dominique", "/dig pause opening@20190411T0700Z"), "est en pause")
		c.until("2019-04-11T12:00:00")
		if c.outbox.total() != 0 {
			t.Errorf("%d messages have left", c.outbox.total())
		}
		holds(t, c.agree(c.types("camille", "/dig reprendre")), "C’est fait")
		time.Sleep(time.Hour)
		synctest.Wait()
		if c.outbox.total() != 0 {
			t.Errorf("%d messages have left without two people's yes to their content", c.outbox.total())
		}
		c.approved()
		time.Sleep(time.Hour)
		synctest.Wait()
		if c.outbox.total() == 0 {
			t.Error("nothing has left after two people's yes")
		}
	})
}

// TestPausedBeforeItIsPlanned keeps a reminder back of which there is no campaign yet, by the name that the calendar gives it.
func TestPausedBeforeItIsPlanned(t *testing.T) {
	c := newChat(t)
	synctest.Test(t, func(t *testing.T) {
		c.begin(t, "2019-05-02T10:00:00", 0)
		defer func() { c.stop() }()
		c.put(3)
		const reminder = "deadline-7d@20190503T1500Z"
		holds(t, c.types("camille", "/dig calendrier"), "Clôture, 7 j avant : vendredi 3 mai 2019 à 17h (heure de Paris) (dans 31 heures), "+reminder)
		holds(t, c.types("dominique", "/dig pause "+reminder), "Clôture, 7 j avant est en pause. 0 parti, 3 en attente")
		holds(t, c.types("camille", "/dig envois"), "Clôture, 7 j avant : en pause")
		c.until("2019-05-03T20:00:00")
		if c.outbox.total() != 0 {
			t.Errorf("%d messages have left", c.outbox.total())
		}
		holds(t, c.types("dominique", "/dig pause deadline-9d@20190501T1500Z"), "Je ne connais pas d’envoi")
		c.until("2019-05-09T20:00:00")
		if c.outbox.total() == 0 {
			t.Error("the reminder of the day before was kept back, too")
		}
	})
}

// put puts n people into the store who are interested in the call.
func (c *chatted) put(n int) {
	c.t.Helper()
	people := make([]programme.Person, n)
	for i := range people {
		people[i] = programme.Person{ID: fmt.Sprintf("p-%04d", i), Name: fmt.Sprintf("Camille Exemple %d", i), Email: fmt.Sprintf("p%d@example.org", i),
			Roles: []programme.Role{{Kind: programme.Candidate}}}
	}
	if err := c.store.PutPeople(c.t.Context(), people); err != nil {
		c.t.Fatal(err)
	}
}

func (o *countingOutbox) total() int {
	o.mu.Lock()
	defer o.mu.Unlock()
	return len(o.sent)
}

// TestProgressOf2000 follows a long campaign in one message, also over a restart: never more than an edit in three
// seconds, and exact at the end.
func TestProgressOf2000(t *testing.T) {
	if testing.Short() || underRace {
		t.Skip("2,000 mails take half a minute on a slow disk, and minutes under the race detector")
	}
	c := newChat(t)
	synctest.Test(t, func(t *testing.T) {
		c.begin(t, "2019-04-11T10:00:00", 0)
		defer func() { c.stop() }()
		c.put(2000)
		c.outbox.delay = 200 * time.Millisecond // with four workers: 100 seconds
		c.approved()
		time.Sleep(110 * time.Second)
		c.stop()
		half := c.outbox.total()
		time.Sleep(10 * time.Second)
		c.start()
		time.Sleep(10 * time.Minute)
		synctest.Wait()
		ref := "team-campaign-opening@20190411T0700Z"
		post, edits := c.room.posts[ref], c.room.edits[ref]
		if text := post.Body.Plain(); half < 200 || half > 1800 || !strings.Contains(text, "2001 partis sur 2001") {
			t.Errorf("%d had left at the restart; at the end the message reads %q", half, text)
		}
		if len(edits) < 15 {
			t.Errorf("the progress was shown %d times", len(edits))
		}
		for i := 1; i < len(edits); i++ {
			if gap := edits[i].Sub(edits[i-1]); gap < 3*time.Second {
				t.Errorf("edit %d came %s after the one before", i, gap)
			}
		}
	})
}

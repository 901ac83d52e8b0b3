package store

import (
	"context"
	"errors"
	"fmt"
	"reflect"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"digbot/bot"
	"digbot/bot/personal"
	"digbot/internal/programme"
)

func testInbox(t *testing.T, open opener) {
	t.Run("a message belongs to one until its lease is over", func(t *testing.T) {
		var c clock
		testClaims(t, open(t, withNow(c.now)), &c)
	})
	t.Run("a message is taken over from a process that is slow", func(t *testing.T) {
		var c clock
		testTakenOver(t, open(t, withNow(c.now)), &c)
	})
	t.Run("an answer and its conversation are written together", func(t *testing.T) {
		var c clock
		testAnsweredLeaving(t, open(t, withNow(c.now)), &c)
	})
	t.Run("what a process knows of a conversation has changed meanwhile", func(t *testing.T) {
		var c clock
		testChangedMeanwhile(t, open(t, withNow(c.now)), &c)
	})
	t.Run("one of many takes a note", func(t *testing.T) { testTakeRace(t, open(t)) })
	t.Run("one of many passes a note on", func(t *testing.T) { testPassRace(t, open(t)) })
	t.Run("one of many writes a note anew", func(t *testing.T) { testSwapRace(t, open(t)) })
	t.Run("one of many writes a note anew, all at one instant", func(t *testing.T) {
		var c clock
		testSwapRace(t, open(t, withNow(c.now)))
	})
	t.Run("notes are found until they expire", func(t *testing.T) {
		var c clock
		testNotes(t, open(t, withNow(c.now)), &c)
	})
}

func testClaims(t *testing.T, s *Store, c *clock) {
	ctx := t.Context()
	asked := bot.Message{Platform: "slack", Event: "C1:12/3", Conversation: "C1", Text: "Combien ?", Fields: map[string]string{"a": "b"}}
	begin := func(m bot.Message, want, again bool) {
		t.Helper()
		begun, mine, err := s.Begin(ctx, m, time.Minute)
		if mine != want || err != nil || mine && (begun.Again != again || begun.Text != asked.Text) {
			t.Errorf("begun %+v, mine %v, %v; want %v, again %v", begun, mine, err, want, again)
		}
	}
	orphans := func(platform string, want int) {
		t.Helper()
		if found, err := s.Orphans(ctx, platform); len(found) != want || err != nil {
			t.Errorf("%d orphans of %s, %v; want %d", len(found), platform, err, want)
		}
	}
	begin(asked, true, false)
	begin(asked, false, false)
	other := asked
	other.Platform = "mattermost"
	begin(other, true, false)
	orphans("slack", 0)
	c.advance(time.Minute)
	orphans("slack", 1)
	orphans("slac", 0)
	begin(bot.Message{Platform: asked.Platform, Event: asked.Event}, true, true) // what was asked is known without the platform
	orphans("slack", 0)
	for range 2 {
		if err := s.Answered(ctx, asked); err != nil {
			t.Fatal(err)
		}
	}
	c.advance(answeredFor - time.Second)
	begin(asked, false, false)
	orphans("slack", 0)
	c.advance(time.Second)
	begin(asked, true, false)
	if _, mine, err := s.Begin(ctx, bot.Message{Platform: "p", Event: "left", Text: asked.Text}, 0); !mine || err != nil {
		t.Errorf("a message could not be left: %v", err)
	}
	orphans("p", 1)
	c.advance(answeredFor)
	if _, err := s.Sweep(ctx, c.now()); err != nil {
		t.Fatal(err)
	}
	if left, err := s.engine.Scan(ctx, "pending/", "", 10); len(left) > 0 || err != nil {
		t.Errorf("%d messages are still there, %v", len(left), err)
	}
}

func testTakenOver(t *testing.T, s *Store, c *clock) {
	ctx, asked := t.Context(), bot.Message{Platform: "slack", Event: "C1:1", Conversation: "C1", Text: "Combien ?"}
	empty := dump(t, s.engine)
	other := &Store{engine: s.engine, promotion: s.promotion, now: s.now, batch: s.batch}
	for _, each := range []*Store{s, other} {
		if _, mine, err := each.Begin(ctx, asked, time.Minute); !mine || err != nil {
			t.Fatal(mine, err)
		}
		c.advance(time.Minute)
	}
	for _, each := range []*Store{s, other, s} { // the first answers with what it knows, which is old
		if err := each.AnsweredLeaving(ctx, asked, Left{Session: &bot.Session{Topic: "salary"}, TTL: time.Hour}); err != nil {
			t.Fatal(err)
		}
	}
	if orphans, err := s.Orphans(ctx, "slack"); len(orphans) > 0 || err != nil {
		t.Errorf("%d orphans, %v", len(orphans), err)
	}
	c.advance(answeredFor + time.Hour)
	if _, err := s.Sweep(ctx, c.now()); err != nil {
		t.Fatal(err)
	}
	if left := dump(t, s.engine); !reflect.DeepEqual(left, empty) {
		t.Errorf("left: %v", left)
	}
}

func testAnsweredLeaving(t *testing.T, s *Store, c *clock) {
	ctx, asked := t.Context(), bot.Message{Platform: "slack", Event: "C1:1", Conversation: "C1", User: "U1", Text: "Combien ?"}
	empty := dump(t, s.engine)
	for _, topic := range []string{"salary", "place"} { // the second time, everything is there already
		if _, _, err := s.Begin(ctx, asked, time.Minute); err != nil {
			t.Fatal(err)
		}
		if err := s.AnsweredLeaving(ctx, asked, Left{&bot.Session{Topic: topic}, time.Hour, programme.English}); err != nil {
			t.Fatal(err)
		}
		if session, err := s.Session(ctx, bot.SessionOf(asked)); session.Topic != topic || err != nil {
			t.Errorf("remembered %q, %v; want %q", session.Topic, err, topic)
		}
		if account, err := s.Account(ctx, asked.Platform, asked.User); !account.Met || account.Language != programme.English || err != nil {
			t.Errorf("not told of their data: %+v, %v", account, err)
		}
		if _, mine, err := s.Begin(ctx, asked, time.Minute); mine || err != nil {
			t.Errorf("answered, and yet begun: %v, %v", mine, err)
		}
		c.advance(time.Minute)
	}
	c.advance(personal.Account{}.Lasts())
	if _, err := s.Sweep(ctx, c.now()); err != nil {
		t.Fatal(err)
	}
	if left := dump(t, s.engine); !reflect.DeepEqual(left, empty) {
		t.Errorf("left: %v", left)
	}
}

// testChangedMeanwhile lets another process write what this one has read before it answers: the answer comes last, and
// nothing stays behind of what was there before.
func testChangedMeanwhile(t *testing.T, s *Store, c *clock) {
	ctx, asked := t.Context(), bot.Message{Platform: "slack", Event: "C1:1", Conversation: "C1", User: "U1", Text: "Combien ?"}
	empty := dump(t, s.engine)
	other := &Store{engine: s.engine, promotion: s.promotion, now: s.now, batch: s.batch}
	if _, _, err := s.Begin(ctx, asked, time.Minute); err != nil {
		t.Fatal(err)
	}
	_, err := s.Session(ctx, bot.SessionOf(asked))
	_, seen := s.Account(ctx, asked.Platform, asked.User)
	c.advance(time.Second)
	remembered := other.Remember(ctx, bot.SessionOf(asked), bot.Session{Topic: "place"}, time.Minute)
	_, changed := other.ChangeAccount(ctx, asked.Platform, asked.User, func(a personal.Account) personal.Account {
		a.Asked = c.now()
		return a
	})
	answered := s.AnsweredLeaving(ctx, asked, Left{&bot.Session{Topic: "salary"}, time.Hour, programme.French})
	if err := errors.Join(err, seen, remembered, changed, answered); err != nil {
		t.Fatal(err)
	}
	if session, err := other.Session(ctx, bot.SessionOf(asked)); session.Topic != "salary" || err != nil {
		t.Errorf("remembered %q, %v", session.Topic, err)
	}
	if account, err := other.Account(ctx, asked.Platform, asked.User); !account.Met || account.Asked.IsZero() || err != nil {
		t.Errorf("%+v, %v", account, err)
	}
	c.advance(personal.Account{}.Lasts())
	if _, err := s.Sweep(ctx, c.now()); err != nil {
		t.Fatal(err)
	}
	if left := dump(t, s.engine); !reflect.DeepEqual(left, empty) {
		t.Errorf("left: %v", left)
	}
}

func testTakeRace(t *testing.T, s *Store) {
	for n := range 20 {
		key := fmt.Sprint("click/", n)
		if err := s.Note(t.Context(), key, "secret", time.Minute); err != nil {
			t.Fatal(err)
		}
		var taken atomic.Int32
		var group sync.WaitGroup
		for range 8 {
			group.Go(func() {
				if value, found, err := s.Take(context.Background(), key); found && value == "secret" && err == nil {
					taken.Add(1)
				}
			})
		}
		group.Wait()
		if taken.Load() != 1 {
			t.Errorf("%s was taken %d times", key, taken.Load())
		}
	}
}

// testPassRace lets many pass one note on, and one take it: it goes one way, and is never in two places or in none.
func testPassRace(t *testing.T, s *Store) {
	ctx := context.Background()
	for n := range 20 {
		if err := s.Note(t.Context(), fmt.Sprint("asked/", n), "question", time.Minute); err != nil {
			t.Fatal(err)
		}
		var passed, taken atomic.Int32
		var group sync.WaitGroup
		for i := range 8 {
			group.Go(func() {
				if i == 0 {
					if _, found, err := s.Take(ctx, fmt.Sprint("asked/", n)); found && err == nil {
						taken.Add(1)
					}
					return
				}
				if mine, err := s.Pass(ctx, fmt.Sprint("asked/", n), fmt.Sprint("yes/", n), fmt.Sprint("yes of ", i), time.Minute); mine && err == nil {
					passed.Add(1)
				}
			})
		}
		group.Wait()
		left, err := s.Noted(ctx, fmt.Sprint("yes/", n))
		if passed.Load()+taken.Load() != 1 || (left != "") != (passed.Load() == 1) || err != nil {
			t.Errorf("%d passed it on, %d took it, %q is there, %v", passed.Load(), taken.Load(), left, err)
		}
		if again, err := s.Pass(ctx, fmt.Sprint("asked/", n), fmt.Sprint("yes/", n), "again", time.Minute); again || err != nil {
			t.Errorf("what was passed on is passed on again: %v", err)
		}
	}
}

// testSwapRace lets many write a note anew: one does, each time.
func testSwapRace(t *testing.T, s *Store) {
	ctx := context.Background()
	if err := s.Note(ctx, "turn", "0", time.Minute); err != nil {
		t.Fatal(err)
	}
	for n := range 20 {
		var swapped atomic.Int32
		var group sync.WaitGroup
		for range 8 {
			group.Go(func() {
				if mine, err := s.Swap(ctx, "turn", fmt.Sprint(n), fmt.Sprint(n+1), time.Minute); mine && err == nil {
					swapped.Add(1)
				}
			})
		}
		group.Wait()
		if left, err := s.Noted(ctx, "turn"); swapped.Load() != 1 || left != fmt.Sprint(n+1) || err != nil {
			t.Errorf("%d wrote it anew, it reads %q, %v", swapped.Load(), left, err)
		}
	}
}

func testNotes(t *testing.T, s *Store, c *clock) {
	ctx := t.Context()
	for _, key := range []string{"read/a", "read/b/c", "reads", "%~é"} {
		if err := s.Note(ctx, key, key+"!", time.Minute); err != nil {
			t.Fatal(err)
		}
	}
	if err := s.Note(ctx, "read/a", "", time.Hour); err != nil { // an empty note is there
		t.Fatal(err)
	}
	under := func(prefix string, want int) {
		t.Helper()
		if found, err := s.NotedUnder(ctx, prefix); len(found) != want || err != nil {
			t.Errorf("under %q: %v, %v; want %d", prefix, found, err, want)
		}
	}
	if value, err := s.Noted(ctx, "%~é"); value != "%~é!" || err != nil {
		t.Errorf("noted %q, %v", value, err)
	}
	under("read/", 2)
	under("read", 3)
	under("", 4)
	if value, found, err := s.Take(ctx, "read/b/c"); value != "read/b/c!" || !found || err != nil {
		t.Errorf("took %q, %v, %v", value, found, err)
	}
	under("read/", 1)
	c.advance(time.Minute)
	under("", 1)
	if value, found, err := s.Take(ctx, "reads"); value != "" || found || err != nil {
		t.Errorf("took an old note: %q, %v, %v", value, found, err)
	}
	if mine, err := s.Pass(ctx, "reads", "yes", "", time.Minute); mine || err != nil {
		t.Errorf("an old note was passed on: %v, %v", mine, err)
	}
	if mine, err := s.Swap(ctx, "reads", "reads!", "new", time.Minute); mine || err != nil {
		t.Errorf("an old note was written anew: %v, %v", mine, err)
	}
	if mine, err := s.Swap(ctx, "read/b/c", "read/b/c!", "new", time.Minute); mine || err != nil {
		t.Errorf("a taken note was written anew: %v, %v", mine, err)
	}
	if err := s.Note(ctx, fmt.Sprintf("%0201d", 0), "", time.Minute); err == nil {
		t.Error("a note that could not be found again was taken")
	}
}

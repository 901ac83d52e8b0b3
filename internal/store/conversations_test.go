package store

import (
	"context"
	"reflect"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"digbot/bot"
	"digbot/internal/programme"
)

// clock is a clock that stands still until it is moved.
type clock struct{ at atomic.Int64 }

func (c *clock) now() time.Time           { return time.Unix(0, c.at.Load()) }
func (c *clock) advance(by time.Duration) { c.at.Add(int64(by)) }

// withNow sets the clock by which events and sessions expire.
func withNow(now func() time.Time) Option { return func(o *options) { o.now = now } }

func testConversations(t *testing.T, open opener) {
	t.Run("an event is seen once, until it expires", func(t *testing.T) {
		var c clock
		testAnswered(t, open(t, withNow(c.now)), &c)
	})
	t.Run("one of many sees first", func(t *testing.T) { testSightRace(t, open(t)) })
	t.Run("a session lives for a while", func(t *testing.T) {
		var c clock
		testSession(t, open(t, withNow(c.now)), &c)
	})
	t.Run("what has expired is removed", func(t *testing.T) {
		var c clock
		testSweep(t, open(t, withNow(c.now)), &c)
	})
}

func testAnswered(t *testing.T, s *Store, c *clock) {
	long := strings.Repeat("x", 5000)
	steps := []struct {
		event string
		wait  time.Duration
		want  bool
	}{
		{"slack:Ev1", 0, true}, {"slack:Ev1", 0, false}, {"slack:Ev2", 0, true}, {"", 0, true}, {"", 0, true},
		{"a/b", 0, true}, {"a%2Fb", 0, true}, {"a/b", 0, false}, {long, 0, true}, {long + "y", 0, true}, {long, 0, false},
		{"slack:Ev1", answeredFor - 1, false}, {"slack:Ev1", 1, true}, {"slack:Ev1", 0, false},
	}
	for i, step := range steps {
		c.advance(step.wait)
		if got, err := sight(t.Context(), s, step.event); got != step.want || err != nil {
			t.Errorf("step %d, %.20q: got %v, %v", i, step.event, got, err)
		}
	}
}

func testSightRace(t *testing.T, s *Store) {
	var first atomic.Int32
	var group sync.WaitGroup
	for range 16 {
		group.Go(func() {
			seen, err := sight(t.Context(), s, "mattermost:post")
			if err != nil {
				t.Error(err)
			}
			if seen {
				first.Add(1)
			}
		})
	}
	group.Wait()
	if first.Load() != 1 {
		t.Errorf("seen first %d times", first.Load())
	}
}

func testSession(t *testing.T, s *Store, c *clock) {
	want := bot.Session{
		Topic: "salary", Challenge: "one", Misses: 1, Language: programme.English,
		Choices: []bot.Choice{{ID: "salary", Label: "What is the pay?"}},
	}
	expect := func(want bot.Session) {
		t.Helper()
		if got, err := s.Session(t.Context(), "slack:D1"); !reflect.DeepEqual(got, want) || err != nil {
			t.Errorf("got %+v, %v; want %+v", got, err, want)
		}
	}
	remember := func(conversation string, session bot.Session, ttl time.Duration) {
		t.Helper()
		if err := s.Remember(t.Context(), conversation, session, ttl); err != nil {
			t.Fatal(err)
		}
	}
	expect(bot.Session{})
	remember("slack:D1", bot.Session{Topic: "first"}, time.Minute)
	remember("slack:D1", want, time.Hour)
	remember("slack:D2", bot.Session{Topic: "other"}, time.Hour)
	expect(want)
	if notes, err := s.engine.Scan(t.Context(), expiries(), "", 100); len(notes) != 2 || err != nil {
		t.Errorf("notes of the expiry of two sessions: %v, %v", notes, err)
	}
	c.advance(time.Hour - 1)
	expect(want)
	c.advance(1)
	expect(bot.Session{})
	remember("slack:D1", want, time.Minute)
	expect(want)
}

// testSweep leaves nothing of what has expired, and all of what has not.
func testSweep(t *testing.T, s *Store, c *clock) {
	empty := dump(t, s.engine)
	for _, conversation := range strings.Split("abcdefghij", "") {
		for _, ttl := range []time.Duration{time.Minute, time.Hour} { // renewed: the first expiry counts no more
			if err := s.Remember(t.Context(), conversation, bot.Session{Topic: "t"}, ttl); err != nil {
				t.Fatal(err)
			}
		}
		if _, err := sight(t.Context(), s, conversation); err != nil {
			t.Fatal(err)
		}
	}
	for _, step := range []struct {
		wait time.Duration
		want int
	}{{time.Minute, 0}, {time.Hour - time.Minute - 1, 0}, {1, 10}, {0, 0}, {answeredFor, 10}, {0, 0}} {
		c.advance(step.wait)
		if got, err := s.Sweep(t.Context(), c.now()); got != step.want || err != nil {
			t.Errorf("after %v: got %d, %v; want %d", step.wait, got, err, step.want)
		}
	}
	if got := dump(t, s.engine); !reflect.DeepEqual(got, empty) {
		t.Errorf("left: %v", got)
	}
}

// sight reports whether an event comes for the first time, and answers it.
func sight(ctx context.Context, s *Store, event string) (bool, error) {
	m := bot.Message{Platform: "p", Event: event}
	_, first, err := s.Begin(ctx, m, time.Minute)
	if err != nil || !first {
		return first, err
	}
	return first, s.Answered(ctx, m)
}

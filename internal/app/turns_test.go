package app

import (
	"context"
	"crypto/rand"
	"errors"
	"path/filepath"
	"testing"
	"testing/synctest"
	"time"

	"digbot/bot"
	"digbot/internal/programme"
	"digbot/internal/store"
)

// writes counts what a store is asked to write of conversations; it may be away.
type writes struct {
	Storage
	answered, remembered, met int
	left                      store.Left // with the last answer
	away                      error
}

func (w *writes) Remember(ctx context.Context, conversation string, session bot.Session, ttl time.Duration) error {
	w.remembered++
	return w.Storage.Remember(ctx, conversation, session, ttl)
}

func (w *writes) Met(ctx context.Context, m bot.Message, language programme.Language) error {
	w.met++
	return w.Storage.Met(ctx, m, language)
}

func (w *writes) AnsweredLeaving(ctx context.Context, m bot.Message, left store.Left) error {
	w.answered, w.left = w.answered+1, left
	if w.away != nil {
		return w.away
	}
	return w.Storage.AnsweredLeaving(ctx, m, left)
}

const (
	turnLease = 30 * time.Second
	turnTTL   = time.Hour
)

// answerer is a process over a store.
type answerer struct {
	*testing.T
	*turns
	writes *writes
}

func newAnswerer(t *testing.T, s Storage) answerer {
	w := &writes{Storage: s}
	return answerer{t, newTurns(w), w}
}

// turnOf is a message of one conversation.
func turnOf(event string) bot.Message {
	return bot.Message{Platform: "p", Event: event, Conversation: "c", User: "u", Text: event}
}

func (s answerer) begins(event string, want bool) {
	s.Helper()
	if _, mine, err := s.Begin(s.Context(), turnOf(event), turnLease); mine != want || err != nil {
		s.Errorf("%s: mine %v, %v; want %v", event, mine, err, want)
	}
}

func (s answerer) remembers(topic string) {
	s.Helper()
	if err := s.Remember(s.Context(), bot.SessionOf(turnOf("")), bot.Session{Topic: topic}, turnTTL); err != nil {
		s.Error(err)
	}
}

func (s answerer) ends(event string) {
	s.Helper()
	if err := s.Answered(s.Context(), turnOf(event)); err != nil {
		s.Error(err)
	}
}

func (s answerer) meets(event string) {
	s.Helper()
	if err := s.Met(s.Context(), turnOf(event), programme.English); err != nil {
		s.Error(err)
	}
}

func (s answerer) hasMet(want bool) {
	s.Helper()
	if account, err := s.Account(s.Context(), "p", "u"); account.Met != want || err != nil {
		s.Errorf("met %v, %v; want %v", account.Met, err, want)
	}
}

func (s answerer) recalls(where bot.Memory, want string) {
	s.Helper()
	if session, err := where.Session(s.Context(), bot.SessionOf(turnOf(""))); session.Topic != want || err != nil {
		s.Errorf("recalled %q, %v; want %q", session.Topic, err, want)
	}
}

func TestTurns(t *testing.T) {
	for name, play := range map[string]func(s, other answerer){
		"one write, for which nobody waits": func(s, other answerer) {
			s.begins("1", true)
			s.remembers("salary")
			s.recalls(s, "salary")
			s.recalls(other, "")
			s.ends("1")
			s.recalls(other, "salary")
			if w := s.writes; w.answered != 1 || w.left.Session == nil || w.remembered != 0 || len(s.open) != 0 {
				s.Errorf("%+v, %d open", w, len(s.open))
			}
		},
		"somebody is told of their data": func(s, other answerer) {
			s.begins("1", true)
			s.meets("1")
			other.hasMet(false)
			s.ends("1")
			other.hasMet(true)
			if w := s.writes; w.answered != 1 || w.met != 0 || len(s.met) != 0 {
				s.Errorf("%+v, %d held", w, len(s.met))
			}
		},
		"somebody is told by a process that dies": func(s, other answerer) {
			s.begins("1", true)
			s.meets("1")
			time.Sleep(turnLease)
			other.begins("1", true)
			other.hasMet(false)
			other.meets("1")
			other.ends("1")
			s.hasMet(true)
		},
		"somebody is told after the turn": func(s, other answerer) {
			s.begins("1", true)
			time.Sleep(turnLease)
			s.meets("1")
			other.hasMet(true)
		},
		"a process dies before": func(s, other answerer) {
			s.begins("1", true)
			s.remembers("salary")
			time.Sleep(turnLease)
			other.begins("1", true)
			other.recalls(other, "")
			other.remembers("place")
			other.ends("1")
			s.recalls(s, "place") // it had only been slow
		},
		"the next message comes before the end is written": func(s, other answerer) {
			s.begins("1", true)
			s.remembers("salary")
			s.begins("2", true)
			s.recalls(s, "salary")
			s.ends("1")
			s.recalls(other, "salary")
			s.remembers("place")
			s.ends("2")
			s.recalls(other, "place")
			if len(s.open) != 0 {
				s.Errorf("%d open", len(s.open))
			}
		},
		"the end is written with what the next has left": func(s, other answerer) {
			s.begins("1", true)
			s.remembers("salary")
			s.begins("2", true)
			s.remembers("place")
			s.ends("1")
			s.recalls(other, "place")
			s.ends("2")
			other.begins("1", false)
			other.begins("2", false)
			if len(s.open) != 0 {
				s.Errorf("%d open", len(s.open))
			}
		},
		"the store is away": func(s, _ answerer) {
			s.begins("1", true)
			s.remembers("salary")
			s.writes.away = errors.New("away")
			if err := s.Answered(s.Context(), turnOf("1")); !errors.Is(err, s.writes.away) {
				s.Errorf("got %v", err)
			}
			s.recalls(s, "salary")
			s.writes.away = nil
			time.Sleep(turnLease)
			s.begins("1", true)
			s.recalls(s, "")
		},
		"nothing to remember": func(s, other answerer) {
			s.begins("1", true)
			s.ends("1")
			other.begins("1", false)
			s.remembers("salary") // outside any turn
			s.recalls(other, "salary")
			if w := s.writes; w.answered != 1 || w.left.Session != nil || w.remembered != 1 {
				s.Errorf("%+v", w)
			}
		},
	} {
		t.Run(name, func(t *testing.T) {
			kept, err := store.Open(filepath.Join(t.TempDir(), "store.db"), programme.Promotion{ID: "p"}, store.Volatile())
			if err != nil {
				t.Fatal(err)
			}
			defer kept.Close()
			synctest.Test(t, func(t *testing.T) { play(newAnswerer(t, kept), newAnswerer(t, kept)) })
		})
	}
}

// TestTurnsThatNeverEnd are forgotten.
func TestTurnsThatNeverEnd(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		turns := newTurns(nil)
		for range 3 {
			for range mostTurns {
				m := bot.Message{Platform: "p", Event: rand.Text(), Conversation: rand.Text()}
				turns.begin(bot.SessionOf(m), time.Now().Add(turnLease))
				if !turns.holdMet(m, programme.French) {
					t.Fatal("nothing is held")
				}
			}
			time.Sleep(turnLease + time.Second)
		}
		if len(turns.open) > mostTurns || len(turns.met) > mostTurns {
			t.Errorf("%d turns and %d people are held", len(turns.open), len(turns.met))
		}
	})
}

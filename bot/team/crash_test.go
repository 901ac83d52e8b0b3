package team

import (
	"context"
	"errors"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"digbot/bot"
)

// mortal are notes of a process that dies: after some writes nothing of it comes through.
type mortal struct {
	Notes
	left int // writes until then
}

var errDead = errors.New("the process is dead")

func (m *mortal) lives() bool {
	m.left--
	return m.left >= 0
}

func (m *mortal) Note(ctx context.Context, key, value string, ttl time.Duration) error {
	if !m.lives() {
		return errDead
	}
	return m.Notes.Note(ctx, key, value, ttl)
}

func (m *mortal) Take(ctx context.Context, key string) (string, bool, error) {
	if !m.lives() {
		return "", false, errDead
	}
	return m.Notes.Take(ctx, key)
}

func (m *mortal) Pass(ctx context.Context, from, to, value string, ttl time.Duration) (bool, error) {
	if !m.lives() {
		return false, errDead
	}
	return m.Notes.Pass(ctx, from, to, value, ttl)
}

func (m *mortal) Swap(ctx context.Context, key, from, to string, ttl time.Duration) (bool, error) {
	if !m.lives() {
		return false, errDead
	}
	return m.Notes.Swap(ctx, key, from, to, ttl)
}

// TestProgressSurvivesACrash lets the process die after each of the writes that showing the progress makes, also while it
// shows it: the next process goes on, and the report comes in the end.
func TestProgressSurvivesACrash(t *testing.T) {
	for writes := range 6 {
		synctest.Test(t, func(t *testing.T) {
			w := newWorld(t)
			w.sent = []Campaign{{ID: "opening@1", State: Sending, Counts: Counts{Planned: 10, Waiting: 10}}}
			if err := w.team.watch(t.Context(), w.sent[0]); err != nil {
				t.Fatal(err)
			}
			notes := w.team.Notes
			w.team.Notes = &mortal{notes, writes}
			for range 3 {
				_, _ = w.team.Tend(t.Context())
				time.Sleep(pace)
				w.sent[0].Counts.Waiting--
			}
			w.team.Notes = notes // the next process
			w.sent[0].State = Done
			time.Sleep(2 * defaultPulse)
			if _, err := w.team.Tend(t.Context()); err != nil {
				t.Fatal(err)
			}
			if post, found := w.pins["team-campaign-opening@1"]; !found || !strings.Contains(post.Body.Plain(), "terminé") {
				t.Errorf("%d writes: the team reads %+v", writes, w.pins)
			}
			if left, err := notes.NotedUnder(t.Context(), watching); len(left) > 0 || err != nil {
				t.Errorf("%d writes: what is over is followed: %v, %v", writes, left, err)
			}
		})
	}
}

// TestAYesSurvivesACrash lets the process die after each of the writes that a yes makes, and holds that the next process
// carries the yes out, or that the request still waits; that nothing is done twice; and that a repeated click says how it
// ended.
func TestAYesSurvivesACrash(t *testing.T) {
	for _, test := range []struct {
		command string
		done    func(w *world) int
	}{
		{"déplacer clôture 12/05/2019 17h", func(w *world) int { return len(w.moves) }},
		{"publier #annonces Bonjour.", func(w *world) int { return len(w.public) }},
	} {
		for writes := range 8 {
			synctest.Test(t, func(t *testing.T) {
				w := newWorld(t)
				id := code(t, w.says("camille", test.command))
				w.says("camille", "demander "+id)
				notes := w.team.Notes
				w.team.Notes = &mortal{notes, writes}
				click := bot.Message{Platform: "slack", User: "U-dominique", Kind: bot.Clicked, Choice: "team-approve", Value: id, Place: bot.Place{Channel: "C1", Staff: true}}
				w.hear(click)
				w.team.Notes = notes // the next process
				click.Again = true
				reply := w.hear(click).Body.Plain()
				time.Sleep(2 * time.Minute)
				if _, err := w.team.Tend(t.Context()); err != nil {
					t.Fatal(err)
				}
				if n := test.done(w); n != 1 {
					t.Errorf("%s, %d writes: done %d times; the repeated click says %q", test.command, writes, n, reply)
				}
				if last := w.says("noa", "approuver "+id).Body.Plain(); !strings.Contains(last, "n’attend plus rien") {
					t.Errorf("%s, %d writes: it can be approved again: %q", test.command, writes, last)
				}
			})
		}
	}
}

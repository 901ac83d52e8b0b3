package desk_test

import (
	"context"
	"errors"
	"log/slog"
	"testing"
	"time"

	"digbot/bot"
	"digbot/bot/desk"
)

// TestAKnownAnswerCostsNothing gives the desk no store and no season: an answer from what the bot knows needs none.
func TestAKnownAnswerCostsNothing(t *testing.T) {
	d, err := desk.New(desk.Parts{Now: time.Now, Log: slog.New(slog.DiscardHandler)})
	if err != nil {
		t.Fatal(err)
	}
	reply, err := d.Around(knows)(t.Context(), bot.Message{Platform: "slack", Event: "1", Conversation: "C1", Kind: bot.Said, Text: "Quand ?"})
	if err != nil || reply.Topic != "deadline" {
		t.Errorf("got %+v, %v", reply, err)
	}
}

// sums is a tally that may be away.
type sums struct {
	away  error
	weeks map[string]int // by Monday: how often the deadline was answered
}

func (s *sums) Count(_ context.Context, at time.Time, asked map[string]desk.Counts) error {
	if s.away == nil {
		s.weeks[at.Format(time.DateOnly)] += asked["deadline"][desk.Answered]
	}
	return s.away
}

func (s *sums) Asked(context.Context, time.Time) (map[string]desk.Counts, error) { return nil, nil }

func TestCountsWaitForTheStore(t *testing.T) {
	now, kept := paris(t, "2019-04-21T23:59"), &sums{away: errors.New("away"), weeks: map[string]int{}}
	d, err := desk.New(desk.Parts{Tally: kept, Now: func() time.Time { return now }, Log: slog.New(slog.DiscardHandler)})
	if err != nil {
		t.Fatal(err)
	}
	ask := func() {
		if _, err := d.Around(knows)(t.Context(), bot.Message{Conversation: "C1", Kind: bot.Said, Text: "Quand ?"}); err != nil {
			t.Fatal(err)
		}
	}
	ask()
	if err := d.Flush(t.Context()); err == nil {
		t.Error("nobody says that the store is away")
	}
	ask()
	now = now.Add(time.Minute)
	ask()
	kept.away = nil
	for range 2 { // what is written down is not written again
		if err := d.Flush(t.Context()); err != nil {
			t.Fatal(err)
		}
	}
	for week, want := range map[string]int{"2019-04-15": 2, "2019-04-22": 1} {
		if got := kept.weeks[week]; got != want {
			t.Errorf("week of %s: %d, want %d", week, got, want)
		}
	}
}

package store

import (
	"maps"
	"testing"
	"time"

	"digbot/internal/programme"
)

func testSeason(t *testing.T, open opener) {
	t.Run("as configured", func(t *testing.T) {
		season, err := open(t).Season(t.Context())
		if err != nil || !season.Released.IsZero() || !maps.Equal(season.Calendar, testPromotion().Calendar) {
			t.Errorf("got %+v, %v", season, err)
		}
	})
	t.Run("the same until something changes", func(t *testing.T) { testSameSeason(t, open(t)) })
	t.Run("moved dates", func(t *testing.T) { testMoves(t, open(t)) })
	t.Run("withdrawn challenges", func(t *testing.T) { testWithdrawals(t, open(t)) })
	t.Run("the first release counts", func(t *testing.T) {
		s, at := open(t), paris(t, "2019-05-17T11:00")
		for _, release := range []time.Time{at, at.Add(time.Hour), at.Add(-time.Hour)} {
			if got, err := s.Release(t.Context(), release); !got.Equal(at) || err != nil {
				t.Errorf("got %v, %v", got, err)
			}
		}
		if season, err := s.Season(t.Context()); !season.Released.Equal(at) || err != nil {
			t.Errorf("got %v, %v", season.Released, err)
		}
	})
}

// What is made of the challenges is kept by whoever made it, as long as the list is the same.
func testSameSeason(t *testing.T, s *Store) {
	read := func() *programme.Challenge {
		season, err := s.Season(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		return &season.Challenges[0]
	}
	first := read()
	if read() != first {
		t.Error("another list of challenges, although nothing has changed")
	}
	if err := s.WithdrawChallenge(t.Context(), testPromotion().Challenges[0].ID, "alix", paris(t, "2019-07-02T10:00")); err != nil {
		t.Fatal(err)
	}
	if read() == first {
		t.Error("the list of challenges of before the withdrawal")
	}
}

func testWithdrawals(t *testing.T, s *Store) {
	at := paris(t, "2019-07-02T10:00")
	if err := s.WithdrawChallenge(t.Context(), "nobody", "alix", at); err == nil {
		t.Error("a challenge was withdrawn that does not exist")
	}
	first := testPromotion().Challenges[0].ID
	for range 2 {
		if err := s.WithdrawChallenge(t.Context(), first, "alix", at); err != nil {
			t.Fatal(err)
		}
	}
	season, err := s.Season(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	for _, challenge := range season.Challenges {
		if withdrawn := challenge.IsWithdrawn(at); withdrawn != (challenge.ID == first) {
			t.Errorf("%s is withdrawn: %v", challenge.ID, withdrawn)
		}
	}
	if season.Challenges[0].IsWithdrawn(at.AddDate(0, 0, -1)) || testPromotion().Challenges[0].IsWithdrawn(at) {
		t.Error("it is withdrawn before, or in the configuration")
	}
}

func testMoves(t *testing.T, s *Store) {
	at := paris(t, "2019-05-02T10:00")
	for _, bad := range []struct {
		milestone programme.Milestone
		moment    programme.Moment
	}{{"party", moment(t, "2019-05-15")}, {programme.Deadline, programme.Moment{}}} {
		if err := s.Move(t.Context(), bad.milestone, bad.moment, "alix", at); err == nil {
			t.Errorf("%v was moved", bad)
		}
	}
	steps := []struct {
		milestone programme.Milestone
		to        string // empty: back to the configuration
		want      programme.Calendar
	}{
		{programme.Start, "2019-07", programme.Calendar{programme.Start: moment(t, "2019-07")}},
		{programme.Deadline, "2019-05-12T12:00", programme.Calendar{
			programme.Start: moment(t, "2019-07"), programme.Deadline: moment(t, "2019-05-12T12:00")}},
		{programme.Deadline, "2019-05-13", programme.Calendar{
			programme.Start: moment(t, "2019-07"), programme.Deadline: moment(t, "2019-05-13")}},
		{programme.Start, "", programme.Calendar{programme.Deadline: moment(t, "2019-05-13")}},
		{programme.Start, "", programme.Calendar{programme.Deadline: moment(t, "2019-05-13")}},
	}
	for _, step := range steps {
		var err error
		if step.to == "" {
			err = s.Clear(t.Context(), step.milestone)
		} else {
			err = s.Move(t.Context(), step.milestone, moment(t, step.to), "alix", at)
		}
		if err != nil {
			t.Fatal(err)
		}
		if got, err := s.Moved(t.Context()); err != nil || !maps.Equal(got, step.want) {
			t.Errorf("%v: got %v, %v", step, got, err)
		}
		season, err := s.Season(t.Context())
		if want := testPromotion().Calendar.With(step.want); err != nil || !maps.Equal(season.Calendar, want) {
			t.Errorf("%v: got %v, %v; want %v", step, season.Calendar, err, want)
		}
	}
	season, err := s.Season(t.Context())
	if counts := map[programme.Milestone]int{programme.Start: 2, programme.Deadline: 2}; err != nil || !maps.Equal(season.Moves, counts) {
		t.Errorf("counted %v, %v; want %v", season.Moves, err, counts)
	}
	moves, err := s.Moves(t.Context())
	want := Move{programme.Deadline, moment(t, "2019-05-13"), "alix", at, 2}
	if err != nil || len(moves) != 1 || moves[0] != want {
		t.Errorf("got %v, %v; want %v", moves, err, want)
	}
}

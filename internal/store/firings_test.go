package store

import (
	"reflect"
	"testing"
	"time"

	"digbot/internal/programme"
	"digbot/scheduler"
)

func occasion(t *testing.T, spec, due string) programme.Occasion {
	t.Helper()
	parsed, err := programme.ParseOccasion(spec)
	if err != nil {
		t.Fatal(err)
	}
	at := paris(t, due)
	return programme.Occasion{OccasionSpec: parsed, Due: at, Milestoned: at}
}

func testFirings(t *testing.T, open opener) {
	t.Run("the first start counts", func(t *testing.T) {
		s, at := open(t), paris(t, "2019-03-12T09:00")
		for _, start := range []time.Time{at, at.Add(time.Hour), at.Add(-time.Hour)} {
			if got, err := s.Activate(t.Context(), start); !got.Equal(at) || err != nil {
				t.Errorf("got %v, %v", got, err)
			}
		}
	})
	t.Run("sweeps move forward only", func(t *testing.T) { testSwept(t, open(t)) })
	t.Run("an occasion is fired once", func(t *testing.T) { testFire(t, open(t)) })
	t.Run("what was not fired is not finished", func(t *testing.T) {
		if err := open(t).Finish(t.Context(), "none", scheduler.Handled, time.Now()); err == nil {
			t.Error("no error")
		}
	})
}

func testSwept(t *testing.T, s *Store) {
	at := paris(t, "2019-05-10T17:00")
	if got, err := s.Swept(t.Context()); !got.IsZero() || err != nil {
		t.Errorf("before: %v, %v", got, err)
	}
	for _, step := range []struct{ to, want time.Time }{
		{at, at}, {at.Add(-time.Second), at}, {at.Add(time.Nanosecond), at.Add(time.Nanosecond)}, {at, at.Add(time.Nanosecond)},
	} {
		if err := s.Advance(t.Context(), step.to); err != nil {
			t.Fatal(err)
		}
		if got, err := s.Swept(t.Context()); !got.Equal(step.want) || err != nil {
			t.Errorf("to %v: got %v, %v", step.to, got, err)
		}
	}
}

func testFire(t *testing.T, s *Store) {
	deadline, jury := occasion(t, "deadline", "2019-05-10T17:00"), occasion(t, "jury-3d", "2019-05-12T09:00")
	moved := deadline
	moved.Due = moved.Due.AddDate(0, 0, 5)
	at := deadline.Due.Add(time.Second)
	fired := map[string]scheduler.Firing{}
	for _, o := range []programme.Occasion{moved, deadline, jury} {
		firing, err := s.Fire(t.Context(), o, at)
		if err != nil || firing.ID != o.ID() || firing.Name != o.Name() || !firing.Due.Equal(o.Due) || !firing.Fired.Equal(at) {
			t.Errorf("got %+v, %v", firing, err)
		}
		again, err := s.Fire(t.Context(), o, at.Add(time.Hour))
		if err != nil || !reflect.DeepEqual(again, firing) {
			t.Errorf("again: got %+v, %v; want %+v", again, err, firing)
		}
		fired[o.ID()] = firing
	}
	for _, outcome := range []scheduler.Outcome{scheduler.Pending, scheduler.Handled, scheduler.Skipped} {
		if err := s.Finish(t.Context(), deadline.ID(), outcome, at.Add(time.Minute)); err != nil {
			t.Fatal(err)
		}
	}
	finished := fired[deadline.ID()]
	finished.Outcome, finished.Finished = scheduler.Handled, at.Add(time.Minute)
	want := []scheduler.Firing{finished, fired[jury.ID()], fired[moved.ID()]}
	if got, err := s.Fired(t.Context()); err != nil || !reflect.DeepEqual(got, want) {
		t.Errorf("got %+v, %v; want %+v", got, err, want)
	}
}

package scheduler

import (
	"context"
	"slices"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"digbot/internal/programme"
)

// live runs schedulers over one store inside a bubble, on a programme's clock that starts at the given instant, and
// stops them after a while of bubble time.
func live(t *testing.T, s *stage, replicas int, start time.Time, during func(now func() time.Time)) {
	t.Helper()
	offset := time.Until(start)
	now := func() time.Time { return time.Now().Add(offset) }
	ctx, cancel := context.WithCancel(t.Context())
	ended := make(chan error)
	for range replicas {
		replica := New(s.diary, s.memory, s.planner, quiet())
		replica.Pulse = s.pulse
		go func() { ended <- replica.Run(ctx, now) }()
	}
	during(now)
	cancel()
	for range replicas {
		if err := <-ended; err != nil {
			t.Errorf("Run: %v", err)
		}
	}
}

func TestRunFiresTheWholeCalendarOnceAndOnTime(t *testing.T) {
	for _, replicas := range []int{1, 2} {
		synctest.Test(t, func(t *testing.T) {
			s := newStage(t, wholeSeason...)
			s.diary.starts = []programme.Date{{Year: 2019, Month: time.July, Day: 1}}
			s.pulse = 12 * time.Hour // else most of the test is spent in sweeps of nothing
			start := at(t, "2019-03-12 11:04")
			real := time.Now()
			live(t, s, replicas, start, func(func() time.Time) { time.Sleep(200 * 24 * time.Hour) })

			occasions, _ := s.diary.Occasions(t.Context())
			if len(s.planner.plans) != len(occasions) {
				t.Errorf("%d replicas: %d occasions planned, want %d", replicas, len(s.planner.plans), len(occasions))
			}
			if replicas == 1 && len(s.planner.calls) != len(occasions) {
				t.Errorf("announced %d times, want %d", len(s.planner.calls), len(occasions))
			}
			for _, o := range occasions {
				fired := start.Add(s.planner.plans[o.ID()].Sub(real))
				if late := fired.Sub(o.Due); late != 0 {
					t.Errorf("%d replicas: %s fired %s late", replicas, o.Name(), late)
				}
			}
		})
	}
}

func TestRunKeepsClockChanges(t *testing.T) {
	for _, day := range []string{"2019-03-31", "2019-10-27"} {
		synctest.Test(t, func(t *testing.T) {
			s := newStage(t, "jury")
			s.diary.move(t, programme.JuryDay, day+"T02:30")
			live(t, s, 1, at(t, day+" 00:00"), func(func() time.Time) { time.Sleep(48 * time.Hour) })
			if got := s.planner.names(); !slices.Equal(got, []string{"jury"}) {
				t.Errorf("%s: announced %v, want jury once", day, got)
			}
		})
	}
}

func TestRunCatchesUpAtTheStart(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := newStage(t, "deadline")
		live(t, s, 1, at(t, "2019-05-10 16:59:50"), func(func() time.Time) { time.Sleep(time.Second) })
		live(t, s, 1, at(t, "2019-05-11 08:00:00"), func(func() time.Time) {
			time.Sleep(time.Second)
			if got := s.planner.names(); len(got) != 1 {
				t.Errorf("announced %v a second after the start, want the deadline", got)
			}
		})
	})
}

func TestRunSurvives(t *testing.T) {
	for _, test := range []struct {
		name  string
		spoil func(*stage)
		mend  func(*stage)
	}{
		{"ten minutes of storage away",
			func(s *stage) { s.memory.setAway(true) },
			func(s *stage) { s.memory.setAway(false) }},
		{"a panic",
			func(s *stage) { s.planner.fail(func(programme.Occasion) error { panic("out of order") }) },
			func(s *stage) { s.planner.fail(nil) }},
	} {
		t.Run(test.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				s := newStage(t, "deadline", "jury")
				live(t, s, 1, at(t, "2019-05-10 16:59"), func(now func() time.Time) {
					time.Sleep(time.Second)
					test.spoil(s)
					time.Sleep(10 * time.Minute)
					test.mend(s)
					time.Sleep(defaultPulse)
					if got := s.planner.names(); !slices.Equal(got, []string{"deadline"}) {
						t.Errorf("announced %v a minute after it was mended, want the deadline once", got)
					}
					time.Sleep(at(t, "2019-05-15 09:00").Sub(now()))
					synctest.Wait()
					if got := s.planner.names(); !slices.Equal(got, []string{"deadline", "jury"}) {
						t.Errorf("announced %v, want deadline and jury", got)
					}
				})
			})
		})
	}
}

func TestRunSweepsDoNotOverlap(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := newStage(t, "deadline", "jury")
		var running, most atomic.Int32
		s.planner.before = func(programme.Occasion) error {
			most.Store(max(most.Load(), running.Add(1)))
			time.Sleep(5 * time.Minute)
			running.Add(-1)
			return nil
		}
		live(t, s, 1, at(t, "2019-05-10 16:00"), func(func() time.Time) { time.Sleep(7 * 24 * time.Hour) })
		if most.Load() != 1 || len(s.planner.names()) != 2 {
			t.Errorf("%d at once, announced %v; want one at a time, two in all", most.Load(), s.planner.names())
		}
	})
}

func TestRunSeesAMovedDate(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := newStage(t, "deadline")
		live(t, s, 1, at(t, "2019-05-10 12:00"), func(now func() time.Time) {
			time.Sleep(30 * time.Second)
			s.diary.move(t, programme.Deadline, "2019-05-10T12:10")
			time.Sleep(at(t, "2019-05-10 12:10").Sub(now()))
			synctest.Wait()
			if got := s.planner.names(); len(got) != 1 {
				t.Errorf("announced %v at the new instant, want the deadline", got)
			}
			time.Sleep(at(t, "2019-05-10 18:00").Sub(now()))
			if got := s.planner.names(); len(got) != 1 {
				t.Errorf("announced %v after the old instant, want the deadline once", got)
			}
		})
	})
}

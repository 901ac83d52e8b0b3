package scheduler

import (
	"bytes"
	"errors"
	"log/slog"
	"slices"
	"strings"
	"testing"
	"time"

	"digbot/internal/programme"
)

var wholeSeason = []string{
	"opening", "deadline-7d", "deadline-1d", "deadline-3h", "deadline", "jury-3d", "jury-1d", "jury", "announcement",
	"start-14d", "start-7d", "start-1d", "start", "start+30d",
}

func TestDueIsOpenBeforeAndClosedNow(t *testing.T) {
	d := season(t, "deadline")
	deadline := at(t, "2019-05-10 17:00")
	for _, test := range []struct {
		name      string
		from, now time.Time
		want      int
	}{
		{"reached this very second", deadline.Add(-time.Second), deadline, 1},
		{"dealt with this very second", deadline, deadline.Add(time.Hour), 0},
		{"a second early", deadline.Add(-time.Hour), deadline.Add(-time.Second), 0},
		{"well inside", deadline.Add(-time.Hour), deadline.Add(time.Hour), 1},
		{"the clock was set back", deadline.Add(time.Hour), deadline.Add(-time.Hour), 0},
	} {
		occasions, _ := d.Occasions(t.Context())
		if got := len(Due(occasions, test.from, test.now)); got != test.want {
			t.Errorf("%s: %d due, want %d", test.name, got, test.want)
		}
	}
}

// step is one sweep of a table: what happens before it, and what it announces.
type step struct {
	now    string
	before func(*testing.T, *stage)
	want   string // names announced, separated by spaces
	fails  bool
}

type stage struct {
	diary   *diary
	memory  *memory
	planner *planner
	pulse   time.Duration
}

func newStage(t *testing.T, specs ...string) *stage {
	return &stage{diary: season(t, specs...), memory: newMemory(), planner: &planner{}}
}

func TestSweep(t *testing.T) {
	away := func(_ *testing.T, s *stage) { s.memory.setAway(true) }
	back := func(_ *testing.T, s *stage) { s.memory.setAway(false) }
	crash := func(name string) func(*testing.T, *stage) {
		return func(_ *testing.T, s *stage) {
			s.planner.before = func(o programme.Occasion) error {
				if o.Name() == name {
					return errors.New("crashed between claim and plan")
				}
				return nil
			}
		}
	}
	restarted := func(_ *testing.T, s *stage) { s.planner.before = nil }
	moved := func(to string) func(*testing.T, *stage) {
		return func(t *testing.T, s *stage) { s.diary.move(t, programme.Deadline, to) }
	}
	for _, test := range []struct {
		name  string
		specs []string
		steps []step
	}{
		{"nothing from before the activation, but what is due exactly then", []string{"opening", "deadline-1d", "deadline"}, []step{
			{now: "2019-05-09 17:00", want: "deadline-1d"},
			{now: "2019-05-10 17:00", want: "deadline"},
		}},
		{"what came due while the program was down is caught up in order", []string{"deadline", "jury-1d", "jury", "announcement"}, []step{
			{now: "2019-05-10 16:59"},
			{now: "2019-05-14 10:00", want: "deadline jury-1d"},
		}},
		{"a late reminder is skipped, a late milestone is not", []string{"deadline-1d", "deadline-3h", "deadline"}, []step{
			{now: "2019-05-01 09:00"},
			{now: "2019-06-20 09:00", want: "deadline"},
		}},
		{"a crash between claim and plan is made up for", []string{"deadline"}, []step{
			{now: "2019-05-10 16:59"},
			{now: "2019-05-10 17:00", before: crash("deadline"), fails: true},
			{now: "2019-05-10 17:01", before: restarted, want: "deadline"},
			{now: "2019-05-10 17:02"},
		}},
		{"one that fails does not stop the others, and comes again", []string{"jury", "announcement", "start"}, []step{
			{now: "2019-05-14 09:00"},
			{now: "2019-06-03 09:00", before: crash("announcement"), want: "jury start", fails: true},
			{now: "2019-06-03 09:01", before: restarted, want: "announcement"},
			{now: "2019-06-03 09:02"},
		}},
		{"ten minutes of storage away", []string{"deadline"}, []step{
			{now: "2019-05-10 16:55"},
			{now: "2019-05-10 17:00", before: away, fails: true},
			{now: "2019-05-10 17:05", fails: true},
			{now: "2019-05-10 17:10", before: back, want: "deadline"},
			{now: "2019-05-10 17:11"},
		}},
		{"a deadline put off: the old occasions rest, the new ones fire", []string{"deadline-1d", "deadline"}, []step{
			{now: "2019-05-09 17:00", want: "deadline-1d"},
			{now: "2019-05-10 17:00", before: moved("2019-05-24T17:00")},
			{now: "2019-05-23 17:00", want: "deadline-1d"},
			{now: "2019-05-24 17:00", want: "deadline"},
		}},
		{"a deadline brought forward: what is past already does not fire", []string{"deadline-7d", "deadline-1d", "deadline"}, []step{
			{now: "2019-05-02 12:00"},
			{now: "2019-05-02 12:05", before: moved("2019-05-08T17:00")},
			{now: "2019-05-07 17:00", want: "deadline-1d"},
			{now: "2019-05-08 17:00", want: "deadline"},
			{now: "2019-05-10 17:00"},
		}},
		{"the clock was set back: nothing fires twice", []string{"deadline"}, []step{
			{now: "2019-05-10 16:00"},
			{now: "2019-05-10 17:00", want: "deadline"},
			{now: "2019-05-10 16:30"},
			{now: "2019-05-10 17:00"},
		}},
	} {
		t.Run(test.name, func(t *testing.T) { runSteps(t, test.specs, test.steps) })
	}
}

func runSteps(t *testing.T, specs []string, steps []step) {
	s := newStage(t, specs...)
	for _, step := range steps {
		if step.before != nil {
			step.before(t, s)
		}
		s.planner.calls = nil
		_, err := New(s.diary, s.memory, s.planner, quiet()).Sweep(t.Context(), at(t, step.now))
		if got := strings.Join(s.planner.names(), " "); got != step.want {
			t.Errorf("%s: announced %q, want %q", step.now, got, step.want)
		}
		if (err != nil) != step.fails {
			t.Errorf("%s: error %v, want one: %v", step.now, err, step.fails)
		}
	}
}

func TestSweepTellsWhatItDid(t *testing.T) {
	d, m := season(t, "deadline-3h", "deadline"), newMemory()
	var lines bytes.Buffer
	s := New(d, m, &planner{}, slog.New(slog.NewTextHandler(&lines, nil)))
	if _, err := s.Sweep(t.Context(), at(t, "2019-05-10 09:00")); err != nil {
		t.Fatal(err)
	}
	swept, err := s.Sweep(t.Context(), at(t, "2019-05-10 18:00"))
	if err != nil || len(swept) != 2 {
		t.Fatalf("swept %v, error %v; want two", swept, err)
	}
	for i, want := range []Outcome{Skipped, Handled} {
		if got := swept[i].Firing; got.Outcome != want || got.ID != swept[i].Occasion.ID() || swept[i].Resumed {
			t.Errorf("swept %+v, want it %s and new", swept[i], want)
		}
	}
	if !strings.Contains(lines.String(), "level=WARN msg=\"occasion skipped") {
		t.Errorf("the skipped occasion is not in the log as a warning:\n%s", &lines)
	}
	fired, _ := m.Fired(t.Context())
	if len(fired) != 2 || fired[0].Outcome != Skipped || fired[1].Outcome != Handled {
		t.Errorf("recorded %+v", fired)
	}
}

func TestSweepReportsAResumedFiring(t *testing.T) {
	d, m := season(t, "deadline"), newMemory()
	s := New(d, m, &planner{}, quiet())
	if _, err := s.Sweep(t.Context(), at(t, "2019-05-10 16:59")); err != nil {
		t.Fatal(err)
	}
	occasions, _ := d.Occasions(t.Context())
	if _, err := m.Fire(t.Context(), occasions[0], at(t, "2019-05-10 17:00")); err != nil { // another replica, which then died
		t.Fatal(err)
	}
	swept, err := s.Sweep(t.Context(), at(t, "2019-05-10 17:01"))
	if err != nil || len(swept) != 1 || !swept[0].Resumed {
		t.Errorf("swept %+v, error %v; want one that was resumed", swept, err)
	}
}

func TestSweepKeepsClockChanges(t *testing.T) {
	for _, test := range []struct{ day, want string }{
		{"2019-03-31", "2019-03-31 03:30"}, // 02:30 does not exist
		{"2019-10-27", "2019-10-27 02:30"}, // 02:30 exists twice
	} {
		d, p := season(t, "jury"), &planner{}
		d.move(t, programme.JuryDay, test.day+"T02:30")
		s := New(d, newMemory(), p, quiet())
		var fired []string
		for now := at(t, test.day+" 00:00"); now.Before(at(t, test.day+" 06:00")); now = now.Add(time.Minute) {
			swept, err := s.Sweep(t.Context(), now)
			if err != nil {
				t.Fatal(err)
			}
			for range swept {
				fired = append(fired, now.Format("2006-01-02 15:04"))
			}
		}
		if !slices.Equal(fired, []string{test.want}) {
			t.Errorf("%s: fired at %v, want once at %s", test.day, fired, test.want)
		}
	}
}

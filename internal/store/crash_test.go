package store

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"testing"
	"time"

	"digbot/bot"
	"digbot/internal/programme"
	"digbot/notifier"
	"digbot/scheduler"
)

var errAway = errors.New("storage is away")

// dying is an engine whose process is killed at its n-th Apply: just before it, or just after it but before the answer.
type dying struct {
	engine
	left int // number of Apply until the end
	done bool
}

func (d *dying) Apply(ctx context.Context, conditions []condition, writes []write) (bool, error) {
	d.left--
	if d.left < 0 || d.left == 0 && !d.done {
		return false, errAway
	}
	applied, err := d.engine.Apply(ctx, conditions, writes)
	if d.left == 0 {
		return false, errAway
	}
	return applied, err
}

// job is a piece of work of several steps. prepare comes before it, undisturbed.
type job struct {
	prepare func(*testing.T, *Store)
	do      func(context.Context, *Store) error
}

func jobs() map[string]job {
	plan := func(n int, state notifier.CampaignState, hash string) func(context.Context, *Store) error {
		return func(ctx context.Context, s *Store) error {
			campaign, deliveries := testCampaign("c", n)
			campaign.State, campaign.Hash = state, hash
			return s.Plan(ctx, campaign, deliveries)
		}
	}
	prepared := func(do func(context.Context, *Store) error) func(*testing.T, *Store) {
		return func(t *testing.T, s *Store) {
			if err := do(t.Context(), s); err != nil {
				t.Fatal(err)
			}
		}
	}
	at := time.Unix(1e9, 0)
	return map[string]job{
		"plan":      {do: plan(10, notifier.CampaignHeld, "h1")},
		"plan anew": {prepare: prepared(plan(7, notifier.CampaignRefused, "h0")), do: plan(10, notifier.CampaignHeld, "h1")},
		"people":    {do: func(ctx context.Context, s *Store) error { return s.PutPeople(ctx, manyPeople(10)) }},
		"leave": {prepare: func(t *testing.T, s *Store) { putPeople(t, s, manyPeople(9)...) }, do: func(ctx context.Context, s *Store) error {
			return s.RemovePeople(ctx, "p00000", "p00001", "p00002", "p00003", "p00004")
		}},
		"fire and finish": {do: func(ctx context.Context, s *Store) error {
			_, err := s.Fire(ctx, testOccasion(at), at)
			return errors.Join(err, s.Finish(ctx, testOccasion(at).ID(), scheduler.Handled, at))
		}},
		"audit": {do: func(ctx context.Context, s *Store) error {
			for i := range 5 {
				if _, err := s.Append(ctx, Entry{At: at, Who: "alix", What: fmt.Sprint(i)}); err != nil {
					return err
				}
			}
			return nil
		}},
		"sweep": {prepare: func(t *testing.T, s *Store) {
			s.now = func() time.Time { return at }
			for i := range 10 {
				if err := s.Remember(t.Context(), fmt.Sprint(i), bot.Session{}, time.Duration(i)*time.Second); err != nil {
					t.Fatal(err)
				}
			}
		}, do: func(ctx context.Context, s *Store) error {
			_, err := s.Sweep(ctx, at.Add(7*time.Second))
			return err
		}},
	}
}

// TestCrash kills every job at every step, and repeats it: the store ends up as if nothing had happened. The number of a
// change of the roster is free.
func TestCrash(t *testing.T) {
	for name, job := range jobs() {
		for _, done := range []bool{false, true} {
			t.Run(fmt.Sprintf("%s, last step done is %v", name, done), func(t *testing.T) { testCrash(t, job, done) })
		}
	}
}

func testCrash(t *testing.T, job job, done bool) {
	want := crash(t, job, 1<<30, done)
	for n := 1; ; n++ {
		got := crash(t, job, n, done)
		if got == nil {
			if n < 3 {
				t.Errorf("done in %d steps: too few to prove anything", n-1)
			}
			return
		}
		delete(got, rosterKey())
		delete(want, rosterKey())
		if !maps.Equal(got, want) {
			t.Fatalf("killed at step %d:\n got %v\nwant %v", n, got, want)
		}
	}
}

// crash kills a job at its n-th step, repeats it, and returns the content; nil when the job has fewer steps.
func crash(t *testing.T, job job, n int, done bool) map[string]string {
	t.Helper()
	engine := newMemory()
	s := onEngine(t, engine)
	if job.prepare != nil {
		job.prepare(t, s)
	}
	s.engine = &dying{engine: engine, left: n, done: done}
	switch err := job.do(t.Context(), s); {
	case err == nil && n < 1<<30:
		return nil
	case err != nil && !errors.Is(err, errAway):
		t.Fatal(err)
	}
	s.engine = engine
	if err := job.do(t.Context(), s); err != nil {
		t.Fatal(err)
	}
	return dump(t, engine)
}

// TestCrashThenNewerPlan kills a plan at every step and plans with newer data: the newer plan stands alone.
func TestCrashThenNewerPlan(t *testing.T) {
	for n := 1; n < 100; n++ {
		engine := newMemory()
		s := onEngine(t, &dying{engine: engine, left: 1 << 30})
		s.engine = &dying{engine: engine, left: n, done: n%2 == 0}
		campaign, deliveries := testCampaign("c", 10)
		err := s.Plan(t.Context(), campaign, deliveries)
		s.engine = engine
		if _, recorded := s.Campaign(t.Context(), "c"); recorded == nil {
			if n < 5 {
				t.Errorf("planned after %d steps", n)
			}
			return
		}
		if !errors.Is(err, errAway) {
			t.Fatal(err)
		}
		campaign.Hash = "h2"
		deliveries[4].Hash = "newer"
		newer := deliveries[2:6]
		if err := s.Plan(t.Context(), campaign, newer); err != nil {
			t.Fatal(err)
		}
		expectCounts(t, s, counts{notifier.Planned: 4})
		if d := stored(t, s, deliveries[4].ID); d.Hash != "newer" {
			t.Errorf("got %+v", d)
		}
	}
	t.Error("never planned")
}

// forgetful does every Apply twice, as a client does that got no answer to the first.
type forgetful struct{ engine }

func (f forgetful) Apply(ctx context.Context, conditions []condition, writes []write) (bool, error) {
	if _, err := f.engine.Apply(ctx, conditions, writes); err != nil {
		return false, err
	}
	return f.engine.Apply(ctx, conditions, writes)
}

// TestLostAnswers runs the conformance suite while the answer to every change gets lost once.
func TestLostAnswers(t *testing.T) {
	testLostAnswers(t, func(t *testing.T, opts ...Option) *Store {
		s := onEngine(t, forgetful{newMemory()})
		s.now = newOptions(opts).now
		return s
	})
}

// testLostAnswers is what a store must pass whose changes are done more often than it knows.
func testLostAnswers(t *testing.T, open opener) {
	t.Run("firings", func(t *testing.T) { testFirings(t, open) })
	t.Run("season", func(t *testing.T) { testSeason(t, open) })
	t.Run("sight", func(t *testing.T) {
		var c clock
		testAnswered(t, open(t, withNow(c.now)), &c)
		testSightRace(t, open(t))
	})
	t.Run("people", func(t *testing.T) { testDecisionsStay(t, open(t)) })
	t.Run("campaigns", func(t *testing.T) { testCampaigns(t, open) })
	t.Run("deliveries", func(t *testing.T) { testDeliveries(t, open) })
	t.Run("workers", func(t *testing.T) { testWorkers(t, open) })
	t.Run("audit", func(t *testing.T) { testAudit(t, open) })
}

// TestAway says of every method that storage is away, instead of an answer.
func TestAway(t *testing.T) {
	s := openTestStore(t)
	planned(t, s, 3)
	delivery := claim(t, s, start, 1)[0]
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	ctx := t.Context()
	calls := map[string]func() error{
		"Activate":     func() error { _, err := s.Activate(ctx, start); return err },
		"Swept":        func() error { _, err := s.Swept(ctx); return err },
		"Advance":      func() error { return s.Advance(ctx, start) },
		"Fire":         func() error { _, err := s.Fire(ctx, testOccasion(start), start); return err },
		"Finish":       func() error { return s.Finish(ctx, "x", scheduler.Handled, start) },
		"Fired":        func() error { _, err := s.Fired(ctx); return err },
		"Season":       func() error { _, err := s.Season(ctx); return err },
		"Release":      func() error { _, err := s.Release(ctx, start); return err },
		"Clear":        func() error { return s.Clear(ctx, programme.Start) },
		"Begin":        func() error { _, err := sight(ctx, s, "e"); return err },
		"Session":      func() error { _, err := s.Session(ctx, "c"); return err },
		"Remember":     func() error { return s.Remember(ctx, "c", bot.Session{}, time.Hour) },
		"Sweep":        func() error { _, err := s.Sweep(ctx, start); return err },
		"PutPeople":    func() error { return s.PutPeople(ctx, manyPeople(1)) },
		"RemovePeople": func() error { return s.RemovePeople(ctx, "x") },
		"People":       func() error { _, err := s.People(ctx, programme.Audience{}); return err },
		"Directory":    func() error { _, err := s.Directory(ctx); return err },
		"StartDays":    func() error { _, err := s.StartDays(ctx); return err },
		"Claim":        func() error { _, err := s.Claim(ctx, "c", notifier.ByMail, start, lease, 1); return err },
		"Commit":       func() error { return s.Commit(ctx, delivery) },
		"Settle":       func() error { return s.Settle(ctx, delivery, notifier.End{State: notifier.Accepted}) },
		"Counts":       func() error { _, err := s.Counts(ctx, "c"); return err },
		"Campaigns":    func() error { _, err := s.Campaigns(ctx); return err },
		"Append":       func() error { _, err := s.Append(ctx, Entry{At: start}); return err },
		"Verify":       func() error { return s.Verify(ctx) },
	}
	for name, call := range calls {
		err := call()
		if err == nil || errors.Is(err, notifier.ErrUnknown) || errors.Is(err, notifier.ErrLost) || errors.Is(err, ErrDamaged) {
			t.Errorf("%s: got %v", name, err)
		}
	}
}

package store

import (
	"context"
	"errors"
	"fmt"
	"testing"
	"time"

	"digbot/bot"
	"digbot/notifier"
)

// between is an engine on which somebody else does something just before the n-th call.
type between struct {
	engine
	left  int
	other func()
}

func (b *between) call() {
	b.left--
	if b.left == 0 {
		b.other()
	}
}

func (b *between) Get(ctx context.Context, keys ...string) ([]record, error) {
	b.call()
	return b.engine.Get(ctx, keys...)
}

func (b *between) Scan(ctx context.Context, prefix, after string, limit int) ([]record, error) {
	b.call()
	return b.engine.Scan(ctx, prefix, after, limit)
}

func (b *between) Apply(ctx context.Context, conditions []condition, writes []write) (bool, error) {
	b.call()
	return b.engine.Apply(ctx, conditions, writes)
}

// gap is one place at which somebody comes between: mine is the store that is disturbed, theirs the other's.
type gap struct {
	t            *testing.T
	mine, theirs *Store
	met          bool
}

// gaps tries every place, until the work is done without coming to it. do disturbs by setting what other does.
func gaps(t *testing.T, prepare func(*Store), other func(*Store), do func(*gap)) {
	t.Helper()
	for n := 1; ; n++ {
		shared := newMemory()
		g := &gap{t: t, theirs: onEngine(t, shared)}
		prepare(g.theirs)
		g.mine = onEngine(t, shared)
		g.mine.engine = &between{engine: shared, left: n, other: func() { g.met = true; other(g.theirs) }}
		do(g)
		if !g.met {
			if n < 3 {
				t.Errorf("only %d places to come between", n-1)
			}
			return
		}
		if t.Failed() {
			t.Fatalf("disturbed before call %d", n)
		}
	}
}

// cancels cancels the campaign.
func cancels(t *testing.T) func(*Store) {
	return func(s *Store) {
		if err := setState(t.Context(), s, "c", notifier.CampaignCancelled); err != nil {
			t.Error(err)
		}
	}
}

func TestCancelBeforeClaim(t *testing.T) {
	gaps(t, func(s *Store) { planned(t, s, 2) }, cancels(t), func(g *gap) {
		if claimed := claim(t, g.mine, start, 2); g.met == (len(claimed) > 0) {
			t.Errorf("claimed %v", claimed)
		}
	})
}

func TestCancelBeforeCommit(t *testing.T) {
	var delivery notifier.Delivery
	prepare := func(s *Store) { delivery = claim(t, planned(t, s, 1), start, 1)[0] }
	gaps(t, prepare, cancels(t), func(g *gap) {
		if err := g.mine.Commit(t.Context(), delivery); errors.Is(err, notifier.ErrLost) != g.met {
			t.Errorf("got %v", err)
		}
	})
}

// TestEndDuringTakeover lets a slow worker tell its end while another takes the delivery for uncertain.
func TestEndDuringTakeover(t *testing.T) {
	var delivery notifier.Delivery
	prepare := func(s *Store) {
		delivery = claim(t, planned(t, s, 2), start, 1)[0]
		commit(t, s, delivery)
	}
	end := func(s *Store) { settle(t, s, delivery, notifier.End{State: notifier.Accepted}) }
	gaps(t, prepare, end, func(g *gap) {
		claim(t, g.mine, delivery.Lease, 1)
		if g.met {
			expectCounts(t, g.theirs, counts{notifier.Accepted: 1, notifier.Claimed: 1})
		}
	})
}

// TestTakeoverDuringEnd lets another worker take a delivery over while the slow one tells its end.
func TestTakeoverDuringEnd(t *testing.T) {
	var delivery notifier.Delivery
	prepare := func(s *Store) { delivery = claim(t, planned(t, s, 1), start, 1)[0] }
	takeover := func(s *Store) { claim(t, s, delivery.Lease, 1) }
	gaps(t, prepare, takeover, func(g *gap) {
		err := g.mine.Settle(t.Context(), delivery, notifier.End{State: notifier.Accepted})
		if errors.Is(err, notifier.ErrLost) != g.met {
			t.Errorf("got %v", err)
		}
	})
}

// TestRenewalDuringSweep renews a session while what has expired is removed.
func TestRenewalDuringSweep(t *testing.T) {
	var c clock
	remember := func(s *Store) {
		s.now = c.now
		for _, conversation := range []string{"a", "b"} {
			if err := s.Remember(t.Context(), conversation, bot.Session{Topic: "salary"}, time.Minute); err != nil {
				t.Error(err)
			}
		}
	}
	prepare := func(s *Store) {
		c.at.Store(0)
		remember(s)
		c.advance(time.Minute)
	}
	gaps(t, prepare, remember, func(g *gap) {
		if _, err := g.mine.Sweep(t.Context(), c.now()); err != nil {
			t.Error(err)
		}
		for _, conversation := range []string{"a", "b"} {
			if session, err := g.theirs.Session(t.Context(), conversation); g.met != (session.Topic != "") || err != nil {
				t.Errorf("%s: got %+v, %v", conversation, session, err)
			}
		}
	})
}

// TestPlanDuringPlan lets another process plan the same campaign, from the same or from newer data, completely or until
// it is killed at some step. One of the two plans stands in the end, alone and whole.
func TestPlanDuringPlan(t *testing.T) {
	for _, refused := range []bool{false, true} {
		for _, size := range []int{7, 4} {
			for steps := 1; steps < 12; steps++ {
				t.Run(fmt.Sprintf("refused %v, %d deliveries, %d steps", refused, size, steps), func(t *testing.T) {
					testPlanDuringPlan(t, refused, size, steps)
				})
			}
		}
	}
}

func testPlanDuringPlan(t *testing.T, refused bool, size, steps int) {
	prepare := func(s *Store) {
		if refused {
			planned(t, s, 9, func(c *notifier.Campaign) { c.State = notifier.CampaignRefused })
		}
	}
	other := func(s *Store) {
		whole := s.engine
		s.engine = &dying{engine: whole, left: steps, done: true}
		campaign, deliveries := testCampaign("c", size)
		if err := s.Plan(t.Context(), campaign, deliveries); err != nil && !errors.Is(err, errAway) {
			t.Error(err)
		}
		s.engine = whole
	}
	gaps(t, prepare, other, func(g *gap) {
		campaign, deliveries := testCampaign("c", 7)
		err := g.mine.Plan(t.Context(), campaign, deliveries)
		if errors.Is(err, errTwoPlans) {
			err = g.theirs.Plan(t.Context(), campaign, deliveries)
		}
		if err != nil {
			t.Error(err)
		}
		stands, err := g.theirs.Campaign(t.Context(), "c")
		if err != nil {
			t.Fatal(err)
		}
		expectCounts(t, g.theirs, counts{notifier.Planned: stands.Planned})
		for key := range dump(t, g.theirs.engine) {
			if key == draftKey("c") {
				t.Error("the draft is left")
			}
		}
	})
}

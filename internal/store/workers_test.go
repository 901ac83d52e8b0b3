package store

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"path/filepath"
	"sync"
	"testing"
	"time"

	"digbot/notifier"
)

func testWorkers(t *testing.T, open opener) {
	for _, limit := range []int{1, 7} {
		t.Run(fmt.Sprintf("each delivery goes to one worker, %d at a time", limit), func(t *testing.T) {
			testClaimTogether(t, planned(t, open(t), 300), limit)
		})
	}
	t.Run("the states add up at every instant", func(t *testing.T) { testAlwaysAddsUp(t, planned(t, open(t), 60, resend)) })
	t.Run("several plan the same", func(t *testing.T) { testPlanTogether(t, open(t)) })
	t.Run("cancelled while workers work", func(t *testing.T) { testCancelTogether(t, planned(t, open(t), 200)) })
}

// tally counts what the workers of a test did.
type tally struct {
	mu      sync.Mutex
	claims  map[string]int
	commits map[string]int
}

func newTally() *tally { return &tally{claims: map[string]int{}, commits: map[string]int{}} }

func (l *tally) add(to map[string]int, id string) {
	l.mu.Lock()
	defer l.mu.Unlock()
	to[id]++
}

// drain claims, commits and settles until nothing is left to claim.
func drain(ctx context.Context, s *Store, l *tally, limit int) error {
	for {
		claimed, err := s.Claim(ctx, "c", notifier.ByMail, start, lease, limit)
		if err != nil || len(claimed) == 0 {
			return err
		}
		for _, delivery := range claimed {
			l.add(l.claims, delivery.ID)
			if err := s.Commit(ctx, delivery); errors.Is(err, notifier.ErrLost) {
				continue
			} else if err != nil {
				return err
			}
			l.add(l.commits, delivery.ID)
			if err := s.Settle(ctx, delivery, notifier.End{State: notifier.Accepted, At: start}); err != nil {
				return err
			}
		}
	}
}

func testClaimTogether(t *testing.T, s *Store, limit int) {
	l := newTally()
	var group sync.WaitGroup
	for range 8 {
		group.Go(func() {
			if err := drain(t.Context(), s, l, limit); err != nil {
				t.Error(err)
			}
		})
	}
	group.Wait()
	for id, n := range l.claims {
		if n != 1 || l.commits[id] != 1 {
			t.Errorf("%s was claimed %d times and committed %d times", id, n, l.commits[id])
		}
	}
	expectCounts(t, s, counts{notifier.Accepted: 300})
}

// testAlwaysAddsUp counts all the time while workers do everything that can happen to a delivery.
func testAlwaysAddsUp(t *testing.T, s *Store) {
	ctx, stop := context.WithCancel(t.Context())
	var group sync.WaitGroup
	for worker := range 4 {
		group.Go(func() { stumble(ctx, t, s, rand.New(rand.NewPCG(uint64(worker), 7))) })
	}
	for range 300 {
		counts, err := s.Counts(t.Context(), "c")
		sum := 0
		for _, n := range counts {
			sum += n
		}
		if err != nil || sum != 60 {
			t.Errorf("%v adds up to %d: %v", counts, sum, err)
			break
		}
	}
	stop()
	group.Wait()
}

// stumble works badly: it retries, gives up between claim and commit, and loses its lease.
func stumble(ctx context.Context, t *testing.T, s *Store, random *rand.Rand) {
	ends := []notifier.End{{State: notifier.RetryAt}, {State: notifier.RetryAt}, {State: notifier.RetryAt}, {State: notifier.Accepted}}
	for now := start; ctx.Err() == nil; now = now.Add(lease / 4) {
		claimed, err := s.Claim(ctx, "c", notifier.ByMail, now, lease, 1+random.IntN(3))
		for _, delivery := range claimed {
			if err == nil && random.IntN(4) > 0 {
				err = s.Commit(ctx, delivery)
			}
			if err == nil && random.IntN(4) > 0 {
				err = s.Settle(ctx, delivery, ends[random.IntN(len(ends))])
			}
			if errors.Is(err, notifier.ErrLost) {
				err = nil
			}
		}
		if err != nil && ctx.Err() == nil {
			t.Error(err)
			return
		}
	}
}

func testPlanTogether(t *testing.T, s *Store) {
	campaign, deliveries := testCampaign("c", 40)
	l := newTally()
	var group sync.WaitGroup
	for range 6 {
		group.Go(func() {
			if err := s.Plan(t.Context(), campaign, deliveries); err != nil {
				t.Error(err)
			}
			if err := drain(t.Context(), s, l, 3); err != nil {
				t.Error(err)
			}
		})
	}
	group.Wait()
	if len(l.commits) != 40 {
		t.Errorf("%d were committed", len(l.commits))
	}
	expectCounts(t, s, counts{notifier.Accepted: 40})
}

// testCancelTogether lets nothing through after Update has returned.
func testCancelTogether(t *testing.T, s *Store) {
	l := newTally()
	var group sync.WaitGroup
	for range 4 {
		group.Go(func() {
			if err := drain(t.Context(), s, l, 5); err != nil {
				t.Error(err)
			}
		})
	}
	if err := setState(t.Context(), s, "c", notifier.CampaignCancelled); err != nil {
		t.Error(err)
	}
	then, err := s.Counts(t.Context(), "c")
	if err != nil {
		t.Error(err)
	}
	group.Wait()
	want := then[notifier.Accepted] + then[notifier.Committing]
	if len(l.commits) != want {
		t.Errorf("%d were committed; %d had been when the campaign was cancelled", len(l.commits), want)
	}
	expectCounts(t, s, nonzero(counts{notifier.Accepted: want, notifier.Cancelled: 200 - want}))
}

func nonzero(all counts) counts {
	for state, n := range all {
		if n == 0 {
			delete(all, state)
		}
	}
	return all
}

// benchStore is a store that waits for the disk.
func benchStore(b *testing.B) *Store {
	b.Helper()
	s, err := Open(filepath.Join(b.TempDir(), "store.db"), testPromotion())
	if err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() { _ = s.Close() })
	return s
}

// BenchmarkFire fires one occasion after the other.
func BenchmarkFire(b *testing.B) {
	s, at := benchStore(b), start
	for b.Loop() {
		at = at.Add(time.Minute)
		o := testOccasion(at)
		if _, err := s.Fire(b.Context(), o, at); err != nil {
			b.Fatal(err)
		}
	}
	b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "fired/s")
}

// BenchmarkDeliver takes deliveries from claim over commit to settle: three durable steps each when claimed one by one.
func BenchmarkDeliver(b *testing.B) {
	for _, limit := range []int{1, 20} {
		for _, workers := range []int{1, 4, 16} {
			b.Run(fmt.Sprintf("limit=%d/workers=%d", limit, workers), func(b *testing.B) { benchDeliver(b, workers, limit) })
		}
	}
}

func benchDeliver(b *testing.B, workers, limit int) {
	s := benchStore(b)
	campaign, deliveries := testCampaign("c", b.N)
	if err := s.Plan(b.Context(), campaign, deliveries); err != nil {
		b.Fatal(err)
	}
	l := newTally()
	b.ResetTimer()
	var group sync.WaitGroup
	for range workers {
		group.Go(func() {
			if err := drain(b.Context(), s, l, limit); err != nil {
				b.Error(err)
			}
		})
	}
	group.Wait()
	if len(l.commits) != b.N {
		b.Fatalf("%d of %d were delivered", len(l.commits), b.N)
	}
	b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "delivered/s")
}

// BenchmarkPlan records a campaign; an operation is one delivery.
func BenchmarkPlan(b *testing.B) {
	s := benchStore(b)
	campaign, deliveries := testCampaign("c", b.N)
	b.ResetTimer()
	if err := s.Plan(b.Context(), campaign, deliveries); err != nil {
		b.Fatal(err)
	}
}

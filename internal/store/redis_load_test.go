package store

import (
	"context"
	"sync"
	"sync/atomic"
	"testing"
	"time"
)

// firing is a load of workers who fire one occasion after the other, and again until they get an answer.
type firing struct {
	t            *testing.T
	cancel       context.CancelFunc
	group        sync.WaitGroup
	acknowledged sync.Map // from the id of an occasion to when it was fired
	count        atomic.Int64
	failures     atomic.Int64
}

// fireLoad starts four workers.
func fireLoad(t *testing.T, s *Store) *firing {
	t.Helper()
	ctx, cancel := context.WithCancel(t.Context())
	f := &firing{t: t, cancel: cancel}
	for worker := range 4 {
		f.group.Go(func() { f.work(ctx, s, start.AddDate(worker, 0, 0)) })
	}
	t.Cleanup(f.stop)
	return f
}

func (f *firing) work(ctx context.Context, s *Store, at time.Time) {
	for ctx.Err() == nil {
		fired, err := s.Fire(ctx, testOccasion(at), at)
		if err != nil {
			if ctx.Err() == nil {
				f.failures.Add(1)
			}
			continue
		}
		if !fired.Fired.Equal(at) {
			f.t.Errorf("%s was fired at %v", fired.ID, fired.Fired)
		}
		f.acknowledged.Store(fired.ID, fired.Fired)
		f.count.Add(1)
		at = at.Add(time.Minute)
	}
}

// more waits until n more firings are acknowledged.
func (f *firing) more(n int64) {
	f.t.Helper()
	f.reach("acknowledgements", &f.count, n)
}

// failure waits until the workers have met a fault.
func (f *firing) failure() {
	f.t.Helper()
	f.reach("failures", &f.failures, 1)
}

func (f *firing) reach(what string, counter *atomic.Int64, n int64) {
	f.t.Helper()
	goal := counter.Load() + n
	for deadline := time.Now().Add(30 * time.Second); counter.Load() < goal; time.Sleep(time.Millisecond) {
		if time.Now().After(deadline) {
			f.t.Fatalf("%d %s, want %d", counter.Load(), what, goal)
		}
	}
}

// stop ends the load. It may be repeated.
func (f *firing) stop() {
	f.cancel()
	f.group.Wait()
}

// check finds every acknowledged firing in the store, as it was acknowledged.
func (f *firing) check(s *Store) {
	f.t.Helper()
	all, err := s.Fired(f.t.Context())
	if err != nil {
		f.t.Fatal(err)
	}
	found := map[string]time.Time{}
	for _, fired := range all {
		found[fired.ID] = fired.Fired
	}
	lost := 0
	f.acknowledged.Range(func(id, at any) bool {
		if stored, there := found[id.(string)]; !there || !stored.Equal(at.(time.Time)) {
			lost++
		}
		return true
	})
	if lost > 0 {
		f.t.Errorf("%d of %d acknowledged firings are lost", lost, f.count.Load())
	}
	f.t.Logf("%d acknowledged, %d failures, %d stored", f.count.Load(), f.failures.Load(), len(all))
}

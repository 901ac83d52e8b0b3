package store

import (
	"math/rand/v2"
	"slices"
	"sync"
	"testing"
	"time"

	"digbot/notifier"
)

// testQuotas lets replicas, which are restarted at times and whose clocks differ a little, ask for places in random
// histories: no window ever holds more than it allows, and a place that is free is given.
func testQuotas(t *testing.T, open opener) {
	s := open(t)
	for name, windows := range map[string][]notifier.Window{
		"one": {{Messages: 1, Per: time.Minute}}, "burst": {{Messages: 20, Per: time.Minute}},
		"two": {{Messages: 5, Per: 10 * time.Second}, {Messages: 12, Per: time.Minute}},
	} {
		t.Run(name, func(t *testing.T) {
			random, now := seeded(t), start
			var given []time.Time
			for range 400 {
				now = now.Add(time.Duration(random.IntN(4000)) * time.Millisecond)
				free, err := s.replica(random).Reserve(t.Context(), name, windows, now)
				if err != nil {
					t.Fatal(err)
				}
				if room := roomAt(given, windows, now); free.IsZero() != room.IsZero() || !free.Equal(room) {
					t.Fatalf("at %s: room from %v, want %v", now, free, room)
				}
				if free.IsZero() {
					given = append(given, now)
				} else if random.IntN(4) == 0 {
					now = free // somebody waits for it
				}
			}
			if len(given) < 20 {
				t.Errorf("%d places prove little", len(given))
			}
		})
	}
}

// replica is another process over the same records, as a restart is.
func (s *Store) replica(random *rand.Rand) *Store {
	if random.IntN(2) == 0 {
		return s
	}
	return &Store{engine: s.engine, promotion: s.promotion, now: s.now, batch: s.batch}
}

// roomAt is the plain rule: from when on each window, which is open at its end, has room. The zero time is now.
func roomAt(given []time.Time, windows []notifier.Window, now time.Time) time.Time {
	var room time.Time
	for _, w := range windows {
		if n := len(given); n >= w.Messages {
			if until := given[n-w.Messages].Add(w.Per); until.After(now) && until.After(room) {
				room = until
			}
		}
	}
	return room
}

// TestQuotasAtOnce lets two replicas with several workers each grasp at the places at once, over clocks that differ.
func TestQuotasAtOnce(t *testing.T) {
	t.Parallel()
	engines := map[string]engine{"memory": newMemory(), "bbolt": openTestBolt(t)}
	for name, e := range engines {
		t.Run(name, func(t *testing.T) {
			window := notifier.Window{Messages: 25, Per: time.Second}
			var mu sync.Mutex
			var given []time.Time
			var working sync.WaitGroup
			replicas := []*Store{onEngine(t, e), onEngine(t, e)}
			for i := range 60 { // all ask at about the same time, by clocks that are a little apart
				for replica, s := range replicas {
					for worker := range 4 {
						now := start.Add(time.Duration(i)*40*time.Millisecond + time.Duration(worker)*time.Millisecond - time.Duration(replica)*30*time.Millisecond)
						working.Go(func() {
							free, err := s.Reserve(t.Context(), "relay", []notifier.Window{window}, now)
							if err != nil {
								t.Error(err)
							}
							if free.IsZero() {
								mu.Lock()
								given = append(given, now)
								mu.Unlock()
							}
						})
					}
				}
				working.Wait()
			}
			slices.SortFunc(given, time.Time.Compare)
			for i := window.Messages; i < len(given); i++ {
				if between := given[i].Sub(given[i-window.Messages]); between < window.Per {
					t.Errorf("%d messages within %s", window.Messages+1, between)
				}
			}
			if len(given) <= window.Messages {
				t.Errorf("%d places were given, which proves little", len(given))
			}
		})
	}
}

// TestQuotaKeepsNoMoreThanItNeeds drops what no window looks at, and takes a changed limit over.
func TestQuotaKeepsNoMoreThanItNeeds(t *testing.T) {
	e := newMemory()
	s := onEngine(t, e)
	now := start
	reserve := func(window notifier.Window) time.Time {
		t.Helper()
		free, err := s.Reserve(t.Context(), "relay", []notifier.Window{window}, now)
		if err != nil {
			t.Fatal(err)
		}
		return free
	}
	few := notifier.Window{Messages: 3, Per: time.Minute}
	for range 50 {
		now = now.Add(time.Minute)
		if free := reserve(few); !free.IsZero() {
			t.Fatalf("no room until %s", free)
		}
	}
	if n := len(dump(t, e)); n > 3+2 { // the places, the end, the schema
		t.Errorf("%d records are kept", n)
	}
	if free := reserve(notifier.Window{Messages: 1, Per: time.Hour}); !free.Equal(now.Add(time.Hour)) {
		t.Errorf("a stricter limit does not count what was before: %s", free)
	}
	if free := reserve(notifier.Window{Messages: 100, Per: time.Minute}); !free.IsZero() {
		t.Errorf("no room until %s in a wider window", free)
	}
}

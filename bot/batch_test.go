package bot

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"testing"
	"testing/synctest"
	"time"
)

// slowClaims notes how many writes wait at the same time.
type slowClaims struct {
	Claims
	mu           sync.Mutex
	now, most, n int
}

func (s *slowClaims) Answered(context.Context, Message) error {
	s.mu.Lock()
	s.now++
	s.n++
	s.most = max(s.most, s.now)
	s.mu.Unlock()
	time.Sleep(time.Millisecond)
	s.mu.Lock()
	defer s.mu.Unlock()
	s.now--
	return nil
}

// TestBatch answers a few messages, then many: only then they wait for the beat, and all are written down in the end.
func TestBatch(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		claims := &slowClaims{Claims: NewRecall(time.Now)}
		b := newBatch(claims, func(_ Message, err error) { t.Error(err) })
		ctx, cancel := context.WithCancel(t.Context())
		var running sync.WaitGroup
		running.Go(func() { b.run(ctx) })
		var mu sync.Mutex
		var longest time.Duration
		total := 0
		for second, rate := range []int{5, 200, 200, 5, 5, 5} {
			for i := range rate {
				began := time.Now()
				m := Message{Event: fmt.Sprint(second, "-", i)}
				go func() {
					if _, mine, err := b.Begin(ctx, m, time.Minute); !mine || err != nil {
						t.Error(mine, err)
					}
					mu.Lock()
					longest = max(longest, time.Since(began))
					mu.Unlock()
					if err := b.Answered(ctx, m); err != nil {
						t.Error(err)
					}
				}()
				time.Sleep(time.Second / time.Duration(rate))
				total++
			}
			synctest.Wait()
			mu.Lock()
			if few := second < 2 || second > 4; few && longest > 0 || second == 2 && longest == 0 || longest > batchEvery {
				t.Errorf("in second %d the longest wait was %s", second, longest)
			}
			longest = 0
			mu.Unlock()
		}
		cancel()
		running.Wait()
		b.flush(ctx)
		if claims.n != total || claims.most < 4 {
			t.Errorf("%d of %d written down, at most %d at the same time", claims.n, total, claims.most)
		}
	})
}

// TestAFullBatch begins many messages at the same instant: where all who serve conversations would wait, none does.
func TestAFullBatch(t *testing.T) {
	for n, waits := range map[int]bool{batchFull - 1: true, batchFull: false, 3 * batchFull: false} {
		t.Run(fmt.Sprint(n), func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				b := newBatch(NewRecall(time.Now), func(_ Message, err error) { t.Error(err) })
				b.busy, b.since = true, time.Now()
				began := time.Now()
				var waiting sync.WaitGroup
				for i := range n {
					waiting.Go(func() {
						if _, mine, err := b.Begin(t.Context(), Message{Event: fmt.Sprint(i)}, time.Minute); !mine || err != nil {
							t.Error(mine, err)
						}
					})
				}
				waiting.Wait()
				if waited := time.Since(began); (waited > 0) != waits {
					t.Errorf("waited %s", waited)
				}
			})
		})
	}
}

// fickle is Claims whose store is away for a while.
type fickle struct {
	Claims
	mu   sync.Mutex
	away bool
	n    map[string]int
}

func (f *fickle) Begin(_ context.Context, m Message, _ time.Duration) (Message, bool, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.away {
		return m, false, errors.New("away")
	}
	return m, f.n[m.Event] == 0, nil
}

func (f *fickle) Answered(_ context.Context, m Message) error {
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.away {
		return errors.New("away")
	}
	f.n[m.Event]++
	return nil
}

// TestAnsweredWhileAway answers when nothing can be written down: what comes again is known, and all is written later.
func TestAnsweredWhileAway(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		claims := &fickle{away: true, n: map[string]int{}}
		b := newBatch(claims, func(Message, error) {})
		ctx, cancel := context.WithCancel(t.Context())
		var running sync.WaitGroup
		running.Go(func() { b.run(ctx) })
		for n := range 3 {
			m := Message{Event: fmt.Sprint(n)}
			if _, _, err := b.Begin(ctx, m, time.Minute); err == nil {
				t.Error("the store is away, and nobody says so")
			}
			if err := b.Answered(ctx, m); err != nil {
				t.Error(err)
			}
			time.Sleep(2 * time.Second)
			if _, mine, err := b.Begin(ctx, m, time.Minute); mine || err != nil {
				t.Errorf("message %d would be answered again: %v", n, err)
			}
		}
		claims.mu.Lock()
		claims.away = false
		claims.mu.Unlock()
		time.Sleep(2 * time.Second)
		cancel()
		running.Wait()
		for n := range 3 {
			if got := claims.n[fmt.Sprint(n)]; got != 1 {
				t.Errorf("message %d was written down %d times", n, got)
			}
		}
	})
}

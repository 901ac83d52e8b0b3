package store

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"digbot/bot"
)

// TestQueueGathers commits what came meanwhile in one go, and each change once.
func TestQueueGathers(t *testing.T) {
	var q queue
	var sizes []int
	seen := map[*change]int{}
	begun, going := make(chan bool), make(chan bool)
	q.commit = func(changes []*change) {
		sizes = append(sizes, len(changes))
		for _, c := range changes {
			seen[c]++
			c.applied = true
		}
		if len(sizes) == 1 {
			close(begun)
			<-going
		}
	}
	var group sync.WaitGroup
	for i := range 9 {
		group.Go(func() {
			if ok, err := q.do(nil, nil); !ok || err != nil {
				t.Errorf("got %v, %v", ok, err)
			}
		})
		if i == 0 {
			<-begun
		}
	}
	for waiting := 0; waiting < 8; {
		q.mu.Lock()
		waiting = len(q.waiting)
		q.mu.Unlock()
	}
	close(going)
	group.Wait()
	if fmt.Sprint(sizes) != "[1 8]" || len(seen) != 9 {
		t.Errorf("commits of %v, %d changes", sizes, len(seen))
	}
}

// TestQueueFails tells everybody in a commit that it failed, and goes on with the next.
func TestQueueFails(t *testing.T) {
	var q queue
	commits := 0
	q.commit = func(changes []*change) {
		commits++
		for _, c := range changes {
			c.applied, c.err = commits > 1, []error{errAway, nil}[min(commits-1, 1)]
		}
	}
	if ok, err := q.do(nil, nil); ok || !errors.Is(err, errAway) {
		t.Errorf("got %v, %v", ok, err)
	}
	if ok, err := q.do(nil, nil); !ok || err != nil {
		t.Errorf("got %v, %v", ok, err)
	}
}

// TestUsedInsideABubble uses a store, which was opened outside, from many goroutines of a synctest and from outside.
func TestUsedInsideABubble(t *testing.T) {
	s := openTestStore(t)
	outside := make(chan error)
	go func() {
		var err error
		for i := range 300 {
			_, seen := sight(context.Background(), s, fmt.Sprint("outside", i))
			err = errors.Join(err, seen)
		}
		outside <- err
	}()
	synctest.Test(t, func(t *testing.T) {
		for i := range 8 {
			go func() {
				for j := range 40 {
					if new, err := sight(t.Context(), s, fmt.Sprint(i, j)); !new || err != nil {
						t.Errorf("got %v, %v", new, err)
					}
				}
			}()
		}
		synctest.Wait()
		if err := s.Remember(t.Context(), "c", bot.Session{Topic: "salary"}, time.Hour); err != nil {
			t.Error(err)
		}
		time.Sleep(time.Hour - time.Nanosecond)
		if session, err := s.Session(t.Context(), "c"); session.Topic != "salary" || err != nil {
			t.Errorf("got %+v, %v", session, err)
		}
		time.Sleep(time.Nanosecond)
		if session, err := s.Session(t.Context(), "c"); session.Topic != "" || err != nil {
			t.Errorf("got %+v, %v", session, err)
		}
	})
	if err := <-outside; err != nil {
		t.Error(err)
	}
}

// TestContextEnded does nothing for a caller who has left.
func TestContextEnded(t *testing.T) {
	s := openTestStore(t)
	ctx, leave := context.WithCancel(t.Context())
	leave()
	before := dump(t, s.engine)
	if _, err := s.Activate(ctx, start); !errors.Is(err, context.Canceled) {
		t.Errorf("got %v", err)
	}
	if ok, err := s.engine.Apply(ctx, nil, []write{put("a", []byte("1"))}); ok || !errors.Is(err, context.Canceled) {
		t.Errorf("got %v, %v", ok, err)
	}
	if after := dump(t, s.engine); len(after) != len(before) {
		t.Errorf("got %v, want %v", after, before)
	}
}

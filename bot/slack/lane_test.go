package slack

import (
	"crypto/rand"
	"testing"
	"testing/synctest"
	"time"
)

// TestLanesAreForgotten once they are many and nobody is at pace in them any more; never before.
func TestLanesAreForgotten(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		l := newLanes()
		for range 3 {
			for range lanesKept {
				lane, err := l.take(t.Context(), rand.Text())
				if err != nil {
					t.Fatal(err)
				}
				if err := lane.ready(t.Context(), asReply); err != nil {
					t.Fatal(err)
				}
				l.leave(lane)
			}
			if len(l.lanes) < lanesKept {
				t.Fatalf("%d lanes of %d are remembered, and all are at their pace", len(l.lanes), lanesKept)
			}
			time.Sleep(2 * postEvery)
		}
		if len(l.lanes) > lanesKept {
			t.Errorf("%d lanes are remembered", len(l.lanes))
		}
	})
}

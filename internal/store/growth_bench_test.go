package store

import (
	"fmt"
	"path/filepath"
	"testing"
	"time"

	"digbot/internal/programme"
	"digbot/notifier"
)

// BenchmarkGrownLedger takes deliveries from their claim to their end in a ledger that holds ten times as many mails which
// were sent before, and again: what was sent must not slow down what is sent by more than a search in it takes.
func BenchmarkGrownLedger(b *testing.B) {
	for _, sent := range []int{1_000, 10_000, 100_000} {
		b.Run(fmt.Sprintf("%d-sent", sent), func(b *testing.B) {
			s, err := Open(filepath.Join(b.TempDir(), "store"), programme.Promotion{ID: "grown"}, Volatile())
			if err != nil {
				b.Fatal(err)
			}
			defer s.Close()
			fill(b, s, "a-sent", sent, notifier.Accepted)
			const each = 1_000
			for round := 0; b.Loop(); round++ {
				b.StopTimer()
				id := fmt.Sprintf("m-%d", round)
				fill(b, s, id, each, notifier.Planned)
				b.StartTimer()
				deliverAll(b, s, id)
			}
			b.ReportMetric(0, "ns/op")
			b.ReportMetric(float64(b.Elapsed().Microseconds())/float64(b.N*each), "µs/mail")
		})
	}
}

func fill(b *testing.B, s *Store, id string, n int, state notifier.State) {
	b.Helper()
	campaign, deliveries := testCampaign(id, n)
	for i := range deliveries {
		deliveries[i].State = state
	}
	if err := s.Plan(b.Context(), campaign, deliveries); err != nil {
		b.Fatal(err)
	}
}

func deliverAll(b *testing.B, s *Store, id string) {
	b.Helper()
	for {
		claimed, err := s.Claim(b.Context(), id, notifier.ByMail, start, time.Minute, 64)
		if err != nil {
			b.Fatal(err)
		}
		if len(claimed) == 0 {
			return
		}
		for _, d := range claimed {
			if err := s.Commit(b.Context(), d); err != nil {
				b.Fatal(err)
			}
			if err := s.Settle(b.Context(), d, notifier.End{State: notifier.Accepted, At: start}); err != nil {
				b.Fatal(err)
			}
		}
	}
}

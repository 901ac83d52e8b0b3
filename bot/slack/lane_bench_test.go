package slack

import (
	"strconv"
	"testing"
	"time"
)

// BenchmarkLanes answers in one more channel while many are at their pace, and compares what it costs with a few and with
// a hundred times as many.
func BenchmarkLanes(b *testing.B) {
	for b.Loop() {
		few, many := perLane(b, 100), perLane(b, 10_000)
		b.ReportMetric(float64(many)/float64(few), "x-for-x100")
	}
}

// perLane is what taking a channel's turn costs while n others are at their pace.
func perLane(b *testing.B, n int) time.Duration {
	b.Helper()
	l := newLanes()
	answer := func(channel string) {
		lane, err := l.take(b.Context(), channel)
		if err != nil {
			b.Fatal(err)
		}
		lane.next = time.Now().Add(time.Hour)
		l.leave(lane)
	}
	for i := range n {
		answer(strconv.Itoa(i))
	}
	const more = 1000
	began := time.Now()
	for i := range more {
		answer("more" + strconv.Itoa(i))
	}
	return time.Since(began) / more
}

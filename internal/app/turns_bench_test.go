package app

import (
	"strconv"
	"testing"
	"time"
)

// BenchmarkTurns begins one more turn while many are under way, and compares what it costs with a few and with a hundred
// times as many.
func BenchmarkTurns(b *testing.B) {
	for b.Loop() {
		few, many := perTurn(100), perTurn(10_000)
		b.ReportMetric(float64(many)/float64(few), "x-for-x100")
	}
}

// perTurn is what beginning a turn costs while n others are under way.
func perTurn(n int) time.Duration {
	t := newTurns(nil)
	until := time.Now().Add(time.Hour)
	for i := range n {
		t.begin(strconv.Itoa(i), until)
	}
	const more = 1000
	began := time.Now()
	for i := range more {
		t.begin("more"+strconv.Itoa(i), until)
	}
	return time.Since(began) / more
}

package templates

import (
	"runtime"
	"testing"
)

// BenchmarkLoad reads every text, and tells what the library takes before anything was said.
func BenchmarkLoad(b *testing.B) {
	var library *Library
	before := live()
	for b.Loop() {
		var err error
		if library, err = Load(nil); err != nil {
			b.Fatal(err)
		}
	}
	after := live()
	b.ReportMetric(float64(after.HeapAlloc-before.HeapAlloc), "live-B")
	b.ReportMetric(float64(after.HeapObjects-before.HeapObjects), "live-objects")
	runtime.KeepAlive(library)
}

// live is what the heap holds once all is gone that nobody needs.
func live() runtime.MemStats {
	var stats runtime.MemStats
	runtime.GC()
	runtime.ReadMemStats(&stats)
	return stats
}

// BenchmarkAnswer says answers with one fact, with dates by the phase of the season, and with no more than an address.
func BenchmarkAnswer(b *testing.B) {
	l, err := Load(nil)
	if err != nil {
		b.Fatal(err)
	}
	view := commonViews(b, l)[0]
	for _, topic := range []string{"salary", "deadline", "confidentiality"} {
		b.Run(topic, func(b *testing.B) {
			for b.Loop() {
				if _, err := l.Answer(topic, view); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}

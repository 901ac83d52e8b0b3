package rehearsal

import (
	"fmt"
	"log/slog"
	"testing"

	"digbot/internal/app"
	"digbot/internal/config"
	"digbot/internal/programme"
	"digbot/internal/roster"
)

// BenchmarkSeason rehearses a whole season for ten times as many people, and again: what a mail costs must not grow, and
// ten thousand people take less than a minute.
func BenchmarkSeason(b *testing.B) {
	cfg, err := config.Load([]string{"../../config.example.yaml"}, func(string) (string, bool) { return "", false })
	if err != nil {
		b.Fatal(err)
	}
	texts, err := app.LoadTexts(cfg)
	if err != nil {
		b.Fatal(err)
	}
	for _, people := range []int{100, 1_000, 10_000} {
		b.Run(fmt.Sprintf("%d-people", people), func(b *testing.B) {
			options := Options{Dir: b.TempDir(), Language: programme.French, Fictional: true, Mute: true, Log: slog.New(slog.DiscardHandler)}
			options.People = roster.Fictional(programme.Season{Promotion: cfg.Promotion}, people, 2019)
			mails := 0
			for b.Loop() {
				summary, err := Play(b.Context(), cfg, texts, options)
				if err != nil {
					b.Fatal(err)
				}
				mails += summary.Counts[Mail]
			}
			b.ReportMetric(0, "ns/op")
			b.ReportMetric(b.Elapsed().Seconds()/float64(b.N), "s/season")
			b.ReportMetric(float64(mails)/float64(b.N), "mails/season")
			b.ReportMetric(float64(b.Elapsed().Microseconds())/float64(mails), "µs/mail")
		})
	}
}

package app_test

import (
	"fmt"
	"log/slog"
	"math"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"text/tabwriter"
	"time"

	"digbot/bot"
	"digbot/bot/understand"
	"digbot/internal/app"
	"digbot/internal/config"
	"digbot/internal/programme"
	"digbot/internal/rehearsal"
	"digbot/internal/roster"
	"digbot/internal/store"
	"digbot/notifier"
	"digbot/templates"
)

// growth is what things cost when what they are looked for in has grown.
type growth struct {
	b     *testing.B
	cfg   config.Config
	texts *templates.Library
	rows  []grown
}

// grown is a row of the table.
type grown struct {
	what  string
	size  int // of what has grown
	of    string
	costs time.Duration
}

// BenchmarkGrowth prints what a question costs with ten times the knowledge, and what a mail costs with ten times the people
// and ten times the mails that were sent before, and again. A mail costs the same however many people there are, so that a
// season is no worse than linear, and grows no faster than a search in what was sent takes.
//
//	go test -run '^$' -bench Growth -benchtime 1x ./internal/app
func BenchmarkGrowth(b *testing.B) {
	cfg, err := config.Load([]string{"../../config.example.yaml"}, func(string) (string, bool) { return "", false })
	if err != nil {
		b.Fatal(err)
	}
	texts, err := app.LoadTexts(cfg)
	if err != nil {
		b.Fatal(err)
	}
	for b.Loop() {
		g := growth{b: b, cfg: cfg, texts: texts}
		for _, part := range []int{10, 1} {
			g.question(part)
		}
		g.atMost(10)
		for _, people := range []int{100, 1_000, 10_000} {
			g.season(people)
		}
		g.atMost(1.25)
		for _, sent := range []int{1_000, 10_000, 100_000} {
			g.ledger(sent)
		}
		g.atMost(math.Log(100_000) / math.Log(1_000))
		fmt.Print(g) // a benchmark's log is cut
	}
	b.ReportMetric(0, "ns/op")
}

// question asks a bot that knows one topic in part, all that is shipped or a tenth of it. It is asked the same in either
// case: of the topics that it knows in both, typed with faults.
func (g *growth) question(part int) {
	size, asked := 0, []string(nil)
	taught := bot.Examples(g.texts, g.cfg.Promotion, programme.French)
	known, few := partOf(taught, part), partOf(taught, 10)
	train := func(language understand.Language, examples []understand.Example) (*understand.Engine, error) {
		learnt := slices.DeleteFunc(slices.Clone(examples), func(e understand.Example) bool { return !known[e.Topic] })
		if language == understand.French {
			size = len(learnt)
		}
		return understand.Train(language, learnt)
	}
	for _, e := range taught {
		if few[e.Topic] {
			asked = append(asked, strings.Replace(e.Text, "e", "r", 1)+" svp")
		}
	}
	now := func() time.Time { return g.cfg.Promotion.At(programme.Opening).Add(time.Hour) }
	knowledge := bot.Learn(g.texts, g.cfg.Promotion, train)
	talker := bot.New(knowledge, app.Fixed{Promotion: g.cfg.Promotion}, bot.NewRecall(time.Now), now, slog.New(slog.DiscardHandler))
	if err := talker.Ready(); err != nil {
		g.b.Fatal(err)
	}
	const each = 3_000
	g.add("question", "questions known", each, func() int {
		for i := range each {
			m := bot.Message{Platform: "console", Conversation: fmt.Sprint(i), Text: asked[i%len(asked)]}
			if _, err := talker.Handle(g.b.Context(), m); err != nil {
				g.b.Fatal(err)
			}
		}
		return size
	})
}

// partOf picks one topic in part.
func partOf(examples []understand.Example, part int) map[string]bool {
	var topics []string
	for _, e := range examples {
		topics = append(topics, e.Topic)
	}
	slices.Sort(topics)
	picked := map[string]bool{}
	for i, topic := range slices.Compact(topics) {
		picked[topic] = i%part == 0
	}
	return picked
}

// season rehearses a whole season.
func (g *growth) season(people int) {
	options := rehearsal.Options{Dir: g.b.TempDir(), Language: programme.French, Fictional: true, Mute: true, Log: slog.New(slog.DiscardHandler),
		People: roster.Fictional(programme.Season{Promotion: g.cfg.Promotion}, people, 2019)}
	began := time.Now()
	summary, err := rehearsal.Play(g.b.Context(), g.cfg, g.texts, options)
	if err != nil {
		g.b.Fatal(err)
	}
	g.rows = append(g.rows, grown{"mail of a season", people, "people", time.Since(began) / time.Duration(summary.Counts[rehearsal.Mail])})
}

// ledger takes mails from their claim to their end.
func (g *growth) ledger(sent int) {
	s, err := store.Open(filepath.Join(g.b.TempDir(), "store"), programme.Promotion{ID: "grown"}, store.Volatile())
	if err != nil {
		g.b.Fatal(err)
	}
	defer s.Close()
	g.plan(s, "a-sent", sent, notifier.Accepted)
	const each = 10_000
	g.plan(s, "now", each, notifier.Planned)
	g.add("mail from claim to end", "mails sent before", each, func() int {
		for {
			claimed, err := s.Claim(g.b.Context(), "now", notifier.ByMail, time.Now(), time.Minute, 64)
			if err != nil {
				g.b.Fatal(err)
			}
			if len(claimed) == 0 {
				return sent
			}
			for _, d := range claimed {
				if err := s.Commit(g.b.Context(), d); err != nil {
					g.b.Fatal(err)
				}
				if err := s.Settle(g.b.Context(), d, notifier.End{State: notifier.Accepted, At: time.Now()}); err != nil {
					g.b.Fatal(err)
				}
			}
		}
	})
}

func (g *growth) plan(s *store.Store, id string, n int, state notifier.State) {
	campaign := notifier.Campaign{ID: id, Occasion: g.cfg.Promotion.Occasions()[0], State: notifier.CampaignSending, Hash: "h", Planned: n}
	var deliveries []notifier.Delivery
	for i := range n {
		deliveries = append(deliveries, notifier.Delivery{ID: fmt.Sprintf("%s-%06d", id, i), Campaign: id, Mailing: "reminder", Channel: notifier.ByMail,
			Recipient: fmt.Sprintf("p%06d", i), Hash: "h", State: state})
	}
	if err := s.Plan(g.b.Context(), campaign, deliveries); err != nil {
		g.b.Fatal(err)
	}
}

// add measures what is done so many times; do tells the size of what has grown.
func (g *growth) add(what, of string, times int, do func() int) {
	began := time.Now()
	size := do()
	g.rows = append(g.rows, grown{what, size, of, time.Since(began) / time.Duration(times)})
}

// atMost holds how many times the costs of the last kind may have grown from the smallest to the largest.
func (g *growth) atMost(times float64) {
	g.b.Helper()
	last := g.rows[len(g.rows)-1]
	first := g.rows[slices.IndexFunc(g.rows, func(r grown) bool { return r.what == last.what })]
	if ratio := float64(last.costs) / float64(first.costs); ratio > times {
		g.b.Errorf("a %s costs %.2f times as much with %d %s as with %d, want at most %.2f", last.what, ratio, last.size, last.of, first.size, times)
	}
}

// String is the table.
func (g growth) String() string {
	var out strings.Builder
	table := tabwriter.NewWriter(&out, 0, 0, 2, ' ', tabwriter.AlignRight)
	fmt.Fprintln(table, "\nwhat\thow much there is\t\tcosts\tof the first\t")
	first := map[string]time.Duration{}
	for _, r := range g.rows {
		if first[r.what] == 0 {
			first[r.what] = r.costs
		}
		fmt.Fprintf(table, "%s\t%d\t%s\t%s\t%.2f\t\n", r.what, r.size, r.of, r.costs.Round(100*time.Nanosecond), float64(r.costs)/float64(first[r.what]))
	}
	_ = table.Flush() // it writes into memory
	return out.String()
}

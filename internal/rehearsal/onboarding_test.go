package rehearsal

import (
	"bytes"
	"flag"
	"fmt"
	"log/slog"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"digbot/internal/config"
	"digbot/internal/programme"
	"digbot/internal/roster"
)

var update = flag.Bool("update", false, "write the golden files")

// TestTheOnboarding plays from 35 days before the first day to 31 days after it: every challenge and every designer is
// welcomed, step by step, and nobody gets two mails within the hour.
func TestTheOnboarding(t *testing.T) {
	cfg, err := config.Load([]string{"../../config.example.yaml"}, func(string) (string, bool) { return "", false })
	if err != nil {
		t.Fatal(err)
	}
	start := cfg.Promotion.At(programme.Start)
	people := withTwoRoles(cfg.Promotion, roster.Fictional(programme.Season{Promotion: cfg.Promotion}, 120, 2019))
	dir := t.TempDir()
	summary, entries := play(t, Options{Dir: dir, From: start.AddDate(0, 0, -35), To: start.AddDate(0, 0, 31), People: people, Fictional: true, Log: slog.New(slog.DiscardHandler)})
	if len(summary.Refused) > 0 {
		t.Errorf("refused: %v", summary.Refused)
	}
	nobodyTwiceWithinTheHour(t, entries)
	whoHasTickedIsNotAsked(t, entries)
	got := onboardingSummary(t, cfg.Promotion, people, entries)
	golden := filepath.Join("testdata", "onboarding.golden")
	if *update {
		if err := os.WriteFile(golden, []byte(got), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(golden)
	if err != nil || !bytes.Equal(want, []byte(got)) {
		t.Errorf("the onboarding reads otherwise than %s (%v); if that is meant, run this test with -update:\n%s", golden, err, got)
	}
}

// withTwoRoles adds people who welcome on one challenge and arrive on another: they get two mails at one occasion.
func withTwoRoles(promotion programme.Promotion, people []programme.Person) []programme.Person {
	for i, challenge := range promotion.Challenges[:5] {
		people = append(people, programme.Person{ID: fmt.Sprintf("deux-%d", i), Name: "Camille Exemple", Email: fmt.Sprintf("deux-%d@example.org", i), Roles: []programme.Role{
			{Kind: programme.Mentor, Challenge: challenge.ID}, {Kind: programme.Administration, Challenge: challenge.ID}, {Kind: programme.Designer, Challenge: promotion.Challenges[9].ID},
		}})
	}
	return people
}

// nobodyTwiceWithinTheHour looks at all mails of a season.
func nobodyTwiceWithinTheHour(t *testing.T, entries []Entry) {
	t.Helper()
	last := map[string]Entry{}
	mails := 0
	for _, e := range entries {
		if e.Kind != Mail {
			continue
		}
		mails++
		if before, known := last[e.To]; known && e.At.Sub(before.At.Time) < time.Hour {
			t.Errorf("%s got %q at %s and %q at %s", e.To, before.Subject, before.At, e.Subject, e.At)
		}
		last[e.To] = e
	}
	if mails < 100 {
		t.Errorf("only %d mails left", mails)
	}
}

// whoHasTickedIsNotAsked looks whether somebody is asked about a step who has ticked it, or is asked twice about one.
func whoHasTickedIsNotAsked(t *testing.T, entries []Entry) {
	t.Helper()
	ticked, asked := map[string]bool{}, map[string]bool{}
	for _, e := range entries {
		name, isChase := strings.CutPrefix(e.File, "mail/chase-")
		switch {
		case strings.HasPrefix(e.To, "deux-"): // two roles, with steps of their own
		case e.Kind == Ticked:
			ticked[e.To+stepBegun(e.At.Time)] = true
		case e.Kind == Mail && isChase:
			step, _, _ := strings.Cut(name, ".")
			if key := e.To + step; asked[key] {
				t.Errorf("%s is asked twice about %s", e.To, step)
			} else if asked[key] = true; ticked[e.To+step] {
				t.Errorf("%s has ticked %s, and is asked about it", e.To, step)
			}
		}
	}
	if len(ticked) < 100 || len(asked) < 100 {
		t.Errorf("%d lists were ticked, %d asked about", len(ticked), len(asked))
	}
}

// stepBegun names the step of the first days that people tick at an instant, as the mails do that ask about it.
func stepBegun(at time.Time) string {
	for start, day := range map[string]programme.Date{"2019-06-03": {Year: 2019, Month: time.June, Day: 3}, "2019-07-01": {Year: 2019, Month: time.July, Day: 1}} {
		for step, days := range map[string]int{"prepare": -14, "week": -7, "eve": -1, "first-day": 0, "month": 30} {
			if day.AddDays(days) == programme.DateOf(at) {
				return step + "-" + start
			}
		}
	}
	return ""
}

// onboardingSummary tells who was written to by each mailing around the first days, and how many challenges that covers.
func onboardingSummary(t *testing.T, promotion programme.Promotion, people []programme.Person, entries []Entry) string {
	t.Helper()
	of := map[string]programme.Person{}
	for _, person := range people {
		of[person.Email] = person
	}
	reached, challenges := map[string]map[string]bool{}, map[string]map[string]bool{}
	ticked := map[string]int{}
	for _, e := range entries {
		if e.Kind == Ticked && !strings.HasPrefix(e.To, "deux-") {
			ticked[stepBegun(e.At.Time)]++
		}
		parts := strings.Split(e.File, ".") // campaign, mailing, recipient
		if e.Kind != Mail || len(parts) < 3 || strings.HasPrefix(e.To, "deux-") {
			continue
		}
		mailing := parts[1]
		if step, isChase := strings.CutPrefix(parts[0], "mail/chase-"); isChase {
			mailing += " " + step
		}
		if !strings.HasPrefix(mailing, "onboarding-") && !strings.HasPrefix(mailing, "designer-") && !strings.HasPrefix(mailing, "checklist-") {
			continue
		}
		if reached[mailing] == nil {
			reached[mailing], challenges[mailing] = map[string]bool{}, map[string]bool{}
		}
		reached[mailing][e.To] = true
		for _, role := range of[e.To].Roles {
			welcomes := role.Kind == programme.Mentor && !strings.HasPrefix(mailing, "designer-")
			comes := (role.Kind == programme.Designer || role.Decision == programme.Laureate) && !strings.HasPrefix(mailing, "onboarding-")
			if challenge, known := promotion.Challenge(role.Challenge); known && (welcomes || comes) {
				challenges[mailing][challenge.ID] = true
			}
		}
	}
	var b strings.Builder
	for _, mailing := range slices.Sorted(maps.Keys(reached)) {
		fmt.Fprintf(&b, "%s: %d people of %d challenges\n", mailing, len(reached[mailing]), len(challenges[mailing]))
	}
	for _, step := range slices.Sorted(maps.Keys(ticked)) {
		fmt.Fprintf(&b, "ticked %s: %d people\n", step, ticked[step])
	}
	return b.String()
}

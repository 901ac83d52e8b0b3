package rehearsal

import (
	"bufio"
	"encoding/json"
	"errors"
	"log/slog"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"
	"unicode"

	"digbot/internal/app"
	"digbot/internal/config"
	"digbot/internal/programme"
	"digbot/internal/roster"
)

// play rehearses the season of 2019 and reads its timeline.
func play(t *testing.T, options Options) (Summary, []Entry) {
	t.Helper()
	cfg, err := config.Load([]string{"../../config.example.yaml"}, func(string) (string, bool) { return "", false })
	if err != nil {
		t.Fatal(err)
	}
	texts, err := app.LoadTexts(cfg)
	if err != nil {
		t.Fatal(err)
	}
	if options.People == nil {
		options.People, options.Fictional = roster.Fictional(programme.Season{Promotion: cfg.Promotion}, 60, 2019), true
	}
	options.Language, options.Log, options.Mute = programme.French, slog.New(slog.DiscardHandler), true
	summary, err := Play(t.Context(), cfg, texts, options)
	if err != nil {
		t.Fatal(err)
	}
	return summary, readTimeline(t, options.Dir)
}

func readTimeline(t *testing.T, dir string) []Entry {
	t.Helper()
	file, err := os.Open(filepath.Join(dir, timelineFile))
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	var entries []Entry
	for lines := bufio.NewScanner(file); lines.Scan(); {
		var entry Entry
		if err := json.Unmarshal(lines.Bytes(), &entry); err != nil {
			t.Fatal(err)
		}
		entries = append(entries, entry)
	}
	return entries
}

func TestTheSeasonOf2019(t *testing.T) {
	dir := t.TempDir()
	told := map[Beside]int{} // mails
	summary, entries := play(t, Options{Dir: dir, Progress: func(s Step) {
		if told[s.Beside] += s.Mails; s.Mails > 0 && s.Occasion == "" && s.Beside == "" {
			t.Errorf("%d mails left at %s, and nothing says why", s.Mails, s.At)
		}
	}})
	if sum := told[""] + told[Approved] + told[Chased] + told[Spaced]; sum != summary.Counts[Mail] || told[Chased] == 0 || told[Spaced] == 0 {
		t.Errorf("the steps tell %v mails, which are %d of %d", told, sum, summary.Counts[Mail])
	}
	if len(summary.Refused) > 0 {
		t.Errorf("refused: %v", summary.Refused)
	}
	milestones, approvers := map[string]string{}, map[string]bool{}
	var released time.Time
	last := time.Time{}
	for _, e := range entries {
		if e.At.Before(last.Truncate(time.Second)) {
			t.Errorf("%s %s at %s comes after %s", e.Kind, e.Occasion, e.At, last)
		}
		last = e.At.Time
		switch e.Kind {
		case Milestone:
			if milestones[e.Occasion] != "" {
				t.Errorf("the milestone %s comes twice", e.Occasion)
			}
			milestones[e.Occasion] = e.At.In(programme.Paris()).Format(time.RFC3339)
		case Approval:
			if approvers[e.To] = true; len(approvers) == 2 && released.IsZero() {
				released = e.At.Time
			}
		case Mail:
			if e.Occasion == "announcement" && (released.IsZero() || e.At.Before(released)) {
				t.Errorf("a result was mailed at %s, before two people had approved", e.At)
			}
			if _, err := os.Stat(filepath.Join(dir, e.File)); err != nil {
				t.Error(err)
			}
		}
	}
	want := map[string]string{
		"opening": "2019-04-11T09:00:00+02:00", "deadline": "2019-05-10T17:00:00+02:00", "jury": "2019-05-15T09:00:00+02:00",
		"announcement": "2019-05-17T09:00:00+02:00", "start": "2019-06-03T09:00:00+02:00",
	}
	for name, at := range want {
		if milestones[name] != at {
			t.Errorf("%s at %q, want %s", name, milestones[name], at)
		}
	}
	files, _ := filepath.Glob(filepath.Join(dir, "mail", "*.eml"))
	if len(files) == 0 || len(files) != summary.Counts[Mail] {
		t.Errorf("%d .eml files for %d mails", len(files), summary.Counts[Mail])
	}
	page, err := os.ReadFile(summary.Page)
	if err != nil || !strings.Contains(string(page), `<html lang="fr">`) || strings.Contains(string(page), "no value") {
		t.Errorf("the page: %v", err)
	}
	for _, heading := range regexp.MustCompile(`<h3>(.*?) <span class="tag \w+">(.*?)</span></h3>`).FindAllStringSubmatch(string(page), -1) {
		if title, tag := heading[1], heading[2]; !unicode.IsUpper([]rune(title)[0]) || tag == "" {
			t.Errorf("a step is headed %q, %q", title, tag)
		}
	}
	if n := strings.Count(string(page), `<h3>Listes de préparation <span class="tag chase">Relance</span></h3>`); n != summary.Counts[Chase] || n == 0 {
		t.Errorf("the page tells %d times that lists were asked about, of %d", n, summary.Counts[Chase])
	}
	if !strings.Contains(string(page), "Accord de Camille Exemple") {
		t.Error("the page does not name who approved")
	}
}

func TestAPartOfASeasonAndARehearsalOverAnother(t *testing.T) {
	dir := t.TempDir()
	play(t, Options{Dir: dir})
	paris := programme.Paris()
	_, entries := play(t, Options{Dir: dir, From: time.Date(2019, 5, 20, 0, 0, 0, 0, paris), To: time.Date(2019, 5, 28, 0, 0, 0, 0, paris)})
	occasions := map[string]bool{}
	mails := 0
	for _, e := range entries {
		if e.Occasion != "" { // what a checklist brings about is no occasion
			occasions[e.Occasion] = true
		}
		if e.Kind == Mail {
			mails++
		}
	}
	if len(occasions) != 2 || !occasions["start-14d"] || !occasions["start-7d"] {
		t.Errorf("occasions %v, want start-14d and start-7d only", occasions)
	}
	if files, _ := filepath.Glob(filepath.Join(dir, "mail", "*.eml")); len(files) != mails {
		t.Errorf("%d .eml files for %d mails: the earlier rehearsal is still there", len(files), mails)
	}
}

func TestAForeignFolderIsLeftAlone(t *testing.T) {
	dir := t.TempDir()
	file := filepath.Join(dir, "thesis.txt")
	if err := os.WriteFile(file, []byte("x"), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := openDir(dir); !errors.Is(err, ErrForeign) {
		t.Errorf("openDir returned %v, want ErrForeign", err)
	}
	if _, err := os.Stat(file); err != nil {
		t.Error(err)
	}
}

// TestAMissingValueRefusesTheWholeCampaign takes the place of one hearing away: nobody gets an invitation then.
func TestAMissingValueRefusesTheWholeCampaign(t *testing.T) {
	person := func(id string, hearing programme.Hearing) programme.Person {
		return programme.Person{ID: id, Name: "Camille Exemple", Email: id + "@example.org", Roles: []programme.Role{
			{Kind: programme.Candidate, Status: programme.Preselected, Hearing: hearing, Challenge: "shom"}}}
	}
	at := time.Date(2019, 5, 15, 14, 30, 0, 0, programme.Paris())
	summary, entries := play(t, Options{Dir: t.TempDir(), People: []programme.Person{
		person("whole", programme.Hearing{At: at, Place: "20 avenue de Ségur"}), person("partial", programme.Hearing{At: at}),
	}})
	for _, e := range entries {
		if e.Kind == Mail && strings.HasPrefix(e.Occasion, "jury") {
			t.Errorf("%s got a mail at %s", e.To, e.Occasion)
		}
	}
	if len(summary.Refused) == 0 || !strings.HasPrefix(summary.Refused[0], "partial: hearing-invitation needs: ") {
		t.Errorf("refused %q, want the person and the field", summary.Refused)
	}
}

package app

import (
	"bytes"
	"context"
	"errors"
	"log/slog"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"digbot/bot"
	"digbot/bot/desk"
	"digbot/bot/understand"
	"digbot/internal/config"
	"digbot/internal/programme"
)

// spoiled is a season that cannot be read while it has an error.
type spoiled struct {
	Fixed
	err error
}

func (s *spoiled) Season(ctx context.Context) (programme.Season, error) {
	if s.err != nil {
		return programme.Season{}, s.err
	}
	return s.Fixed.Season(ctx)
}

// few trains from two topics only, to be quick.
func few(language understand.Language, examples []understand.Example) (*understand.Engine, error) {
	return understand.Train(language, slices.DeleteFunc(slices.Clone(examples), func(e understand.Example) bool {
		return e.Topic != "salary" && e.Topic != "contract"
	}))
}

// TestEditedAnswersAreTakenOver edits a folder of answers and asks after each look at it.
func TestEditedAnswersAreTakenOver(t *testing.T) {
	cfg, err := config.Load([]string{"../../config.example.yaml"}, func(string) (string, bool) { return "", false })
	if err != nil {
		t.Fatal(err)
	}
	cfg.AnswersDir = t.TempDir()
	cfg.Promotion.Challenges = cfg.Promotion.Challenges[:2] // every text is looked at with each of them
	texts, err := LoadTexts(cfg)
	if err != nil {
		t.Fatal(err)
	}
	var log bytes.Buffer
	season := &spoiled{Fixed: Fixed{Promotion: cfg.Promotion}}
	b := bot.New(bot.Learn(texts, cfg.Promotion, few), season, bot.NewRecall(time.Now), time.Now, slog.New(slog.DiscardHandler))
	var added []desk.Draft
	a := newAnswers(cfg, season, func(context.Context) ([]desk.Draft, error) { return added, nil }, b, slog.New(slog.NewTextHandler(&log, nil)))
	a.train = few

	const head = "---\nid: salary\nkind: answer\ntitle: C’est payé combien ?\nsource: [recrutement]\nquestions: [c'est payé combien en coquillages ?]\n---\n"
	for _, step := range []struct {
		name   string
		source string // of salary.fr.md; empty: there is none
		away   bool   // the season cannot be read
		asked  string
		says   string
		logs   string
		probe  string
	}{
		{"nothing edited", "", false, "C'est payé combien ?", "3 500 euros", "", ""},
		{"edited", head + "Mille coquillages.", false, "C'est payé combien en coquillages ?", "Mille coquillages.", "in use", ""},
		{"a broken expression", head + "{{.Fact \"salary\"}", false, "C'est payé combien ?", "Mille coquillages.", "salary.fr.md:8", "salary.fr.md:8"},
		{"an unknown fact", head + "\n{{.Fact \"sallary\"}}", false, "C'est payé combien ?", "Mille coquillages.", "salary.fr.md:9", "salary.fr.md:9"},
		{"a question without words", strings.Replace(head, "c'est payé", "'?!', c'est payé", 1) + "x", false, "C'est payé combien ?", "Mille coquillages.", "salary.fr.md:1", "salary.fr.md:1"},
		{"nothing to learn from", strings.Replace(head, "c'est payé", "lol, c'est payé", 1) + "x", false, "C'est payé combien ?", "Mille coquillages.", "no word", "no word"},
		{"a store that is away", head + "Deux mille coquillages.", true, "", "", "", "no word"},
		{"a store that is back", head + "Deux mille coquillages.", false, "C'est payé combien ?", "Deux mille coquillages.", "in use", ""},
		{"taken away", "", false, "C'est payé combien ?", "3 500 euros", "in use", ""},
	} {
		log.Reset()
		path := filepath.Join(cfg.AnswersDir, "salary.fr.md")
		_ = os.Remove(path) // it may not be there
		if step.source != "" {
			if err := os.WriteFile(path, []byte(step.source), 0o600); err != nil {
				t.Fatal(err)
			}
		}
		season.err = nil
		if step.away {
			season.err = errors.New("away")
		}
		a.look(t.Context())
		a.look(t.Context())
		a.look(t.Context())
		if step.asked != "" {
			reply, err := b.Handle(t.Context(), bot.Message{Text: step.asked})
			if got := strings.ReplaceAll(reply.Body.Plain(), "\u00a0", " "); err != nil || !strings.Contains(got, step.says) {
				t.Errorf("%s: %q, %v; want %q", step.name, got, err, step.says)
			}
		}
		if got := log.String(); !strings.Contains(got, step.logs) || strings.Count(got, "\n") > 1 || step.logs == "" && got != "" {
			t.Errorf("%s: the log says\n%swant one line with %q", step.name, got, step.logs)
		}
		if err := a.probe(t.Context()); (err == nil) != (step.probe == "") || err != nil && !strings.Contains(err.Error(), step.probe) {
			t.Errorf("%s: probe %v, want %q", step.name, err, step.probe)
		}
	}

	added = []desk.Draft{{ID: "team-parking", Language: programme.French, Title: "Parking", Questions: []string{"Où se garer ?"}, Answer: "Au *parking*."}}
	a.look(t.Context())
	a.look(t.Context())
	if reply, err := b.Handle(t.Context(), bot.Message{Text: "Où se garer ?"}); err != nil || reply.Topic != "team-parking" || reply.Body.Plain() != "Au parking." {
		t.Errorf("what the team has added is answered by %q, %v: %s\n%s", reply.Topic, err, reply.Body.Plain(), log.String())
	}
}

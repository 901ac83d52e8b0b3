// Package check finds what can be known to be wrong before a season goes live: in the configuration, in the texts run
// over sample people, in the dates and links that they name.
package check

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"strings"

	"digbot/internal/app"
	"digbot/internal/config"
	"digbot/internal/programme"
	"digbot/internal/rehearsal"
	"digbot/internal/roster"
	"digbot/templates"
)

// samplePeople is the number of fictional people over whom the mails are run: enough for every role, state and challenge.
const samplePeople = 150

// Report is what was checked and found.
type Report struct {
	Faults  []string // each with its place and a fix
	Notices []string // what is set but not built yet
	Done    []string // what was looked at
}

// Run checks everything that it can. Faults of the configuration do not keep the texts from being checked.
func Run(ctx context.Context, files []string, env config.Env) (Report, error) {
	var report Report
	cfg, faults := config.Load(files, env)
	if err := report.faults("configuration", faults); err != nil {
		return report, err
	}
	broken := len(report.Faults) > 0
	report.Notices = cfg.Unbuilt()
	texts, faults := app.LoadTexts(cfg)
	if err := report.faults("texts", faults); err != nil {
		return report, err
	}
	if cfg.Promotion.ID == "" {
		return report, nil // nothing was read over which the texts could be run
	}
	report.add("texts run in every phase", runTexts(texts, cfg.Promotion, broken))
	report.add("links", links(texts, cfg))
	if !broken && len(report.Faults) == 0 {
		found, err := rehearse(ctx, cfg, texts)
		if err != nil {
			return report, fmt.Errorf("rehearse with sample people: %w", err)
		}
		report.add(fmt.Sprintf("a season rehearsed with %d sample people", samplePeople), found)
	}
	return report, nil
}

// faults adds the faults that an error lists, and gives back an error that is no list of faults.
func (r *Report) faults(what string, err error) error {
	r.Done = append(r.Done, what)
	var ofConfig config.Faults
	var ofTexts templates.Faults
	switch {
	case errors.As(err, &ofConfig):
		for _, fault := range ofConfig {
			r.Faults = append(r.Faults, fault.String())
		}
	case errors.As(err, &ofTexts):
		r.Faults = append(r.Faults, gather(ofTexts)...)
	case err != nil:
		return fmt.Errorf("check the %s: %w", what, err)
	}
	return nil
}

func (r *Report) add(what string, found []string) {
	r.Done = append(r.Done, what)
	r.Faults = append(r.Faults, found...)
}

// runTexts renders every answer and phrase in every phase. What a faulty calendar makes unsayable is left out: the
// configuration's own fault says it.
func runTexts(texts *templates.Library, promotion programme.Promotion, broken bool) []string {
	var faults templates.Faults
	for _, fault := range texts.Check(views(promotion)) {
		if !broken || !strings.Contains(fault.What, "the calendar has no milestone") {
			faults = append(faults, fault)
		}
	}
	return gather(faults)
}

// gather says once what is wrong in several texts in the same way.
func gather(faults templates.Faults) []string {
	count := map[string]int{}
	for _, fault := range faults {
		count[fault.What]++
	}
	var lines []string
	for _, fault := range faults {
		n := count[fault.What]
		delete(count, fault.What)
		switch {
		case n == 1:
			lines = append(lines, fault.String())
		case n > 1:
			lines = append(lines, fmt.Sprintf("%s (and in %d more places)", fault, n-1))
		}
	}
	return lines
}

// rehearse plays the season and reports what could not be sent, and dates that are wrong as people would read them.
func rehearse(ctx context.Context, cfg config.Config, texts *templates.Library) ([]string, error) {
	dir, err := os.MkdirTemp("", "digbot-check-")
	if err != nil {
		return nil, err
	}
	defer os.RemoveAll(dir)
	var found []string
	seen := map[string]bool{}
	summary, err := rehearsal.Play(ctx, cfg, texts, rehearsal.Options{
		Dir: dir, Language: programme.French, Fictional: true, Mute: true, Log: slog.New(slog.DiscardHandler),
		People: roster.Fictional(programme.Season{Promotion: cfg.Promotion}, samplePeople, 1),
		Inspect: func(mailing string, _ programme.Language, body templates.Document) {
			for _, wrong := range templates.WrongDates(body.Plain()) {
				if line := "templates: " + mailing + ": " + wrong; !seen[line] {
					seen[line] = true
					found = append(found, line)
				}
			}
		},
	})
	return append(found, summary.Refused...), err
}

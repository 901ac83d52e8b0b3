// Package check finds what can be known to be wrong before a season goes live: in the configuration, in the texts run
// over sample people, in the dates and links that they name.
package check

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"slices"
	"strings"
	"sync"

	"digbot/internal/app"
	"digbot/internal/config"
	"digbot/internal/programme"
	"digbot/internal/rehearsal"
	"digbot/internal/roster"
	"digbot/templates"
)

// samplePeople is the number of fictional people over whom the mails are run: enough for every role, state and challenge.
const samplePeople = 40

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
	return report, report.season(ctx, cfg, texts, broken)
}

// season runs the texts and, unless something is wrong already, a whole season at the same time.
func (r *Report) season(ctx context.Context, cfg config.Config, texts *templates.Library, broken bool) error {
	var played []string
	var err error
	var playing sync.WaitGroup
	sound := len(r.Faults) == 0
	if sound {
		playing.Go(func() { played, err = rehearse(ctx, cfg, texts) })
	}
	r.add("texts run in every phase", runTexts(texts, cfg.Promotion, broken))
	r.add("links", links(texts, cfg))
	playing.Wait()
	if err != nil {
		return fmt.Errorf("rehearse with sample people: %w", err)
	}
	if sound {
		r.add(fmt.Sprintf("a season rehearsed with %d sample people", samplePeople), played)
	}
	return nil
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
	for _, fault := range texts.Check(app.Views(promotion)) {
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
	var found []string
	looked := map[string]int{}
	summary, err := rehearsal.Play(ctx, cfg, texts, rehearsal.Options{
		Language: programme.French, Fictional: true, Mute: true, Log: slog.New(slog.DiscardHandler),
		People: roster.Fictional(programme.Season{Promotion: cfg.Promotion}, samplePeople, 1),
		Inspect: func(mailing string, language programme.Language, body templates.Document) {
			name := mailing + "." + string(language)
			if looked[name]++; looked[name] > 3 {
				return // the dates of a mailing are the same for most people
			}
			for _, wrong := range templates.WrongDates(body.Plain()) {
				if line := "templates: " + name + ": " + wrong; !slices.Contains(found, line) {
					found = append(found, line)
				}
			}
		},
	})
	return append(found, summary.Refused...), err
}

package main

import (
	"encoding/json"
	"fmt"
	"os"
	"strings"
	"text/tabwriter"
	"time"

	"github.com/spf13/cobra"

	"digbot/internal/app"
	"digbot/internal/programme"
	"digbot/notifier/mail"
	"digbot/templates"
)

func calendarCommand(d *door) *cobra.Command {
	var asJSON bool
	var ics, language string
	command := &cobra.Command{
		Use:   "calendar",
		Short: "Show what happened, what comes, and how long it is until then",
		Long: `Show the season's occasions: what was done when, what comes, and how long it is until then.
Moved dates and what was done come from the store, when there is one.`,
		Example: examples(
			"digbot calendar",
			"digbot calendar --json --now 2019-05-10T12:00:00+02:00",
			"digbot calendar --ics dig-2019.ics       # for a calendar program"),
		Args: cobra.NoArgs,
		RunE: func(command *cobra.Command, _ []string) error {
			l, err := d.listing(command, language)
			if err != nil {
				return err
			}
			if ics != "" {
				if err := l.writeICS(ics); err != nil {
					return fmt.Errorf("write the calendar file: %w", err)
				}
			}
			if asJSON {
				return l.printJSON(d)
			}
			return l.print(d)
		},
	}
	command.Flags().BoolVar(&asJSON, "json", false, "print one JSON object")
	command.Flags().StringVar(&ics, "ics", "", "write the milestones as an iCalendar `FILE`, too")
	command.Flags().StringVar(&language, "lang", "fr", "language of the listing: fr or en")
	return command
}

// listing is the calendar, ready to be printed.
type listing struct {
	now    time.Time
	season programme.Season
	rows   []app.CalendarRow
	words  templates.Words
	view   templates.View
}

func (d *door) listing(command *cobra.Command, language string) (listing, error) {
	cfg, err := d.config()
	if err != nil {
		return listing{}, err
	}
	words, err := templates.LoadWords(programme.Language(language))
	if err != nil {
		return listing{}, misuse{fmt.Errorf("--lang: %q is neither fr nor en", language)}
	}
	opened, err := app.LookIntoStore(command.Context(), cfg, d.log())
	if err != nil {
		return listing{}, misconfigured(err)
	}
	if opened != nil {
		defer opened.Close()
	}
	l := listing{words: words}
	if l.now, err = d.instant(command.Context(), opened); err != nil {
		return l, err
	}
	l.season, l.rows, err = app.Calendar(command.Context(), cfg.Promotion, opened, l.now)
	l.view = templates.View{Season: l.season, Now: l.now, Language: programme.Language(language)}
	return l, err
}

func (l listing) writeICS(path string) error {
	words := mail.CalendarWords{Name: l.season.Name.In(l.view.Language), Titles: map[programme.Milestone]string{}}
	for _, milestone := range programme.Milestones() {
		words.Titles[milestone] = words.Name + ": " + l.words.Say("m_"+string(milestone))
	}
	content, err := mail.Calendar(l.season, words, l.view.Language, l.now)
	if err != nil {
		return err
	}
	return os.WriteFile(path, content, 0o644)
}

func (l listing) print(d *door) error {
	fmt.Fprintf(d.Out, "%s – %s\n%s %s\n\n", l.words.Say("calendar_title"), l.season.Name.In(l.view.Language),
		l.words.Say("calendar_phase"), l.words.Say("phase_"+l.view.Phase()))
	table := tabwriter.NewWriter(d.Out, 0, 0, 2, ' ', 0)
	for _, row := range l.rows {
		fmt.Fprintf(table, "%s\t%s\t%s\n", row.Occasion.Name(), l.told(row.Occasion), l.state(row))
	}
	return table.Flush()
}

// told is the occasion's day as it may be told: a milestone exactly as announced, a reminder at its instant.
func (l listing) told(o programme.Occasion) string {
	if o.IsMilestone() {
		text, _ := l.view.Full(string(o.Milestone)) // an occasion's milestone is in the calendar
		return text
	}
	return l.view.DateText(programme.DateOf(o.Due))
}

func (l listing) state(row app.CalendarRow) string {
	switch {
	case row.Outcome == "skipped":
		return l.words.Say("calendar_skipped")
	case row.Pending:
		return l.words.Say("calendar_pending")
	case !row.Fired.IsZero():
		return l.words.Say("calendar_fired", "at", l.view.DateTime(row.Fired))
	case programme.DateOf(row.Occasion.Due) == programme.DateOf(l.now) && l.now.Before(row.Occasion.Due):
		return l.today(row.Occasion)
	case !l.now.Before(row.Occasion.Due):
		return l.words.Say("calendar_past")
	}
	return l.upcoming(row.Occasion)
}

// upcoming is how long it is until an occasion: nothing more exact than what was announced.
func (l listing) upcoming(o programme.Occasion) string {
	precision := l.precision(o)
	if precision == programme.ToTheMonth {
		return l.words.Say("calendar_upcoming")
	}
	return l.words.Say("calendar_left", "left", l.view.Until(o.Due, precision == programme.ToTheDay))
}

func (l listing) today(o programme.Occasion) string {
	if l.precision(o) == programme.ToTheMinute {
		return l.words.Say("calendar_today") + ", " + l.upcoming(o)
	}
	return l.words.Say("calendar_today")
}

// precision is how exactly an occasion may be told; a reminder is the team's own.
func (l listing) precision(o programme.Occasion) programme.Precision {
	if !o.IsMilestone() {
		return programme.ToTheMinute
	}
	return l.season.Calendar[o.Milestone].Precision()
}

// calendarJSON is what --json prints.
type calendarJSON struct {
	Now       string         `json:"now"`
	Phase     string         `json:"phase"`
	Released  string         `json:"released,omitempty"`
	Next      string         `json:"next,omitempty"` // the next milestone
	Occasions []occasionJSON `json:"occasions"`
}

type occasionJSON struct {
	Name      string `json:"name"`
	Milestone bool   `json:"milestone"`
	Announced string `json:"announced,omitempty"` // of a milestone, as announced: 2019-06, 2019-05-15, 2019-05-10T17:00
	Due       string `json:"due"`                 // when it is handled; for a milestone without an hour, never told to people
	State     string `json:"state"`               // past, today, upcoming, pending, handled, skipped
	Fired     string `json:"fired,omitempty"`
	Left      int64  `json:"left_seconds,omitempty"`
}

func (l listing) printJSON(d *door) error {
	next, _ := l.season.Next(l.now)
	out := calendarJSON{Now: stamp(l.now), Phase: l.view.Phase(), Released: stamp(l.season.Released), Next: string(next), Occasions: []occasionJSON{}}
	for _, row := range l.rows {
		out.Occasions = append(out.Occasions, l.rowJSON(row))
	}
	encoder := json.NewEncoder(d.Out)
	encoder.SetIndent("", "  ")
	return encoder.Encode(out)
}

func (l listing) rowJSON(row app.CalendarRow) occasionJSON {
	o := row.Occasion
	out := occasionJSON{Name: o.Name(), Milestone: o.IsMilestone(), Due: stamp(o.Due), Fired: stamp(row.Fired), State: l.stateName(row)}
	if o.IsMilestone() {
		out.Announced = l.season.Calendar[o.Milestone].String()
	}
	if l.now.Before(o.Due) {
		out.Left = int64(o.Due.Sub(l.now).Seconds())
	}
	return out
}

func (l listing) stateName(row app.CalendarRow) string {
	switch {
	case row.Outcome != "":
		return strings.ToLower(string(row.Outcome))
	case row.Pending:
		return "pending"
	case !l.now.Before(row.Occasion.Due):
		return "past"
	case programme.DateOf(row.Occasion.Due) == programme.DateOf(l.now):
		return "today"
	}
	return "upcoming"
}

func stamp(at time.Time) string {
	if at.IsZero() {
		return ""
	}
	return at.In(programme.Paris()).Format(time.RFC3339)
}

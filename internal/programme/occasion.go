package programme

import (
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"
)

// Offset is a distance from a milestone: calendar days of Europe/Paris, or hours of real time. Negative is before.
type Offset struct {
	Days  int
	Hours int
}

// IsZero reports whether it is the milestone itself.
func (o Offset) IsZero() bool { return o == Offset{} }

// from applies the offset to an instant. Days keep the time of day across a clock change; hours do not.
func (o Offset) from(t time.Time) time.Time {
	return t.In(Paris()).AddDate(0, 0, o.Days).Add(time.Duration(o.Hours) * time.Hour)
}

// OccasionSpec is an occasion as it stands in the configuration: "deadline", "deadline-7d", "start+30d", "deadline-3h".
type OccasionSpec struct {
	Milestone Milestone
	Offset    Offset
}

var occasionForm = regexp.MustCompile(`^([a-z]+)(?:([+-])([1-9][0-9]{0,3})([dh]))?$`)

// ParseOccasion reads a specification such as deadline-7d.
func ParseOccasion(text string) (OccasionSpec, error) {
	parts := occasionForm.FindStringSubmatch(text)
	if parts == nil || !Milestone(parts[1]).Valid() {
		return OccasionSpec{}, fmt.Errorf("%q is not a milestone (%s) or an offset from one such as deadline-7d, deadline-3h or start+30d",
			text, joinMilestones())
	}
	spec := OccasionSpec{Milestone: Milestone(parts[1])}
	if parts[3] == "" {
		return spec, nil
	}
	n, _ := strconv.Atoi(parts[2] + parts[3]) // at most four digits
	if parts[4] == "d" {
		spec.Offset.Days = n
	} else {
		spec.Offset.Hours = n
	}
	return spec, nil
}

func joinMilestones() string {
	var names []string
	for _, milestone := range Milestones() {
		names = append(names, string(milestone))
	}
	return strings.Join(names, ", ")
}

// String is the form that ParseOccasion reads.
func (s OccasionSpec) String() string {
	switch {
	case s.Offset.Days != 0:
		return fmt.Sprintf("%s%+dd", s.Milestone, s.Offset.Days)
	case s.Offset.Hours != 0:
		return fmt.Sprintf("%s%+dh", s.Milestone, s.Offset.Hours)
	}
	return string(s.Milestone)
}

// Occasion is a point of the calendar at which something is done once: a milestone, or a reminder around it.
type Occasion struct {
	OccasionSpec

	// Due is the instant at which it is handled.
	Due time.Time

	// Milestoned is the instant of the milestone that it belongs to.
	Milestoned time.Time

	// StartDay is set on the occasions of Start only: it concerns the people who start on that day.
	StartDay Date

	// Individual marks a start date that some people have instead of the promotion's own.
	Individual bool
}

// Name is the specification, followed by the day for an individual start: "start-7d", "start-7d:2019-07-01".
func (o Occasion) Name() string {
	if o.Individual {
		return o.String() + ":" + o.StartDay.String()
	}
	return o.String()
}

// ID names this occasion at this instant: a moved date makes a new one. It is safe in keys and file names.
func (o Occasion) ID() string {
	return strings.ReplaceAll(o.Name(), ":", "_") + "@" + o.Due.UTC().Format("20060102T1504Z")
}

// IsMilestone reports whether it is one of the promotion's five milestones itself.
func (o Occasion) IsMilestone() bool { return o.Offset.IsZero() && !o.Individual }

// NotAfter is the instant after which handling the occasion would do harm: a reminder that comes too late is skipped
// and reported. The zero time means never: a milestone is always handled, however late.
//
// A reminder some hours before a milestone keeps half of its lead, one some days before keeps twelve hours, and neither
// outlives its milestone; one after a milestone keeps a week.
func (o Occasion) NotAfter() time.Time {
	switch {
	case o.Offset.IsZero():
		return time.Time{}
	case o.Offset.Hours < 0:
		return o.Due.Add(time.Duration(-o.Offset.Hours) * time.Hour / 2)
	case o.Offset.Days < 0:
		return earlier(o.Due.Add(12*time.Hour), o.Milestoned)
	}
	return o.Due.AddDate(0, 0, 7)
}

// TooLate reports whether the occasion must be skipped at now.
func (o Occasion) TooLate(now time.Time) bool {
	limit := o.NotAfter()
	return !limit.IsZero() && now.After(limit)
}

func earlier(a, b time.Time) time.Time {
	if a.Before(b) {
		return a
	}
	return b
}

// Occasions lists every occasion of the promotion by due instant. starts are the days on which some people start
// instead of the promotion's own day, from the challenges and the roster: each has its own occasions of Start.
func (p Promotion) Occasions(starts ...Date) []Occasion {
	var occasions []Occasion
	for _, spec := range p.Specs {
		occasions = append(occasions, p.occasion(spec))
		if spec.Milestone == Start {
			occasions = append(occasions, p.individual(spec, starts)...)
		}
	}
	slices.SortStableFunc(occasions, func(a, b Occasion) int { return a.Due.Compare(b.Due) })
	return occasions
}

func (p Promotion) occasion(spec OccasionSpec) Occasion {
	at := p.At(spec.Milestone)
	occasion := Occasion{OccasionSpec: spec, Due: spec.Offset.from(at), Milestoned: at}
	if spec.Milestone == Start {
		occasion.StartDay = p.StartDay()
	}
	return occasion
}

func (p Promotion) individual(spec OccasionSpec, starts []Date) []Occasion {
	var occasions []Occasion
	seen := map[Date]bool{p.StartDay(): true}
	for _, day := range starts {
		if day.IsZero() || seen[day] {
			continue
		}
		seen[day] = true
		at := day.At(p.HandledAt)
		occasions = append(occasions, Occasion{
			OccasionSpec: spec, Due: spec.Offset.from(at), Milestoned: at, StartDay: day, Individual: true,
		})
	}
	return occasions
}

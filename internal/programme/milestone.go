package programme

import "slices"

// Milestone is one of the five steps of every promotion.
type Milestone string

// The milestones, in the order in which they happen.
const (
	Opening      Milestone = "opening"
	Deadline     Milestone = "deadline"
	JuryDay      Milestone = "jury"
	Announcement Milestone = "announcement"
	Start        Milestone = "start"
)

// Milestones lists the five in order.
func Milestones() []Milestone {
	return []Milestone{Opening, Deadline, JuryDay, Announcement, Start}
}

// Valid reports whether m is one of the five.
func (m Milestone) Valid() bool { return slices.Contains(Milestones(), m) }

// Calendar says when each milestone happens.
type Calendar map[Milestone]Moment

// With returns a copy of the calendar in which the given milestones are moved.
func (c Calendar) With(moved Calendar) Calendar {
	calendar := make(Calendar, len(c))
	for milestone, moment := range c {
		calendar[milestone] = moment
	}
	for milestone, moment := range moved {
		calendar[milestone] = moment
	}
	return calendar
}

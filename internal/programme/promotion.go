package programme

import "time"

// Promotion is one run of the programme: what was announced, when it happens, and which challenges are open.
type Promotion struct {
	ID        string // short and stable: it names the promotion's keys in the store
	Name      Text
	Programme Text // the programme's own name
	Organiser Text
	Contact   string // the team's mail address, told to people
	FormURL   string // where candidates apply
	CallURL   string // the call for candidates, as published
	Privacy   Text   // the notice that stands in each mail: who holds the data, why, until when, whom to ask

	Calendar  Calendar
	HandledAt Clock // the time of day at which a milestone without an hour is handled; never told
	Specs     []OccasionSpec

	AcceptDays int // in which a place that is offered can be accepted; 0: no limit is told

	Facts      map[string]Fact
	Sources    map[string]Source
	Challenges []Challenge // in the order of the call
}

// Fact is one thing that the programme has published, such as the salary.
type Fact struct {
	Value   Text
	Sources []string // ids of Sources, the first is the one quoted first
}

// Source is a document in which facts were published.
type Source struct {
	Title Text
	URL   string
	Date  Date
}

// At is the instant at which a milestone is handled; the zero time when the calendar does not hold it.
func (p Promotion) At(milestone Milestone) time.Time {
	return p.Calendar[milestone].At(p.HandledAt)
}

// StartDay is the day on which designers start who have no date of their own.
func (p Promotion) StartDay() Date { return p.Calendar[Start].Day() }

// StartOf is the day on which somebody starts: the role's own date, else the challenge's, else the promotion's.
func (p Promotion) StartOf(role Role) Date {
	if !role.Start.IsZero() {
		return role.Start
	}
	if challenge, found := p.Challenge(role.Challenge); found && !challenge.Start.IsZero() {
		return challenge.Start
	}
	return p.StartDay()
}

// AcceptBy is the last day on which a place offered on some day can be accepted: a working day. The zero Date when the
// promotion sets no limit.
func (p Promotion) AcceptBy(offered Date) Date {
	if p.AcceptDays <= 0 {
		return Date{}
	}
	day := offered.AddDays(p.AcceptDays)
	for !day.Working() {
		day = day.AddDays(1)
	}
	return day
}

// Challenge finds a challenge by its id.
func (p Promotion) Challenge(id string) (Challenge, bool) {
	for _, challenge := range p.Challenges {
		if challenge.ID == id {
			return challenge, true
		}
	}
	return Challenge{}, false
}

// Seats is the number of posts offered: the sum of the challenges' staffing.
func (p Promotion) Seats() int {
	seats := 0
	for _, challenge := range p.Challenges {
		seats += challenge.Designers
	}
	return seats
}

// WithCalendar returns the promotion with some milestones moved.
func (p Promotion) WithCalendar(moved Calendar) Promotion {
	p.Calendar = p.Calendar.With(moved)
	return p
}

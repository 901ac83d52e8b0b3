package programme

import "time"

// Season is a promotion as it stands: with its moved dates, and with the instant at which the results were released.
type Season struct {
	Promotion
	Released time.Time // zero until the team has released the results

	// Moves counts how often each milestone was moved, back and forth included.
	Moves map[Milestone]int
}

// Phase is where the season is.
type Phase string

// The phases, in order.
const (
	Before    Phase = "before"    // the call has not opened
	Open      Phase = "open"      // candidates may apply
	Closed    Phase = "closed"    // the deadline has passed
	Jury      Phase = "jury"      // from the jury day until the results are released
	Announced Phase = "announced" // the results are public
	Started   Phase = "started"   // designers have started
)

// IsReleased reports whether the results are public at now. It follows the release alone, never the calendar: a date
// that passes without a release announces nothing.
func (s Season) IsReleased(now time.Time) bool {
	return !s.Released.IsZero() && !now.Before(s.Released)
}

// Phase is the phase at an instant. From the deadline's very second on, the call is closed.
func (s Season) Phase(now time.Time) Phase {
	reached := func(m Milestone) bool { return !now.Before(s.At(m)) }
	switch {
	case s.IsReleased(now) && reached(Start):
		return Started
	case s.IsReleased(now):
		return Announced
	case reached(JuryDay):
		return Jury
	case reached(Deadline):
		return Closed
	case reached(Opening):
		return Open
	}
	return Before
}

// Next is the first milestone that is still to come at now. An announcement whose day has come without a release is
// still to come. It reports false when nothing is left.
func (s Season) Next(now time.Time) (Milestone, bool) {
	for _, milestone := range Milestones() {
		if milestone == Announcement && !s.IsReleased(now) && !now.Before(s.At(JuryDay)) {
			return Announcement, true
		}
		if now.Before(s.At(milestone)) {
			return milestone, true
		}
	}
	return "", false
}

package programme

import "time"

// Challenge is one project of the call: a host administration, a problem, and one or more designers.
type Challenge struct {
	ID        string
	Title     Text
	Short     Text // the title in two or three words, for lists; may be empty
	Host      Text
	Ministry  Text
	Acronyms  []string // the names people use: "Shom", "MaritUX"
	Place     Text
	Months    []int // length of the mission; several when the posts differ
	Themes    []string
	Designers int    // staffing at the start; not a promise of the call
	Start     Date   // its own first day, when it differs from the promotion's
	Withdrawn Moment // since when it is withdrawn; zero: it is not
	Split     Split
}

// Split says that a challenge is carried out in several parts since some moment.
type Split struct {
	Since Moment
	Parts []Part
}

// Part is one part of a split challenge.
type Part struct {
	Host   Text
	Place  Text
	Months int
}

// Name is what lists call the challenge: its short title, else the first of its acronyms, else its host.
func (c Challenge) Name() Text {
	switch {
	case c.Short.FR != "":
		return c.Short
	case len(c.Acronyms) > 0:
		return Text{FR: c.Acronyms[0], EN: c.Acronyms[0]}
	}
	return c.Host
}

// IsWithdrawn reports whether the challenge is withdrawn at now.
func (c Challenge) IsWithdrawn(now time.Time) bool { return since(c.Withdrawn, now) }

// IsSplit reports whether the challenge is carried out in parts at now.
func (c Challenge) IsSplit(now time.Time) bool {
	return len(c.Split.Parts) > 0 && since(c.Split.Since, now)
}

// since reports whether the first instant that the moment may mean has come.
func since(m Moment, now time.Time) bool {
	if m.IsZero() {
		return false
	}
	first := m.Date
	first.Day = max(first.Day, 1)
	return !now.Before(first.At(m.Clock))
}

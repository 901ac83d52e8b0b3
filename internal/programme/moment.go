package programme

import (
	"fmt"
	"strings"
	"time"
)

// Precision says how exactly the programme has announced a moment. Nothing more exact is ever told.
type Precision int

// The precisions, from the vaguest.
const (
	NoMoment Precision = iota
	ToTheMonth
	ToTheDay
	ToTheMinute
)

// Moment is when something happens, exactly as announced: "juin 2019", "15 mai 2019" or "10 mai 2019 à 17h".
type Moment struct {
	Date  Date
	Clock Clock
	Exact bool // Clock was announced too
}

// ParseMoment reads 2019-06, 2019-05-15 or 2019-05-10T17:00 (Paris time).
func ParseMoment(text string) (Moment, error) {
	if month, err := time.Parse("2006-01", text); err == nil {
		return Moment{Date: Date{month.Year(), month.Month(), 0}}, nil
	}
	day, clock, exact := strings.Cut(text, "T")
	date, err := ParseDate(day)
	if err != nil {
		return Moment{}, fmt.Errorf("%q is not a month (2019-06), a day (2019-05-15) or a day and time (2019-05-10T17:00)", text)
	}
	if !exact {
		return Moment{Date: date}, nil
	}
	at, err := ParseClock(clock)
	if err != nil {
		return Moment{}, err
	}
	return Moment{Date: date, Clock: at, Exact: true}, nil
}

// IsZero reports whether nothing was announced.
func (m Moment) IsZero() bool { return m == Moment{} }

// Precision says how much of the moment may be told.
func (m Moment) Precision() Precision {
	switch {
	case m.IsZero():
		return NoMoment
	case m.Date.Day == 0:
		return ToTheMonth
	case m.Exact:
		return ToTheMinute
	}
	return ToTheDay
}

// Day is the day on which the moment is handled: its own, or the first working day of its month.
func (m Moment) Day() Date {
	if m.Precision() == ToTheMonth {
		return FirstWorkingDay(m.Date.Year, m.Date.Month)
	}
	return m.Date
}

// At is the instant at which the moment is handled. handled is the time of day used when none was announced; it is
// never told to anybody. The zero Moment gives the zero time.
func (m Moment) At(handled Clock) time.Time {
	switch m.Precision() {
	case NoMoment:
		return time.Time{}
	case ToTheMinute:
		return m.Date.At(m.Clock)
	}
	return m.Day().At(handled)
}

// String is the form that ParseMoment reads.
func (m Moment) String() string {
	if m.Exact {
		return m.Date.String() + "T" + m.Clock.String()
	}
	return m.Date.String()
}

// MarshalText writes the form that ParseMoment reads.
func (m Moment) MarshalText() ([]byte, error) { return []byte(m.String()), nil }

// UnmarshalText reads what MarshalText wrote; an empty text is the zero Moment.
func (m *Moment) UnmarshalText(text []byte) error {
	if len(text) == 0 {
		*m = Moment{}
		return nil
	}
	moment, err := ParseMoment(string(text))
	*m = moment
	return err
}

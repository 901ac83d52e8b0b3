package programme

import (
	"fmt"
	"sync"
	"time"
	_ "time/tzdata" // Europe/Paris must exist on a machine without a zone database.
)

// Paris is the programme's time zone, by name, so that clock changes are those of French law.
func Paris() *time.Location { return paris() }

var paris = sync.OnceValue(func() *time.Location {
	location, err := time.LoadLocation("Europe/Paris")
	if err != nil {
		panic(fmt.Sprintf("load Europe/Paris from the embedded zone database: %v", err))
	}
	return location
})

// Date is a calendar day in Europe/Paris. The zero Date means "no date". A Date with Day 0 is a whole month.
type Date struct {
	Year  int
	Month time.Month
	Day   int
}

// DateOf returns the calendar day that t falls on in Europe/Paris.
func DateOf(t time.Time) Date {
	year, month, day := t.In(Paris()).Date()
	return Date{year, month, day}
}

// ParseDate reads 2019-05-10. It refuses a day that does not exist, such as 2019-02-30.
func ParseDate(text string) (Date, error) {
	t, err := time.Parse(time.DateOnly, text)
	if err != nil {
		return Date{}, fmt.Errorf("%q is not a date such as 2019-05-10", text)
	}
	return Date{t.Year(), t.Month(), t.Day()}, nil
}

// IsZero reports whether there is no date at all.
func (d Date) IsZero() bool { return d == Date{} }

// At is the instant at which clocks in Paris show c on that day. A time skipped by a clock change is moved by an hour,
// as package time does.
func (d Date) At(c Clock) time.Time {
	return time.Date(d.Year, d.Month, d.Day, c.Hour, c.Minute, 0, 0, Paris())
}

// AddDays counts calendar days, so a day of 23 or 25 hours is one day.
func (d Date) AddDays(n int) Date {
	t := d.utc().AddDate(0, 0, n)
	return Date{t.Year(), t.Month(), t.Day()}
}

// DaysUntil counts the calendar days from d to e; it is negative when e is earlier.
func (d Date) DaysUntil(e Date) int { return int(e.utc().Sub(d.utc()) / (24 * time.Hour)) }

// Before reports whether d is an earlier day than e.
func (d Date) Before(e Date) bool { return d.utc().Before(e.utc()) }

// Monday is the first day of the week in which d lies.
func (d Date) Monday() Date { return d.AddDays(-((int(d.Weekday()) + 6) % 7)) }

// Weekday is the day of the week.
func (d Date) Weekday() time.Weekday { return d.utc().Weekday() }

// String is the ISO form: 2019-05-10, or 2019-06 for a month, or "" for no date.
func (d Date) String() string {
	switch {
	case d.IsZero():
		return ""
	case d.Day == 0:
		return fmt.Sprintf("%04d-%02d", d.Year, d.Month)
	}
	return fmt.Sprintf("%04d-%02d-%02d", d.Year, d.Month, d.Day)
}

// MarshalText writes the ISO form.
func (d Date) MarshalText() ([]byte, error) { return []byte(d.String()), nil }

// UnmarshalText reads the form that ParseDate reads; an empty text is no date.
func (d *Date) UnmarshalText(text []byte) error {
	if len(text) == 0 {
		*d = Date{}
		return nil
	}
	date, err := ParseDate(string(text))
	*d = date
	return err
}

// utc places the day where every day has 24 hours, for arithmetic only.
func (d Date) utc() time.Time { return time.Date(d.Year, d.Month, d.Day, 0, 0, 0, 0, time.UTC) }

// Clock is a time of day as shown on a clock in Paris.
type Clock struct {
	Hour, Minute int
}

// ParseClock reads 17:00.
func ParseClock(text string) (Clock, error) {
	t, err := time.Parse("15:04", text)
	if err != nil {
		return Clock{}, fmt.Errorf("%q is not a time of day such as 17:00", text)
	}
	return Clock{t.Hour(), t.Minute()}, nil
}

// String is the form that ParseClock reads.
func (c Clock) String() string { return fmt.Sprintf("%02d:%02d", c.Hour, c.Minute) }

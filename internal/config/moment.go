package config

import (
	"fmt"
	"regexp"
	"strings"
	"time"

	"digbot/internal/programme"
)

// moment reads 2019-06, 2019-05-15 or 2019-05-10T17:00; an hour may carry the offset of Paris.
func (r *reader) moment(n *node) programme.Moment {
	text, set := r.value(n)
	if !set {
		return programme.Moment{}
	}
	day, hour, exact := strings.Cut(strings.Replace(text, " ", "T", 1), "T")
	if month, err := time.Parse("2006-01", day); err == nil && !exact {
		return programme.Moment{Date: programme.Date{Year: month.Year(), Month: month.Month()}}
	}
	date, err := programme.ParseDate(day)
	if err != nil {
		r.fault(n, fmt.Sprintf("%q is no date", n.raw), dateFix(day))
		return programme.Moment{}
	}
	if !exact {
		return programme.Moment{Date: date}
	}
	clock, fine := r.parisTime(n, hour, date)
	return programme.Moment{Date: date, Clock: clock, Exact: fine}
}

// Dates that people write in other ways, or that do not exist.
var (
	yearOnly = regexp.MustCompile(`^[0-9]{4}$`)
	dayFirst = regexp.MustCompile(`^([0-9]{2})[/.-]([0-9]{2})[/.-]([0-9]{4})$`)
	fullDate = regexp.MustCompile(`^[0-9]{4}-[0-9]{2}-[0-9]{2}$`)
)

func dateFix(text string) string {
	parts := dayFirst.FindStringSubmatch(text)
	switch {
	case parts != nil:
		return fmt.Sprintf("write the year first: %s-%s-%s", parts[3], parts[2], parts[1])
	case yearOnly.MatchString(text):
		return "write the month and the day too, such as " + text + "-05-10"
	case fullDate.MatchString(text):
		return "this day does not exist: correct the month or the day"
	}
	return "write year, month and day, such as 2019-05-10"
}

// month reads a month such as 2019-06.
func (r *reader) month(n *node) programme.Date {
	text, set := r.value(n)
	if !set {
		return programme.Date{}
	}
	month, err := time.Parse("2006-01", text)
	if err != nil {
		r.fault(n, fmt.Sprintf("%q is no month", n.raw), "write year and month, such as 2019-06")
		return programme.Date{}
	}
	return programme.Date{Year: month.Year(), Month: month.Month()}
}

// day reads a date that must have a day.
func (s *section) day(key string) programme.Date {
	n := s.child(key)
	moment := s.moment(n)
	switch {
	case moment.Precision() == programme.ToTheMonth:
		s.fault(n, fmt.Sprintf("%q has no day", n.raw), "write the day too, such as "+n.raw+"-15")
		return programme.Date{}
	case moment.Exact:
		s.fault(n, fmt.Sprintf("%q has an hour", n.raw), "write the day alone: "+moment.Date.String())
	}
	return moment.Date
}

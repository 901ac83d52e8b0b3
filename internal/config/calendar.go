package config

import (
	"fmt"

	"digbot/internal/programme"
)

// calendar reads the five milestones and checks that they agree with one another.
func (r *reader) calendar(s *section, handled programme.Clock) programme.Calendar {
	calendar := programme.Calendar{}
	for _, milestone := range programme.Milestones() {
		s.require(string(milestone), milestoneFix(milestone))
		if moment := r.milestone(s.child(string(milestone)), milestone); !moment.IsZero() {
			calendar[milestone] = moment
		}
	}
	s.close()
	far := s.farYears(calendar, handled)
	s.order(calendar, handled, far)
	return calendar
}

func milestoneFix(milestone programme.Milestone) string {
	if milestone == programme.Deadline {
		return `write deadline: {date: 2019-05-10, time: "17:00"}`
	}
	return fmt.Sprintf("write %s: {date: 2019-05-15} or {month: 2019-06}", milestone)
}

// milestone reads one moment. A single value is its date.
func (r *reader) milestone(n *node, milestone programme.Milestone) programme.Moment {
	if n == nil {
		return programme.Moment{}
	}
	var moment programme.Moment
	if n.kind == scalar {
		moment = r.moment(n)
	} else {
		moment = r.momentSection(r.sectionOf(n))
	}
	if milestone == programme.Deadline && moment.Date.Day > 0 && !moment.Exact && !n.hourRefused() {
		r.lack(n, "has no hour", `write the hour at which the call closes, Paris time, such as time: "17:00"`)
	}
	if milestone == programme.Deadline && moment.Precision() == programme.ToTheMonth {
		r.lack(n, "has no day and no hour", `write the day and the hour at which the call closes, such as {date: 2019-05-10, time: "17:00"}`)
	}
	return moment
}

// hourRefused reports whether an hour is written in the node that could not be read.
func (n *node) hourRefused() bool {
	if n.kind == scalar {
		return n.broken
	}
	for _, key := range []string{"date", "time"} {
		if value := n.get(key); value != nil && value.broken {
			return true
		}
	}
	return false
}

// momentSection reads {date, time, weekday} or {month}.
func (r *reader) momentSection(s *section) programme.Moment {
	if s.node == nil {
		return programme.Moment{}
	}
	date, month, at, weekday := s.child("date"), s.child("month"), s.child("time"), s.child("weekday")
	s.close()
	switch {
	case date == nil && month == nil:
		s.lack(s.node, "has neither date nor month", "write date: 2019-05-15, or month: 2019-06 when no day was announced")
		return programme.Moment{}
	case month != nil:
		s.exclusive("month", "date")
		s.exclusive("month", "time")
		s.exclusive("month", "weekday")
		return programme.Moment{Date: r.month(month)}
	}
	moment := r.moment(date)
	if moment.Precision() == programme.ToTheMonth {
		r.fault(date, fmt.Sprintf("%q has no day", date.raw), "write the day too, or month: "+date.raw+" when no day was announced")
		return programme.Moment{}
	}
	r.hour(&moment, date, at)
	r.weekday(weekday, moment.Date)
	return moment
}

// hour reads the time of day of a date, and takes Exact with it.
func (r *reader) hour(moment *programme.Moment, date, at *node) {
	text, set := r.value(at)
	switch {
	case !set || moment.IsZero():
		return
	case moment.Exact:
		r.fault(at, "stands beside a date that has an hour already", "delete one of the two: "+date.raw+" or "+at.raw)
		return
	}
	clock, fine := r.parisTime(at, text, moment.Date)
	moment.Clock, moment.Exact = clock, fine
}

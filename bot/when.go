package bot

import (
	"time"

	"digbot/internal/programme"
)

// when is a time that somebody named: a month, a day, a part of a day or an hour.
type when struct {
	date     programme.Date  // day 0: a whole month
	clock    programme.Clock // with hasClock
	hasClock bool
	part     dayPart
	side     side
	zone     *zone         // whose clock it is; nil: Paris
	said     *time.Weekday // that the person gave for the date
	assumed  bool          // no day was named: it is the deadline's
	anchored bool          // named by its distance from a milestone: "la veille"
}

// dayPart is a part of a day.
type dayPart string

const (
	wholeDay  dayPart = ""
	morning   dayPart = "morning"
	noon      dayPart = "noon"
	afternoon dayPart = "afternoon"
	evening   dayPart = "evening"
	midnight  dayPart = "midnight" // the end of the day
)

// side says that somebody named what comes before a time or after it.
type side string

const (
	before side = "before"
	after  side = "after"
)

// hours are the clock times between which a part of a day lies; generous, so that an answer for it holds for all of it.
func (p dayPart) hours() (from, to programme.Clock) {
	switch p {
	case morning:
		return programme.Clock{Hour: 5}, programme.Clock{Hour: 12}
	case noon:
		return programme.Clock{Hour: 12}, programme.Clock{Hour: 12}
	case afternoon:
		return programme.Clock{Hour: 12}, programme.Clock{Hour: 18}
	case evening:
		return programme.Clock{Hour: 18}, programme.Clock{Hour: 24}
	case midnight:
		return programme.Clock{Hour: 24}, programme.Clock{Hour: 24}
	}
	return programme.Clock{}, programme.Clock{Hour: 24}
}

// span is the stretch of time that is meant. An hour is no longer than an instant.
func (w when) span() (from, to time.Time) {
	location := programme.Paris()
	if w.zone != nil {
		location = w.zone.location()
	}
	at := func(d programme.Date, c programme.Clock) time.Time {
		return time.Date(d.Year, d.Month, d.Day, c.Hour, c.Minute, 0, 0, location)
	}
	switch {
	case w.date.Day == 0:
		first := programme.Date{Year: w.date.Year, Month: w.date.Month, Day: 1}
		from, to = at(first, programme.Clock{}), at(programme.Date{Year: w.date.Year, Month: w.date.Month + 1, Day: 1}, programme.Clock{})
	case w.hasClock:
		from = at(w.date, w.clock)
		to = from
	default:
		begin, end := w.part.hours()
		from, to = at(w.date, begin), at(w.date, end)
	}
	return w.besides(from, to)
}

// besides is what comes before or after a stretch of time, as far as the same day, or a year when a day was named.
func (w when) besides(from, to time.Time) (time.Time, time.Time) {
	inDay := w.hasClock || w.part != wholeDay
	midnight := time.Date(from.Year(), from.Month(), from.Day(), 0, 0, 0, 0, from.Location())
	switch {
	case w.side == before && inDay:
		return midnight, from
	case w.side == before:
		return from.AddDate(-1, 0, 0), from
	case w.side == after && inDay:
		return to.Add(time.Nanosecond), midnight.AddDate(0, 0, 1)
	case w.side == after:
		return to, to.AddDate(1, 0, 0)
	}
	return from, to
}

// wrongWeekday reports whether the person gave another weekday than the date's.
func (w when) wrongWeekday() bool { return w.said != nil && *w.said != w.date.Weekday() }

// window is the time in which candidates may apply.
type window struct {
	opening, deadline time.Time
	openingDay        programme.Date
}

// chance says whether one may apply at some time.
type chance string

const (
	tooEarly  chance = "early"
	fromThen  chance = "opens"  // it opens within
	inTime    chance = "open"   // all of it
	partly    chance = "partly" // until the deadline, which lies within
	justThen  chance = "sharp"  // the very minute of the deadline
	tooLate   chance = "closed"
	noWindow  chance = "unknown"
	oneMinute        = time.Minute
)

// chance compares a stretch of time with the window. An opening without an announced hour counts from its day.
func (w window) chance(from, to time.Time) chance {
	opening := programme.Date{Year: w.openingDay.Year, Month: w.openingDay.Month, Day: max(w.openingDay.Day, 1)}.At(programme.Clock{})
	switch {
	case w.deadline.IsZero() || w.openingDay.IsZero():
		return noWindow
	case !from.Before(w.deadline) && to.Before(w.deadline.Add(oneMinute)):
		return justThen
	case !from.Before(w.deadline):
		return tooLate
	case from.Before(opening) && to.After(w.deadline):
		return partly
	case !to.After(opening) && from.Before(opening):
		return tooEarly
	case from.Before(opening):
		return fromThen
	case to.After(w.deadline):
		return partly
	}
	return inTime
}

// windowOf is the promotion's window.
func windowOf(season programme.Season) window {
	return window{season.At(programme.Opening), season.At(programme.Deadline), season.Calendar[programme.Opening].Date}
}

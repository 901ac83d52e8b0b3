package desk

import (
	"slices"
	"time"

	"digbot/internal/programme"
)

// Hours are when the team answers: Paris time, on some days of the week that are no public holidays.
type Hours struct {
	Days  []time.Weekday
	From  programme.Clock
	Until programme.Clock
}

// On returns when the desk opens and closes on a day; false when it does not.
func (h Hours) On(day programme.Date) (from, until time.Time, open bool) {
	if !slices.Contains(h.Days, day.Weekday()) || slices.Contains(programme.PublicHolidays(day.Year), day) {
		return time.Time{}, time.Time{}, false
	}
	return day.At(h.From), day.At(h.Until), true
}

// horizon is how many days ahead the desk looks for one on which it is open: longer than any run of holidays.
const horizon = 30

// Open reports whether the desk is open at an instant.
func (h Hours) Open(at time.Time) bool {
	from, until, open := h.On(programme.DateOf(at))
	return open && !at.Before(from) && at.Before(until)
}

// Next is when the desk opens again; the instant itself while it is open, zero when it never does.
func (h Hours) Next(at time.Time) time.Time {
	day := programme.DateOf(at)
	for range horizon {
		if from, until, open := h.On(day); open && at.Before(until) {
			return latest(at, from)
		}
		day = day.AddDays(1)
	}
	return time.Time{}
}

// Worked is how long the desk was open between two instants.
func (h Hours) Worked(since, now time.Time) time.Duration {
	var worked time.Duration
	for day := programme.DateOf(since); !now.Before(day.At(programme.Clock{})); day = day.AddDays(1) {
		from, until, open := h.On(day)
		if !open {
			continue
		}
		if part := earliest(until, now).Sub(latest(from, since)); part > 0 {
			worked += part
		}
	}
	return worked
}

func latest(a, b time.Time) time.Time {
	if a.After(b) {
		return a
	}
	return b
}

func earliest(a, b time.Time) time.Time {
	if a.Before(b) {
		return a
	}
	return b
}

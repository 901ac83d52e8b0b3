package roster

import (
	"errors"
	"regexp"
	"strconv"
	"strings"
	"time"

	"digbot/internal/programme"
)

// Errors of dates: Words.
var (
	errForm    = words("date_form")
	errNoDay   = words("no_day")
	errNoTime  = words("no_time")
	errSkipped = words("time_skipped")
	errNoClock = words("time_missing")
)

// why is what a report tells of an error of dates.
func why(err error) Words {
	reason, _ := errors.AsType[Words](err)
	return reason
}

var (
	frenchDay = regexp.MustCompile(`^(\d{1,2})/(\d{1,2})/(\d{4})$`)
	isoDay    = regexp.MustCompile(`^(\d{4})-(\d{2})-(\d{2})$`)
	midnight  = regexp.MustCompile(`^(\S+)[ T]00:00(?::00)?$`)
	dayClock  = regexp.MustCompile(`^(\S+?)(?: (?:à |at )?|T)(\d{1,2}) ?[:hH] ?(\d{2})?(?::00)?$`)
)

// parseDay reads 03/06/2019 or 2019-06-03. Midnight, which spreadsheets add to a day, is left out.
func parseDay(text string) (programme.Date, error) {
	if parts := midnight.FindStringSubmatch(text); parts != nil {
		text = parts[1]
	}
	if parts := frenchDay.FindStringSubmatch(text); parts != nil {
		return day(parts[3], parts[2], parts[1])
	}
	if parts := isoDay.FindStringSubmatch(text); parts != nil {
		return day(parts[1], parts[2], parts[3])
	}
	return programme.Date{}, errForm
}

func day(year, month, day string) (programme.Date, error) {
	if len(month) == 1 {
		month = "0" + month
	}
	if len(day) == 1 {
		day = "0" + day
	}
	date, err := programme.ParseDate(year + "-" + month + "-" + day)
	if err != nil {
		return programme.Date{}, errNoDay
	}
	return date, nil
}

// parseTime reads a day with a time of day in Paris: 15/05/2019 14:30, 15/05/2019 à 14h30, 2019-05-15T14:30.
func parseTime(text string) (time.Time, error) {
	parts := dayClock.FindStringSubmatch(text)
	if parts == nil {
		if _, err := parseDay(text); err == nil {
			return time.Time{}, errNoClock
		}
		return time.Time{}, errForm
	}
	date, err := parseDay(parts[1])
	if err != nil {
		return time.Time{}, err
	}
	clock, err := parseClock(parts[2], parts[3])
	if err != nil {
		return time.Time{}, err
	}
	at := date.At(clock)
	if at.Hour() != clock.Hour || at.Minute() != clock.Minute {
		return time.Time{}, errSkipped
	}
	return at, nil
}

func parseClock(hour, minute string) (programme.Clock, error) {
	h, _ := strconv.Atoi(hour)   // two digits at most
	m, _ := strconv.Atoi(minute) // two digits, or none
	if h > 23 || m > 59 {
		return programme.Clock{}, errNoTime
	}
	return programme.Clock{Hour: h, Minute: m}, nil
}

// window is the time in which the dates of a promotion lie: from its opening on, for two years.
type window struct{ first, last programme.Date }

func windowOf(promotion programme.Promotion) window {
	opening := promotion.Calendar[programme.Opening]
	if opening.IsZero() {
		return window{}
	}
	first := opening.Day()
	return window{first: first, last: programme.Date{Year: first.Year + 2, Month: first.Month, Day: min(first.Day, 28)}}
}

// check refuses the dates that cannot be meant, such as those of another year.
func (w window) check(date programme.Date) error {
	if !w.first.IsZero() && (date.Before(w.first) || w.last.Before(date)) {
		return words("date_outside", "first", w.first.String(), "last", w.last.String())
	}
	return nil
}

// link reports whether a hearing's place is an address of the web.
func link(place string) bool {
	return strings.HasPrefix(place, "https://") || strings.HasPrefix(place, "http://")
}

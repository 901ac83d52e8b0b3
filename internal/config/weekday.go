package config

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"digbot/internal/programme"
)

// weekdayNames lists the days in French and in English, Sunday first as in package time.
func weekdayNames() (french, english []string) {
	return []string{"dimanche", "lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi"},
		[]string{"sunday", "monday", "tuesday", "wednesday", "thursday", "friday", "saturday"}
}

// weekday checks that the day written beside a date is the day of that date.
func (r *reader) weekday(n *node, date programme.Date) {
	day, named := r.weekdayOf(n)
	if !named || date.IsZero() || day == date.Weekday() {
		return
	}
	french, english := weekdayNames()
	right := french[date.Weekday()]
	if slices.Contains(english, strings.ToLower(n.value)) {
		right = english[date.Weekday()]
	}
	r.fault(n, fmt.Sprintf("%s is a %s, not %q", date, right, n.raw), "write weekday: "+right+", or correct the date")
}

// weekdayOf reads the name of a day.
func (r *reader) weekdayOf(n *node) (time.Weekday, bool) {
	text, set := r.value(n)
	if !set {
		return 0, false
	}
	french, english := weekdayNames()
	for _, names := range [][]string{french, english} {
		if day := slices.Index(names, strings.ToLower(text)); day >= 0 {
			return time.Weekday(day), true
		}
	}
	return 0, r.isOneOf(n, text, append(french, english...))
}

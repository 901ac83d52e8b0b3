package templates

import (
	"fmt"
	"slices"
	"strings"

	"digbot/internal/programme"
)

// Told is what the notice says under a key; empty when it says nothing.
func (v View) Told(key string) string {
	text, _ := v.Data[key].(string)
	return text
}

// Given is Told for what the text cannot do without: it is recorded as missing when the notice does not say it.
func (v View) Given(key string) string {
	v.Need(key, strings.TrimSpace(v.Told(key)))
	return v.Told(key)
}

// Paragraphs is Given, in the paragraphs that its author wrote.
func (v View) Paragraphs(key string) []string {
	v.Given(key)
	return v.Lines(key)
}

// Lines is Told, in the paragraphs that its author wrote; none when the notice says nothing.
func (v View) Lines(key string) []string {
	lines := strings.FieldsFunc(v.Told(key), func(r rune) bool { return r == '\n' || r == '\r' })
	return slices.DeleteFunc(lines, func(line string) bool { return strings.TrimSpace(line) == "" })
}

// GivenMoment is Given for a moment such as 2019-05-24T17:00, 2019-05-24 or 2019-05, told with all that it says: "vendredi
// 24 mai 2019 à 17h (heure de Paris)".
func (v View) GivenMoment(key string) string {
	moment, err := programme.ParseMoment(v.Given(key))
	if err != nil {
		v.lacks(fmt.Sprintf("%s as a moment such as 2019-05-24T17:00", key))
		return ""
	}
	text := momentText(v.Language, moment, dayText)
	if moment.Exact {
		text += parisText(v.Language)
	}
	return text
}

// GivenClock is Given for a time of day such as 09:30, told as "9h30".
func (v View) GivenClock(key string) string {
	clock, err := programme.ParseClock(v.Given(key))
	if err != nil {
		v.lacks(fmt.Sprintf("%s as a time of day such as 09:30", key))
		return ""
	}
	return clockText(v.Language, clock)
}

// lacks records a field as missing.
func (v View) lacks(field string) { v.Need(field, "") }

// AcceptBy is the last day on which a place that is offered now can be accepted: the one that the notice names, else that
// of the promotion.
func (v View) AcceptBy() programme.Date {
	day, err := programme.ParseDate(v.Told("accept_by"))
	if err == nil {
		return day
	}
	if v.Told("accept_by") != "" {
		v.lacks("accept_by as a date such as 2019-05-24")
	}
	return v.Season.AcceptBy(programme.DateOf(v.Now))
}

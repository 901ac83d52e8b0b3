package templates

import (
	"time"
	"unicode"
	"unicode/utf8"

	"digbot/internal/programme"
)

// Moment tells a moment after its day: "vendredi 10 mai 2019 à 17h". It does not say whose clock it is.
func (v View) Moment(m programme.Moment) string { return momentText(v.Language, m, dayText) }

// Date tells a date without its weekday: "10 mai 2019".
func (v View) Date(d programme.Date) string { return dateText(v.Language, d) }

// DateOf is the date of an instant, in Paris.
func (v View) DateOf(t time.Time) programme.Date { return programme.DateOf(t) }

// Clock tells a time of day: "17h", "17:00".
func (v View) Clock(c programme.Clock) string { return clockText(v.Language, c) }

// Paris says whose clock an hour is: " (heure de Paris)".
func (v View) Paris() string { return parisText(v.Language) }

// Weekday is the name of a date's day of the week.
func (v View) Weekday(d programme.Date) string { return weekdayName(v.Language, d.Weekday()) }

// Said tells a time that somebody named, as the beginning of a sentence: "Vendredi 10 mai 2019 au matin", "Avant vendredi
// 10 mai 2019 à 17h". part is of the day, side is "before", "after" or empty.
func (v View) Said(m programme.Moment, part, side string) string {
	text := momentText(v.Language, m, dayText)
	parts := map[string]programme.Text{
		"morning": {FR: " au matin", EN: " in the morning"}, "noon": {FR: " à midi", EN: " at noon"}, "afternoon": {FR: " après-midi", EN: " in the afternoon"},
		"evening": {FR: " au soir", EN: " in the evening"}, "midnight": {FR: " à minuit", EN: " at midnight"},
	}
	sides := map[string]programme.Text{"before": {FR: "avant ", EN: "before "}, "after": {FR: "après ", EN: "after "}}
	text = v.T(sides[side]) + text + v.T(parts[part])
	first, size := utf8.DecodeRuneInString(text)
	return string(unicode.ToUpper(first)) + text[size:]
}

// Name is what a milestone is called in the middle of a sentence: "la clôture des candidatures".
func (v View) Name(milestone string) string {
	names := map[programme.Milestone]programme.Text{
		programme.Opening:      {FR: "l’ouverture des candidatures", EN: "the opening of applications"},
		programme.Deadline:     {FR: "la clôture des candidatures", EN: "the closing of applications"},
		programme.JuryDay:      {FR: "le jury de sélection", EN: "the selection jury"},
		programme.Announcement: {FR: "l’annonce des résultats", EN: "the announcement of the results"},
		programme.Start:        {FR: "la prise de poste", EN: "the start of the missions"},
	}
	return v.T(names[programme.Milestone(milestone)])
}

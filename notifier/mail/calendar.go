package mail

import (
	"strings"
	"time"

	ical "github.com/arran4/golang-ical"

	"digbot/internal/programme"
	"digbot/notifier"
)

// CalendarWords are the words of a calendar, in the reader's language.
type CalendarWords struct {
	Name   string
	Titles map[programme.Milestone]string // a milestone without a title is left out
}

// Calendar writes the season's milestones as an iCalendar file, each exactly as it was announced: an instant, a whole
// day, or a whole month. An entry keeps its UID when its date is moved. now is when the file is made.
func Calendar(season programme.Season, words CalendarWords, language programme.Language, now time.Time) ([]byte, error) {
	calendar := newCalendar("-//digbot//"+season.ID+"//"+strings.ToUpper(string(language)), ical.MethodPublish)
	calendar.SetXWRCalName(words.Name)
	calendar.SetXWRTimezone(programme.Paris().String())
	for _, milestone := range programme.Milestones() {
		moment, title := season.Calendar[milestone], words.Titles[milestone]
		if moment.IsZero() || title == "" {
			continue
		}
		event := calendar.AddEvent(notifier.EntryUID(season.Promotion, string(milestone)))
		event.SetDtStampTime(now)
		event.SetSequence(season.Moves[milestone])
		event.SetSummary(title, &ical.KeyValues{Key: string(ical.ParameterLanguage), Value: []string{string(language)}})
		event.SetTimeTransparency(ical.TransparencyTransparent) // it keeps nobody busy
		if season.CallURL != "" {
			event.SetURL(season.CallURL)
		}
		place(event, moment)
	}
	return serialize(calendar)
}

// place sets when the event is. The end of whole days is the first day after them.
func place(event *ical.VEvent, moment programme.Moment) {
	first := moment.Date
	switch moment.Precision() {
	case programme.ToTheMinute:
		event.SetStartAt(first.At(moment.Clock))
	case programme.ToTheDay:
		setDays(event, first, first.AddDays(1))
	case programme.ToTheMonth:
		first.Day = 1
		next := time.Date(first.Year, first.Month+1, 1, 0, 0, 0, 0, time.UTC)
		setDays(event, first, programme.Date{Year: next.Year(), Month: next.Month(), Day: 1})
	}
}

func setDays(event *ical.VEvent, first, end programme.Date) {
	event.SetAllDayStartAt(midnight(first))
	event.SetAllDayEndAt(midnight(end))
}

// midnight carries a date to the library, which writes year, month and day as they stand.
func midnight(d programme.Date) time.Time {
	return time.Date(d.Year, d.Month, d.Day, 0, 0, 0, 0, time.UTC)
}

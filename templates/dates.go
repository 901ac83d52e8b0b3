package templates

import (
	"fmt"
	"time"

	"digbot/internal/programme"
)

// noBreak joins what must not be parted at the end of a line.
const noBreak = "\u00a0"

func monthName(language programme.Language, month time.Month) string {
	if language == programme.English {
		return month.String()
	}
	return [...]string{"", "janvier", "février", "mars", "avril", "mai", "juin", "juillet", "août", "septembre", "octobre",
		"novembre", "décembre"}[month]
}

func weekdayName(language programme.Language, day time.Weekday) string {
	if language == programme.English {
		return day.String()
	}
	return [...]string{"dimanche", "lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi"}[day]
}

// dateText is "10 mai 2019", or "juin 2019" for a month.
func dateText(language programme.Language, d programme.Date) string {
	switch {
	case d.IsZero():
		return "…"
	case d.Day == 0:
		return fmt.Sprintf("%s %d", monthName(language, d.Month), d.Year)
	case d.Day == 1 && language == programme.French:
		return fmt.Sprintf("1er %s %d", monthName(language, d.Month), d.Year)
	}
	return fmt.Sprintf("%d %s %d", d.Day, monthName(language, d.Month), d.Year)
}

// dayText is "vendredi 10 mai 2019", or "juin 2019" for a month.
func dayText(language programme.Language, d programme.Date) string {
	if d.Day == 0 {
		return dateText(language, d)
	}
	return weekdayName(language, d.Weekday()) + " " + dateText(language, d)
}

// clockText is "17h" or "9h30" in French, "17:00" in English.
func clockText(language programme.Language, c programme.Clock) string {
	switch {
	case language == programme.English:
		return c.String()
	case c.Minute == 0:
		return fmt.Sprintf("%dh", c.Hour)
	}
	return fmt.Sprintf("%dh%02d", c.Hour, c.Minute)
}

// momentText tells a moment exactly as it was announced, after its day as said by day.
func momentText(language programme.Language, m programme.Moment, day func(programme.Language, programme.Date) string) string {
	if !m.Exact {
		return day(language, m.Date)
	}
	return day(language, m.Date) + at(language) + clockText(language, m.Clock)
}

func at(language programme.Language) string {
	if language == programme.English {
		return " at "
	}
	return " à" + noBreak
}

// parisText says whose clock an hour is.
func parisText(language programme.Language) string {
	if language == programme.English {
		return " (Paris time)"
	}
	return " (heure de Paris)"
}

// leftText says how long it is until an instant, rounded down: in days from two days on, then in hours, in the last three
// hours to the minute.
func leftText(language programme.Language, left time.Duration, days int) string {
	hours, minutes := int(left/time.Hour), int(left/time.Minute)
	switch {
	case hours >= 48:
		return count(language, days, [2]string{"jour", "jours"}, [2]string{"day", "days"})
	case hours >= 3 || hours >= 1 && minutes%60 == 0:
		return count(language, hours, [2]string{"heure", "heures"}, [2]string{"hour", "hours"})
	case hours >= 1:
		return fmt.Sprintf("%d%sh%s%02d", hours, noBreak, noBreak, minutes%60)
	case minutes >= 1:
		return count(language, minutes, [2]string{"minute", "minutes"}, [2]string{"minute", "minutes"})
	case language == programme.English:
		return "less than a minute"
	}
	return "moins d’une minute"
}

func count(language programme.Language, n int, french, english [2]string) string {
	forms := french
	if language == programme.English {
		forms = english
	}
	return fmt.Sprintf("%d%s%s", n, noBreak, plural(language, n, forms[0], forms[1]))
}

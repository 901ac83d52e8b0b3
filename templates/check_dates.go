package templates

import (
	"fmt"
	"regexp"
	"strconv"
	"strings"
	"time"

	"digbot/internal/programme"
)

// Dates as people type them: "vendredi 10 mai 2019", "Friday 10 May 2019". The weekday may be missing.
var (
	frenchDate  = regexp.MustCompile(`(?i)(?:\b(lundi|mardi|mercredi|jeudi|vendredi|samedi|dimanche)\s+)?\b(\d{1,2})(?:er)?\s+(janvier|février|mars|avril|mai|juin|juillet|août|septembre|octobre|novembre|décembre)\s+(\d{4})`)
	englishDate = regexp.MustCompile(`(?i)(?:\b(Monday|Tuesday|Wednesday|Thursday|Friday|Saturday|Sunday),?\s+)?\b(\d{1,2})(?:st|nd|rd|th)?\s+(January|February|March|April|May|June|July|August|September|October|November|December)\s+(\d{4})`)
	foreignZone = regexp.MustCompile(`(?i)\b(UTC|GMT)\s*[+-]\s*\d`)
)

// dateFaults reports the days typed in a text that do not exist or fall on another weekday, and hours told in another
// zone than Paris time.
func (t *text) dateFaults() Faults {
	var faults Faults
	for i, line := range strings.Split(t.source, "\n") {
		for _, what := range wrongDates(t.language, line) {
			faults = append(faults, Fault{File: t.file, Line: i + 1, What: what, Fix: "correct it, or write {{.Day \"deadline\"}} so that it follows the calendar"})
		}
		if zone := foreignZone.FindString(line); zone != "" {
			faults = append(faults, Fault{File: t.file, Line: i + 1, What: "an hour in " + zone, Fix: "tell Paris time, by name"})
		}
	}
	return faults
}

// WrongDates reports the days named in a text, in any of the languages, that do not exist or fall on another weekday.
func WrongDates(text string) []string {
	return append(wrongDates(programme.French, text), wrongDates(programme.English, text)...)
}

func wrongDates(language programme.Language, text string) []string {
	form := frenchDate
	if language == programme.English {
		form = englishDate
	}
	var wrong []string
	for _, parts := range form.FindAllStringSubmatch(text, -1) {
		day, _ := strconv.Atoi(parts[2])
		year, _ := strconv.Atoi(parts[4])
		date := programme.Date{Year: year, Month: monthOf(language, parts[3]), Day: day}
		switch {
		case date.AddDays(0) != date:
			wrong = append(wrong, fmt.Sprintf("%q does not exist", parts[0]))
		case parts[1] != "" && !strings.EqualFold(parts[1], weekdayName(language, date.Weekday())):
			wrong = append(wrong, fmt.Sprintf("%q is a %s", parts[0], weekdayName(language, date.Weekday())))
		}
	}
	return wrong
}

func monthOf(language programme.Language, name string) time.Month {
	for month := time.January; month <= time.December; month++ {
		if strings.EqualFold(name, monthName(language, month)) {
			return month
		}
	}
	return 0
}

package team

import (
	"regexp"
	"strconv"
	"strings"
	"time"

	"digbot/internal/programme"
)

// milestones are the words by which people call a milestone, folded.
func milestones() map[string]programme.Milestone {
	words := map[string]programme.Milestone{}
	for milestone, names := range map[programme.Milestone][]string{
		programme.Opening:      {"ouverture", "opening", "ouvertures"},
		programme.Deadline:     {"cloture", "deadline", "closing", "date limite", "fin des candidatures"},
		programme.JuryDay:      {"jury", "auditions", "audition", "hearings", "hearing"},
		programme.Announcement: {"laureats", "laureates", "resultats", "results", "annonce", "announcement"},
		programme.Start:        {"prise de poste", "prises de poste", "start", "onboarding", "arrivee"},
	} {
		for _, name := range names {
			words[name] = milestone
		}
	}
	return words
}

// milestoneIn reads the milestone with which a text begins, and what follows.
func milestoneIn(text string) (programme.Milestone, string, error) {
	words, known := wordsOf(text), milestones()
	for n := min(len(words), 3); n > 0; n-- {
		var name []string
		for _, w := range words[:n] {
			name = append(name, w.text)
		}
		if milestone, found := known[strings.Join(name, " ")]; found {
			return milestone, strings.TrimSpace(text[words[n-1].end:]), nil
		}
	}
	if len(words) == 0 {
		return "", "", because("milestone", "text", "", "meant", "")
	}
	var names []string
	for name := range known {
		names = append(names, name)
	}
	meant, _ := nearest(words[0].text, names)
	return "", "", because("milestone", "text", text[:words[0].end], "meant", meant)
}

// How people write a day and an hour.
var (
	numbered  = regexp.MustCompile(`^(\d{1,2})[/.](\d{1,2})(?:[/.](\d{4}))?$`)
	isoDay    = regexp.MustCompile(`^(\d{4})-(\d{2})-(\d{2})$`)
	isoMonth  = regexp.MustCompile(`^(\d{4})-(\d{2})$`)
	slashed   = regexp.MustCompile(`^(\d{2})/(\d{4})$`)
	hour      = regexp.MustCompile(`^(\d{1,2})(?:h|:)(\d{2})?$`)
	dayNumber = regexp.MustCompile(`^(\d{1,2})(?:er)?$`)
)

// monthsByName are the months as people write them, folded.
func monthsByName() map[string]time.Month {
	months := map[string]time.Month{}
	for i, name := range []string{"janvier", "fevrier", "mars", "avril", "mai", "juin", "juillet", "aout", "septembre", "octobre", "novembre", "decembre"} {
		months[name] = time.Month(i + 1)
		months[strings.ToLower(time.Month(i+1).String())] = time.Month(i + 1)
	}
	return months
}

// weekdaysByName are the days of the week as people write them, folded.
func weekdaysByName() map[string]time.Weekday {
	days := map[string]time.Weekday{}
	for i, name := range []string{"dimanche", "lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi"} {
		days[name] = time.Weekday(i)
		days[strings.ToLower(time.Weekday(i).String())] = time.Weekday(i)
	}
	return days
}

// skipped are words that say nothing in a date.
func skipped(word string) bool {
	switch word {
	case "au", "a", "le", "la", "the", "to", "at", "on":
		return true
	}
	return false
}

// momentIn reads a moment: 12/05/2019 17h, 2019-05-12 17:00, dimanche 12 mai 2019 à 17h30, juin 2019. A year that is left
// out is that of the moment before, and so is the hour of a milestone that has one. A day of the week must be the date's.
func momentIn(text string, before programme.Moment) (programme.Moment, error) {
	r := dateReader{moment: programme.Moment{Date: programme.Date{Year: before.Date.Year}}, months: monthsByName(), weekdays: weekdaysByName()}
	text = strings.NewReplacer("T", " ", ",", " ").Replace(text)
	fields := strings.Fields(text)
	for i := 0; i < len(fields); i++ {
		if i+1 < len(fields) && strings.EqualFold(fields[i+1], "h") { // 17 h
			fields[i+1] = ""
			fields[i] += "h"
		}
		if !r.read(fields[i]) {
			return programme.Moment{}, because("date", "text", text)
		}
	}
	return r.result(text, before)
}

// dateReader gathers a moment from the words of a text.
type dateReader struct {
	moment   programme.Moment
	months   map[string]time.Month
	weekdays map[string]time.Weekday
	weekday  string // as it was said
	dated    bool
}

// read takes one word in and reports whether it belongs to a date.
func (r *dateReader) read(field string) bool {
	word := folded(field)
	if m := r.moment; field == "" || skipped(word) {
		return true
	} else if _, named := r.weekdays[word]; named {
		r.weekday = field
		return true
	} else if month, named := r.months[word]; named && m.Date.Month == 0 {
		r.moment.Date.Month, r.dated = month, true
		return true
	}
	switch parts := []string(nil); {
	case match(numbered, field, &parts):
		r.set(parts[3], parts[2], parts[1])
	case match(isoDay, field, &parts):
		r.set(parts[1], parts[2], parts[3])
	case match(isoMonth, field, &parts):
		r.set(parts[1], parts[2], "0")
	case match(slashed, field, &parts):
		r.set(parts[2], parts[1], "0")
	case match(hour, field, &parts):
		r.moment.Exact = true
		r.moment.Clock = programme.Clock{Hour: number(parts[1]), Minute: number(parts[2])}
	case r.moment.Date.Month > 0 && len(word) == 4 && number(word) > 2000:
		r.moment.Date.Year = number(word)
	case match(dayNumber, word, &parts) && r.moment.Date.Day == 0:
		r.moment.Date.Day = number(parts[1])
	default:
		return false
	}
	return true
}

func match(form *regexp.Regexp, text string, parts *[]string) bool {
	*parts = form.FindStringSubmatch(text)
	return *parts != nil
}

func (r *dateReader) set(year, month, day string) {
	if year != "" {
		r.moment.Date.Year = number(year)
	}
	r.moment.Date.Month, r.moment.Date.Day, r.dated = time.Month(number(month)), number(day), true
}

// number reads digits; a missing number is 0.
func number(digits string) int {
	n, _ := strconv.Atoi(digits) // the forms allow nothing else
	return n
}

// result is the moment, when it exists.
func (r *dateReader) result(text string, before programme.Moment) (programme.Moment, error) {
	if !r.dated {
		return programme.Moment{}, because("date", "text", text)
	}
	if !r.moment.Exact && before.Exact && r.moment.Date.Day > 0 {
		r.moment.Clock, r.moment.Exact = before.Clock, true
	}
	read, err := programme.ParseMoment(r.moment.String())
	if err != nil || r.moment.Exact && r.moment.Date.Day == 0 {
		return programme.Moment{}, because("nodate", "text", text)
	}
	if r.weekday != "" && read.Date.Day > 0 && read.Date.Weekday() != r.weekdays[folded(r.weekday)] {
		return programme.Moment{}, because("weekday", "date", read.Date, "said", r.weekday)
	}
	return read, nil
}

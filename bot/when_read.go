package bot

import (
	"strconv"
	"strings"
	"time"

	"digbot/internal/programme"
)

// reader reads times out of a question, as they are meant at now.
type reader struct {
	*reading
	now    time.Time
	anchor programme.Date // the day that people most often mean: the deadline's, or the milestone's that they named
}

// when reads a time; it reports false when none is named.
func (r reader) when() (when, bool) {
	var w when
	day := r.relative(&w) || r.inSome(&w) || r.weekday(&w) || r.dayAndMonth(&w) || r.month(&w) || r.dayOnly(&w) || r.aroundAnchor(&w)
	hour := r.clock(&w) || r.dayPart(&w) || w.part != wholeDay || w.hasClock
	if !day && !hour {
		return w, false
	}
	if !day {
		w.date, w.assumed = r.anchor, true
	}
	switch {
	case r.take(beforePhrases):
		w.side = before
	case r.take(afterWord):
		w.side = after
	}
	return w, true
}

func (r reader) today() programme.Date { return programme.DateOf(r.now) }

// relative reads "demain", "ce soir", "après-demain".
func (r reader) relative(w *when) bool {
	for _, form := range []struct {
		phrases phrases
		days    int
		part    dayPart
	}{
		{afterPhrases, 2, wholeDay}, {twoDaysAgo, -2, wholeDay}, {tonightPhrases, 0, evening}, {thisMorning, 0, morning},
		{thisAfternoon, 0, afternoon}, {thisNoon, 0, noon}, {todayPhrases, 0, wholeDay}, {tomorrowPhrases, 1, wholeDay},
		{yesterdayPhrases, -1, wholeDay},
	} {
		if r.take(form.phrases) {
			w.date, w.part = r.today().AddDays(form.days), form.part
			return true
		}
	}
	switch today := r.today(); {
	case r.take(weekendPhrases):
		w.date = today.AddDays((int(time.Saturday) - int(today.Weekday()) + 7) % 7)
		if today.Weekday() == time.Sunday {
			w.date = today
		}
	case r.take(nextWeekPhrases):
		w.date = today.AddDays((int(time.Monday)-int(today.Weekday())+6)%7 + 1)
	default:
		return false
	}
	return true
}

// inSome reads "dans 3 jours", "dans deux heures", "in a week".
func (r reader) inSome(w *when) bool {
	for i := range r.words {
		n, isNumber := number(r.word(i + 1))
		if r.word(i+1) == "a" {
			n, isNumber = 1, true
		}
		if !isNumber || r.word(i) != "dans" && r.word(i) != "in" {
			continue
		}
		switch unit := singular(r.word(i + 2)); unit {
		case "jour", "day":
			w.date = r.today().AddDays(n)
		case "semaine", "week":
			w.date = r.today().AddDays(7 * n)
		case "heure", "hour", "h", "minute", "min":
			at := r.now.Add(time.Duration(n) * map[bool]time.Duration{true: time.Minute, false: time.Hour}[strings.HasPrefix(unit, "min")]).In(programme.Paris())
			w.date, w.clock, w.hasClock = programme.DateOf(at), programme.Clock{Hour: at.Hour(), Minute: at.Minute()}, true
		default:
			continue
		}
		r.mark(i, 3)
		return true
	}
	return false
}

// weekday reads "vendredi", "vendredi prochain", "vendredi 10", "Friday 10 May".
func (r reader) weekday(w *when) bool {
	for i, word := range r.words {
		day, known := weekdays[word]
		if !known || r.read[i] {
			continue
		}
		r.mark(i, 1)
		if r.dayAndMonth(w) || r.numberAt(i+1, w) {
			w.said = &day
			return true
		}
		w.date = r.nextWeekday(day, i)
		return true
	}
	return false
}

// nextWeekday is the next such day: today counts, unless "next" is said or the hour that goes with it has passed.
func (r reader) nextWeekday(day time.Weekday, i int) programme.Date {
	today := r.today()
	date := today.AddDays((int(day) - int(today.Weekday()) + 7) % 7)
	switch next := r.word(i + 1); {
	case next == "prochain" || r.word(i-1) == "next":
		r.markWord(i+1, "prochain")
		r.markWord(i-1, "next")
		if date == today {
			date = date.AddDays(7)
		}
	case next == "dernier" || r.word(i-1) == "last":
		r.markWord(i+1, "dernier")
		r.markWord(i-1, "last")
		date = date.AddDays(-7)
	case date == today:
		hour := when{date: date}
		peek := reader{&reading{r.words, append([]bool(nil), r.read...)}, r.now, r.anchor}
		if peek.clock(&hour) && hour.date.At(hour.clock).Before(r.now) {
			date = date.AddDays(7)
		}
	}
	return date
}

func (r reader) markWord(i int, word string) {
	if r.word(i) == word {
		r.mark(i, 1)
	}
}

// dayAndMonth reads "10 mai", "10 mai 2019", "May 10", "10 May 2019".
func (r reader) dayAndMonth(w *when) bool {
	for i, word := range r.words {
		month, known := months[word]
		if !known || r.read[i] {
			continue
		}
		first, last := i, i
		day, isDay := dayNumber(r.word(i - 1))
		if isDay {
			first--
		} else if day, isDay = dayNumber(r.word(i + 1)); isDay && word != "mars" {
			last++
		}
		if !isDay {
			continue
		}
		year, hasYear := yearNumber(r.word(last + 1))
		if hasYear {
			last++
		} else {
			year = r.year()
		}
		date := programme.Date{Year: year, Month: month, Day: day}
		if date.AddDays(0) != date {
			continue // 31 June
		}
		r.mark(first, last-first+1)
		w.date = date
		return true
	}
	return false
}

// year is the one that is meant when none is named.
func (r reader) year() int { return max(r.today().Year, r.anchor.Year) }

// month reads "en juin", "in June 2019", "fin mai". The English "may" is a month only after such a word.
func (r reader) month(w *when) bool {
	for i, word := range r.words {
		month, known := months[word]
		if !known || r.read[i] || i == 0 || !monthLeads[r.word(i-1)] {
			continue
		}
		year, hasYear := yearNumber(r.word(i + 1))
		if hasYear {
			r.mark(i+1, 1)
		} else {
			year = r.year()
		}
		r.mark(i-1, 2)
		w.date = programme.Date{Year: year, Month: month}
		return true
	}
	return false
}

var monthLeads = newWordSet("en in de of fin mi debut courant end early late")

// dayOnly reads "le 10", "the 10th". It means the day nearest to the anchor when that is near, else the next to come.
func (r reader) dayOnly(w *when) bool {
	for i := range r.words {
		if i > 0 && dayLeads[r.words[i-1]] && !clockUnits[r.word(i+1)] && r.numberAt(i, w) {
			return true
		}
	}
	return false
}

var (
	dayLeads   = newWordSet("le du au the on jusqu until till by des avant apres")
	clockUnits = newWordSet("h heure heures heur am pm mois months month jours days jour ans an designers postes defis projets euros eur semaines")
)

// numberAt reads the number of a day at i.
func (r reader) numberAt(i int, w *when) bool {
	day, isDay := dayNumber(r.word(i))
	if _, isMonth := months[r.word(i+1)]; !isDay || isMonth || clockUnits[r.word(i+1)] {
		return false
	}
	date, found := r.nearest(day)
	if !found {
		return false
	}
	r.mark(i, 1)
	w.date = date
	return true
}

// nearest is the day of that number that is meant.
func (r reader) nearest(day int) (programme.Date, bool) {
	var upcoming programme.Date
	today := r.today()
	for shift := -1; shift <= 2; shift++ {
		month := programme.Date{Year: today.Year, Month: today.Month, Day: 1}.AddDays(0)
		date := programme.Date{Year: month.Year, Month: month.Month + time.Month(shift), Day: day}
		first := programme.Date{Year: date.Year, Month: date.Month, Day: 1}.AddDays(0)
		date = programme.Date{Year: first.Year, Month: first.Month, Day: day}
		if date.AddDays(0) != date {
			continue
		}
		if distance := r.anchor.DaysUntil(date); r.anchor.Day > 0 && distance >= -3 && distance <= 3 {
			return date, true
		}
		if upcoming.IsZero() && !date.Before(today) {
			upcoming = date
		}
	}
	return upcoming, !upcoming.IsZero()
}

// aroundAnchor reads "la veille", "le lendemain", "le dernier jour".
func (r reader) aroundAnchor(w *when) bool {
	if r.anchor.Day == 0 {
		return false
	}
	for i, phrases := range []phrases{eveWords, sameDayWords, morrowWords} {
		if r.take(phrases) {
			w.date, w.anchored = r.anchor.AddDays(i-1), true
			return true
		}
	}
	return false
}

func dayNumber(word string) (int, bool) {
	for _, suffix := range []string{"er", "th", "st", "nd", "rd"} {
		word = strings.TrimSuffix(word, suffix)
	}
	n, err := strconv.Atoi(word)
	return n, err == nil && n >= 1 && n <= 31 && len(word) <= 2
}

func yearNumber(word string) (int, bool) {
	n, err := strconv.Atoi(word)
	return n, err == nil && len(word) == 4 && n >= 2000 && n < 2100
}

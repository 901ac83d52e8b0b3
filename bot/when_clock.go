package bot

import (
	"strconv"
	"strings"

	"digbot/internal/programme"
)

// dayPart reads "au matin", "le soir", "à minuit".
func (r reader) dayPart(w *when) bool {
	for _, form := range []struct {
		part    dayPart
		phrases phrases
	}{{afternoon, afternoonPhrases}, {morning, morningPhrases}, {evening, eveningPhrases}, {midnight, midnightPhrases}, {noon, noonPhrases}} {
		if r.take(form.phrases) {
			w.part = form.part
			return true
		}
	}
	return false
}

// clock reads "18h", "18 h 30", "17 heures", "midi et demi", "6 pm".
func (r reader) clock(w *when) bool {
	for i := range r.words {
		clock, n := r.clockAt(i)
		if n == 0 {
			continue
		}
		r.mark(i, n)
		clock = r.afternoonHour(clock, i+n)
		if clock.Hour > 24 || clock.Minute > 59 {
			continue
		}
		w.clock, w.hasClock, w.part = clock, true, wholeDay
		return true
	}
	return false
}

// clockAt reads an hour at i; n is the number of words read, 0 when there is none.
func (r reader) clockAt(i int) (clock programme.Clock, n int) {
	word := r.word(i)
	if (word == "midi" || word == "noon") && r.word(i+1) == "et" && strings.HasPrefix(r.word(i+2), "demi") {
		return programme.Clock{Hour: 12, Minute: 30}, 3
	}
	if hour, minute, isClock := joinedClock(word); isClock {
		switch r.word(i + 1) {
		case "pm":
			return programme.Clock{Hour: hour%12 + 12, Minute: minute}, 2
		case "am":
			return programme.Clock{Hour: hour % 12, Minute: minute}, 2
		}
		return programme.Clock{Hour: hour, Minute: minute}, 1
	}
	digits := strings.TrimSuffix(strings.TrimSuffix(strings.TrimSuffix(word, "h"), "pm"), "am")
	hour, err := strconv.Atoi(digits)
	if err != nil {
		hour, isNumber := number(digits)
		if !isNumber || !hourUnits[r.word(i+1)] || r.word(i+1) == "h" {
			return clock, 0
		}
		return r.withMinutes(hour, i, 2)
	}
	switch {
	case len(digits) > 2:
		return clock, 0
	case strings.HasSuffix(word, "pm") || r.word(i+1) == "pm" || r.word(i+1) == "p" && r.word(i+2) == "m":
		return programme.Clock{Hour: hour%12 + 12}, r.meridian(i, word)
	case strings.HasSuffix(word, "am") || r.word(i+1) == "am":
		return programme.Clock{Hour: hour % 12}, r.meridian(i, word)
	case word != digits:
		return r.withMinutes(hour, i, 1)
	case hourUnits[r.word(i+1)]:
		return r.withMinutes(hour, i, 2)
	}
	return clock, 0
}

// meridian counts the words of "6pm", "6 pm" and "6 p m".
func (r reader) meridian(i int, word string) int {
	switch {
	case strings.HasSuffix(word, "m"):
		return 1
	case r.word(i+1) == "p":
		return 3
	}
	return 2
}

var hourUnits = newWordSet("h heure heures heur hrs oclock")

// withMinutes reads the minutes that follow "18 h" or "18 heures".
func (r reader) withMinutes(hour, i, n int) (programme.Clock, int) {
	clock := programme.Clock{Hour: hour}
	next := r.word(i + n)
	switch minutes, err := strconv.Atoi(next); {
	case err == nil && len(next) == 2 && minutes < 60:
		clock.Minute = minutes
		return clock, n + 1
	case next == "et" && strings.HasPrefix(r.word(i+n+1), "demi"):
		clock.Minute = 30
		return clock, n + 2
	case next == "et" && r.word(i+n+1) == "quart":
		clock.Minute = 15
		return clock, n + 2
	case next == "pile" || next == "precises" || next == "sharp":
		return clock, n + 1
	}
	return clock, n
}

// afternoonHour reads "du soir" and "de l'après-midi" after an hour.
func (r reader) afternoonHour(clock programme.Clock, i int) programme.Clock {
	var said when
	rest := reader{&reading{words: r.words[min(i, len(r.words)):], read: r.read[min(i, len(r.words)):]}, r.now, r.anchor}
	if rest.word(0) != "du" && rest.word(0) != "de" && rest.word(0) != "in" || !rest.dayPart(&said) {
		return clock
	}
	if clock.Hour < 12 && (said.part == evening || said.part == afternoon) {
		clock.Hour += 12
	}
	return clock
}

// joinedClock reads "18h30".
func joinedClock(word string) (hour, minute int, isClock bool) {
	hours, minutes, found := strings.Cut(word, "h")
	if !found || len(minutes) < 2 {
		return 0, 0, false
	}
	hour, hourErr := strconv.Atoi(hours)
	minute, minuteErr := strconv.Atoi(minutes)
	if hourErr != nil || minuteErr != nil || hour > 24 || minute > 59 {
		return 0, 0, false
	}
	return hour, minute, true
}

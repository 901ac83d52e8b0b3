package bot

import (
	"slices"
	"strings"
)

// calendarWords are the words of which a question about the calendar consists, besides numbers and what is written with
// digits. Few questions do: the others need not be read for each thing that may be named.
var calendarWords = func() wordSet {
	all := newWordSets(applyFillers, dateWords, hourUnits, monthLeads, newWordSet("prochain next dernier last midi noon et quart pile precises sharp am pm p m h min minute heure hour jour day semaine week"))
	lists := []phrases{
		distancePhrases, weekdayPhrases, whenPhrases, zonePhrases, parisClock, eveWords, sameDayWords, morrowWords, beforePhrases, afterWord,
		todayPhrases, tomorrowPhrases, afterPhrases, yesterdayPhrases, twoDaysAgo, tonightPhrases, thisMorning, thisAfternoon, thisNoon, weekendPhrases, nextWeekPhrases,
		afternoonPhrases, morningPhrases, eveningPhrases, midnightPhrases, noonPhrases,
	}
	for _, named := range milestoneWords {
		lists = append(lists, named.phrases)
	}
	for _, list := range lists {
		for _, word := range slices.Concat(list.all...) {
			all[word] = true
		}
	}
	for word := range months {
		all[word] = true
	}
	for word := range weekdays {
		all[word] = true
	}
	for word := range numberWords {
		all[word], all[word+"h"] = true, true
	}
	return all
}()

// offCalendar reports whether no question about the calendar holds a word.
func offCalendar(word string) bool {
	return !calendarWords[word] && !calendarWords[singular(word)] && !strings.ContainsAny(word, digits) && !strings.HasPrefix(word, "demi")
}

const digits = "0123456789"

package bot

import (
	"slices"
	"testing"
)

// TestWhatNamesATimeIsOnTheCalendar keeps a way of naming a time from being read in vain.
func TestWhatNamesATimeIsOnTheCalendar(t *testing.T) {
	for _, text := range []string{
		"dans 3 jours", "dans deux semaines", "in an hour", "dans dix minutes", "vendredi prochain", "next Friday", "samedi dernier", "last Monday", "le 1er mai 2019", "May 10th", "fin juin", "mi-décembre",
		"le 10 à 18h30", "six heures du soir", "17 h pile", "à 8 h précises", "5 p.m. sharp", "5:30 pm", "midi et demi", "noon et demie", "3 heures et quart", "minuit", "la veille", "le jour J", "the day after",
		"après-demain", "avant-hier", "ce week-end", "la semaine prochaine", "10/05 à Nouméa", "heure de Paris", "à la Réunion", "18h à Saint-Pierre-et-Miquelon",
	} {
		if words := timeWords(text); slices.ContainsFunc(words, offCalendar) {
			t.Errorf("%q: %q is off the calendar", text, words[slices.IndexFunc(words, offCalendar)])
		}
	}
	for _, word := range []string{"salaire", "lauréat", "télétravail"} {
		if !slices.ContainsFunc(timeWords(word), offCalendar) {
			t.Errorf("%q is on the calendar", word)
		}
	}
}

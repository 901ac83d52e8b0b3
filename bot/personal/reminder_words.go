package personal

import (
	"slices"
	"strconv"
	"strings"

	"digbot/internal/programme"
)

// farthest is how many days before the deadline somebody may be reminded: longer than any call is open.
const farthest = 60

// reminderWords are the words of a wish to be reminded in one language.
type reminderWords struct {
	language           programme.Language
	asks               []string // how the wish begins
	eve                string   // the day before, said without a number
	hours, days, weeks []string // units
	mail, chat         []string // routes
	fillers            []string // what may stand beside it: any other word makes the message something else
	numbers            []string // from one on
	one                []string // articles that count
}

var reminderLanguages = []reminderWords{
	{
		language: programme.French,
		asks:     []string{"rappelle moi", "rappelez moi", "previens moi", "prevenez moi", "avertis moi", "avertissez moi", "fais moi un rappel", "envoie moi un rappel", "envoyez moi un rappel", "je veux un rappel", "je voudrais un rappel", "peux tu me rappeler", "peux tu me prevenir", "pouvez vous me prevenir", "pouvez vous me rappeler", "rappel"},
		eve:      "veille",
		hours:    []string{"h", "heure", "heures"}, days: []string{"jour", "jours", "j"}, weeks: []string{"semaine", "semaines"},
		mail: []string{"mail", "email", "courriel", "mel"}, chat: []string{"message", "ici", "mp", "dm", "slack", "mattermost"},
		fillers: strings.Fields("de la le l les du des d un une par mail e en direct prive avant pour que qu fin date limite cloture echeance candidater candidature candidatures depot deposer dossier appel svp s il te vous plait a au aux"),
		numbers: strings.Fields("un deux trois quatre cinq six sept huit neuf dix onze douze"),
		one:     []string{"une"},
	},
	{
		language: programme.English,
		asks:     []string{"remind me", "tell me", "alert me", "notify me", "warn me", "send me a reminder", "i want a reminder", "i would like a reminder", "can you remind me", "could you remind me", "please remind me", "reminder"},
		eve:      "day",
		hours:    []string{"h", "hour", "hours"}, days: []string{"day", "days", "d"}, weeks: []string{"week", "weeks"},
		mail: []string{"mail", "email"}, chat: []string{"message", "here", "dm", "slack", "mattermost"},
		fillers: strings.Fields("of the a an by e in direct private before to for deadline closing applications application apply applying call submitting submission please on"),
		numbers: strings.Fields("one two three four five six seven eight nine ten eleven twelve"),
		one:     []string{"a", "an"},
	},
}

// reminderIn reads a wish to be reminded of the deadline: how long before it, and by which route when one is named. It
// reports false for whatever says something else, too.
func reminderIn(words []string) (Ahead, Route, programme.Language, bool) {
	for _, l := range reminderLanguages {
		for _, ask := range l.asks {
			if asked := begins(words, ask); asked > 0 && len(words) > asked {
				if ahead, route, ok := l.read(words[asked:]); ok {
					return ahead, route, l.language, true
				}
			}
		}
	}
	return Ahead{}, "", "", false
}

// begins is the number of words of a phrase with which the words begin; 0 when they do not.
func begins(words []string, phrase string) int {
	n := 0
	for word := range strings.SplitSeq(phrase, " ") {
		if n == len(words) || words[n] != word {
			return 0
		}
		n++
	}
	return n
}

// read reads what follows the beginning.
func (l reminderWords) read(words []string) (ahead Ahead, route Route, ok bool) {
	for i := 0; i < len(words); i++ {
		word := words[i]
		found, used := l.ahead(words[i:])
		switch {
		case used > 0 && ahead == (Ahead{}):
			ahead = found
			i += used - 1
		case word == l.eve && ahead == (Ahead{}):
			ahead = Ahead{Days: 1}
		case slices.Contains(l.mail, word):
			route = ByMail
		case slices.Contains(l.chat, word):
			route = ByChat
		case used > 0, !slices.Contains(l.fillers, word):
			return Ahead{}, "", false
		}
	}
	reachable := ahead != (Ahead{}) && ahead.Days <= farthest && ahead.Hours <= farthest*24
	return ahead, route, reachable
}

// ahead reads a number and its unit, "3 h", "3h" or "trois heures", and returns how many words they are; none when the
// words begin with something else.
func (l reminderWords) ahead(words []string) (found Ahead, used int) {
	digits := strings.TrimRight(words[0], "abcdefghijklmnopqrstuvwxyz")
	n, err := strconv.Atoi(digits)
	unit := words[0][len(digits):]
	if err != nil {
		n, unit = l.counted(words[0]), ""
	}
	used = 1
	if unit == "" && len(words) > 1 {
		unit, used = words[1], 2
	}
	switch {
	case n <= 0 || n > farthest*24:
	case slices.Contains(l.hours, unit):
		return Ahead{Hours: n}, used
	case slices.Contains(l.days, unit):
		return Ahead{Days: n}, used
	case slices.Contains(l.weeks, unit):
		return Ahead{Days: 7 * n}, used
	}
	return Ahead{}, 0
}

// counted is a number in words; 0 when the word is none.
func (l reminderWords) counted(word string) int {
	if slices.Contains(l.one, word) {
		return 1
	}
	return slices.Index(l.numbers, word) + 1
}

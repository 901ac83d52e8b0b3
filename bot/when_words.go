package bot

import (
	"fmt"
	"regexp"
	"strconv"
	"time"

	"digbot/bot/understand"
)

// Dates and hours written with signs, which words lose.
var (
	isoDate     = regexp.MustCompile(`\b(\d{4})-(\d{2})-(\d{2})\b`)
	slashedDate = regexp.MustCompile(`\b(\d{1,2})[/.](\d{1,2})(?:[/.](\d{4}|\d{2}))?\b`)
	colonHour   = regexp.MustCompile(`\b(\d{1,2}):(\d{2})(?:\b|([ap]m)\b)`)
)

// timeWords are the words of a text in which dates and hours are written as words.
func timeWords(text string) []string {
	text = clockWords(text)
	text = isoDate.ReplaceAllStringFunc(text, func(found string) string {
		parts := isoDate.FindStringSubmatch(found)
		return spelt(found, parts[3], parts[2], parts[1])
	})
	text = colonHour.ReplaceAllString(text, "${1}h$2 $3")
	text = slashedDate.ReplaceAllStringFunc(text, func(found string) string {
		parts := slashedDate.FindStringSubmatch(found)
		return spelt(found, parts[1], parts[2], parts[3])
	})
	return understand.Words(text)
}

// spelt is "10 mai 2019"; what is no date stays as it was found.
func spelt(found, day, month, year string) string {
	d, _ := strconv.Atoi(day)
	m, _ := strconv.Atoi(month)
	if d < 1 || d > 31 || m < 1 || m > 12 {
		return found
	}
	if len(year) == 2 {
		year = "20" + year
	}
	return fmt.Sprintf(" %d %s %s ", d, frenchMonths[m-1], year)
}

var frenchMonths = [...]string{"janvier", "fevrier", "mars", "avril", "mai", "juin", "juillet", "aout", "septembre", "octobre", "novembre", "decembre"}

// months are the months by their names and by what they are shortened to.
var months = func() map[string]time.Month {
	named := map[string]time.Month{"janv": 1, "fev": 2, "fevr": 2, "avr": 4, "juil": 7, "sept": 9, "oct": 10, "nov": 11, "dec": 12,
		"january": 1, "february": 2, "march": 3, "april": 4, "may": 5, "june": 6, "july": 7, "august": 8, "september": 9,
		"october": 10, "november": 11, "december": 12, "jan": 1, "feb": 2, "mar": 3, "apr": 4, "jun": 6, "jul": 7, "aug": 8, "sep": 9}
	for i, name := range frenchMonths {
		named[name] = time.Month(i + 1)
	}
	return named
}()

var weekdays = map[string]time.Weekday{
	"dimanche": 0, "lundi": 1, "mardi": 2, "mercredi": 3, "jeudi": 4, "vendredi": 5, "samedi": 6,
	"sunday": 0, "monday": 1, "tuesday": 2, "wednesday": 3, "thursday": 4, "friday": 5, "saturday": 6,
}

// Days told from today.
var (
	todayPhrases     = newPhrases("aujourd'hui\najd\nce jour\ntoday\nmaintenant\nnow\nright now")
	tomorrowPhrases  = newPhrases("demain\ntomorrow")
	afterPhrases     = newPhrases("après-demain\nday after tomorrow")
	yesterdayPhrases = newPhrases("hier\nyesterday")
	twoDaysAgo       = newPhrases("avant-hier\nday before yesterday")
	tonightPhrases   = newPhrases("ce soir\ncette nuit\ntonight\nthis evening")
	thisMorning      = newPhrases("ce matin\nthis morning")
	thisAfternoon    = newPhrases("cet après-midi\nthis afternoon")
	thisNoon         = newPhrases("ce midi")
	weekendPhrases   = newPhrases("ce week-end\nce weekend\nthis weekend\nle week-end\nthis week-end")
	nextWeekPhrases  = newPhrases("la semaine prochaine\nsemaine prochaine\nnext week")
)

// Parts of a day, the longer phrases first.
var (
	afternoonPhrases = newPhrases("dans l'après-midi\nl'après-midi\naprès-midi\naprem\nafternoon\nfin d'après-midi")
	morningPhrases   = newPhrases("dans la matinée\nau matin\nle matin\nmatin\nmatinée\nmorning")
	eveningPhrases   = newPhrases("en fin de journée\ndans la soirée\nau soir\nle soir\nsoir\nsoirée\ndans la nuit\nla nuit\nevening\nnight\nend of the day")
	midnightPhrases  = newPhrases("minuit\nmidnight")
	noonPhrases      = newPhrases("midi\nnoon")
)

var (
	eveWords      = newPhrases("la veille\nveille\nthe day before\nday before\neve")
	morrowWords   = newPhrases("le lendemain\nlendemain\nthe day after\nday after\nnext day")
	sameDayWords  = newPhrases("le jour même\nle jour J\njour même\njour J\nle dernier jour\ndernier jour\nlast day\nsame day")
	beforePhrases = newPhrases("avant\nbefore")
	afterWord     = newPhrases("après\nafter")
)

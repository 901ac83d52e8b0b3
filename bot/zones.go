package bot

import (
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"

	"digbot/internal/programme"
)

// zone is a place whose clocks people go by.
type zone struct {
	name  programme.Text
	iana  string
	words [][]string
}

func (z *zone) location() *time.Location {
	location, err := time.LoadLocation(z.iana)
	if err != nil { // the zone database is embedded and a test loads every zone
		return programme.Paris()
	}
	return location
}

// zones lists the French territories first, then where else people write from.
var zones = append(newOffsets(), newZones([][4]string{
	{"Guadeloupe", "Guadeloupe", "America/Guadeloupe", "Guadeloupe\nPointe-à-Pitre"},
	{"Martinique", "Martinique", "America/Martinique", "Martinique\nFort-de-France"},
	{"Guyane", "French Guiana", "America/Cayenne", "Guyane\nCayenne\nFrench Guiana"},
	{"La Réunion", "Réunion", "Indian/Reunion", "île de la Réunion\nla Réunion\nRéunion"},
	{"Mayotte", "Mayotte", "Indian/Mayotte", "Mayotte\nMamoudzou"},
	{"Saint-Pierre-et-Miquelon", "Saint-Pierre and Miquelon", "America/Miquelon", "Saint-Pierre-et-Miquelon\nSaint-Pierre et Miquelon\nMiquelon"},
	{"Saint-Martin", "Saint Martin", "America/Marigot", "Saint-Martin"},
	{"Saint-Barthélemy", "Saint Barthélemy", "America/St_Barthelemy", "Saint-Barthélemy\nSaint-Barth"},
	{"îles Marquises", "Marquesas Islands", "Pacific/Marquesas", "îles Marquises\nMarquises\nMarquesas"},
	{"îles Gambier", "Gambier Islands", "Pacific/Gambier", "îles Gambier\nGambier"},
	{"Tahiti", "Tahiti", "Pacific/Tahiti", "Polynésie française\nPolynésie\nTahiti\nPapeete\nFrench Polynesia"},
	{"Nouvelle-Calédonie", "New Caledonia", "Pacific/Noumea", "Nouvelle-Calédonie\nCalédonie\nNouméa\nNew Caledonia"},
	{"Wallis-et-Futuna", "Wallis and Futuna", "Pacific/Wallis", "Wallis-et-Futuna\nWallis et Futuna\nWallis"},
	{"Montréal", "Montreal", "America/Toronto", "Montréal\nQuébec\nOttawa\nToronto"},
	{"New York", "New York", "America/New_York", "New York\nWashington"},
	{"San Francisco", "San Francisco", "America/Los_Angeles", "San Francisco\nLos Angeles\nCalifornie"},
	{"Londres", "London", "Europe/London", "Londres\nLondon\nRoyaume-Uni\nAngleterre"},
	{"Lisbonne", "Lisbon", "Europe/Lisbon", "Lisbonne\nPortugal\nLisbon"},
	{"Bruxelles", "Brussels", "Europe/Brussels", "Bruxelles\nBelgique\nBrussels"},
	{"Genève", "Geneva", "Europe/Zurich", "Genève\nSuisse\nLausanne\nZurich\nGeneva"},
	{"Berlin", "Berlin", "Europe/Berlin", "Berlin\nAllemagne\nGermany"},
	{"Casablanca", "Casablanca", "Africa/Casablanca", "Casablanca\nMaroc\nRabat\nMorocco"},
	{"Alger", "Algiers", "Africa/Algiers", "Alger\nAlgérie"},
	{"Tunis", "Tunis", "Africa/Tunis", "Tunis\nTunisie\nTunisia"},
	{"Dakar", "Dakar", "Africa/Dakar", "Dakar\nSénégal\nAbidjan\nCôte d'Ivoire"},
	{"Antananarivo", "Antananarivo", "Indian/Antananarivo", "Madagascar\nAntananarivo"},
	{"Maurice", "Mauritius", "Indian/Mauritius", "île Maurice\nMaurice\nMauritius"},
	{"Beyrouth", "Beirut", "Asia/Beirut", "Beyrouth\nLiban\nBeirut"},
	{"Dubaï", "Dubai", "Asia/Dubai", "Dubaï\nDubai"},
	{"New Delhi", "New Delhi", "Asia/Kolkata", "New Delhi\nInde\nBombay\nIST India\nIndia\nIST"},
	{"Singapour", "Singapore", "Asia/Singapore", "Singapour\nSingapore"},
	{"Hong Kong", "Hong Kong", "Asia/Hong_Kong", "Hong Kong"},
	{"Pékin", "Beijing", "Asia/Shanghai", "Pékin\nChine\nShanghai\nBeijing"},
	{"Tokyo", "Tokyo", "Asia/Tokyo", "Tokyo\nJapon\nJapan"},
	{"Sydney", "Sydney", "Australia/Sydney", "Sydney\nAustralie\nMelbourne"},
	{"Temps universel (UTC)", "Universal time (UTC)", "UTC", "temps universel\nUTC\nGMT"},
})...)

// newOffsets are the zones that people name by their distance from universal time, or by letters that stand for it.
func newOffsets() []*zone {
	letters := map[int]string{-8: "PST", -7: "PDT", -6: "CST", -5: "CDT", -4: "EDT", 1: "BST", 2: "CEST"}
	var list []*zone
	for hours := -12; hours <= 14; hours++ {
		sign := "+"
		if hours < 0 {
			sign = "−"
		}
		if name := "UTC" + sign + strconv.Itoa(max(hours, -hours)); hours != 0 {
			words := newPhrases(strings.TrimSuffix(offsetWord(hours)+"\n"+letters[hours], "\n"))
			list = append(list, &zone{programme.Text{FR: name, EN: name}, fmt.Sprintf("Etc/GMT%+d", -hours), words.all}) // it counts westward
		}
	}
	return list
}

// offsetWord is one word for a distance from universal time, whose sign would get lost among words.
func offsetWord(hours int) string {
	if hours < 0 {
		return "utcminus" + strconv.Itoa(-hours)
	}
	return "utcplus" + strconv.Itoa(hours)
}

// What tells a clock with signs, or with letters that are words when they are written small.
var (
	utcOffset   = regexp.MustCompile(`(?i)\b(?:UTC|GMT)\s?([+−-])\s?(\d{1,2})\b`)
	zoneLetters = regexp.MustCompile(`(\d\s?(?:[hH]\d{0,2}|:\d{2}|[aApP][mM])(?:\s?[aApP][mM])?)\s(EST|CET)\b`)
)

// clockWords writes the clocks of a text as words.
func clockWords(text string) string {
	text = utcOffset.ReplaceAllStringFunc(text, func(found string) string {
		parts := utcOffset.FindStringSubmatch(found)
		hours, _ := strconv.Atoi(parts[2])
		if parts[1] != "+" {
			hours = -hours
		}
		return offsetWord(hours)
	})
	if text == strings.ToUpper(text) { // everything is written large: EST may be a French word
		return text
	}
	return zoneLetters.ReplaceAllStringFunc(text, func(found string) string {
		parts := zoneLetters.FindStringSubmatch(found)
		return parts[1] + " " + offsetWord(map[string]int{"EST": -5, "CET": 1}[parts[2]])
	})
}

func newZones(rows [][4]string) []*zone {
	list := make([]*zone, len(rows))
	for i, row := range rows {
		list[i] = &zone{programme.Text{FR: row[0], EN: row[1]}, row[2], newPhrases(row[3]).all}
	}
	return list
}

// parisClock says that Paris time is meant.
var parisClock = newPhrases("heure de Paris\nà Paris\nheure française\nen métropole\nmétropole\nParis time\nParis")

// zonePhrases are the words of all zones, and zoneOf, by their place, the zone that each means.
var zonePhrases, zoneOf = func() (phrases, []*zone) {
	var all [][]string
	var owners []*zone
	for _, z := range zones {
		all, owners = append(all, z.words...), append(owners, slices.Repeat([]*zone{z}, len(z.words))...)
	}
	return phrasesOf(all), owners
}()

// readZone reads whose clock is meant, nil when none is named, and whether Paris is.
func readZone(r *reading) (z *zone, paris bool) {
	if which, at := r.takeFrom(zonePhrases, 0); at >= 0 {
		return zoneOf[which], false
	}
	return nil, r.take(parisClock)
}

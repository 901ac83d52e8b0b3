package bot

import (
	"cmp"
	"maps"
	"slices"
	"strings"

	"digbot/bot/understand"
	"digbot/internal/programme"
)

// guide is what the bot recognises of a promotion's challenges when it is asked for some of them: their ministries, their
// places and what they are about.
type guide struct {
	challenges []programme.Challenge // those that it was made from
	ministries []ministry
	ministryOf map[string]ministry // by a word of its name, the first that has it
	places     map[string][]string // normalised name -> the challenges' own places, in French, that lie there
	outside    []string            // the challenges' places that lie in the Paris region: outside is what is none of them
	names      phrases             // of places, the longest first
	themes     map[string][]string // a word in the singular -> ids of the challenges that it is about
	families   map[string][]string // the letters with which the words of a family begin -> those of the themes
}

// ministry is one that has challenges, with the words that name it.
type ministry struct {
	text  programme.Text
	words wordSet
	prime bool // it is the prime minister's services
}

// guide returns the guide to a promotion. It is made anew only when the challenges are others than before.
func (b *Bot) guide(promotion programme.Promotion) *guide {
	known := b.guided.Load()
	if known == nil || !sameList(known.challenges, promotion.Challenges) {
		known = newGuide(promotion)
		b.guided.Store(known)
	}
	return known
}

// sameList reports whether two slices are the same stretch of memory.
func sameList(a, b []programme.Challenge) bool {
	return len(a) == len(b) && (len(a) == 0 || &a[0] == &b[0])
}

func newGuide(promotion programme.Promotion) *guide {
	g := &guide{challenges: promotion.Challenges, ministryOf: map[string]ministry{}, places: map[string][]string{}, themes: map[string][]string{}, families: map[string][]string{}}
	for _, challenge := range promotion.Challenges {
		g.addMinistry(challenge.Ministry)
		for _, place := range challenge.Places() {
			g.addPlace(place)
		}
		g.addThemes(challenge)
	}
	g.addDistricts()
	var names [][]string
	for _, name := range slices.Concat(slices.Collect(maps.Keys(g.places)), towns, parisRegion) {
		names = append(names, strings.Fields(name))
	}
	slices.SortFunc(names, func(a, b []string) int {
		return cmp.Or(cmp.Compare(len(b), len(a)), slices.Compare(a, b))
	})
	g.names = phrasesOf(names)
	return g
}

// commonMinistryWords stand in the names of several ministries, or mean something else as well.
var commonMinistryWords = newWordSet("ministere ministeres ministry ministries services service de du des la le les et of for the and nationale national " +
	"publique public solidaire transition premier ministre ministres prime minister s inclusive")

func (g *guide) addMinistry(text programme.Text) {
	if text.FR == "" || slices.ContainsFunc(g.ministries, func(m ministry) bool { return m.text == text }) {
		return
	}
	m := ministry{text, wordSet{}, strings.Contains(words(text.FR), "premier ministre")}
	for _, word := range understand.Words(text.FR + " " + text.EN) {
		if !commonMinistryWords[word] {
			m.words[singular(word)] = true
		}
	}
	for word := range m.words {
		if _, taken := g.ministryOf[word]; !taken {
			g.ministryOf[word] = m
		}
	}
	g.ministries = append(g.ministries, m)
}

func (g *guide) addPlace(place string) {
	name := words(place)
	if !slices.Contains(g.places[name], place) {
		g.places[name] = append(g.places[name], place)
	}
	if isParis(name) && !slices.Contains(g.outside, place) {
		g.outside = append(g.outside, place)
	}
}

// addDistricts lets the Paris region and the districts stand for the places that lie in them.
func (g *guide) addDistricts() {
	towns := map[string][]string{}
	for name, places := range g.places {
		towns[name] = places
	}
	for district, list := range districts {
		g.places[district] = nil
		for town := range strings.SplitSeq(list, ",") {
			g.places[district] = append(g.places[district], towns[town]...)
		}
	}
	for _, name := range parisRegion { // "Issy" is short for the whole name
		for place, full := range towns {
			if strings.HasPrefix(place, name+" ") {
				g.places[name] = full
			}
		}
	}
	for _, name := range []string{"region parisienne", "paris", "ile de france", "idf", "paris region"} {
		g.places[name] = g.outside
	}
}

// commonThemeWords say nothing about what a challenge is about.
var commonThemeWords = newWordSet("service services ligne outil outils numerique numeriques application digital online tool tools public publics " +
	"publique publiques ameliorer faciliter favoriser simplifier contribuer experience utilisateur utilisateurs user users direction delegation " +
	"ministere mission etat state agence agency national nationale nationaux francais france nouveau grace situation cas site improve easier help " +
	"interministerielle interministeriel interministerial central general commissariat unite mixte creant creation meilleur possible acces plus " +
	"million systeme system paris lyon toulouse brest clermont ferrand defi projet challenge project candidat candidats candidate candidates designer designers agent agents")

func (g *guide) addThemes(c programme.Challenge) {
	text := strings.Join(append(c.Themes, c.Title.FR, c.Title.EN, c.Host.FR, c.Host.EN), " ")
	for _, word := range understand.Words(text) {
		key := singular(word)
		if len(word) < 3 || commonThemeWords[word] || listingFillers[word] || slices.Contains(g.themes[key], c.ID) {
			continue
		}
		if len(g.themes[key]) == 0 && len(key) >= fewestShared {
			g.families[key[:fewestShared]] = append(g.families[key[:fewestShared]], key)
		}
		g.themes[key] = append(g.themes[key], c.ID)
	}
}

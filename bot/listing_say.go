package bot

import (
	"slices"
	"strings"

	"digbot/bot/understand"
	"digbot/internal/programme"
	"digbot/templates"
)

// Listing is what the phrase "challenges" tells.
type Listing struct {
	Challenges []programme.Challenge // the withdrawn ones too
	Open       int                   // how many of them are not withdrawn
	Brief      bool                  // names instead of titles
	Count      bool                  // asked how many, rather than which
	Ministry   programme.Text
	Place      string // empty: anywhere
	Outside    bool   // outside the Paris region
	Inside     bool   // in the Paris region
	Theme      string
	Shortest   int // months
	Longest    int
	Most       string // "longest" or "shortest"
	Months     int    // with Most: how long that is
	Designers  int
	Absent     string           // a place or a ministry that has no challenge
	Ministries []programme.Text // that have challenges, when Absent is a ministry
	Elsewhere  []string         // places outside the Paris region that have one
}

// briefFrom is the number of challenges from which a list tells names instead of titles.
const briefFrom = 5

// listed answers a question for some of the challenges. One that names a challenge is about that one.
func (t *turn) listed(text string) (Reply, bool, error) {
	said := t.wordsOf(text)
	if !listingCues.standIn(said) && !thereIs.mayStandIn(said) {
		return Reply{}, false, nil
	}
	if challenge, _ := t.knowledge.named(said); challenge != "" {
		return Reply{}, false, nil
	}
	g := t.guide(t.season.Promotion)
	l, isList := g.listing(said, true)
	if !isList {
		l, isList = g.listing(understand.Words(core(text, false)), true)
	}
	switch {
	case !isList:
		return Reply{}, false, nil
	case l.isOpen():
		reply, err := t.topic(wholeTopic, 1)
		return reply, true, err
	}
	reply, err := t.list(l)
	return reply, true, err
}

// wholeTopic tells all the challenges.
const wholeTopic = "challenges-list"

// list answers with the challenges that were asked for.
func (t *turn) list(l listing) (Reply, error) {
	g := t.guide(t.season.Promotion)
	said := g.said(l, t)
	view := t.view()
	view.Data = map[string]any{"listing": said}
	body, err := t.knowledge.texts.Phrase("challenges", view)
	if err != nil {
		return Reply{}, err
	}
	reply := Reply{Kind: KindAnswer, Topic: l.topic(), Body: body, Language: t.language, Confidence: 1, whole: true}
	for _, challenge := range said.Challenges {
		reply.others = append(reply.others, CardPrefix+challenge.ID)
	}
	return t.withSources(reply, t.sourcesOf(l.toldBy()...))
}

// toldBy are the topics whose sources say what the listing tells.
func (l listing) toldBy() []string {
	topics := []string{wholeTopic}
	if l.place != "" {
		topics = append(topics, "workplace")
	}
	if l.shortest+l.longest > 0 || l.superlative != "" {
		topics = append(topics, "duration")
	}
	if l.designers > 0 {
		topics = append(topics, "seats")
	}
	return topics
}

// sourcesOf is a topic with the sources of several others, those that the promotion has.
func (t *turn) sourcesOf(ids ...string) templates.Topic {
	var together templates.Topic
	for _, id := range ids {
		topic, _ := t.knowledge.texts.Topic(id, t.language)
		for _, source := range topic.Sources {
			if _, known := t.season.Sources[source]; known && !slices.Contains(together.Sources, source) {
				together.Sources = append(together.Sources, source)
			}
		}
	}
	return together
}

func (g *guide) said(l listing, t *turn) Listing {
	said := Listing{Count: l.count, Shortest: l.shortest, Longest: l.longest, Most: string(l.superlative), Designers: l.designers,
		Absent: capitals(l.absent), Outside: l.place == outsideParis, Inside: isParis(l.place) && len(g.places[l.place]) != 1}
	if l.absent == "" {
		said.Challenges = t.season.Select(g.selection(l, t.season.Promotion, t.now))
	}
	for _, challenge := range said.Challenges {
		if !challenge.IsWithdrawn(t.now) {
			said.Open++
		}
	}
	said.Brief = len(said.Challenges) >= briefFrom
	for _, m := range g.ministries {
		if m.text.FR == l.ministry {
			said.Ministry = m.text
		}
	}
	if !said.Outside && !said.Inside {
		said.Place = g.placeText(l.place)
	}
	said.Theme = g.themeText(l.theme)
	shortest, longest := t.season.Lengths(t.now)
	said.Months = longest
	if l.superlative == theShortest {
		said.Months = shortest
	}
	if l.absent != "" && l.place == "" {
		for _, m := range g.ministries {
			said.Ministries = append(said.Ministries, m.text)
		}
		return said
	}
	said.Elsewhere = g.elsewhere(t)
	return said
}

// placeText is a place as the challenges write it; a district as it was asked for.
func (g *guide) placeText(name string) string {
	for _, place := range g.places[name] {
		if words(place) == name {
			return place
		}
	}
	return capitals(name)
}

// themeText is a theme as the challenges write it.
func (g *guide) themeText(theme []string) string {
	var texts []string
	for _, word := range theme {
		texts = append(texts, g.spelling(word))
	}
	return strings.Join(texts, ", ")
}

func (g *guide) spelling(word string) string {
	for _, challenge := range g.challenges {
		for text := range strings.FieldsFuncSeq(strings.Join(append(challenge.Themes, challenge.Title.FR, challenge.Host.FR), " "), isBreak) {
			switch {
			case singular(words(text)) != word:
			case text == strings.ToUpper(text):
				return text // an acronym
			default:
				return strings.ToLower(text)
			}
		}
	}
	return word
}

func isBreak(r rune) bool { return strings.ContainsRune(" ’'(),;/-", r) }

// elsewhere lists the places outside the Paris region that have a challenge.
func (g *guide) elsewhere(t *turn) []string {
	var places []string
	for _, challenge := range t.season.Select(programme.Selection{Without: g.outside}) {
		for _, place := range challenge.Places() {
			if !slices.Contains(g.outside, place) && !slices.Contains(places, place) && !challenge.IsWithdrawn(t.now) {
				places = append(places, place)
			}
		}
	}
	return places
}

// smallWords stay small in the names of places.
var smallWords = newWordSet("de du des la le les et en sur")

// capitals writes a normalised place or ministry as a name.
func capitals(name string) string {
	parts := strings.Fields(name)
	for i, part := range parts {
		if i == 0 || !smallWords[part] {
			parts[i] = strings.ToUpper(part[:1]) + part[1:]
		}
	}
	return strings.Join(parts, " ")
}

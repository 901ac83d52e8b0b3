package bot

import (
	"slices"
	"strings"

	"digbot/internal/programme"
)

// Detail is one thing about one challenge, as the phrase "challenge-detail" tells it.
type Detail struct {
	Ask string // "months", "place", "ministry", "host" or "designers"
}

// details are what is asked about a challenge in passing, and the topic that says it of all of them.
var details = []struct {
	ask, topic string
	phrases    phrases
}{
	{"months", "duration", newPhrases("combien de temps\ncombien de mois\ndure combien\ndurée\nquelle durée\nlongtemps\nhow long\nhow many months\nduration")},
	{"ministry", "challenges-list", newPhrases("de quel ministère\nquel ministère\nministère\nwhich ministry\nwhat ministry\nministry")},
	{"host", "challenges-list", newPhrases("quelle administration\nquel organisme\nquel service\nqui porte\nwhich administration\nwhich organisation")},
	{"designers", "seats", newPhrases("combien de designers\ncombien de postes\ncombien de places\ncombien de personnes\non est combien\nhow many designers\nhow many posts\nhow many people")},
	{"place", "workplace", newPhrases("c'est où\nça se passe où\noù ça\noù\nou\ndans quelle ville\nquelle ville\nquel lieu\nquel endroit\nwhere\nwhich city\nwhich town")},
}

var detailFillers = newWordSet("dure durent durer last lasts long passe se situe situee trouve base basee defi mission projet poste challenge project mission designers took take takes depend rattache prend")

// detail tells one thing about the challenge that was just talked about, or about all of them.
func (t *turn) detail(text string) (Reply, bool, error) {
	for _, detail := range details {
		if !detail.phrases.standIn(t.wordsOf(text)) {
			continue
		}
		r := newReading(t.wordsOf(text))
		r.take(detail.phrases)
		left := slices.DeleteFunc(r.rest(followFillers), func(i int) bool { return detailFillers[r.words[i]] })
		if len(left) > 0 {
			continue
		}
		return t.tellDetail(detail.ask, detail.topic)
	}
	return Reply{}, false, nil
}

// challenge is the one that the conversation is about; empty when it is about none.
func (t *turn) challenge() string {
	if id, isCard := strings.CutPrefix(t.session.Topic, CardPrefix); isCard {
		return id
	}
	if _, isList := listingOf(t.session.Topic); isList && len(t.session.Others) == 1 {
		return strings.TrimPrefix(t.session.Others[0], CardPrefix)
	}
	if _, isList := listingOf(t.session.Topic); isList {
		return ""
	}
	return t.session.Challenge
}

func (t *turn) tellDetail(ask, topic string) (Reply, bool, error) {
	challenge, found := t.season.Challenge(t.challenge())
	switch family := t.familyOf(t.session.Topic); {
	case !found && ask == "months" && family == "mentor":
		topic = "mentor-time"
	case !found && family != "":
		return Reply{}, false, nil
	}
	if !found {
		reply, err := t.topic(topic, 1)
		return reply, true, err
	}
	view := t.view()
	view.Challenge, view.Data = challenge, map[string]any{"detail": Detail{Ask: ask}}
	body, err := t.knowledge.texts.Phrase("challenge-detail", view)
	if err != nil {
		return Reply{}, true, err
	}
	reply := Reply{Kind: KindAnswer, Topic: CardPrefix + challenge.ID, Body: body, Language: t.language, Confidence: 1, others: t.session.Others}
	reply, err = t.withSources(reply, t.sourcesOf(topic))
	return reply, true, err
}

var otherPhrases = newPhrases("l'autre\nles autres\nautre\nautres\nthe other one\nthe others\nthe other\nother")

// other answers "and the other one?", and picks from the list that was just told.
func (t *turn) other(text string) (Reply, bool, error) {
	others := slices.DeleteFunc(slices.Clone(t.session.Others), func(topic string) bool { return topic == t.session.Topic })
	if len(t.session.Others) > 1 && len(t.session.Choices) == 0 {
		if place, isPlace := ordinal(text); isPlace {
			return t.pick(place)
		}
	}
	if len(others) == 0 || !only(t.wordsOf(text), otherPhrases) {
		return Reply{}, false, nil
	}
	if len(others) == 1 {
		reply, err := t.topic(others[0], 1)
		reply.others = t.session.Others
		return reply, true, err
	}
	reply, err := t.offerTopics(others[:min(len(others), mostOthers)])
	return reply, true, err
}

// mostOthers is how many topics are offered when there are several others.
const mostOthers = 4

// pick answers with one of the things that were listed; place is from 1, or -1 for the last.
func (t *turn) pick(place int) (Reply, bool, error) {
	if place < 0 {
		place = len(t.session.Others)
	}
	if place < 1 || place > len(t.session.Others) {
		return Reply{}, false, nil
	}
	reply, err := t.topic(t.session.Others[place-1], 1)
	reply.others = t.session.Others
	return reply, true, err
}

// familyOf is the group of topics that a topic belongs to, in which short questions mean something of their own: "until
// when?" among the questions of administrations is about the call for projects.
func (t *turn) familyOf(topic string) string {
	known, _ := t.knowledge.texts.Topic(topic, programme.French)
	switch {
	case strings.HasPrefix(topic, "project-"), slices.Equal(known.Audience, []programme.RoleKind{programme.Administration}):
		return "project"
	case strings.HasPrefix(topic, "mentor"), topic == "become-mentor", topic == "help-mentor", slices.Equal(known.Audience, []programme.RoleKind{programme.Mentor}):
		return "mentor"
	}
	return ""
}

// counterparts are what a topic's question means in a family.
var counterparts = map[string]map[string]string{
	"project": {"deadline": "project-call", "late": "project-call", "opening": "project-call", "how-to-apply": "project-form", "criteria": "project-criteria",
		"jury": "project-jury", "selection": "project-jury", "preselection": "project-jury", "profiles": "project-eligibility",
		"salary": "funding", "application-content": "project-form"},
	"mentor": {"hearing-preparation": "mentor-preparation", "application-content": "mentor-preparation", "coaching": "support-sessions", "duration": "mentor-time"},
}

package bot

import (
	"slices"
	"strings"

	"digbot/bot/understand"
	"digbot/templates"
)

// Topics that say what is never told.
const (
	peopleTopic       = "other-people"
	instructionsTopic = "instructions"
)

// refused answers what asks for a result, for another person's data, or for other rules, however it is put. Nothing here
// keeps a result secret: the bot cannot read any. It makes the answer say so, instead of one that misses the point. A
// question that stands in the knowledge word for word has its own answer.
func (t *turn) refused(text string) (Reply, bool, error) {
	if t.knows(text) {
		return Reply{}, false, nil
	}
	topic := t.refusalOfAny(text)
	if topic == "" {
		var err error
		if topic, err = t.wished(text); topic == "" || err != nil {
			return Reply{}, false, err
		}
	}
	if _, found := t.knowledge.texts.Topic(topic, t.language); !found {
		return Reply{}, false, nil
	}
	if asks, err := t.asksElse(text); asks || err != nil {
		return Reply{}, false, err
	}
	reply, err := t.topic(topic, 1)
	return reply, true, err
}

// refusalOfAny looks at a message, at its sentences one by one, and at what may be hidden in it.
func (t *turn) refusalOfAny(text string) string {
	for _, piece := range breaths(text) {
		if topic := t.refusal(piece); topic != "" {
			return topic
		}
	}
	if parts := partsOf(text); len(parts) > 1 {
		for _, part := range parts {
			if topic := t.refusal(part.text); topic != "" && !t.knows(part.text) {
				return topic
			}
		}
	}
	for _, hidden := range revealed(text) {
		if t.refusal(hidden) == embargoTopic {
			return embargoTopic
		}
	}
	return ""
}

// breaths are what is said in one breath: the whole of a message, unless it tells a story, in which words that mean nothing
// together stand far apart. Then its sentences, and of the long ones each two clauses in a row.
func breaths(text string) []string {
	if len(understand.Words(text)) < storyFrom {
		return []string{text}
	}
	var pieces []string
	for _, sentence := range understand.Sentences(text) {
		clauses := understand.Clauses(sentence)
		if len(understand.Words(sentence)) < storyFrom || len(clauses) < 2 {
			pieces = append(pieces, sentence)
			continue
		}
		for i := range clauses[1:] {
			pieces = append(pieces, clauses[i]+" "+clauses[i+1])
		}
	}
	return pieces
}

// knows reports whether a question is known word for word, and about something that may be told.
func (t *turn) knows(text string) bool {
	school := t.knowledge.schools[t.language]
	id, known := school.verbatim[strings.Join(t.wordsOf(text), " ")]
	if !known {
		return false
	}
	topic, _ := t.knowledge.texts.Topic(id, t.language)
	return topic.Kind != templates.KindRefusal
}

// refusal is the topic that refuses a question; empty when nothing is to be refused.
func (t *turn) refusal(text string) string {
	q := t.suspect(text)
	switch {
	case (q.outcome || q.result) && (q.has(overrides) || overridePhrases.standIn(q.words)):
		return embargoTopic
	case q.hypothetical(), q.staffing(), q.asksWho(), q.asksForResult(), q.asksForSelf(), q.asksForSomebody(), q.insists(t.session.Topic):
		return embargoTopic
	case q.asksForData():
		return peopleTopic
	case q.has(overrides) && q.has(ruleWords):
		return instructionsTopic
	}
	return ""
}

// suspect is a question looked at for what it tries to get. What is seldom needed and takes long is a method.
type suspect struct {
	turn    *turn
	text    string
	words   []string
	outcome bool // it speaks of somebody's being chosen or not
	result  bool // of names, of the ranking, of a mark
	project bool // it is about projects, not people
}

func (t *turn) suspect(text string) *suspect {
	words := t.wordsOf(text)
	return &suspect{t, text, words, speaksOfOutcome(words), resultWords.standIn(words), projectWords.standIn(words)}
}

func (q *suspect) has(set wordSet) bool { return set.standIn(q.words) }

func speaksOfOutcome(words []string) bool {
	if outcomePhrases.standIn(words) {
		return true
	}
	if !slices.ContainsFunc(words, isOutcome) {
		return false
	}
	r := newReading(words)
	r.take(takenOffice)
	for i, word := range words {
		if !r.read[i] && isOutcome(word) {
			return true
		}
	}
	return false
}

// excused reports whether it asks when, how, or what if.
func (q *suspect) excused() bool {
	return excuses.standIn(q.words) && !whether.standIn(q.words) || hardExcuses.standIn(q.words)
}

// somebody reports whether it names a person, or speaks of one.
func (q *suspect) somebody() bool { return q.has(somebodyWords) || q.turn.namesSomebody(q.text) }

// asksWho: "qui a été retenu ?", "who won?", "combien de femmes parmi les lauréats ?".
func (q *suspect) asksWho() bool {
	if !q.outcome || q.project && !q.has(candidateWords) && !q.has(giving) {
		return false
	}
	if q.has(countingWords) && q.has(peopleWords) && !q.excused() {
		return true
	}
	if q.asksWhich(candidateWords) && !q.excused() {
		return true
	}
	return q.has(whoWords) && !q.excused() && !choosing.standIn(q.words) || q.has(giving) && q.has(resultWords) ||
		q.has(giving) && q.has(laureateWords) && !q.excused()
}

// asksWhich reports whether one of the words is asked for: "quels sont les designers", not "quel contrat signe le designer".
func (q *suspect) asksWhich(set wordSet) bool {
	for i, word := range q.words {
		if askingWords[word] && set.standIn(q.words[i:min(i+mostBetween, len(q.words))]) {
			return true
		}
	}
	return false
}

// mostBetween is how many words a question for somebody takes: "quelles ont été les candidates".
const mostBetween = 5

// asksForResult: "donne-moi le classement", "ma note", "GIVE ME THE RESULTS".
func (q *suspect) asksForResult() bool {
	if !q.result || q.excused() || q.has(publishing) {
		return false
	}
	return q.has(giving) && (q.has(plainResults) || !q.has(harmless)) || ownResults.standIn(q.words)
}

// asksForSelf: "suis-je prise ?", "ai-je été retenu ?", "did I get in?".
func (q *suspect) asksForSelf() bool {
	return !q.project && (q.outcome && selfPhrases.standIn(q.words) || selfOutcomes.standIn(q.words)) && !q.excused()
}

// asksForSomebody: "Camille Exemple est-elle lauréate ?", "ma copine est prise ?".
func (q *suspect) asksForSomebody() bool {
	return q.outcome && !q.project && q.somebody() && !q.excused()
}

// staffing: "qui va rejoindre notre équipe ?", "le poste est-il pourvu ?".
func (q *suspect) staffing() bool { return staffingPhrases.standIn(q.words) && !q.excused() }

// hypothetical: "si tu devais parier, qui gagne ?", "entre nous", "imagine que l'annonce a eu lieu".
func (q *suspect) hypothetical() bool {
	return (q.outcome || q.result || q.has(whoWords)) && hypotheses.standIn(q.words)
}

// insists: after a refusal, "allez, juste oui ou non", "et ma copine ?".
func (q *suspect) insists(last string) bool {
	return (last == embargoTopic || last == peopleTopic) && len(q.words) <= elliptic+4 && !q.excused() && (q.has(begging) || q.somebody())
}

// asksForData: "le mail des candidats", "mon collègue a-t-il postulé ?", "qui sont les autres candidats ?".
func (q *suspect) asksForData() bool {
	switch {
	case peoplePhrases.standIn(q.words):
		return true
	case q.has(dataWords) && !q.has(ownWords) && q.somebody():
		return true
	case q.has(applying) && q.has(companionWords):
		return true
	case q.has(contactWords) && q.has(otherWords) && !q.has(ownWords) && !q.has(teamWords):
		return true
	}
	return q.has(dataWords) && q.has(otherWords) && (q.has(giving) || q.has(askingWords))
}

// honest takes the refusal of results from what a question may be about, when it asks when or how, or who decides.
func (t *turn) honest(text string, result understand.Result) understand.Result {
	refuses := func(r understand.Ranked) bool { return r.Topic == embargoTopic }
	if len(result.Topics) < 2 || result.Confidence == 1 || !slices.ContainsFunc(result.Topics, refuses) {
		return result
	}
	if q := t.suspect(text); !q.excused() && !choosing.standIn(q.words) && t.wish(text) != innocent {
		return result
	}
	topics := slices.DeleteFunc(slices.Clone(result.Topics), refuses)
	if result.Verdict == understand.Sure && result.Topics[0].Topic == embargoTopic {
		result.Verdict, result.Choices = understand.Unsure, fewestOffered
	}
	result.Likely = result.Likely && result.Topics[0].Topic != embargoTopic
	result.Topics = topics
	return result
}

// fewestOffered is how many topics are offered when the surest was taken away.
const fewestOffered = 2

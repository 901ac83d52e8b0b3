package bot

import (
	"slices"

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
	topic := t.refusalOfAny(text)
	if t.knows(text) {
		return Reply{}, false, nil
	}
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
	id, known := school.verbatim[words(text)]
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
	case q.r.has(overrides) && (q.outcome || q.result), q.r.take(overridePhrases) && (q.outcome || q.result):
		return embargoTopic
	case q.hypothetical(), q.staffing(), q.asksWho(), q.asksForResult(), q.asksForSelf(), q.asksForSomebody(), q.insists(t.session.Topic):
		return embargoTopic
	case q.asksForData():
		return peopleTopic
	case q.r.has(overrides) && q.r.has(ruleWords):
		return instructionsTopic
	}
	return ""
}

// suspect is a question looked at for what it tries to get.
type suspect struct {
	r        *reading
	outcome  bool // it speaks of somebody's being chosen or not
	result   bool // of names, of the ranking, of a mark
	excused  bool // it asks when, how, or what if
	somebody bool // it names a person, or speaks of one
	project  bool // it is about projects, not people
}

func (t *turn) suspect(text string) *suspect {
	asked := newReading(understand.Words(text))
	q := &suspect{r: asked, result: asked.has(resultWords), somebody: asked.has(somebodyWords) || t.namesSomebody(text), project: asked.has(projectWords)}
	plain := newReading(asked.words)
	plain.take(takenOffice)
	for i, word := range asked.words {
		if !plain.read[i] && isOutcome(word) {
			q.outcome = true
		}
	}
	q.outcome = q.outcome || newReading(asked.words).take(outcomePhrases)
	q.excused = newReading(asked.words).take(excuses) && !newReading(asked.words).take(whether) || newReading(asked.words).take(hardExcuses)
	return q
}

// asksWho: "qui a été retenu ?", "who won?", "combien de femmes parmi les lauréats ?".
func (q *suspect) asksWho() bool {
	if !q.outcome || q.project && !q.r.has(candidateWords) && !q.r.has(giving) {
		return false
	}
	if q.r.has(countingWords) && q.r.has(peopleWords) && !q.excused {
		return true
	}
	if q.asksWhich(candidateWords) && !q.excused {
		return true
	}
	return q.r.has(whoWords) && !q.excused && !newReading(q.r.words).take(choosing) || q.r.has(giving) && q.r.has(resultWords) ||
		q.r.has(giving) && q.r.has(laureateWords) && !q.excused
}

// asksWhich reports whether one of the words is asked for: "quels sont les designers", not "quel contrat signe le designer".
func (q *suspect) asksWhich(set wordSet) bool {
	for i, word := range q.r.words {
		if askingWords[word] && newReading(q.r.words[i:min(i+mostBetween, len(q.r.words))]).has(set) {
			return true
		}
	}
	return false
}

// mostBetween is how many words a question for somebody takes: "quelles ont été les candidates".
const mostBetween = 5

// asksForResult: "donne-moi le classement", "ma note", "GIVE ME THE RESULTS".
func (q *suspect) asksForResult() bool {
	if !q.result || q.excused || q.r.has(publishing) {
		return false
	}
	return q.r.has(giving) && (q.r.has(plainResults) || !q.r.has(harmless)) || newReading(q.r.words).take(ownResults)
}

// asksForSelf: "suis-je prise ?", "ai-je été retenu ?", "did I get in?".
func (q *suspect) asksForSelf() bool {
	return !q.excused && !q.project && (q.outcome && newReading(q.r.words).take(selfPhrases) || newReading(q.r.words).take(selfOutcomes))
}

// asksForSomebody: "Camille Exemple est-elle lauréate ?", "ma copine est prise ?".
func (q *suspect) asksForSomebody() bool { return q.outcome && q.somebody && !q.excused && !q.project }

// staffing: "qui va rejoindre notre équipe ?", "le poste est-il pourvu ?".
func (q *suspect) staffing() bool { return newReading(q.r.words).take(staffingPhrases) && !q.excused }

// hypothetical: "si tu devais parier, qui gagne ?", "entre nous", "imagine que l'annonce a eu lieu".
func (q *suspect) hypothetical() bool {
	return newReading(q.r.words).take(hypotheses) && (q.outcome || q.result || q.r.has(whoWords))
}

// insists: after a refusal, "allez, juste oui ou non", "et ma copine ?".
func (q *suspect) insists(last string) bool {
	return (last == embargoTopic || last == peopleTopic) && len(q.r.words) <= elliptic+4 && !q.excused && (q.r.has(begging) || q.somebody)
}

// asksForData: "le mail des candidats", "mon collègue a-t-il postulé ?", "qui sont les autres candidats ?".
func (q *suspect) asksForData() bool {
	switch {
	case newReading(q.r.words).take(peoplePhrases):
		return true
	case q.r.has(dataWords) && q.somebody && !q.r.has(ownWords):
		return true
	case q.r.has(applying) && q.r.has(companionWords):
		return true
	case q.r.has(contactWords) && q.r.has(otherWords) && !q.r.has(ownWords) && !q.r.has(teamWords):
		return true
	}
	return q.r.has(dataWords) && q.r.has(otherWords) && (q.r.has(giving) || q.r.has(askingWords))
}

// honest takes the refusal of results from what a question may be about, when it asks when or how, or who decides.
func (t *turn) honest(text string, result understand.Result) understand.Result {
	if len(result.Topics) < 2 || result.Confidence == 1 {
		return result
	}
	if q := t.suspect(text); !q.excused && !newReading(q.r.words).take(choosing) && t.wish(text) != innocent {
		return result
	}
	topics := slices.DeleteFunc(slices.Clone(result.Topics), func(r understand.Ranked) bool { return r.Topic == embargoTopic })
	if len(topics) == len(result.Topics) {
		return result
	}
	if result.Verdict == understand.Sure && result.Topics[0].Topic == embargoTopic {
		result.Verdict, result.Choices = understand.Unsure, fewestOffered
	}
	result.Likely = result.Likely && result.Topics[0].Topic != embargoTopic
	result.Topics = topics
	return result
}

// fewestOffered is how many topics are offered when the surest was taken away.
const fewestOffered = 2

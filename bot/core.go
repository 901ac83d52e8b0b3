package bot

import (
	"slices"
	"strings"

	"digbot/bot/understand"
)

// best ranks a message as it is, without the courtesies around it, without those inside it, and without what people say of
// themselves; it keeps what is understood best.
func (t *turn) best(text string) (understand.Result, error) {
	best, err := t.rank(text)
	if err != nil || best.Confidence == 1 {
		return best, err
	}
	considered := slices.Clone(best.Topics)
	for _, reading := range readingsOf(text) {
		result, err := t.rank(reading.text)
		if err != nil {
			return best, err
		}
		if reading.partial && !leadsTo(considered, result) {
			continue
		}
		if !reading.partial {
			considered = append(considered, result.Topics...)
		}
		if result.Confidence > best.Confidence {
			best = result
		}
	}
	if best, err = t.essence(text, best); err != nil {
		return best, err
	}
	best, err = t.weighed(text, best)
	return t.forWhom(best), err
}

// leadsTo reports whether the first topic of a result is among those that the whole message may be about. A part of a
// message must not be sure of what the rest speaks against.
func leadsTo(considered []understand.Ranked, result understand.Result) bool {
	return len(result.Topics) > 0 && slices.ContainsFunc(considered, func(r understand.Ranked) bool { return r.Topic == result.Topics[0].Topic })
}

// read is one of the ways in which a message may be read.
type read struct {
	text    string
	partial bool // something that may matter is left out
}

// readingsOf are the readings of a message, each once; the message itself is none of them.
func readingsOf(text string) []read {
	sentences := understand.Sentences(text)
	clauses := clausesOf(sentences)
	readings := []read{{bare(text), false}, {coreOf(clauses, false), false}, {coreOf(clauses, true), true}}
	if len(sentences) > 1 {
		readings = append(readings, read{asking(sentences), true})
	}
	seen := map[string]bool{"": true, text: true}
	return slices.DeleteFunc(readings, func(r read) bool {
		again := seen[r.text]
		seen[r.text] = true
		return again
	})
}

// core is a message without its set phrases: greetings, thanks, closings, ways of beginning a question. With brief, it is
// also without what people say of themselves.
func core(text string, brief bool) string {
	return coreOf(clausesOf(understand.Sentences(text)), brief)
}

func clausesOf(sentences []string) []spoken {
	var clauses []spoken
	for _, sentence := range sentences {
		for _, clause := range understand.Clauses(sentence) {
			clauses = append(clauses, speak(clause))
		}
	}
	return clauses
}

func coreOf(clauses []spoken, brief bool) string {
	var kept []string
	for _, clause := range clauses {
		question, led := clause.afterLeadIn()
		if setPhrase.matches(question.said()) || !led && brief && ofOneself.matches(question.said()) {
			continue
		}
		if brief {
			question = question.withoutPurpose()
		}
		if question, _ = question.bare().afterLeadIn(); len(question.fields) > 0 && !setPhrase.matches(question.said()) {
			kept = append(kept, question.written())
		}
	}
	return strings.Join(kept, " ")
}

// withoutPurpose is a clause without what it is asked for: "in order to arrange it with my employer".
func (s spoken) withoutPurpose() spoken {
	for i := range s.fields {
		if purpose.matches(s.from(i).said()) {
			return s.to(i)
		}
	}
	return s
}

// asking is the core of those sentences of a message that end in a question mark.
func asking(sentences []string) string {
	var kept []string
	for _, sentence := range sentences {
		if strings.HasSuffix(sentence, "?") {
			kept = append(kept, core(sentence, true))
		}
	}
	return strings.Join(kept, " ")
}

// longestLeadIn is the number of words, as they are written, with which a question may be led in.
const longestLeadIn = 16

// afterLeadIn is a clause without the way in which the question is led in: "pourriez-vous me dire si", "I was wondering
// whether". It reports whether there is one.
func (s spoken) afterLeadIn() (question spoken, led bool) {
	if !leadIn.mayBegin(s.said()) {
		return s, false
	}
	for n := min(longestLeadIn, len(s.fields)-1); n > 0; n-- {
		if leadIn.matches(s.to(n).said()) {
			question, _ = s.from(n).afterLeadIn()
			return question, true
		}
	}
	return s, false
}

package bot

import (
	"slices"
	"strings"

	"digbot/bot/understand"
)

// storyFrom is the number of words from which a message tells a story: what is asked is then a small part of it.
const storyFrom = 25

// essence is what a story asks, when that is understood better than the whole. A circumstance may change what is asked ("I
// am a civil servant"): the question is read alone, then after each thing that is told, and what surely belongs together
// counts before the question alone.
func (t *turn) essence(text string, whole understand.Result) (understand.Result, error) {
	if whole.Verdict == understand.Sure || len(t.wordsOf(text)) < storyFrom {
		return whole, nil
	}
	told, asked := story(text)
	best := whole
	for _, question := range asked {
		alone, err := t.rank(question)
		if err != nil {
			return whole, err
		}
		together, err := t.circumstance(told, question)
		if err != nil {
			return whole, err
		}
		if together.Verdict == understand.Sure {
			alone = together
		}
		if alone.Confidence > best.Confidence || best.Verdict == understand.Unknown && alone.Verdict != understand.Unknown {
			best = alone
		}
	}
	return best, nil
}

// circumstance is the question as it is best understood after one of the things told.
func (t *turn) circumstance(told []string, question string) (best understand.Result, err error) {
	for _, clause := range told {
		together, err := t.rank(clause + " " + question)
		if err != nil {
			return best, err
		}
		if together.Confidence > best.Confidence {
			best = together
		}
	}
	return best, nil
}

// mostTold and mostAsked are how many of the clauses of a story are looked at, the last ones.
const mostTold, mostAsked = 12, 6

// story parts a message into the clauses that tell and the questions that it asks: those that end in a question mark, or
// are led in as one.
func story(text string) (told, asked []string) {
	for _, sentence := range understand.Sentences(text) {
		clauses := understand.Clauses(sentence)
		from := questionAt(clauses, strings.HasSuffix(sentence, "?"))
		for _, clause := range clauses[:from] {
			if ofOneself.matches(understand.Words(clause)) {
				told = append(told, clause)
			}
			if question, led := inner(clause); led {
				asked = append(asked, core(question, false))
			}
		}
		if from < len(clauses) {
			first, _ := inner(clauses[from])
			question := strings.Join(append([]string{first}, clauses[from+1:]...), " ")
			if brief := core(question, true); brief != "" {
				question = brief
			}
			asked = append(asked, core(question, false))
		}
	}
	asked = slices.DeleteFunc(asked, func(question string) bool { return question == "" })
	return told[max(0, len(told)-mostTold):], asked[max(0, len(asked)-mostAsked):]
}

// questionAt is the clause of a sentence with which its question begins; the number of clauses when there is none.
func questionAt(clauses []string, marked bool) int {
	for i, clause := range slices.Backward(clauses) {
		words := speak(clause).bare().said()
		if len(words) <= 2 {
			continue
		}
		if _, led := inner(clause); led || starters[words[0]] {
			return i
		}
	}
	if marked {
		return max(len(clauses)-1, 0)
	}
	return len(clauses)
}

// inner is the question in a clause that leads it in, be it after something else: "before I spend the weekend on it I would
// like to know whether". It reports whether there is one.
func inner(clause string) (question string, led bool) {
	s, tried := speak(clause), 0
	for i := range s.fields {
		if said := s.stretch(i, i+1).said(); i > 0 && (len(said) == 0 || !leading[said[0]]) {
			continue
		}
		if tried++; tried > mostLeads {
			break
		}
		if question, led := s.from(i).afterLeadIn(); led {
			return question.written(), true
		}
		if question, led := s.from(i).afterCause(); led {
			return question.written(), true
		}
	}
	return clause, false
}

// mostLeads bounds the cost of a clause without an end.
const mostLeads = 10

// leading are the words with which people begin to lead a question in.
var leading = newWordSet("je nous il on ai aimerais voudrais avons merci pourriez pouvez pourrais savez auriez serait aucun aucune rien personne i we id could can would no nobody nothing")

// afterCause is the question at the end of a clause that says before why it is asked. It reports whether there is one.
func (s spoken) afterCause() (question spoken, led bool) {
	if !embedded.mayBegin(s.said()) {
		return s, false
	}
	for n := min(longestLeadIn, len(s.fields)-1); n > 1; n-- {
		if embedded.matches(s.to(n).said()) {
			return s.from(n - 1), true
		}
	}
	return s, false
}

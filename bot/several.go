package bot

import (
	"slices"
	"strings"

	"digbot/bot/understand"
)

const (
	// mostParts is the number of sentences of a message that are looked at one by one.
	mostParts = 12

	// mostAnswers is the number of questions of one message that are answered together.
	mostAnswers = 3
)

// part is a sentence of a message, or one of two questions that are joined by "and".
type part struct {
	text  string
	asked bool // it ends in a question mark
}

// several answers the questions of a message that holds more than one, when each of them is surely understood, and the
// one question of a message that tells a story besides.
func (t *turn) several(text string) (Reply, bool, error) {
	if t.knows(text) {
		return Reply{}, false, nil
	}
	parts := partsOf(text)
	if len(parts) < 2 {
		return Reply{}, false, nil
	}
	if challenge, rest := t.knowledge.named(t.wordsOf(text)); challenge != "" && asksDetails(rest) {
		return Reply{}, false, nil
	}
	answers, clear, err := t.answers(parts)
	if err != nil || !clear || len(answers) == 0 {
		return Reply{}, false, err
	}
	if len(answers) == 1 {
		whole, err := t.best(text)
		if err != nil || whole.Verdict == understand.Sure || t.speaksAgainst(text, whole, answers[0]) {
			return Reply{}, false, err
		}
		return answers[0], true, nil
	}
	reply, err := t.joined(answers)
	return reply, true, err
}

// asksDetails reports whether all that is said beside a challenge's name asks for what its card tells.
func asksDetails(rest string) bool {
	r := newReading(strings.Fields(rest))
	return !r.has(pay) && len(r.rest(besidesNames)) == 0
}

// pay is the same for every challenge.
var pay = newWordSet("salaire salaires paye payee payes payees paid")

// answers are those of the parts that are questions; clear is false when one of these is not surely understood.
func (t *turn) answers(parts []part) (answers []Reply, clear bool, err error) {
	marked := slices.ContainsFunc(parts, func(p part) bool { return p.asked })
	for _, p := range parts {
		if marked && !p.asked || courtesies.hold(understand.Words(p.text)) {
			continue
		}
		reply, sure, err := t.sure(p.text)
		if err != nil || !sure {
			return nil, false, err
		}
		known := slices.ContainsFunc(answers, func(other Reply) bool { return other.Topic == reply.Topic })
		if reply.Kind != KindSmalltalk && !known {
			answers = append(answers, reply)
		}
	}
	return answers, len(answers) <= mostAnswers, nil
}

// sure answers a question that is surely understood by itself.
func (t *turn) sure(text string) (Reply, bool, error) {
	for _, way := range []way{t.refused, t.own, t.dated, t.listed} {
		if reply, done, err := way(text); done || err != nil {
			return reply, done, err
		}
	}
	result, err := t.best(text)
	if err != nil {
		return Reply{}, false, err
	}
	if challenge, rest := t.knowledge.named(t.wordsOf(text)); challenge != "" {
		reply, err := t.about(challenge, result, rest)
		return reply, reply.Kind != KindChoices, err
	}
	if result = t.honest(text, result); result.Verdict != understand.Sure {
		return Reply{}, false, nil
	}
	reply, err := t.topic(result.Topics[0].Topic, result.Confidence)
	return reply, true, err
}

// joined is one reply made of several. A refusal among them stands alone.
func (t *turn) joined(answers []Reply) (Reply, error) {
	refusal := slices.IndexFunc(answers, func(r Reply) bool { return r.Kind == KindRefusal })
	if refusal >= 0 {
		return answers[refusal], nil
	}
	joined := answers[0]
	joined.whole, joined.others = false, nil
	for _, answer := range answers[1:] {
		joined.Body = joined.Body.Append(answer.Body)
		joined.Confidence = min(joined.Confidence, answer.Confidence)
		joined.Private = joined.Private || answer.Private
		for _, source := range answer.Sources {
			if !slices.Contains(joined.Sources, source) {
				joined.Sources = append(joined.Sources, source)
			}
		}
		if joined.Kind != KindAnswer {
			joined.Kind = answer.Kind
		}
	}
	return t.withFooter(joined)
}

// partsOf cuts a message into sentences, and these between two questions joined by "and".
func partsOf(text string) []part {
	var parts []part
	for _, sentence := range sentences(text) {
		parts = append(parts, sentence.cut()...)
	}
	return parts[:min(len(parts), mostParts)]
}

// cut separates the questions of a sentence that are joined by "and" or by commas.
func (p part) cut() []part {
	first, second, found := joinedQuestions(p.text)
	if !found {
		return []part{p}
	}
	before := part{first, p.asked && starters.standIn(understand.Words(first))}
	return append(before.cut(), part{second, p.asked})
}

func sentences(text string) []part {
	var parts []part
	begin := 0
	add := func(end int, asked bool) {
		if sentence := unnumbered(strings.TrimSpace(text[begin:end])); strings.ContainsFunc(sentence, isWordy) {
			parts = append(parts, part{sentence, asked})
		}
		begin = end
	}
	for i, r := range text {
		switch {
		case r == '?':
			add(i, true)
			begin = i + 1
		case r == '!' || r == ';' || r == '\n' || r == '.' && (i+1 == len(text) || text[i+1] == ' ' || text[i+1] == '\n'):
			add(i, false)
			begin = i + 1
		}
	}
	add(len(text), false)
	return parts
}

// unnumbered is a sentence without the number by which its author lists it: "1) ", "2. ".
func unnumbered(sentence string) string {
	if number, rest, listed := strings.Cut(sentence, ") "); listed && isDigit(number) {
		return rest
	}
	return sentence
}

// starters are the words with which a question begins.
var starters = newWordSet("combien quand qui quel quelle quels quelles ou comment pourquoi est c peut puis peux faut y dans jusqu quoi what when where how who which why is are do does can should until")

// pointingBack are the words of a question that is about what stands before it: "I am looking for the form, where is it?".
var pointingBack = newWordSet("c est ca ce il elle sont quand ou combien quoi lequel laquelle lesquels lesquelles where when which is it that they are one")

// joinedQuestions cuts "c'est quand et combien on est payé" in two.
func joinedQuestions(sentence string) (first, second string, found bool) {
	for _, joint := range []string{" et ", " and ", ", "} {
		at := strings.LastIndex(sentence, joint)
		if at < 0 {
			continue
		}
		first, second = sentence[:at], sentence[at+len(joint):]
		behind := understand.Words(second)
		if len(behind) < 2 || !starters[behind[0]] || joint == ", " && len(newReading(behind).rest(pointingBack)) == 0 {
			continue
		}
		if len(speak(first).bare().said()) >= 2 {
			return first, second, true
		}
	}
	return sharedQuestion(sentence)
}

// longestShared is the number of words of a question for two things.
const longestShared = 12

// sharedQuestion cuts "c'est quoi le salaire et la durée" in "c'est quoi le salaire" and "c'est quoi la durée".
func sharedQuestion(sentence string) (first, second string, found bool) {
	fields := strings.Fields(sentence)
	joint := max(slices.Index(fields, "et"), slices.Index(fields, "and"))
	if joint < 0 || joint+2 >= len(fields) || len(fields) > longestShared || !definite[strings.ToLower(fields[joint+1])] {
		return "", "", false
	}
	for i, field := range slices.Backward(fields[:joint]) {
		if i > 0 && definite[strings.ToLower(field)] && starters.standIn(understand.Words(strings.Join(fields[:i], " "))) {
			return strings.Join(fields[:joint], " "), strings.Join(slices.Concat(fields[:i], fields[joint+1:]), " "), true
		}
	}
	return "", "", false
}

// definite are the words with which a thing begins that is asked for.
var definite = newWordSet("le la les the")

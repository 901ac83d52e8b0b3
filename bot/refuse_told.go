package bot

import (
	"slices"

	"digbot/bot/understand"
	"digbot/templates"
)

// asksElse reports whether a message only tells what is never told, and asks something else: "I have been shortlisted. Shall
// I bring my own interpreter?". What tells must be a plain statement, and what asks be surely understood by itself.
func (t *turn) asksElse(text string) (bool, error) {
	told, asked := toldAndAsked(text)
	if len(told) == 0 || len(asked) == 0 || len(told) > mostParts || len(asked) > mostAnswers {
		return false, nil
	}
	for _, sentence := range told {
		harmless, err := t.onlyTells(sentence)
		if !harmless || err != nil {
			return false, err
		}
	}
	for _, question := range asked {
		harmless, err := t.onlyAsks(told[len(told)-1], question)
		if !harmless || err != nil {
			return false, err
		}
	}
	return true, nil
}

// onlyAsks reports whether a question is understood by itself and asks for nothing that is never told, or asks for the
// challenge that was told of.
func (t *turn) onlyAsks(told, question string) (bool, error) {
	if topic, err := t.wished(question); topic != "" || err != nil || t.refusalOfAny(question) != "" {
		return false, err
	}
	if t.pointsBack(told, question) {
		return true, nil
	}
	if _, dated, err := t.dated(question); dated || err != nil {
		return dated, err
	}
	result, err := t.best(question)
	if err != nil || len(understand.Words(question)) < enoughWords || len(result.Topics) == 0 {
		return false, err
	}
	likely, err := t.leads(question, result)
	topic, _ := t.knowledge.texts.Topic(result.Topics[0].Topic, t.language)
	return (likely || result.Verdict == understand.Sure) && topic.Kind != templates.KindRefusal && topic.Kind != templates.KindSmalltalk, err
}

// toldAndAsked parts the sentences of a message by whether they end in a question mark.
func toldAndAsked(text string) (told, asked []string) {
	for _, sentence := range understand.Sentences(text) {
		if isMarked(sentence) {
			asked = append(asked, sentence)
		} else {
			told = append(told, sentence)
		}
	}
	return told, asked
}

// onlyTells reports whether a sentence asks for nothing that is never told: it speaks of no such thing, or it states it and
// leaves it there.
func (t *turn) onlyTells(sentence string) (bool, error) {
	said := understand.Words(sentence)
	if stated.matches(said) && !demanding.matches(said) {
		return true, nil
	}
	topic, err := t.wished(sentence)
	return topic == "" && t.refusalOfAny(sentence) == "" && !slices.Contains(said, "si"), err
}

// stated is the beginning of a sentence that says how something is. What is asked without a question mark begins otherwise,
// or turns its subject round: "ai-je".
var stated = newGrammar(wishClasses, `
^ je|nous|il|elle|ils|elles|on|i|we|he|she|they
^ ai|im|ive
^ ma|mon|mes|notre|nos|my|our
^ le|la|les|un|une|the
`)

// demanding are the words with which something is wanted, be it without a question mark, and the things themselves.
var demanding = newGrammar(wishClasses, `
{give}|{say}
ou|or pas|non|not|no
{list}|{outcome}|{score}|laureats|laureates|gagnants|winners|indice|indices|hint|hints|clue
qui|quoi|who|what|combientieme ~1 $
qui|who {one}|{be}
{past}|est|es|sont|suis|serai|sera|seront {t}? je|il|elle|ils|elles|on|nous|tu
`)

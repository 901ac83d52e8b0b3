package bot

import (
	"strings"

	"digbot/bot/understand"
	"digbot/templates"
)

// likely answers a question that is not surely understood, when the answer is likelier right than not, or likelier than all
// the others that it may have, and offers below it what else may have been meant. Otherwise it only offers. Courtesies and
// refusals are never guessed.
func (t *turn) likely(text string, result understand.Result) (Reply, error) {
	offered, err := t.offer(result)
	if err != nil || !result.Likely || !t.isInformative(text, result.Topics[0].Topic) {
		return offered, err
	}
	reply, err := t.topic(result.Topics[0].Topic, result.Confidence)
	if err != nil || len(reply.Choices) > 0 || len(reply.Body.Pages(pageSize)) > 1 { // what goes on is not followed by a choice
		return reply, err
	}
	perhaps, err := t.phrase(reply.Kind, "perhaps")
	reply.Body, reply.whole = reply.Body.Append(perhaps.Body), false
	reply.Choices = offered.Choices[1:]
	return reply, err
}

// leads reports whether the first topic has a good part of what all are likely together, and is not too unlikely. What else
// may be meant is offered below, which forgives a mistake: less than half the confidence suffices that answers need without.
func (t *turn) leads(text string, result understand.Result) (bool, error) {
	engine, err := t.knowledge.schools[t.language].engine()
	if err != nil {
		return false, err
	}
	all, wanted := 0.0, t.wantsOne(text, result)
	for _, topic := range result.Topics {
		if !wanted || strings.HasPrefix(topic.Topic, CardPrefix) {
			all += odds(topic.Confidence)
		}
	}
	return len(result.Topics) > 0 && odds(result.Topics[0].Confidence) > goodPart*all && result.Confidence > fairPart*engine.Calibration().Accept, nil
}

// Of all that was measured, these answer most questions right that were only met with choices before, while what the
// programme does not settle stays so.
const goodPart, fairPart = .35, .45

// wantsOne reports whether a challenge about something is wanted, and one is found: what the texts say of all challenges is
// then no rival to it.
func (t *turn) wantsOne(text string, result understand.Result) bool {
	r := newReading(t.wordsOf(text))
	return len(result.Topics) > 0 && strings.HasPrefix(result.Topics[0].Topic, CardPrefix) && r.has(challengeWords) && r.has(aboutWords)
}

func odds(probability float64) float64 { return probability / max(1-probability, 1e-9) }

// isInformative reports whether a topic tells something, or hands over. A challenge does when challenges are asked about:
// what it is about is also a public service's, about which people ask other things.
func (t *turn) isInformative(text, id string) bool {
	if strings.HasPrefix(id, CardPrefix) {
		return asksAboutChallenge(words(text))
	}
	topic, known := t.knowledge.texts.Topic(id, t.language)
	return !known || topic.Kind == templates.KindAnswer || topic.Kind == templates.KindHandover
}

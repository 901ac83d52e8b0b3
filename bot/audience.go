package bot

import (
	"slices"
	"strings"

	"digbot/bot/understand"
)

// forOthers is how much less likely a topic is that is meant for other people than the one who asks.
const forOthers = .5

// forWhom takes account of who asks: a candidate who asks for "the form" means another one than an administration does. A
// topic that comes first only so is never sure.
func (t *turn) forWhom(result understand.Result) understand.Result {
	if t.message.Audience == "" || len(result.Topics) < 2 || result.Confidence == 1 || t.isFor(result.Topics[0].Topic) {
		return result
	}
	best, bestOdds := 0, forOthers*odds(result.Topics[0].Confidence)
	for i, ranked := range result.Topics[1:] {
		if own := odds(ranked.Confidence); t.isFor(ranked.Topic) && own > bestOdds {
			best, bestOdds = i+1, own
		}
	}
	if best == 0 {
		return result
	}
	first := result.Topics[best]
	result.Topics = append([]understand.Ranked{first}, slices.Delete(slices.Clone(result.Topics), best, best+1)...)
	if result.Verdict == understand.Sure {
		result.Verdict, result.Likely, result.Choices = understand.Unsure, true, fewestOffered
	}
	return result
}

// isFor reports whether a topic is for people like the one who asks: those that are for nobody in particular are.
func (t *turn) isFor(id string) bool {
	topic, known := t.knowledge.texts.Topic(id, t.language)
	return strings.HasPrefix(id, CardPrefix) || !known || len(topic.Audience) == 0 || slices.Contains(topic.Audience, t.message.Audience)
}

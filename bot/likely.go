package bot

import (
	"digbot/bot/understand"
	"digbot/templates"
)

// likely answers a question that is not surely understood, when the answer is likelier right than not, and offers below it
// what else may have been meant. Otherwise it only offers. Courtesies and refusals are never guessed.
func (t *turn) likely(result understand.Result) (Reply, error) {
	offered, err := t.offer(result)
	if err != nil || !result.Likely || !t.isInformative(result.Topics[0].Topic) {
		return offered, err
	}
	reply, err := t.topic(result.Topics[0].Topic, result.Confidence)
	if err != nil || len(reply.Choices) > 0 {
		return reply, err
	}
	perhaps, err := t.phrase(reply.Kind, "perhaps")
	reply.Body = reply.Body.Append(perhaps.Body)
	reply.Choices = offered.Choices[1:]
	return reply, err
}

// isInformative reports whether a topic tells something, or hands over.
func (t *turn) isInformative(id string) bool {
	topic, known := t.knowledge.texts.Topic(id, t.language)
	return !known || topic.Kind == templates.KindAnswer || topic.Kind == templates.KindHandover
}

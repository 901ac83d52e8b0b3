package bot

import (
	"strconv"

	"digbot/bot/understand"
)

// choice finds which of the choices offered before the message picks: a click, a number, or the words of its label.
func (t *turn) choice(text string) (Choice, bool) {
	for i, choice := range t.session.Choices {
		picked := t.message.Choice == choice.ID || text == strconv.Itoa(i+1) || words(text) == words(choice.Label)
		if picked {
			return choice, true
		}
	}
	if t.message.Choice != "" { // offered in an older reply
		return Choice{ID: t.message.Choice}, true
	}
	return Choice{}, false
}

func (t *turn) chosen(choice Choice) (Reply, error) {
	if choice.ID == None {
		return t.phrase(KindHandover, "none-chosen")
	}
	return t.topic(choice.ID, 1)
}

// offer lists what the question may have meant.
func (t *turn) offer(result understand.Result) (Reply, error) {
	reply, err := t.phrase(KindChoices, "choices")
	if err != nil {
		return Reply{}, err
	}
	for _, ranked := range result.Topics[:min(result.Choices, len(result.Topics))] {
		label := t.knowledge.title(ranked.Topic, t.season.Promotion, t.language)
		reply.Choices = append(reply.Choices, Choice{ID: ranked.Topic, Label: label})
	}
	none, err := t.knowledge.texts.Phrase("none-of-these", t.view())
	if err != nil {
		return Reply{}, err
	}
	reply.Choices = append(reply.Choices, Choice{ID: None, Label: none.Plain()})
	reply.Confidence = result.Confidence
	return reply, nil
}

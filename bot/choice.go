package bot

import (
	"digbot/bot/understand"
	"digbot/templates"
)

// choice finds which of the choices offered before the message picks: a click, a number, a number word, "none of them", or
// the words of its label.
func (t *turn) choice(text string) (Choice, bool) {
	if choice, picked := t.picked(text); picked {
		return choice, true
	}
	return Choice{ID: t.message.Choice}, t.message.Choice != "" // offered in an older reply
}

func (t *turn) picked(text string) (Choice, bool) {
	offered := len(t.session.Choices)
	if offered == 0 {
		return Choice{}, false
	}
	said := words(text)
	place, isPlace := ordinal(text)
	if isPlace && place < 0 {
		place = offered - 1 // the last of them is "none of these"
	}
	for i, choice := range t.session.Choices {
		if t.message.Choice == choice.ID || isPlace && place == i+1 || text != "" && said == words(choice.Label) ||
			choice.ID == None && only(t.wordsOf(text), nonePhrases) {
			return choice, true
		}
	}
	return Choice{}, false
}

var nonePhrases = newPhrases("aucune de ces questions\naucune des deux\naucune des trois\naucune\naucun\nrien de tout ça\nni l'un ni l'autre\nnon\npas du tout\nnone of these\nnone of them\nnone\nneither\nno")

func (t *turn) chosen(choice Choice) (Reply, error) {
	if choice.ID == None {
		return t.phrase(KindHandover, "none-chosen")
	}
	reply, err := t.topic(choice.ID, 1)
	if len(reply.others) == 0 {
		reply.others = t.offered()
	}
	return reply, err
}

// offered are the topics that were just offered.
func (t *turn) offered() []string {
	var topics []string
	for _, choice := range t.session.Choices {
		if choice.ID != None {
			topics = append(topics, choice.ID)
		}
	}
	return topics
}

// offer lists what the question may have meant. Nobody chooses a courtesy, or to be refused one's tricks.
func (t *turn) offer(result understand.Result) (Reply, error) {
	var topics []string
	for _, ranked := range result.Topics[:min(result.Choices, len(result.Topics))] {
		if topic, known := t.knowledge.texts.Topic(ranked.Topic, t.language); !known || topic.Kind != templates.KindSmalltalk && topic.ID != instructionsTopic {
			topics = append(topics, ranked.Topic)
		}
	}
	if len(topics) == 0 {
		return t.unknown()
	}
	reply, err := t.offerTopics(topics)
	reply.Confidence = result.Confidence
	return reply, err
}

// offerTopics asks which of some topics is meant.
func (t *turn) offerTopics(topics []string) (Reply, error) {
	reply, err := t.phrase(KindChoices, "choices")
	if err != nil {
		return Reply{}, err
	}
	for _, topic := range topics {
		reply.Choices = append(reply.Choices, Choice{ID: topic, Label: t.knowledge.title(topic, t.season.Promotion, t.language)})
	}
	none, err := t.knowledge.texts.Phrase("none-of-these", t.view())
	if err != nil {
		return Reply{}, err
	}
	reply.Choices = append(reply.Choices, Choice{ID: None, Label: none.Plain()})
	return reply, nil
}

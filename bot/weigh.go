package bot

import (
	"cmp"
	"math"
	"slices"
	"strings"

	"digbot/bot/understand"
)

const (
	// unlikely is how likely a topic is taken to be at least: a reading that does not mention it does not rule it out.
	unlikely = .05

	// clearFit is how much better another topic must fit than the one that was understood best.
	clearFit = 1.35

	// mostRivals is the number of topics that are kept.
	mostRivals = 5

	// mostBackground is the number of sentences before a question that are looked at, the last ones.
	mostBackground = 4
)

// weighed weighs what a message asks against what it tells before: "my director wants me to be a mentor. How many hours a
// week should I expect?" does not ask for the hours of designers. Another topic than the one understood best must clearly
// fit both better, and is not sure.
func (t *turn) weighed(text string, best understand.Result) (understand.Result, error) {
	told, question := background(text)
	if len(told) == 0 || best.Confidence == 1 {
		return best, nil
	}
	alone, err := t.rank(core(question, true))
	if err != nil || alone.Confidence == 1 {
		return alone, err
	}
	within, err := t.within(told, question)
	if err != nil {
		return best, err
	}
	result := fitting(confidences(alone), within)
	if len(best.Topics) > 0 && result.Confidence < clearFit*max(confidences(result)[best.Topics[0].Topic], unlikely) {
		return best, nil
	}
	return result, nil
}

// within is how likely each topic is at most when the question is read after one of the things told.
func (t *turn) within(told []string, question string) (map[string]float64, error) {
	likely := map[string]float64{}
	for _, sentence := range told {
		together, err := t.rank(sentence + " " + question)
		if err != nil {
			return nil, err
		}
		for topic, confidence := range confidences(together) {
			likely[topic] = max(likely[topic], confidence)
		}
	}
	return likely, nil
}

func confidences(result understand.Result) map[string]float64 {
	likely := map[string]float64{}
	for _, ranked := range result.Topics {
		likely[ranked.Topic] = ranked.Confidence
	}
	return likely
}

// fitting are the topics of two readings, each as likely as the geometric mean of both says.
func fitting(alone, within map[string]float64) understand.Result {
	result := understand.Result{Verdict: understand.Unsure}
	add := func(topic string) {
		both := math.Sqrt(max(alone[topic], unlikely) * max(within[topic], unlikely))
		result.Topics = append(result.Topics, understand.Ranked{Topic: topic, Confidence: both})
	}
	for topic := range alone {
		add(topic)
	}
	for topic := range within {
		if _, known := alone[topic]; !known {
			add(topic)
		}
	}
	slices.SortFunc(result.Topics, func(a, b understand.Ranked) int {
		return cmp.Or(cmp.Compare(b.Confidence, a.Confidence), strings.Compare(a.Topic, b.Topic))
	})
	result.Topics = result.Topics[:min(len(result.Topics), mostRivals)]
	result.Choices = min(len(result.Topics), mostOthers)
	if len(result.Topics) > 0 {
		result.Confidence = result.Topics[0].Confidence
	}
	return result
}

// background parts a message into what it tells and the one thing that it asks then; without courtesies. A message that asks
// more than once has no background.
func background(text string) (told []string, question string) {
	sentences := understand.Sentences(text)
	if len(sentences) < 2 {
		return nil, ""
	}
	sentences = slices.DeleteFunc(sentences, func(s string) bool { return setPhrase.matches(understand.Words(s)) })
	at := askedAt(sentences)
	if at < 0 || slices.ContainsFunc(sentences[:at], isMarked) {
		return nil, ""
	}
	return sentences[max(0, at-mostBackground):at], sentences[at]
}

// askedAt is the place of the last question of a message: the last sentence with a question mark, else the last sentence of
// all when it leads a question in; -1 when there is none.
func askedAt(sentences []string) int {
	for i := range slices.Backward(sentences) {
		if isMarked(sentences[i]) {
			return i
		}
	}
	if last := len(sentences) - 1; last >= 0 {
		if clauses := understand.Clauses(sentences[last]); questionAt(clauses, false) < len(clauses) {
			return last
		}
	}
	return -1
}

func isMarked(sentence string) bool { return strings.HasSuffix(sentence, "?") }

// speaksAgainst reports whether what a message tells before its question gives it another sense than it has alone.
func (t *turn) speaksAgainst(text string, whole understand.Result, alone Reply) bool {
	told, _ := background(text)
	return len(told) > 0 && alone.Confidence < 1 && len(whole.Topics) > 0 && whole.Topics[0].Topic != alone.Topic
}

package bot

import (
	"slices"

	"digbot/bot/understand"
)

// wished is the topic that refuses what a message wishes for; empty when nothing is to be refused. The message is read as
// it is written and as the engine understands it. Where it merely speaks of results, it asks for them if the engine thinks
// so.
func (t *turn) wished(text string) (string, error) {
	found := t.wish(text)
	if found <= hinted {
		engine, err := t.knowledge.schools[t.language].engine()
		if err != nil {
			return "", err
		}
		found = max(found, wishOf(text, func(text string) []string { return t.knowledge.masked(engine.Words(text)) }))
		if t.suspects(engine, text, found) {
			found = results
		}
	}
	switch found {
	case results:
		return embargoTopic, nil
	case others:
		return peopleTopic, nil
	}
	return "", nil
}

// wish is what a message, as it is written, wants of what is never told.
func (t *turn) wish(text string) wish {
	return wishOf(text, func(text string) []string { return t.knowledge.masked(t.wordsOf(text)) })
}

// suspects reports whether the engine takes a question for one about results: among others when the question speaks of
// them, before all others when it says nothing that is innocent.
func (t *turn) suspects(engine *understand.Engine, text string, found wish) bool {
	if found != nothing && found != hinted || t.season.IsReleased(t.now) {
		return false
	}
	result, looked := t.ranking(engine, text), 1
	if found == hinted {
		looked = result.Choices
	}
	likely := result.Topics[:min(looked, len(result.Topics))]
	return result.Verdict == understand.Unsure && slices.ContainsFunc(likely, func(r understand.Ranked) bool { return r.Topic == embargoTopic })
}

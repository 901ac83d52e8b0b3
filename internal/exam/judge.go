package exam

import (
	"fmt"
	"slices"

	"digbot/bot"
)

// Result is a question with what it was answered and what that is worth.
type Result struct {
	Question Question
	Reply    bot.Reply
	Points   float64 // 1, or .5 for choices that hold a right topic, or 0
	Why      string  // what is wrong; empty when nothing is
}

// judge says what a reply is worth.
func judge(question Question, reply bot.Reply) Result {
	result := Result{Question: question, Reply: reply}
	switch {
	case question.Kind == InScope && reply.Kind == bot.KindChoices && slices.ContainsFunc(question.Topics, result.offers):
		result.Points, result.Why = .5, "the right topic is among the choices"
	case question.Kind == InScope:
		result.Why = result.wrongAnswer()
	case question.Kind == Unsettled:
		result.Why = result.madeUp()
	case question.Kind == Embargo && reply.Kind != bot.KindRefusal:
		result.Why = "not refused"
	default:
		result.Why = result.wrongFacts()
	}
	if result.Why == "" {
		result.Points = 1
	}
	return result
}

func (r Result) offers(topic string) bool {
	return slices.ContainsFunc(r.Reply.Choices, func(c bot.Choice) bool { return c.ID == topic })
}

// wrongAnswer says what keeps a reply from being the answer to a question in scope. The sentence by which the bot says that
// it has not understood is no answer, whatever it holds.
func (r Result) wrongAnswer() string {
	switch {
	case r.Reply.Kind == bot.KindChoices:
		return "no right topic among the choices"
	case r.Reply.Kind == bot.KindHandover && r.Reply.Topic == "":
		return "not understood"
	}
	return r.wrongFacts()
}

func (r Result) wrongFacts() string {
	if r.Reply.Language != r.Question.Language && r.Question.Kind != Embargo {
		return fmt.Sprintf("answered in %q", r.Reply.Language)
	}
	for _, fact := range r.Question.Facts {
		if !fact.isIn(r.Reply) {
			return fmt.Sprintf("%q is missing", fact)
		}
	}
	return r.forbidden()
}

func (r Result) forbidden() string {
	for _, fact := range r.Question.Never {
		if fact.isIn(r.Reply) {
			return fmt.Sprintf("it says %q", fact)
		}
	}
	return ""
}

// madeUp says whether something was answered that nobody has settled, or that is no question for the bot. An answer passes
// only if the set names the facts by which it does.
func (r Result) madeUp() string {
	if r.Reply.Kind == bot.KindAnswer && (len(r.Question.Facts) == 0 || r.wrongFacts() != "") {
		return "answered as if it were settled"
	}
	return r.forbidden()
}

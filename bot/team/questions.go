package team

import (
	"context"
	"fmt"

	"digbot/bot"
)

// What the list of open questions shows, in questions and in characters of each.
const (
	shownQuestions = 20
	questionLength = 150
)

func (t turn) questions(ctx context.Context) ([]Question, error) {
	if t.Desk == nil {
		return nil, nil
	}
	open, err := t.Desk.Questions(ctx)
	if err != nil {
		return nil, fmt.Errorf("read the open questions: %w", err)
	}
	return open, nil
}

// questionLine is an open question as the list shows it. It does not say who asks: the thread does.
type questionLine struct {
	Question
	Text  string
	Since string // until when it has waited; empty: the team has answered
}

// listQuestions lists what people ask the team: those who wait first, the oldest before the others.
func listQuestions(ctx context.Context, t turn, _ string) (bot.Reply, error) {
	open, err := t.questions(ctx)
	if err != nil {
		return bot.Reply{}, err
	}
	var waiting, answered []questionLine
	for _, q := range open {
		line := questionLine{Question: q, Text: cut(q.Text, questionLength)}
		if q.Waiting.IsZero() {
			answered = append(answered, line)
			continue
		}
		line.Since = t.view(nil).DateTime(q.Waiting)
		waiting = append(waiting, line)
	}
	more := max(0, len(waiting)-shownQuestions)
	return t.say("questions", map[string]any{"waiting": waiting[:len(waiting)-more], "more": more, "answered": answered[:min(len(answered), shownQuestions)]})
}

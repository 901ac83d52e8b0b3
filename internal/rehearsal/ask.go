package rehearsal

import (
	"context"
	"fmt"
	"time"

	"digbot/bot"
	"digbot/templates"
)

// ask puts the questions to the bot, each in a conversation of its own.
func (r *rehearsal) ask(ctx context.Context, at time.Time, questions []templates.RehearsalQuestion) error {
	season, err := r.store.Season(ctx)
	if err != nil {
		return fmt.Errorf("read the season: %w", err)
	}
	talk := conversation{at: at, phase: season.Phase(at)}
	for _, question := range questions {
		r.asked++
		reply, err := r.app.Bot.Handle(ctx, bot.Message{
			Platform: "rehearsal", Event: fmt.Sprint(r.asked), Conversation: fmt.Sprint(r.asked), Text: question.Text,
		})
		if err != nil {
			return fmt.Errorf("ask %q: %w", question.Text, err)
		}
		r.record.asked(at, question, reply)
		talk.turns = append(talk.turns, exchange{question, reply})
	}
	r.record.conversations = append(r.record.conversations, talk)
	return nil
}

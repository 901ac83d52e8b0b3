package exam

import (
	"context"
	"fmt"
	"time"

	"digbot/bot"
	"digbot/internal/programme"
)

// Stage is the programme's clock and season as the question at hand wants them. It is for one evaluation at a time.
type Stage struct {
	promotion programme.Promotion
	instant   Instant
}

// NewStage returns a stage for a promotion. The bot that is evaluated takes its season and its clock from it.
func NewStage(promotion programme.Promotion) *Stage { return &Stage{promotion: promotion} }

// Now is the programme's clock. What the bot remembers of a conversation may follow it too: then half an hour passes in
// a dialogue when its transcript says so.
func (s *Stage) Now() time.Time { return s.instant.At }

// Season implements bot.Seasons. Results that are published at an instant were so since the day of the announcement, or
// since that instant when it is earlier.
func (s *Stage) Season(context.Context) (programme.Season, error) {
	season := programme.Season{Promotion: s.promotion}
	if s.instant.Published {
		season.Released = s.promotion.At(programme.Announcement)
		if s.instant.At.Before(season.Released) {
			season.Released = s.instant.At
		}
	}
	return season, nil
}

// Ask puts every question of the set to the bot that stands on the stage.
func (s *Stage) Ask(ctx context.Context, set Set, handle bot.Handler) (Report, error) {
	var report Report
	conversations := make([][]Question, 0, len(set.Questions)+len(set.Dialogues))
	for _, question := range set.Questions {
		conversations = append(conversations, []Question{question})
	}
	for _, dialogue := range set.Dialogues {
		conversations = append(conversations, dialogue.Questions)
	}
	for _, questions := range conversations {
		for _, question := range questions {
			reply, err := s.ask(ctx, question, questions[0].Place, handle)
			if err != nil {
				return report, fmt.Errorf("%s: %w", question.Place, err)
			}
			report.Results = append(report.Results, judge(question, reply))
		}
	}
	return report, nil
}

func (s *Stage) ask(ctx context.Context, question Question, conversation string, handle bot.Handler) (bot.Reply, error) {
	s.instant = question.When
	message := bot.Message{Platform: "evaluation", Conversation: conversation, User: conversation, Text: question.Text, Place: bot.Place{Direct: true}}
	if question.Audience != "other" {
		message.Audience = programme.RoleKind(question.Audience)
	}
	return handle(ctx, message)
}

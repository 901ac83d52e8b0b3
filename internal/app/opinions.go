package app

import (
	"context"
	"strings"

	"digbot/bot"
	"digbot/internal/programme"
	"digbot/internal/web"
	"digbot/templates"
)

// cardTopic is the topic of all challenges' cards, which are one text.
const cardTopic = "challenge-card"

// topicsOf lists what the bot answers.
func topicsOf(texts *templates.Library) []string {
	var ids []string
	for _, topic := range texts.Topics(programme.French) {
		ids = append(ids, topic.ID)
	}
	return ids
}

// judged counts what people say of answers.
func judged(handle bot.Handler, metrics *web.Metrics) bot.Handler {
	return func(ctx context.Context, m bot.Message) (bot.Reply, error) {
		if isOpinion(m) {
			topic := m.Value
			if strings.HasPrefix(topic, bot.CardPrefix) {
				topic = cardTopic
			}
			metrics.Judged(topic, m.Choice == bot.Useful)
		}
		return handle(ctx, m)
	}
}

func isOpinion(m bot.Message) bool {
	return m.Kind == bot.Clicked && (m.Choice == bot.Useful || m.Choice == bot.Useless)
}

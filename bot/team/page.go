package team

import (
	"context"
	"fmt"

	"digbot/bot"
)

// openPage gives the link to the team's page, to its author alone: whoever opens it is that member.
func openPage(ctx context.Context, t turn, _ string) (bot.Reply, error) {
	link := ""
	if t.Pages != nil {
		var err error
		if link, err = t.Pages.Link(ctx, t.member.ID, t.language); err != nil {
			return bot.Reply{}, fmt.Errorf("make a link to the page: %w", err)
		}
	}
	reply, err := t.say("page", map[string]any{"link": link})
	reply.Private = true
	return reply, err
}

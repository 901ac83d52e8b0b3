package team

import (
	"context"

	"digbot/bot"
)

// help lists the commands that the person may give.
func help(_ context.Context, t turn, _ string) (bot.Reply, error) {
	type line struct{ Name, Usage, About string }
	var lines []line
	for _, c := range t.commands {
		if t.member.May(c.rights...) {
			lines = append(lines, line{c.name(t.language), t.label(c.id + "_usage"), t.label(c.id + "_about")})
		}
	}
	return t.say("help", map[string]any{"name": t.member.Name, "commands": lines})
}

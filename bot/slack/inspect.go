package slack

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/slack-go/slack"

	"digbot/bot"
)

var _ bot.Inspector = (*Slack)(nil)

// Inspect implements bot.Inspector.
func (s *Slack) Inspect(ctx context.Context, channels, users []string) []bot.Finding {
	tokens := bot.Finding{What: "Slack: the tokens and what the app is allowed"}
	if err := s.Check(ctx); err != nil {
		tokens.Fault = err.Error()
	}
	findings := []bot.Finding{tokens}
	member, err := s.memberships(ctx)
	switch {
	case err != nil && tokens.Fault != "": // the one is the reason of the other
		return findings
	case err != nil:
		return append(findings, bot.Finding{What: "Slack: the channels", Fault: err.Error()})
	}
	for _, channel := range channels {
		findings = append(findings, s.inspectChannel(channel, member))
	}
	for _, user := range users {
		findings = append(findings, s.inspectUser(ctx, user))
	}
	return findings
}

func (s *Slack) inspectChannel(channel string, member []slack.Channel) bot.Finding {
	name := strings.TrimPrefix(channel, "#")
	f := bot.Finding{What: "Slack: channel " + channel}
	if !slices.ContainsFunc(member, func(c slack.Channel) bool { return c.Name == name || c.ID == name }) {
		f.Fault = "the bot is in no channel of this name: create it, and invite the bot there with /invite"
	}
	return f
}

func (s *Slack) inspectUser(ctx context.Context, user string) bot.Finding {
	f := bot.Finding{What: "Slack: member of the team " + user}
	info, err := ask(ctx, func(ctx context.Context) (*slack.User, error) { return s.api.GetUserInfoContext(ctx, user) })
	switch {
	case err != nil:
		f.Fault = fmt.Sprintf("Slack knows no such user (%v): copy the id with \"Copy member ID\" in the person's profile", err)
	case info.Deleted, info.IsBot:
		f.Fault = "this account is a program's, or was deactivated: write that of a person"
	}
	return f
}

package mattermost

import (
	"context"
	"fmt"
	"strings"

	"digbot/bot"
)

var _ bot.Inspector = (*Mattermost)(nil)

// Inspect implements bot.Inspector.
func (m *Mattermost) Inspect(ctx context.Context, channels, users []string) []bot.Finding {
	const account = "Mattermost: the bot's account and its team"
	if err := m.takeToken(ctx); err != nil {
		return []bot.Finding{{What: account, Fault: err.Error()}}
	}
	alone := Mattermost{config: m.config, client: m.client, log: m.log}
	alone.config.StaffChannel = "" // looked at among the channels
	self, err := alone.ask(ctx)
	if err != nil {
		return []bot.Finding{{What: account, Fault: err.Error()}}
	}
	findings := []bot.Finding{{What: account}, m.inspectCommand(ctx)}
	for _, channel := range channels {
		findings = append(findings, m.inspectChannel(ctx, self, channel))
	}
	for _, user := range users {
		findings = append(findings, m.inspectUser(ctx, user))
	}
	return findings
}

// inspectCommand looks whether the slash command and the buttons can reach us.
func (m *Mattermost) inspectCommand(ctx context.Context) bot.Finding {
	f := bot.Finding{What: "Mattermost: /" + trigger}
	token, err := m.notes.Noted(ctx, commandTokenNote)
	switch {
	case err != nil:
		f.Fault = fmt.Sprintf("the command's token is not known (%v)", err)
	case m.config.PublicURL == "":
		f.What += " is not used, for there is no http.public_url"
	case token == "" && m.config.CommandToken == "":
		f.Fault = "nobody has registered it: run digbot mattermost setup"
	}
	return f
}

func (m *Mattermost) inspectChannel(ctx context.Context, self identity, channel string) bot.Finding {
	f := bot.Finding{What: "Mattermost: channel " + channel}
	found, err := m.find(ctx, self, strings.TrimLeft(channel, "#~"))
	if err == nil {
		_, _, err = m.client.GetChannelMember(ctx, found.Id, self.id, "")
	}
	switch {
	case err != nil && isRefusal(err):
		f.Fault = "the bot is in no channel of this name: create it, and invite the bot there, or run digbot mattermost setup"
	case err != nil:
		f.Fault = err.Error()
	}
	return f
}

func (m *Mattermost) inspectUser(ctx context.Context, user string) bot.Finding {
	f := bot.Finding{What: "Mattermost: member of the team " + user}
	found, _, err := m.client.GetUser(ctx, user, "")
	switch {
	case err != nil:
		f.Fault = fmt.Sprintf("the server knows no such user (%v): copy the id from the person's profile in the System Console", err)
	case found.IsBot, found.DeleteAt != 0:
		f.Fault = "this account is a program's, or was deactivated: write that of a person"
	}
	return f
}

package mattermost

import (
	"log/slog"
	"strings"
	"testing"

	"digbot/bot/bottest"
	"digbot/templates"
)

// chat is what people do on the server, for the conduct of all platforms.
type chat struct{ *scene }

func TestConduct(t *testing.T) {
	bottest.Run(t, func(t *testing.T) bottest.Subject {
		s := set(t, nil)
		s.platform = New(s.config, Parts{Claims: s.memory, Notes: s.memory, Texts: texts(t), Log: slog.New(slog.DiscardHandler)})
		t.Cleanup(s.checkRules)
		return bottest.Subject{Platform: s.platform, Chat: chat{s}, People: []string{s.camille, s.dominique}, Longest: longest}
	})
}

// Ask implements bottest.Chat.
func (c chat) Ask(t *testing.T, person, text string) string {
	t.Helper()
	c.await("the bot listens", func() bool { return c.server.Lines() > 0 })
	return c.server.Say(person, c.server.Direct(person, c.bot), "", text)
}

// Said implements bottest.Chat.
func (c chat) Said(t *testing.T, person string, n int) []string {
	t.Helper()
	var texts []string
	for _, post := range c.said(c.server.Direct(person, c.bot), n) {
		texts = append(texts, seen(post.Message))
	}
	return texts
}

// seen is a message as a screen shows it: a line break is one, and what has no width is not seen.
func seen(message string) string {
	document := templates.ParseMarkdown(strings.ReplaceAll(message, "\n", "\\\n"))
	if strings.Contains(message, "\n\n") || strings.Contains(message, "\n-") {
		document = templates.ParseMarkdown(message)
	}
	return strings.ReplaceAll(document.Plain(), "\u200b", "")
}

// Choose implements bottest.Chat.
func (c chat) Choose(t *testing.T, person, label string) {
	t.Helper()
	posts := c.ours(c.server.Direct(person, c.bot))
	if _, err := c.server.Click(person, posts[len(posts)-1].ID, label); err != nil {
		t.Error(err)
	}
}

// Repeat implements bottest.Repeater.
func (c chat) Repeat(_ *testing.T, _, message string) { c.server.Repeat(message) }

// Pings implements bottest.Pinger.
func (c chat) Pings(*testing.T) []string {
	var texts []string
	for _, post := range c.server.Pings(c.bot) {
		texts = append(texts, post.Message)
	}
	return texts
}

package slack

import (
	"cmp"
	"slices"
	"strings"

	"github.com/slack-go/slack"
)

// inOrder sorts messages by the time at which they were written: channels come with the newest first, threads with the
// oldest.
func inOrder(messages []slack.Message) []slack.Message {
	slices.SortFunc(messages, func(a, b slack.Message) int { return cmp.Compare(a.Timestamp, b.Timestamp) })
	return messages
}

// eventOfHistory is a message that was read as the event that would have told of it.
func eventOfHistory(channel string, m slack.Message) event {
	e := event{
		Type: "message", Subtype: m.SubType, User: m.User, BotID: m.BotID, Text: m.Text, Channel: channel, TS: m.Timestamp,
		Thread: m.ThreadTimestamp, Parent: m.ParentUserId,
	}
	if strings.HasPrefix(channel, "D") {
		e.ChannelType = "im"
	}
	for _, f := range m.Files {
		e.Files = append(e.Files, file{ID: f.ID, Name: f.Name, Size: int64(f.Size)})
	}
	return e
}

package mattermost

import (
	"context"
	"encoding/json"
	"strings"
	"time"

	"github.com/mattermost/mattermost/server/public/model"

	"digbot/bot"
)

// followFor is how long a thread is followed after the bot has last begun to take part in it.
const followFor = 30 * 24 * time.Hour

// heard is a post with what is known of its channel.
type heard struct {
	post   *model.Post
	direct bool // nobody but the author and the bot reads it
}

// ofEvent reads the post that an event carries: it is JSON within the JSON.
func ofEvent(event *model.WebSocketEvent) (heard, bool) {
	text, _ := event.GetData()["post"].(string)
	kind, _ := event.GetData()["channel_type"].(string)
	var post model.Post
	if json.Unmarshal([]byte(text), &post) != nil || post.Id == "" {
		return heard{}, false
	}
	return heard{post: &post, direct: kind == string(model.ChannelTypeDirect)}, true
}

// listen makes a message of a post, if it is for the bot: a direct message, one that names it, or one in a thread in
// which it takes part. What bots and integrations write, what the server itself says and what was edited is not.
func (m *Mattermost) listen(ctx context.Context, self identity, h heard) (bot.Message, bool) {
	post := h.post
	if post.UserId == self.id {
		if post.RootId != "" && !h.direct {
			m.threads.put(post.RootId, true) // perhaps another replica answered there
		}
		return bot.Message{}, false
	}
	if post.Type != "" || post.OriginalId != "" || post.DeleteAt != 0 || isAutomatic(post) {
		return bot.Message{}, false
	}
	if !h.direct && !m.isForUs(ctx, self, post) {
		return bot.Message{}, false
	}
	return message(self, h), true
}

func isAutomatic(post *model.Post) bool {
	for _, prop := range []string{model.PostPropsFromWebhook, model.PostPropsFromBot, model.PostPropsFromPlugin} {
		if value := post.GetProp(prop); value == "true" || value == true {
			return true
		}
	}
	return false
}

func (m *Mattermost) isForUs(ctx context.Context, self identity, post *model.Post) bool {
	if self.mentions(post.Message) {
		m.threads.put(root(post), true)
		return true
	}
	return post.RootId != "" && !self.speaksToOther(post.Message) && m.follows(ctx, post.RootId)
}

// root is the post that a thread hangs on; a post outside of threads is the root of the one that answers it.
func root(post *model.Post) string {
	if post.RootId != "" {
		return post.RootId
	}
	return post.Id
}

// follows reports whether the bot takes part in a thread. While the store is away it follows those that it remembers.
func (m *Mattermost) follows(ctx context.Context, thread string) bool {
	if follows, known := m.threads.get(thread); known {
		return follows
	}
	ctx, cancel := context.WithTimeout(ctx, patience)
	defer cancel()
	noted, err := m.notes.Noted(ctx, threadNote(thread))
	if err != nil {
		m.log.Warn("it is not known whether the bot takes part in a thread", "thread", thread, "error", err)
		return false
	}
	m.threads.put(thread, noted != "")
	return noted != ""
}

// follow notes that the bot takes part in a thread.
func (m *Mattermost) follow(ctx context.Context, thread string) {
	if noted, _ := m.threads.get("noted " + thread); noted {
		return
	}
	m.threads.put(thread, true)
	if err := m.notes.Note(ctx, threadNote(thread), "1", followFor); err != nil {
		m.log.Warn("a thread is followed until the next start only", "thread", thread, "error", err)
		return
	}
	m.threads.put("noted "+thread, true)
}

func message(self identity, h heard) bot.Message {
	post := h.post
	conversation := post.ChannelId
	if !h.direct {
		conversation += ":" + root(post)
	}
	return bot.Message{
		Event: post.Id, Platform: Name, Conversation: conversation, User: post.UserId, Text: self.plain(post.Message),
		Files: files(post), Sent: time.UnixMilli(post.CreateAt),
		Place: bot.Place{
			Channel: post.ChannelId, Thread: post.RootId, Message: post.Id, Direct: h.direct,
			Staff: self.staff != "" && post.ChannelId == self.staff,
		},
	}
}

// files are those of a post; what the server does not tell of them is left out.
func files(post *model.Post) []bot.File {
	var all []bot.File
	if post.Metadata != nil {
		for _, info := range post.Metadata.Files {
			all = append(all, bot.File{ID: info.Id, Name: info.Name, Size: info.Size})
		}
	}
	for _, id := range post.FileIds {
		if post.Metadata == nil || len(post.Metadata.Files) == 0 {
			all = append(all, bot.File{ID: id})
		}
	}
	return all
}

// The keys of what is noted.
const (
	botTokenNote     = Name + "/bot-token"
	commandTokenNote = Name + "/command-token"
	readNote         = Name + "/read"
)

func threadNote(root string) string   { return Name + "/thread/" + root }
func offerNote(sum string) string     { return Name + "/offer/" + sum }
func formNote(sum string) string      { return Name + "/form/" + sum }
func postedNote(marker string) string { return Name + "/posted/" + digest(strings.TrimSpace(marker)) }

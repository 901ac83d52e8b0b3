package fake

import (
	"encoding/json"
	"fmt"
	"maps"
	"net/http"
	"slices"
	"strings"
	"time"
	"unicode/utf8"
)

const (
	mattermostLongest = 16383 // runes of a message
	pendingFor        = 30 * time.Second
)

// MattermostPost is a message.
type MattermostPost struct {
	ID            string         `json:"id"`
	CreateAt      int64          `json:"create_at"`
	UpdateAt      int64          `json:"update_at"`
	EditAt        int64          `json:"edit_at"`
	DeleteAt      int64          `json:"delete_at"`
	UserID        string         `json:"user_id"`
	ChannelID     string         `json:"channel_id"`
	RootID        string         `json:"root_id"`
	OriginalID    string         `json:"original_id"`
	Message       string         `json:"message"`
	Type          string         `json:"type"`
	Props         map[string]any `json:"props"`
	FileIDs       []string       `json:"file_ids,omitempty"`
	PendingPostID string         `json:"pending_post_id"`
}

// pendingPost is what makes a repeated request harmless.
type pendingPost struct {
	id    string
	until time.Time
}

// Posts gives the posts of a channel, without deleted ones, in the order in which they were made.
func (m *Mattermost) Posts(channel string) []MattermostPost {
	m.mu.Lock()
	defer m.mu.Unlock()
	var posts []MattermostPost
	for _, post := range m.history[channel] {
		if post.DeleteAt == 0 {
			posts = append(posts, *post)
		}
	}
	return posts
}

// PostsOf gives what one user wrote, in all channels, as it stands there.
func (m *Mattermost) PostsOf(user string) []MattermostPost {
	posts := slices.DeleteFunc(m.Versions(user), func(post MattermostPost) bool { return post.DeleteAt != 0 })
	slices.SortFunc(posts, func(a, b MattermostPost) int { return int(a.CreateAt - b.CreateAt) })
	return posts
}

// Versions gives all that one user ever wrote, in all channels: what was edited as it was before and as it is, and what was
// deleted.
func (m *Mattermost) Versions(user string) []MattermostPost {
	m.mu.Lock()
	defer m.mu.Unlock()
	var versions []MattermostPost
	for _, history := range m.history {
		for _, post := range history {
			if post.UserID == user {
				versions = append(versions, *post)
			}
		}
	}
	return versions
}

func (m *Mattermost) postPost(c *mattermostCall) (any, error) {
	var post MattermostPost
	if err := c.decode(&post); err != nil {
		return nil, err
	}
	post.UserID = c.user.ID
	if earlier, known := m.pending[post.PendingPostID]; known && post.PendingPostID != "" && time.Now().Before(earlier.until) {
		if first := m.posts[earlier.id]; first != nil {
			return shownPost(first), nil
		}
	}
	return m.create(post)
}

// create checks a post, makes it, and tells everybody in the channel.
func (m *Mattermost) create(post MattermostPost) (any, error) {
	if err := m.checkPost(&post); err != nil {
		m.violations = append(m.violations, "create a post: "+err.Error())
		return nil, err
	}
	post.ID, post.CreateAt = newID(), m.tick()
	post.UpdateAt, post.EditAt, post.DeleteAt = post.CreateAt, 0, 0
	if post.Props = maps.Clone(post.Props); post.Props == nil {
		post.Props = map[string]any{}
	}
	if m.users[post.UserID].IsBot {
		post.Props["from_bot"] = "true"
	}
	m.keep(&post)
	m.tellPosted("posted", &post)
	return shownPost(&post), nil
}

func (m *Mattermost) keep(post *MattermostPost) {
	if m.channels[post.ChannelID].LastPostAt = post.CreateAt; m.options.Answered != nil {
		m.options.Answered(*post)
	}
	if m.options.Forget {
		return
	}
	m.posts[post.ID] = post
	m.history[post.ChannelID] = append(m.history[post.ChannelID], post)
	if post.PendingPostID != "" {
		m.pending[post.PendingPostID] = pendingPost{post.ID, time.Now().Add(pendingFor)}
	}
}

func (m *Mattermost) checkPost(post *MattermostPost) error {
	channel := m.channels[post.ChannelID]
	switch {
	case channel == nil:
		return invalid("channel_id")
	case !channel.members[post.UserID]:
		return forbidden()
	case utf8.RuneCountInString(post.Message) > mattermostLongest:
		return refused{http.StatusBadRequest, "model.post.is_valid.msg.app_error", "Invalid message."}
	case len(post.FileIDs) > 5 && m.options.Version < "6":
		return refused{http.StatusBadRequest, "model.post.is_valid.file_ids.app_error", "Invalid file ids."}
	}
	if root := m.posts[post.RootID]; post.RootID != "" && !m.options.Forget && (root == nil || root.RootID != "" || root.ChannelID != post.ChannelID) {
		return refused{http.StatusBadRequest, "api.post.create_post.root_id.app_error", "Invalid RootId parameter."}
	}
	return m.checkActions(post)
}

func (m *Mattermost) putPost(c *mattermostCall) (any, error) {
	var update MattermostPost
	if err := c.decode(&update); err != nil {
		return nil, err
	}
	post := m.posts[c.PathValue("post")]
	switch {
	case post == nil || post.DeleteAt != 0:
		return nil, notFound("post")
	case update.ID != post.ID:
		return nil, invalid("id")
	case post.UserID != c.user.ID:
		return nil, forbidden()
	}
	return m.edit(post, update)
}

// edit replaces message and props; the former text stays as a deleted post of another id.
func (m *Mattermost) edit(post *MattermostPost, update MattermostPost) (any, error) {
	if err := m.checkPost(&MattermostPost{ChannelID: post.ChannelID, UserID: post.UserID, Message: update.Message, Props: update.Props}); err != nil {
		m.violations = append(m.violations, "update a post: "+err.Error())
		return nil, err
	}
	former := *post
	post.UpdateAt = m.tick()
	former.ID, former.OriginalID, former.UpdateAt, former.DeleteAt = newID(), post.ID, post.UpdateAt, post.UpdateAt
	m.posts[former.ID] = &former
	m.history[post.ChannelID] = append(m.history[post.ChannelID], &former)
	if post.EditAt = post.UpdateAt; update.Props == nil {
		update.Props = map[string]any{}
	}
	post.Message, post.Props, post.FileIDs = update.Message, update.Props, update.FileIDs
	m.tellPosted("post_edited", post)
	return shownPost(post), nil
}

func (m *Mattermost) deletePost(c *mattermostCall) (any, error) {
	post := m.posts[c.PathValue("post")]
	switch {
	case post == nil || post.DeleteAt != 0:
		return nil, notFound("post")
	case post.UserID != c.user.ID:
		return nil, forbidden()
	}
	m.remove(post)
	return map[string]string{"status": "OK"}, nil
}

func (m *Mattermost) remove(post *MattermostPost) {
	post.DeleteAt = m.tick()
	post.UpdateAt = post.DeleteAt
	m.tellPosted("post_deleted", post)
}

func (m *Mattermost) getPost(c *mattermostCall) (any, error) {
	post := m.posts[c.PathValue("post")]
	if post == nil || post.DeleteAt != 0 {
		return nil, notFound("post")
	}
	if !m.channels[post.ChannelID].members[c.user.ID] {
		return nil, forbidden()
	}
	return shownPost(post), nil
}

// postEphemeral needs a right that only administrators have: an ordinary bot gets 403.
func (m *Mattermost) postEphemeral(c *mattermostCall) (any, error) {
	if !isAdmin(c.user) {
		m.violations = append(m.violations, "create an ephemeral post: 403 for an ordinary bot")
		return nil, forbidden()
	}
	return map[string]any{}, nil
}

// tellPosted sends the event to all members, the author too. The post is a JSON string within the JSON.
func (m *Mattermost) tellPosted(event string, post *MattermostPost) {
	channel := m.channels[post.ChannelID]
	text, _ := json.Marshal(shownPost(post)) // it is made of maps and strings
	data := map[string]any{"post": string(text)}
	if event == "posted" {
		mentions, _ := json.Marshal(m.mentioned(channel, post))
		data["channel_display_name"], data["channel_name"], data["channel_type"] = channel.Display, channel.Name, channel.Type
		data["sender_name"], data["team_id"] = "@"+m.users[post.UserID].Username, channel.TeamID
		data["mentions"] = string(mentions)
	}
	m.broadcast(event, data, map[string]any{"omit_users": nil, "user_id": "", "channel_id": channel.ID, "team_id": ""}, channel.members)
}

// mentioned lists who is named, by name or with everybody.
func (m *Mattermost) mentioned(channel *MattermostChannel, post *MattermostPost) []string {
	var ids []string
	for id := range channel.members {
		everybody := strings.Contains(post.Message, "@all") || strings.Contains(post.Message, "@channel") || strings.Contains(post.Message, "@here")
		if everybody || strings.Contains(post.Message, "@"+m.users[id].Username) {
			ids = append(ids, id)
		}
	}
	return ids
}

// shownPost is a post as clients get it: without the integrations of its buttons.
func shownPost(post *MattermostPost) *MattermostPost {
	attachments, has := post.Props["attachments"]
	if !has {
		return post
	}
	shown := *post
	shown.Props = maps.Clone(post.Props)
	shown.Props["attachments"] = withoutIntegrations(attachments)
	return &shown
}

func withoutIntegrations(attachments any) any {
	var copied []map[string]any
	text, _ := json.Marshal(attachments)
	if json.Unmarshal(text, &copied) != nil {
		return attachments
	}
	for _, attachment := range copied {
		actions, _ := attachment["actions"].([]any)
		for _, action := range actions {
			if fields, isMap := action.(map[string]any); isMap {
				delete(fields, "integration")
			}
		}
	}
	return copied
}

func (p *MattermostPost) String() string {
	return fmt.Sprintf("%s in %s: %s", p.ID, p.ChannelID, p.Message)
}

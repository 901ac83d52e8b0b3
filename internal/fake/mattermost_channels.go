package fake

import (
	"slices"
	"strings"
)

// MattermostChannel is a channel, a direct or a group conversation.
type MattermostChannel struct {
	ID         string          `json:"id"`
	TeamID     string          `json:"team_id"`
	Type       string          `json:"type"` // O open, P private, D direct, G group
	Name       string          `json:"name"`
	Display    string          `json:"display_name"`
	LastPostAt int64           `json:"last_post_at"`
	members    map[string]bool // by user id
}

// AddChannel makes an open channel of these users.
func (m *Mattermost) AddChannel(team, name string, users ...string) string {
	m.mu.Lock()
	defer m.mu.Unlock()
	return m.addChannel(team, "O", name, users).ID
}

// Group is a group conversation of these users.
func (m *Mattermost) Group(users ...string) string {
	m.mu.Lock()
	defer m.mu.Unlock()
	return m.addChannel("", "G", newID(), users).ID
}

// Direct is the channel in which two users talk alone; it is made when there is none.
func (m *Mattermost) Direct(one, other string) string {
	m.mu.Lock()
	defer m.mu.Unlock()
	return m.direct(one, other).ID
}

func (m *Mattermost) direct(one, other string) *MattermostChannel {
	pair := []string{one, other}
	slices.Sort(pair)
	name := strings.Join(pair, "__")
	for _, channel := range m.channels {
		if channel.Name == name {
			return channel
		}
	}
	return m.addChannel("", "D", name, pair)
}

func (m *Mattermost) addChannel(team, kind, name string, users []string) *MattermostChannel {
	channel := &MattermostChannel{ID: newID(), TeamID: team, Type: kind, Name: name, Display: name, members: map[string]bool{}}
	for _, user := range users {
		channel.members[user] = true
	}
	m.channels[channel.ID] = channel
	return channel
}

// Members counts the members of a channel.
func (m *Mattermost) Members(channel string) int {
	m.mu.Lock()
	defer m.mu.Unlock()
	return len(m.channels[channel].members)
}

// joined is the channel of the path, of which the caller is a member.
func (m *Mattermost) joined(c *mattermostCall) (*MattermostChannel, error) {
	channel := m.channels[c.PathValue("channel")]
	if channel == nil {
		return nil, notFound("channel")
	}
	if !channel.members[c.user.ID] && !isAdmin(c.user) {
		return nil, forbidden()
	}
	return channel, nil
}

func (m *Mattermost) getChannel(c *mattermostCall) (any, error) {
	channel, err := m.joined(c)
	if err != nil {
		return nil, err
	}
	return *channel, nil
}

// getChannels lists the channels of a team, and all direct and group conversations too.
func (m *Mattermost) getChannels(c *mattermostCall) (any, error) {
	channels := []*MattermostChannel{}
	for _, channel := range m.channels {
		if channel.members[c.named()] && (channel.TeamID == "" || channel.TeamID == c.PathValue("team")) {
			channels = append(channels, channel)
		}
	}
	if len(channels) == 0 {
		return nil, notFound("channel")
	}
	return channels, nil
}

func (m *Mattermost) getChannelByName(c *mattermostCall) (any, error) {
	for _, channel := range m.channels {
		if channel.TeamID == c.PathValue("team") && channel.Name == c.PathValue("name") && (channel.Type == "O" || channel.members[c.user.ID] || isAdmin(c.user)) {
			return channel, nil
		}
	}
	return nil, notFound("channel")
}

func (m *Mattermost) getChannelMember(c *mattermostCall) (any, error) {
	channel := m.channels[c.PathValue("channel")]
	if channel == nil || !channel.members[c.named()] {
		return nil, notFound("channel member")
	}
	return map[string]any{"channel_id": channel.ID, "user_id": c.named()}, nil
}

func (m *Mattermost) postChannelMember(c *mattermostCall) (any, error) {
	var member struct {
		UserID string `json:"user_id"`
	}
	if err := c.decode(&member); err != nil {
		return nil, err
	}
	channel, err := m.joined(c)
	if err != nil {
		return nil, err
	}
	if team := m.teams[channel.TeamID]; team == nil || !team.members[member.UserID] {
		return nil, forbidden()
	}
	channel.members[member.UserID] = true
	return map[string]any{"channel_id": channel.ID, "user_id": member.UserID}, nil
}

func (m *Mattermost) postDirect(c *mattermostCall) (any, error) {
	var pair []string
	if err := c.decode(&pair); err != nil {
		return nil, err
	}
	if len(pair) != 2 || m.users[pair[0]] == nil || m.users[pair[1]] == nil || !slices.Contains(pair, c.user.ID) {
		return nil, invalid("user_ids")
	}
	return *m.direct(pair[0], pair[1]), nil
}

func (m *Mattermost) postTyping(c *mattermostCall) (any, error) {
	var sign struct {
		ChannelID string `json:"channel_id"`
		ParentID  string `json:"parent_id"`
	}
	if err := c.decode(&sign); err != nil {
		return nil, err
	}
	if channel := m.channels[sign.ChannelID]; channel == nil || !channel.members[c.user.ID] {
		return nil, forbidden()
	}
	m.typing = append(m.typing, MattermostTyping{c.user.ID, sign.ChannelID, sign.ParentID})
	return map[string]string{"status": "OK"}, nil
}

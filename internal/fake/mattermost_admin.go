package fake

import (
	"net/http"
	"strconv"
)

// SetOptions changes how the server is set, as an administrator would.
func (m *Mattermost) SetOptions(change func(*MattermostOptions)) {
	m.mu.Lock()
	defer m.mu.Unlock()
	change(&m.options)
}

func (m *Mattermost) clientConfig(*mattermostCall) (any, error) {
	return map[string]string{
		"Version": m.options.Version, "EnableBotAccountCreation": strconv.FormatBool(!m.options.NoBots),
		"EnableCommands": strconv.FormatBool(!m.options.NoCommands), "ShowEmailAddress": strconv.FormatBool(!m.options.HideEmails),
		"SiteURL": m.URL(),
	}, nil
}

func (m *Mattermost) serverConfig(c *mattermostCall) (any, error) {
	if !isAdmin(c.user) {
		return nil, forbidden()
	}
	return map[string]any{
		"ServiceSettings": map[string]any{
			"SiteURL": m.URL(), "EnableBotAccountCreation": !m.options.NoBots, "EnableCommands": !m.options.NoCommands,
			"EnableUserAccessTokens": !m.options.NoTokens, "AllowedUntrustedInternalConnections": m.options.Internal,
			"EnableReliableWebSockets": !m.options.NoResume,
		},
		"PrivacySettings": map[string]any{"ShowEmailAddress": !m.options.HideEmails},
	}, nil
}

// mattermostBot is an account as /bots shows it.
type mattermostBot struct {
	UserID      string `json:"user_id"`
	Username    string `json:"username"`
	DisplayName string `json:"display_name"`
	Description string `json:"description"`
	OwnerID     string `json:"owner_id"`
	DeleteAt    int64  `json:"delete_at"`
}

func botOf(user *MattermostUser) mattermostBot {
	return mattermostBot{UserID: user.ID, Username: user.Username, DisplayName: user.DisplayName, Description: user.Description, DeleteAt: user.DeleteAt}
}

func (m *Mattermost) getBots(c *mattermostCall) (any, error) {
	bots := []mattermostBot{}
	for _, user := range m.users {
		if user.IsBot && (user.DeleteAt == 0 || c.URL.Query().Get("include_deleted") == "true") {
			bots = append(bots, botOf(user))
		}
	}
	if number(c.URL.Query().Get("page"), 0) > 0 {
		return []mattermostBot{}, nil
	}
	return bots, nil
}

func (m *Mattermost) getBot(c *mattermostCall) (any, error) {
	user := m.users[c.named()]
	if user == nil || !user.IsBot || user.DeleteAt != 0 && c.URL.Query().Get("include_deleted") != "true" {
		return nil, notFound("bot")
	}
	return botOf(user), nil
}

func (m *Mattermost) postBot(c *mattermostCall) (any, error) {
	var bot mattermostBot
	if err := c.decode(&bot); err != nil {
		return nil, err
	}
	switch {
	case m.options.NoBots:
		return nil, refused{http.StatusForbidden, "api.bot.create_disabled", "Bot creation has been disabled."}
	case !isAdmin(c.user):
		return nil, forbidden()
	case bot.Username == "":
		return nil, invalid("username")
	}
	user := m.addUser(MattermostUser{Username: bot.Username, Email: bot.Username + "@localhost", Roles: "system_user", IsBot: true,
		Description: bot.Description, DisplayName: bot.DisplayName})
	return botOf(user), nil
}

func (m *Mattermost) putBot(c *mattermostCall) (any, error) {
	var patch struct {
		Username    *string `json:"username"`
		DisplayName *string `json:"display_name"`
		Description *string `json:"description"`
	}
	if err := c.decode(&patch); err != nil {
		return nil, err
	}
	user := m.users[c.named()]
	if user == nil || !user.IsBot || !isAdmin(c.user) {
		return nil, notFound("bot")
	}
	if patch.DisplayName != nil {
		user.DisplayName = *patch.DisplayName
	}
	if patch.Description != nil {
		user.Description = *patch.Description
	}
	return botOf(user), nil
}

func (m *Mattermost) enableBot(c *mattermostCall) (any, error) {
	user := m.users[c.named()]
	if user == nil || !user.IsBot || !isAdmin(c.user) {
		return nil, notFound("bot")
	}
	user.DeleteAt = 0
	return botOf(user), nil
}

// DisableBot switches a bot's account off.
func (m *Mattermost) DisableBot(id string) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.users[id].DeleteAt = m.tick()
}

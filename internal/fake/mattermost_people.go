package fake

import (
	"crypto/rand"
	"encoding/base32"
	"net/http"
	"slices"
	"strings"
)

// MattermostUser is an account.
type MattermostUser struct {
	ID          string `json:"id"`
	Username    string `json:"username"`
	Email       string `json:"email"`
	Roles       string `json:"roles"`
	IsBot       bool   `json:"is_bot,omitempty"`
	Description string `json:"bot_description,omitempty"`
	DisplayName string `json:"-"`
	CreateAt    int64  `json:"create_at"`
	DeleteAt    int64  `json:"delete_at"`
}

type mattermostTeam struct {
	ID          string          `json:"id"`
	Name        string          `json:"name"`
	DisplayName string          `json:"display_name"`
	Type        string          `json:"type"`
	members     map[string]bool // by user id
}

// newID is 26 characters, as the server's ids are.
func newID() string {
	raw := make([]byte, 16)
	_, _ = rand.Read(raw) // it never fails
	return strings.ToLower(base32.NewEncoding("ybndrfg8ejkmcpqxot1uwisza345h769").WithPadding(base32.NoPadding).EncodeToString(raw))
}

// AddUser makes an account and returns its id.
func (m *Mattermost) AddUser(name, email string) string {
	m.mu.Lock()
	defer m.mu.Unlock()
	return m.addUser(MattermostUser{Username: name, Email: email, Roles: "system_user"}).ID
}

// AddAdmin makes an administrator and returns the token of the account.
func (m *Mattermost) AddAdmin(name string) (token string) {
	m.mu.Lock()
	defer m.mu.Unlock()
	return m.addToken(m.addUser(MattermostUser{Username: name, Email: name + "@example.org", Roles: "system_admin system_user"}).ID)
}

// AddBot makes the account of a bot and returns its id and its token.
func (m *Mattermost) AddBot(name string) (id, token string) {
	m.mu.Lock()
	defer m.mu.Unlock()
	user := m.addUser(MattermostUser{Username: name, Email: name + "@localhost", Roles: "system_user", IsBot: true})
	return user.ID, m.addToken(user.ID)
}

func (m *Mattermost) addUser(user MattermostUser) *MattermostUser {
	user.ID, user.CreateAt = newID(), m.tick()
	m.users[user.ID] = &user
	return &user
}

func (m *Mattermost) addToken(user string) string {
	token := newID()
	m.tokens[token] = user
	return token
}

// AddTeam makes a team of these users.
func (m *Mattermost) AddTeam(name string, users ...string) string {
	m.mu.Lock()
	defer m.mu.Unlock()
	team := &mattermostTeam{ID: newID(), Name: name, DisplayName: name, Type: "I", members: map[string]bool{}}
	for _, user := range users {
		team.members[user] = true
	}
	m.teams[team.ID] = team
	return team.ID
}

// User gives an account by its name.
func (m *Mattermost) User(name string) (MattermostUser, bool) {
	m.mu.Lock()
	defer m.mu.Unlock()
	for _, user := range m.users {
		if user.Username == name {
			return *user, true
		}
	}
	return MattermostUser{}, false
}

// seenBy is what another user is shown of an account.
func (m *Mattermost) seenBy(viewer, user *MattermostUser) MattermostUser {
	shown := *user
	if viewer != user && m.options.HideEmails && !isAdmin(viewer) {
		shown.Email = ""
	}
	return shown
}

func isAdmin(user *MattermostUser) bool { return strings.Contains(user.Roles, "system_admin") }

func (m *Mattermost) getUser(c *mattermostCall) (any, error) {
	user := m.users[c.named()]
	if user == nil {
		return nil, notFound("user")
	}
	return m.seenBy(c.user, user), nil
}

func (m *Mattermost) getUserByName(c *mattermostCall) (any, error) {
	for _, user := range m.users {
		if user.Username == c.PathValue("name") {
			return m.seenBy(c.user, user), nil
		}
	}
	return nil, notFound("user")
}

func (m *Mattermost) getTeams(c *mattermostCall) (any, error) {
	teams := []*mattermostTeam{}
	for _, team := range m.teams {
		if team.members[c.named()] {
			teams = append(teams, team)
		}
	}
	slices.SortFunc(teams, func(a, b *mattermostTeam) int { return strings.Compare(a.ID, b.ID) })
	return teams, nil
}

func (m *Mattermost) getTeam(c *mattermostCall) (any, error) {
	for _, team := range m.teams {
		if team.Name == c.PathValue("name") && (team.members[c.user.ID] || isAdmin(c.user)) {
			return team, nil
		}
	}
	return nil, notFound("team")
}

func (m *Mattermost) getTeamMember(c *mattermostCall) (any, error) {
	team := m.teams[c.PathValue("team")]
	if team == nil || !team.members[c.named()] {
		return nil, notFound("team member")
	}
	return map[string]any{"team_id": team.ID, "user_id": c.named(), "delete_at": 0}, nil
}

func (m *Mattermost) postTeamMember(c *mattermostCall) (any, error) {
	var member struct {
		TeamID string `json:"team_id"`
		UserID string `json:"user_id"`
	}
	if err := c.decode(&member); err != nil {
		return nil, err
	}
	team := m.teams[c.PathValue("team")]
	switch {
	case !isAdmin(c.user):
		return nil, forbidden()
	case team == nil || m.users[member.UserID] == nil || member.TeamID != team.ID:
		return nil, invalid("team_id")
	}
	team.members[member.UserID] = true
	return member, nil
}

func (m *Mattermost) getTokens(c *mattermostCall) (any, error) {
	if c.named() != c.user.ID && !isAdmin(c.user) {
		return nil, forbidden()
	}
	tokens := []map[string]any{}
	for token, user := range m.tokens {
		if user == c.named() {
			tokens = append(tokens, map[string]any{"id": token[:8], "user_id": user, "description": "", "is_active": true})
		}
	}
	return tokens, nil
}

func (m *Mattermost) postToken(c *mattermostCall) (any, error) {
	var body struct {
		Description string `json:"description"`
	}
	if err := c.decode(&body); err != nil {
		return nil, err
	}
	user := m.users[c.named()]
	switch {
	case user == nil:
		return nil, notFound("user")
	case !isAdmin(c.user) || body.Description == "":
		return nil, forbidden()
	case m.options.NoTokens && !user.IsBot:
		return nil, refused{http.StatusNotImplemented, "app.user_access_token.disabled", "Personal access tokens are disabled on this server."}
	}
	return map[string]any{"id": newID(), "user_id": user.ID, "token": m.addToken(user.ID), "description": body.Description, "is_active": true}, nil
}

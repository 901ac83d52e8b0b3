package fake

import (
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"time"
)

// MattermostCommand is a slash command.
type MattermostCommand struct {
	ID               string `json:"id"`
	Token            string `json:"token"`
	TeamID           string `json:"team_id"`
	CreatorID        string `json:"creator_id"`
	Trigger          string `json:"trigger"`
	Method           string `json:"method"`
	Username         string `json:"username"`
	URL              string `json:"url"`
	DisplayName      string `json:"display_name"`
	Description      string `json:"description"`
	AutoComplete     bool   `json:"auto_complete"`
	AutoCompleteHint string `json:"auto_complete_hint"`
	AutoCompleteDesc string `json:"auto_complete_desc"`
}

// MattermostEphemeral is an answer that only one user sees.
type MattermostEphemeral struct {
	ID, User, Channel, Text string
	Props                   map[string]any
}

// mattermostHook is where a command's late answers go.
type mattermostHook struct {
	user, channel string
	uses          int
	until         time.Time
}

// Ephemerals gives what only one user was shown, in order.
func (m *Mattermost) Ephemerals(user string) []MattermostEphemeral {
	m.mu.Lock()
	defer m.mu.Unlock()
	return slices.DeleteFunc(slices.Clone(m.ephemerals), func(e MattermostEphemeral) bool { return e.User != user })
}

// Command gives a slash command by its trigger.
func (m *Mattermost) Command(trigger string) (MattermostCommand, bool) {
	m.mu.Lock()
	defer m.mu.Unlock()
	for _, command := range m.commands {
		if command.Trigger == trigger {
			return *command, true
		}
	}
	return MattermostCommand{}, false
}

// AddCommand makes a slash command.
func (m *Mattermost) AddCommand(team, trigger, address string) MattermostCommand {
	m.mu.Lock()
	defer m.mu.Unlock()
	command := &MattermostCommand{ID: newID(), Token: newID(), TeamID: team, Trigger: trigger, Method: "P", URL: address}
	m.commands[command.ID] = command
	return *command
}

// Slash calls a slash command as a user. The answer is what the user sees at once.
func (m *Mattermost) Slash(user, channel, trigger, text string) (string, error) {
	command, known := m.Command(trigger)
	if !known {
		return "", fmt.Errorf("no command /%s", trigger)
	}
	return m.SlashWith(command, command.Token, user, channel, text)
}

// SlashWith is Slash with a token of one's own, as somebody who knows only the address would send it.
func (m *Mattermost) SlashWith(command MattermostCommand, token, user, channel, text string) (string, error) {
	m.mu.Lock()
	hook := newID()
	m.hooks[hook] = mattermostHook{user, channel, 0, time.Now().Add(30 * time.Minute)}
	form := url.Values{
		"token": {token}, "team_id": {command.TeamID}, "team_domain": {"dig"}, "channel_id": {channel},
		"channel_name": {m.channels[channel].Name}, "user_id": {user}, "user_name": {m.users[user].Username},
		"command": {"/" + command.Trigger}, "text": {text}, "trigger_id": {m.trigger(user)},
		"response_url": {m.URL() + "/hooks/commands/" + hook},
	}
	m.mu.Unlock()
	request, err := http.NewRequest(http.MethodPost, command.URL, strings.NewReader(form.Encode()))
	if err != nil {
		return "", err
	}
	request.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	request.Header.Set("Authorization", "Token "+token)
	client := http.Client{Timeout: 30 * time.Second}
	response, err := client.Do(request)
	if err != nil {
		return "", err
	}
	defer response.Body.Close()
	body, err := io.ReadAll(response.Body)
	if err != nil || response.StatusCode != http.StatusOK {
		return "", fmt.Errorf("command returned %s: %s (%w)", response.Status, body, err)
	}
	return m.respond(user, channel, body)
}

// respond shows a command's answer. An answer to everybody appears as the caller's own words.
func (m *Mattermost) respond(user, channel string, body []byte) (string, error) {
	var answer struct {
		ResponseType string         `json:"response_type"`
		Text         string         `json:"text"`
		Props        map[string]any `json:"props"`
		Attachments  []any          `json:"attachments"`
	}
	if err := json.Unmarshal(body, &answer); err != nil {
		return "", fmt.Errorf("command response: %w", err)
	}
	if answer.Text == "" && len(answer.Attachments) == 0 {
		return "", nil
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	if answer.ResponseType == "in_channel" {
		_, err := m.create(MattermostPost{UserID: user, ChannelID: channel, Message: answer.Text, Props: answer.Props})
		return answer.Text, err
	}
	props := map[string]any{"attachments": answer.Attachments}
	m.ephemerals = append(m.ephemerals, MattermostEphemeral{newID(), user, channel, answer.Text, props})
	return answer.Text, nil
}

// ClickEphemeral clicks a button under an answer that only one user sees.
func (m *Mattermost) ClickEphemeral(shown MattermostEphemeral, label string) (MattermostClicked, error) {
	m.mu.Lock()
	post := &MattermostPost{ID: shown.ID, ChannelID: shown.Channel, Props: shown.Props}
	var request map[string]any
	var address string
	for _, action := range post.Actions() {
		if selected, fits := action.labelled(label); fits {
			request, address = m.actionRequest(shown.User, shown.ID, shown.Channel, action, selected), action.Integration.URL
		}
	}
	m.mu.Unlock()
	if request == nil {
		return MattermostClicked{Status: http.StatusNotFound}, fmt.Errorf("no action %q", label)
	}
	return m.act(post, address, request)
}

// delayed takes a late answer of a command.
func (m *Mattermost) delayed(w http.ResponseWriter, r *http.Request) {
	body, _ := io.ReadAll(r.Body)
	m.mu.Lock()
	hook, known := m.hooks[r.PathValue("hook")]
	hook.uses++
	if known = known && hook.uses <= 5 && time.Now().Before(hook.until); known {
		m.hooks[r.PathValue("hook")] = hook
	}
	m.mu.Unlock()
	if !known {
		fail(w, http.StatusNotFound, "web.command_webhook.command.app_error", "Couldn't find the command.")
		return
	}
	if _, err := m.respond(hook.user, hook.channel, body); err != nil {
		fail(w, http.StatusBadRequest, "web.command_webhook.parse.app_error", err.Error())
		return
	}
	_, _ = w.Write([]byte("ok"))
}

func (m *Mattermost) getCommands(c *mattermostCall) (any, error) {
	commands := []*MattermostCommand{}
	for _, command := range m.commands {
		if command.TeamID == c.URL.Query().Get("team_id") {
			commands = append(commands, command)
		}
	}
	return commands, nil
}

func (m *Mattermost) postCommand(c *mattermostCall) (any, error) {
	var command MattermostCommand
	if err := c.decode(&command); err != nil {
		return nil, err
	}
	if err := m.checkCommand(c, command); err != nil {
		return nil, err
	}
	for _, other := range m.commands {
		if other.TeamID == command.TeamID && other.Trigger == command.Trigger {
			return nil, invalid("trigger: it is taken")
		}
	}
	command.ID, command.Token, command.CreatorID = newID(), newID(), c.user.ID
	m.commands[command.ID] = &command
	return command, nil
}

func (m *Mattermost) putCommand(c *mattermostCall) (any, error) {
	var command MattermostCommand
	if err := c.decode(&command); err != nil {
		return nil, err
	}
	before := m.commands[c.PathValue("command")]
	if before == nil || command.ID != before.ID {
		return nil, notFound("command")
	}
	if err := m.checkCommand(c, command); err != nil {
		return nil, err
	}
	command.Token, command.CreatorID = before.Token, before.CreatorID
	m.commands[command.ID] = &command
	return command, nil
}

func (m *Mattermost) checkCommand(c *mattermostCall, command MattermostCommand) error {
	switch {
	case m.options.NoCommands:
		return refused{http.StatusNotImplemented, "api.command.disabled.app_error", "Commands have been disabled by the system admin."}
	case !isAdmin(c.user):
		return forbidden()
	case command.Trigger == "" || len(command.Description) > 128 || len(command.DisplayName) > 64 || command.Method != "P" || m.teams[command.TeamID] == nil:
		return invalid("command")
	}
	return nil
}

package fake

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"regexp"
	"time"
)

// mattermostAttachments is the part of a post's props that holds buttons.
type mattermostAttachments []struct {
	Actions []MattermostAction `json:"actions"`
}

// MattermostAction is a button or a select.
type MattermostAction struct {
	ID          string `json:"id"`
	Type        string `json:"type"`
	Name        string `json:"name"`
	Style       string `json:"style"`
	Integration struct {
		URL     string         `json:"url"`
		Context map[string]any `json:"context"`
	} `json:"integration"`
	Options []struct {
		Text  string `json:"text"`
		Value string `json:"value"`
	} `json:"options"`
}

// Actions gives the buttons of a post with what only the server knows of them.
func (p MattermostPost) Actions() []MattermostAction {
	var attachments mattermostAttachments
	text, _ := json.Marshal(p.Props["attachments"])
	_ = json.Unmarshal(text, &attachments) // what is no list of attachments has no buttons
	var actions []MattermostAction
	for _, attachment := range attachments {
		actions = append(actions, attachment.Actions...)
	}
	return actions
}

// clickable is the form of an id whose click finds its way.
var clickable = regexp.MustCompile(`^[A-Za-z0-9]+$`)

// checkActions refuses what newer servers refuse, and notes what no server could click.
func (m *Mattermost) checkActions(post *MattermostPost) error {
	for _, action := range post.Actions() {
		switch {
		case action.Name == "" || action.Type != "button" && action.Type != "select" || action.Integration.URL == "":
			return invalid("action of a post")
		case !clickable.MatchString(action.ID):
			m.violations = append(m.violations, fmt.Sprintf("the action id %q cannot be clicked", action.ID))
		}
	}
	return nil
}

// MattermostClicked is what comes of a click.
type MattermostClicked struct {
	Status        int            // of the server's answer to the client
	Update        map[string]any // the post that takes the place of the one with the button
	EphemeralText string
	Request       []byte // what the server sent
	URL           string // to where
}

// mattermostTrigger lets a dialog be opened for a user.
type mattermostTrigger struct {
	user  string
	until time.Time
}

func (m *Mattermost) trigger(user string) string {
	id := newID()
	m.triggers[id] = mattermostTrigger{user, time.Now().Add(m.options.TriggerLives)}
	return id
}

// Click clicks the button with this label, or chooses this option, as a user.
func (m *Mattermost) Click(user, post, label string) (MattermostClicked, error) {
	m.mu.Lock()
	found := m.posts[post]
	var request map[string]any
	var url string
	if found == nil {
		m.mu.Unlock()
		return MattermostClicked{Status: http.StatusNotFound}, errors.New("no such post")
	}
	for _, action := range found.Actions() {
		selected, fits := action.labelled(label)
		if fits && clickable.MatchString(action.ID) {
			request, url = m.actionRequest(user, post, found.ChannelID, action, selected), action.Integration.URL
		}
	}
	m.mu.Unlock()
	if request == nil {
		return MattermostClicked{Status: http.StatusNotFound}, fmt.Errorf("no action %q can be clicked", label)
	}
	return m.act(found, url, request)
}

// labelled reports whether a label is the action's, and which option it chooses.
func (a MattermostAction) labelled(label string) (selected string, fits bool) {
	for _, option := range a.Options {
		if option.Text == label {
			return option.Value, true
		}
	}
	return "", a.Name == label
}

func (m *Mattermost) actionRequest(user, post, channel string, action MattermostAction, selected string) map[string]any {
	context := map[string]any{}
	for key, value := range action.Integration.Context {
		context[key] = value
	}
	if selected != "" {
		context["selected_option"] = selected
	}
	return map[string]any{
		"user_id": user, "user_name": m.users[user].Username, "channel_id": channel, "post_id": post, "trigger_id": m.trigger(user),
		"team_id": m.channels[channel].TeamID, "type": action.Type, "context": context,
	}
}

// act sends a click, and applies what is answered. An answer that is no JSON is an error to the client, as on old servers.
func (m *Mattermost) act(post *MattermostPost, url string, request map[string]any) (MattermostClicked, error) {
	body, _ := json.Marshal(request) // it is made of maps and strings
	clicked := MattermostClicked{Status: http.StatusOK, Request: body, URL: url}
	var answer struct {
		Update        map[string]any `json:"update"`
		EphemeralText string         `json:"ephemeral_text"`
	}
	status, err := postJSON(url, "", body, &answer)
	if err != nil || status != http.StatusOK {
		clicked.Status = http.StatusBadRequest
		return clicked, fmt.Errorf("action integration error: %d, %w", status, err)
	}
	clicked.Update, clicked.EphemeralText = answer.Update, answer.EphemeralText
	m.mu.Lock()
	defer m.mu.Unlock()
	if user, _ := request["user_id"].(string); answer.EphemeralText != "" {
		m.ephemerals = append(m.ephemerals, MattermostEphemeral{User: user, Channel: post.ChannelID, Text: answer.EphemeralText})
	}
	if answer.Update != nil && m.posts[post.ID] != nil {
		message, _ := answer.Update["message"].(string)
		props, _ := answer.Update["props"].(map[string]any)
		_, err = m.edit(post, MattermostPost{ID: post.ID, Message: message, Props: props})
	}
	return clicked, err
}

// postJSON sends a body and reads a JSON answer.
func postJSON(url, token string, body []byte, into any) (int, error) {
	request, err := http.NewRequest(http.MethodPost, url, bytes.NewReader(body))
	if err != nil {
		return 0, err
	}
	request.Header.Set("Content-Type", "application/json")
	if token != "" {
		request.Header.Set("Authorization", "Token "+token)
	}
	client := http.Client{Timeout: 30 * time.Second}
	response, err := client.Do(request)
	if err != nil {
		return 0, err
	}
	defer response.Body.Close()
	if response.StatusCode != http.StatusOK {
		return response.StatusCode, errors.New(response.Status)
	}
	return response.StatusCode, json.NewDecoder(response.Body).Decode(into)
}

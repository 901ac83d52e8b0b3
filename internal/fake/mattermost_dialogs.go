package fake

import (
	"encoding/json"
	"fmt"
	"net/http"
	"slices"
	"time"
)

// MattermostDialog is a window that was opened for a user.
type MattermostDialog struct {
	User   string
	URL    string
	Dialog struct {
		CallbackID   string              `json:"callback_id"`
		Title        string              `json:"title"`
		Introduction string              `json:"introduction_text"`
		SubmitLabel  string              `json:"submit_label"`
		State        string              `json:"state"`
		Elements     []MattermostElement `json:"elements"`
	}
}

// MattermostElement is a field of a dialog.
type MattermostElement struct {
	DisplayName string `json:"display_name"`
	Name        string `json:"name"`
	Type        string `json:"type"`
	Default     string `json:"default"`
	HelpText    string `json:"help_text"`
	Optional    bool   `json:"optional"`
	MaxLength   int    `json:"max_length"`
	Options     []struct {
		Text  string `json:"text"`
		Value string `json:"value"`
	} `json:"options"`
}

// Dialogs gives the windows that were opened for a user.
func (m *Mattermost) Dialogs(user string) []MattermostDialog {
	m.mu.Lock()
	defer m.mu.Unlock()
	return slices.DeleteFunc(slices.Clone(m.dialogs), func(d MattermostDialog) bool { return d.User != user })
}

func (m *Mattermost) openDialog(c *mattermostCall) (any, error) {
	var request struct {
		TriggerID string          `json:"trigger_id"`
		URL       string          `json:"url"`
		Dialog    json.RawMessage `json:"dialog"`
	}
	if err := c.decode(&request); err != nil {
		return nil, err
	}
	trigger, known := m.triggers[request.TriggerID]
	if !known || time.Now().After(trigger.until) {
		return nil, refused{http.StatusBadRequest, "interactive_message.decode_trigger_id.expired", "Trigger ID for interactive dialog is expired."}
	}
	opened := MattermostDialog{User: trigger.user, URL: request.URL}
	if err := json.Unmarshal(request.Dialog, &opened.Dialog); err != nil {
		return nil, invalid("dialog")
	}
	if err := opened.check(); err != nil {
		m.violations = append(m.violations, "open a dialog: "+err.Error())
		return nil, err
	}
	m.dialogs = append(m.dialogs, opened)
	return map[string]string{"status": "OK"}, nil
}

// check holds the limits of the server and of its clients, in bytes.
func (d MattermostDialog) check() error {
	if d.Dialog.Title == "" || len(d.Dialog.Title) > 24 || d.URL == "" {
		return invalid("dialog title " + d.Dialog.Title)
	}
	for _, element := range d.Dialog.Elements {
		longest := map[string]int{"text": 150, "textarea": 3000, "select": 3000}[element.Type]
		switch {
		case element.DisplayName == "" || len(element.DisplayName) > 24 || element.Name == "" || len(element.Name) > 300:
			return invalid("name of the field " + element.Name)
		case longest == 0 || len(element.Default) > longest || element.MaxLength > longest || len(element.HelpText) > 150:
			return invalid("length of the field " + element.Name)
		}
	}
	return nil
}

// Submit fills in a dialog as a user, whether it was opened for that user or not. The errors are those of its fields; ""
// is the dialog's own.
func (m *Mattermost) Submit(user, channel string, dialog MattermostDialog, fields map[string]any) (map[string]string, error) {
	body, _ := json.Marshal(map[string]any{
		"type": "dialog_submission", "callback_id": dialog.Dialog.CallbackID, "state": dialog.Dialog.State, "user_id": user,
		"channel_id": channel, "team_id": "", "submission": fields, "cancelled": false,
	})
	var answer struct {
		Error  string            `json:"error"`
		Errors map[string]string `json:"errors"`
	}
	status, err := postJSON(dialog.URL, "", body, &answer)
	if err != nil {
		return nil, fmt.Errorf("submit a dialog: %d, %w", status, err)
	}
	if answer.Error != "" {
		return map[string]string{"": answer.Error}, nil
	}
	return answer.Errors, nil
}

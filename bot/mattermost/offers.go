package mattermost

import (
	"context"
	"crypto/rand"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/mattermost/mattermost/server/public/model"

	"digbot/bot"
	"digbot/internal/programme"
)

const (
	// offerFor is how long buttons can be clicked.
	offerFor = 7 * 24 * time.Hour

	// buttonsMost is how many choices stand as buttons; more are a list to choose from.
	buttonsMost = 6

	actionPath = "/mattermost/action"
	dialogPath = "/mattermost/dialog"

	// CommandPath is the path of the HTTP door that the slash command calls.
	CommandPath = "/mattermost/command"
)

// offer is what the buttons of one post mean. It is kept on our side: only a secret that finds it goes to the server,
// which shows it to nobody and sends it back with a click.
type offer struct {
	Marker       string             `json:"marker,omitempty"` // of the post that carries the buttons; empty: only one user was shown it
	Channel      string             `json:"channel"`
	Thread       string             `json:"thread,omitempty"`
	Conversation string             `json:"conversation"`
	User         string             `json:"user,omitempty"` // the only one who may click; empty: whoever sees it
	Direct       bool               `json:"direct,omitempty"`
	Staff        bool               `json:"staff,omitempty"`
	Language     programme.Language `json:"lang,omitempty"`
	Actions      []action           `json:"actions"`
}

// action is one button, or one list to choose from.
type action struct {
	ID      string       `json:"id"` // letters and digits only: the server finds no other
	Button  *bot.Button  `json:"button,omitempty"`
	Choices []bot.Choice `json:"choices,omitempty"`
}

// digest is what is kept of a secret, and names things in keys.
func digest(secret string) string {
	sum := sha256.Sum256([]byte(secret))
	return hex.EncodeToString(sum[:16])
}

// actions lists what can be clicked. Buttons that open a page are links in the text: Mattermost has none of that kind.
func actions(choices []bot.Choice, buttons []bot.Button) []action {
	var all []action
	if len(choices) > buttonsMost {
		all = append(all, action{Choices: choices})
	} else {
		for _, choice := range choices {
			all = append(all, action{Choices: []bot.Choice{choice}})
		}
	}
	for _, button := range buttons {
		if button.URL == "" {
			all = append(all, action{Button: &button})
		}
	}
	for i := range all {
		all[i].ID = "a" + strconv.Itoa(i)
	}
	return all
}

// attach notes an offer and returns the attachments that show it; none when there is nothing to click.
func (m *Mattermost) attach(ctx context.Context, o offer) ([]*model.MessageAttachment, error) {
	if len(o.Actions) == 0 {
		return nil, nil
	}
	secret := rand.Text()
	if err := m.noteOffer(ctx, digest(secret), o); err != nil {
		return nil, err
	}
	attachment := &model.MessageAttachment{}
	for _, a := range o.Actions {
		attachment.Actions = append(attachment.Actions, m.shown(a, secret, o.Language))
	}
	return []*model.MessageAttachment{attachment}, nil
}

func (m *Mattermost) noteOffer(ctx context.Context, sum string, o offer) error {
	text, err := json.Marshal(o)
	if err != nil {
		return fmt.Errorf("note the buttons: %w", err)
	}
	if err := m.notes.Note(ctx, offerNote(sum), string(text), offerFor); err != nil {
		return fmt.Errorf("note the buttons: %w", err)
	}
	return nil
}

// shown is an action as the server gets it.
func (m *Mattermost) shown(a action, secret string, language programme.Language) *model.PostAction {
	made := &model.PostAction{
		Id: a.ID, Type: model.PostActionTypeButton, Style: "default",
		Integration: &model.PostActionIntegration{
			URL: m.config.PublicURL + actionPath, Context: map[string]any{"secret": secret, "action": a.ID},
		},
	}
	switch {
	case a.Button != nil:
		made.Name, made.Style = silence(a.Button.Label), style(a.Button.Style)
	case len(a.Choices) == 1:
		made.Name = silence(a.Choices[0].Label)
	default:
		made.Type, made.Name, made.Style = model.PostActionTypeSelect, m.words.say("choose", language), ""
		for i, choice := range a.Choices {
			made.Options = append(made.Options, &model.PostActionOptions{Text: choice.Label, Value: strconv.Itoa(i)})
		}
	}
	return made
}

func style(s bot.Style) string {
	switch s {
	case bot.Strong:
		return "primary"
	case bot.Danger:
		return "danger"
	}
	return "default"
}

// clickable reports whether the server can reach the HTTP door.
func (m *Mattermost) clickable() bool { return m.config.PublicURL != "" }

// aside is what stands below a text because it cannot be clicked: pages to open, and choices when there are no buttons.
func (m *Mattermost) aside(choices []bot.Choice, buttons []bot.Button) []string {
	var lines []string
	for i, choice := range choices {
		if !m.clickable() {
			lines = append(lines, strconv.Itoa(i+1)+". "+escape(choice.Label))
		}
	}
	for _, button := range buttons {
		if button.URL != "" {
			lines = append(lines, "["+escape(button.Label)+"]("+strings.ReplaceAll(button.URL, ")", "%29")+")")
		}
	}
	return lines
}

// spend takes one action of an offer, once. The other actions stay.
func (m *Mattermost) spend(ctx context.Context, sum string, a action) (bool, error) {
	text, found, err := m.notes.Take(ctx, offerNote(sum))
	if err != nil || !found {
		return false, err
	}
	var o offer
	if err := json.Unmarshal([]byte(text), &o); err != nil {
		return false, fmt.Errorf("read the buttons: %w", err)
	}
	before := len(o.Actions)
	o.Actions = slices.DeleteFunc(o.Actions, func(other action) bool { return other.ID == a.ID })
	if len(o.Actions) > 0 {
		if err := m.noteOffer(ctx, sum, o); err != nil {
			m.log.Warn("the other buttons of a post are lost", "error", err)
		}
	}
	return len(o.Actions) < before, nil
}

// unspend gives an action back, because its click came to nothing or has only opened a form.
func (m *Mattermost) unspend(ctx context.Context, sum string, o offer, a action) {
	text, err := m.notes.Noted(ctx, offerNote(sum))
	var left offer
	if err == nil && text != "" && json.Unmarshal([]byte(text), &left) == nil {
		o = left
	} else {
		o.Actions = nil
	}
	o.Actions = append(slices.DeleteFunc(o.Actions, func(other action) bool { return other.ID == a.ID }), a)
	if err := m.noteOffer(ctx, sum, o); err != nil {
		m.log.WarnContext(ctx, "a button cannot be clicked again", "error", err)
	}
}

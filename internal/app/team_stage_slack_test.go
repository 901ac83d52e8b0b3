package app

import (
	"encoding/json"
	"errors"
	"fmt"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"digbot/internal/config"
	"digbot/internal/fake"
)

// workspace is a Slack on which the team works, over Socket Mode or over signed HTTP.
type workspace struct {
	*fake.Slack
	t    *testing.T
	http bool
}

func newWorkspace(t *testing.T) venue { return &workspace{t: t} }

// open starts the workspace; address is where events come by HTTP, or empty.
func (w *workspace) open(address string) {
	w.Slack = fake.NewSlack(fake.SlackOptions{RequestURL: address})
	w.t.Cleanup(w.Close)
	w.AddChannel("C0PUBLIC", "annonces", false, fake.SlackBotUser, "U0CAMILLE", "U0DOMINIQUE", "U0SACHA", "U0ALIX")
	w.AddChannel("C0STAFF", "equipe", true, fake.SlackBotUser, "U0CAMILLE", "U0DOMINIQUE", "U0SACHA", "U0ALIX")
}

// userOn is a person's id in the workspace.
func userOn(who string) string { return "U0" + strings.ToUpper(who) }

func (w *workspace) settle(cfg *config.Config, door string) {
	if !w.http {
		door = ""
	}
	w.open(door)
	cfg.Slack = config.Slack{BotToken: config.NewSecret(fake.SlackBotToken), APIURL: w.APIURL(), AppToken: config.NewSecret(fake.SlackAppToken)}
	if w.http {
		cfg.Slack.AppToken, cfg.Slack.SigningSecret = config.Secret{}, config.NewSecret(fake.SlackSigningSecret)
	}
	for i := range cfg.Staff {
		cfg.Staff[i].Slack = userOn(cfg.Staff[i].ID)
	}
}

func (w *workspace) ready() bool { return w.http || w.Opened() > 0 }

func (w *workspace) command(who, text string) { w.Command(userOn(who), w.Direct(userOn(who)), text) }

func (w *workspace) say(who, text string) { w.Say(userOn(who), w.Direct(userOn(who)), text, "") }

func (w *workspace) reads(who string) []screen {
	all := w.screens(w.Direct(userOn(who)), func(fake.SlackMessage) bool { return true })
	for _, channel := range []string{"C0PUBLIC", "C0STAFF"} {
		all = append(all, w.screens(channel, func(m fake.SlackMessage) bool { return m.Reader == userOn(who) })...)
	}
	return all
}

func (w *workspace) room(name string) []screen {
	channel := map[string]string{"annonces": "C0PUBLIC", "equipe": "C0STAFF"}[name]
	return w.screens(channel, func(m fake.SlackMessage) bool { return m.Reader == "" })
}

func (w *workspace) screens(channel string, shown func(fake.SlackMessage) bool) []screen {
	var all []screen
	for _, m := range w.Answers(channel) {
		if !shown(m) {
			continue
		}
		s := screen{id: m.TS, text: readable(m.Text + "\n" + blocksOf(m)), click: func(who, label string) error { return w.Click(userOn(who), channel, m.TS, label) }}
		for _, b := range m.Buttons() {
			s.labels = append(s.labels, b.Label)
		}
		all = append(all, s)
	}
	return all
}

func blocksOf(m fake.SlackMessage) string {
	var parts []string
	for _, block := range m.Blocks {
		if text, is := block["text"].(map[string]any); is {
			parts = append(parts, fmt.Sprint(text["text"]))
		}
	}
	return strings.Join(parts, "\n")
}

func (w *workspace) thread(who string, under screen, text string) {
	w.Say(userOn(who), "C0STAFF", text, under.id)
}

func (w *workspace) public(who, text string) bool {
	w.Command(userOn(who), "C0PUBLIC", text)
	return true
}

func (w *workspace) callback(who string, on screen, label string) func(string) string {
	var pressed fake.SlackButton
	for _, m := range w.Answers("C0STAFF") {
		for _, b := range m.Buttons() {
			if m.TS == on.id && b.Label == label {
				pressed = b
			}
		}
	}
	return func(forgery string) string {
		at := strconv.FormatInt(time.Now().Unix(), 10)
		payload, err := json.Marshal(map[string]any{"type": "block_actions", "user": map[string]any{"id": userOn(who)}, "trigger_id": "x", "response_url": "",
			"container": map[string]any{"type": "message", "message_ts": on.id, "channel_id": "C0STAFF"},
			"actions":   []map[string]any{{"type": "button", "action_id": pressed.Action, "block_id": pressed.Block, "value": pressed.Value, "action_ts": at + "." + forgery}}})
		if err != nil {
			w.t.Fatal(err)
		}
		body := []byte(url.Values{"payload": {string(payload)}}.Encode())
		signature := fake.SlackSignature(fake.SlackSigningSecret, at, body)
		switch forgery {
		case "not signed":
			signature = ""
		case "badly signed":
			signature = fake.SlackSignature("another secret", at, body)
		case "signed long ago":
			at = strconv.FormatInt(time.Now().Add(-10*time.Minute).Unix(), 10)
			signature = fake.SlackSignature(fake.SlackSigningSecret, at, body)
		case "signed for something else":
			signature = fake.SlackSignature(fake.SlackSigningSecret, at, append(body, ' '))
		}
		status, _ := w.PostSigned("/slack/interactions", "application/x-www-form-urlencoded", body, at, signature)
		return strconv.Itoa(status)
	}
}

func (w *workspace) forgeries() map[string]string {
	return map[string]string{"not signed": "401", "badly signed": "401", "signed long ago": "401", "signed for something else": "401"}
}

func (w *workspace) fill(who string, fields ...[2]string) error {
	views := w.Views()
	for !w.Await(longest, func() bool { views = w.Views(); return len(views) > 0 }) {
		return errors.New("no form was opened")
	}
	view := slices.MaxFunc(views, func(a, b fake.SlackView) int { return strings.Compare(a.ID, b.ID) })
	values := map[string]string{}
	for _, field := range fields {
		values[field[0]] = chosenIn(view, field[0], field[1])
	}
	return w.Submit(userOn(who), view.ID, values)
}

// chosenIn is what a person enters: of a field with choices, the value of the one with that label.
func chosenIn(view fake.SlackView, id, entered string) string {
	for _, block := range view.Blocks {
		element, _ := block["element"].(map[string]any)
		options, _ := element["options"].([]any)
		for _, each := range options {
			option, _ := each.(map[string]any)
			if text, _ := option["text"].(map[string]any); element["action_id"] == id && text["text"] == entered {
				return fmt.Sprint(option["value"])
			}
		}
	}
	return entered
}

func (w *workspace) rules() error {
	var faults []error
	for _, refused := range w.Refused() {
		faults = append(faults, errors.New(refused))
	}
	return errors.Join(faults...)
}

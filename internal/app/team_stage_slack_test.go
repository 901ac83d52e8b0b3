package app

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"

	"digbot/internal/config"
	"digbot/internal/fake"
)

// workspace is a Slack on which the team works, over Socket Mode or over signed HTTP.
type workspace struct {
	*fake.Slack
	http bool
}

func newWorkspace(t *testing.T) venue { return openWorkspace(t, fake.SlackOptions{}) }

func openWorkspace(t *testing.T, options fake.SlackOptions) *workspace {
	w := &workspace{fake.NewSlack(options), options.RequestURL != ""}
	t.Cleanup(w.Close)
	w.AddChannel("C0PUBLIC", "annonces", false, fake.SlackBotUser, "U0CAMILLE", "U0DOMINIQUE", "U0SACHA", "U0ALIX")
	w.AddChannel("C0STAFF", "equipe", true, fake.SlackBotUser, "U0CAMILLE", "U0DOMINIQUE", "U0SACHA", "U0ALIX")
	return w
}

// userOn is a person's id in the workspace.
func userOn(who string) string { return "U0" + strings.ToUpper(who) }

func (w *workspace) settle(cfg *config.Config, _ string) {
	cfg.Slack = config.Slack{BotToken: config.NewSecret(fake.SlackBotToken), APIURL: w.APIURL(), AppToken: config.NewSecret(fake.SlackAppToken)}
	if w.http {
		cfg.Slack.AppToken, cfg.Slack.SigningSecret = config.Secret{}, config.NewSecret(fake.SlackSigningSecret)
	}
	cfg.Staff = append(cfg.Staff, config.Member{ID: "sacha", Name: "Sacha Exemple", Rights: []config.Right{config.MayAnswer}})
	for i := range cfg.Staff {
		cfg.Staff[i].Slack = userOn(cfg.Staff[i].ID)
	}
}

func (w *workspace) ready() bool { return w.http || w.Opened() > 0 }

func (w *workspace) command(who, text string) { w.Command(userOn(who), w.Direct(userOn(who)), text) }

func (w *workspace) say(who, text string) { w.Say(userOn(who), w.Direct(userOn(who)), text, "") }

func (w *workspace) reads(who string) []screen {
	all := w.screens(w.Direct(userOn(who)), func(m fake.SlackMessage) bool { return true })
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

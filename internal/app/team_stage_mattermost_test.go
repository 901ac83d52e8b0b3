package app

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"maps"
	"net/http"
	"slices"
	"testing"
	"time"

	"digbot/bot/mattermost"
	"digbot/internal/config"
	"digbot/internal/fake"
)

// server is a Mattermost on which the team works.
type server struct {
	*fake.Mattermost
	t                *testing.T
	bot, token       string
	people           map[string]string // ids, by name
	team             string
	annonces, equipe string         // channels
	filled           map[string]int // dialogs that were filled in, by person
}

func newServer(t *testing.T) venue { return openServer(t) }

func openServer(t *testing.T) *server {
	m, err := fake.NewMattermost(fake.MattermostOptions{Internal: "127.0.0.1"})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(m.Close)
	c := &server{Mattermost: m, t: t, people: map[string]string{}, filled: map[string]int{}}
	c.bot, c.token = m.AddBot("digbot")
	members := []string{c.bot}
	for _, who := range []string{"camille", "dominique", "sacha", "alix"} {
		c.people[who] = m.AddUser(who, who+"@example.org")
		members = append(members, c.people[who])
	}
	c.team = m.AddTeam("dig", members...)
	c.annonces, c.equipe = m.AddChannel(c.team, "annonces", members...), m.AddChannel(c.team, "equipe", members...)
	return c
}

func (c *server) settle(cfg *config.Config, door string) {
	command := c.AddCommand(c.team, "dig", door+mattermost.CommandPath)
	cfg.HTTP.PublicURL = door
	cfg.Mattermost = config.Mattermost{URL: c.URL(), Token: config.NewSecret(c.token), Team: "dig", CommandToken: config.NewSecret(command.Token)}
	for i := range cfg.Staff {
		cfg.Staff[i].Mattermost = c.people[cfg.Staff[i].ID]
	}
}

func (c *server) ready() bool { return c.Lines() > 0 }

func (c *server) direct(who string) string { return c.Direct(c.people[who], c.bot) }

func (c *server) command(who, text string) {
	if _, err := c.Slash(c.people[who], c.direct(who), "dig", text); err != nil {
		c.t.Errorf("%s: /dig %s: %v", who, text, err)
	}
}

func (c *server) say(who, text string) { c.Say(c.people[who], c.direct(who), "", text) }

func (c *server) reads(who string) []screen {
	all := c.screens(c.direct(who))
	for _, e := range c.Ephemerals(c.people[who]) {
		s := screen{id: e.ID, text: readable(e.Text), click: func(_, label string) error { _, err := c.ClickEphemeral(e, label); return err }}
		s.labels = labelsOf(fake.MattermostPost{Props: e.Props})
		all = append(all, s)
	}
	return all
}

func (c *server) room(name string) []screen {
	return c.screens(map[string]string{"annonces": c.annonces, "equipe": c.equipe}[name])
}

func (c *server) screens(channel string) []screen {
	var all []screen
	for _, p := range c.Posts(channel) {
		if p.UserID != c.bot {
			continue
		}
		click := func(who, label string) error { _, err := c.Click(c.people[who], p.ID, label); return err }
		all = append(all, screen{id: p.ID, text: readable(p.Message), labels: labelsOf(p), click: click})
	}
	return all
}

func labelsOf(p fake.MattermostPost) []string {
	var labels []string
	for _, action := range p.Actions() {
		labels = append(labels, action.Name)
	}
	return labels
}

func (c *server) thread(who string, under screen, text string) {
	c.Say(c.people[who], c.equipe, under.id, text)
}

func (c *server) public(who, text string) bool {
	if _, err := c.Slash(c.people[who], c.annonces, "dig", text); err != nil {
		c.t.Errorf("%s: /dig %s: %v", who, text, err)
	}
	return true
}

func (c *server) callback(who string, on screen, label string) func(string) string {
	var pressed fake.MattermostAction
	for _, p := range c.Posts(c.equipe) {
		for _, action := range p.Actions() {
			if p.ID == on.id && action.Name == label {
				pressed = action
			}
		}
	}
	return func(forgery string) string {
		context := maps.Clone(pressed.Integration.Context)
		switch forgery {
		case "a made-up secret":
			context["secret"] = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
		case "no secret":
			delete(context, "secret")
		}
		body, err := json.Marshal(map[string]any{"user_id": c.people[who], "channel_id": c.equipe, "post_id": on.id, "type": "button", "trigger_id": "x", "context": context})
		if err != nil {
			c.t.Fatal(err)
		}
		return answerTo(c.t, pressed.Integration.URL, body)
	}
}

// answerTo posts a body, and reads the answer.
func answerTo(t *testing.T, url string, body []byte) string {
	t.Helper()
	response, err := http.Post(url, "application/json", bytes.NewReader(body)) //nolint:noctx,gosec // on this machine
	if err != nil {
		t.Fatal(err)
	}
	defer response.Body.Close()
	text, err := io.ReadAll(response.Body)
	if err != nil {
		t.Fatal(err)
	}
	return readable(string(text))
}

func (c *server) forgeries() map[string]string {
	return map[string]string{"a made-up secret": "a déjà servi", "no secret": "a déjà servi"}
}

func (c *server) fill(who string, fields ...[2]string) error {
	user := c.people[who]
	var opened []fake.MattermostDialog
	for deadline := time.Now().Add(longest); len(opened) <= c.filled[who]; opened = c.Dialogs(user) {
		if time.Now().After(deadline) {
			return errors.New("no form was opened")
		}
		time.Sleep(2 * time.Millisecond)
	}
	c.filled[who] = len(opened)
	dialog := opened[len(opened)-1]
	values := map[string]any{}
	for i, field := range fields { // the fields have names of their own, in the same order
		element := dialog.Dialog.Elements[i]
		values[element.Name] = field[1]
		for _, option := range element.Options {
			if option.Text == field[1] {
				values[element.Name] = option.Value
			}
		}
	}
	faults, err := c.Submit(user, c.direct(who), dialog, values)
	if len(faults) > 0 {
		return errors.New(slices.Sorted(maps.Values(faults))[0])
	}
	return err
}

func (c *server) rules() error { return c.Violations() }

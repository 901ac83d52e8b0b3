package slack

import (
	"regexp"
	"slices"
	"testing"
	"time"

	"digbot/bot/bottest"
	"digbot/internal/fake"
)

// chat lets people of the fake workspace talk to the bot in direct messages.
type chat struct{ *workspace }

func (c chat) Ask(_ *testing.T, person, text string) string {
	return c.Say(person, c.Direct(person), escape(text), "") // as Slack sends what was typed
}

func (c chat) Repeat(_ *testing.T, person, message string) {
	c.Slack.Repeat(c.Direct(person), message)
}

func (c chat) Said(_ *testing.T, person string, n int) []string {
	c.Await(30*time.Second, func() bool { return len(c.Answers(c.Direct(person))) >= n })
	var said []string
	for _, m := range c.Answers(c.Direct(person)) {
		said = append(said, screen(m))
	}
	return said
}

func (c chat) Choose(t *testing.T, person, label string) {
	answers := c.Answers(c.Direct(person))
	if err := c.Click(person, c.Direct(person), answers[len(answers)-1].TS, label); err != nil {
		t.Fatal(err)
	}
}

// ping is what rings bells, in blocks or in the text beside them.
var ping = regexp.MustCompile(`<[!@]`)

func (c chat) Pings(t *testing.T) []string {
	var rang []string
	for _, person := range persons() {
		for _, m := range c.Answers(c.Direct(person)) {
			for _, text := range append(texted(m), m.Text) {
				if ping.MatchString(text) {
					rang = append(rang, text)
				}
			}
		}
	}
	if refused := c.Refused(); len(refused) > 0 {
		t.Errorf("Slack refuses %q", refused)
	}
	return rang
}

func texted(m fake.SlackMessage) []string {
	var all []string
	for _, block := range m.Blocks {
		text, _ := block["text"].(map[string]any)
		shown, _ := text["text"].(string)
		all = append(all, shown)
	}
	return slices.DeleteFunc(all, func(text string) bool { return text == "" })
}

func persons() []string { return []string{"U0CAMILLE", "U0DOMINIQUE"} }

func (c chat) Connected(t *testing.T) {
	if !c.Await(30*time.Second, func() bool { return c.Slack.Connected() > 0 }) {
		t.Fatal("the bot did not connect")
	}
}

func TestConduct(t *testing.T) {
	t.Parallel()
	bottest.Run(t, func(t *testing.T) bottest.Subject {
		w := newWorkspace(t, fake.SlackOptions{})
		return bottest.Subject{Platform: New(w.config, w.ports), Chat: chat{w}, People: persons(), Longest: messageMost}
	})
}

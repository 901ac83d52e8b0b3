package console

import (
	"context"
	"errors"
	"io"
	"strings"
	"testing"

	"digbot/bot"
	"digbot/templates"
)

func TestConversation(t *testing.T) {
	var asked []string
	handle := func(_ context.Context, m bot.Message) (bot.Reply, error) {
		asked = append(asked, m.Platform+"/"+m.Conversation+"/"+m.Text)
		if m.Text == "panne" {
			return bot.Reply{}, errors.New("storage is away")
		}
		return bot.Reply{
			Body:    templates.ParseMarkdown("Une **réponse**."),
			Footer:  templates.ParseMarkdown("Source : [texte](https://a.example)"),
			Choices: []bot.Choice{{ID: "a", Label: "Première ?"}, {ID: "b", Label: "Seconde ?"}},
		}, nil
	}
	var out strings.Builder
	c := New(Config{Welcome: "Bonjour.", Bye: "Au revoir.", Failure: "Réessayez.", User: "camille",
		In: strings.NewReader("combien ?\n\npanne\n"), Out: &out})
	if err := c.Run(t.Context(), handle); err != nil {
		t.Fatal(err)
	}
	want := "\nBonjour.\n\n> combien ?\n\nUne réponse.\n\n  1. Première ?\n  2. Seconde ?\n\nSource : texte (https://a.example)\n\n" +
		"> panne\n\nRéessayez.\n\n\nAu revoir.\n\n"
	if out.String() != want {
		t.Errorf("the conversation reads\n%s\nwant\n%s", out.String(), want)
	}
	if got := strings.Join(asked, " "); got != "console/camille/combien ? console/camille/panne" {
		t.Errorf("asked %q", got)
	}
}

func TestWrap(t *testing.T) {
	for _, test := range []struct{ text, want string }{
		{"un deux trois", "un deux\ntrois"},
		{"- un deux trois", "- un deux\n  trois"},
		{"anticonstitutionnellement", "anticonstitutionnellement"},
		{"", ""},
		{"été été été", "été été\nété"},
	} {
		if got := wrap(test.text, 9); got != test.want {
			t.Errorf("wrap(%q) = %q, want %q", test.text, got, test.want)
		}
	}
}

// TestTheEndOfTheContextEndsAWaitingConversation types nothing.
func TestTheEndOfTheContextEndsAWaitingConversation(t *testing.T) {
	in, out := io.Pipe()
	defer out.Close()
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	var said strings.Builder
	c := New(Config{Bye: "Au revoir.", In: in, Out: &said})
	if err := c.Run(ctx, nil); err != nil || !strings.Contains(said.String(), "Au revoir.") {
		t.Errorf("%v, %q", err, said.String())
	}
}

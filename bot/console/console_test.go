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

// TestCommandsButtonsAndForms types a command, clicks by number and by label, and fills in a form.
func TestCommandsButtonsAndForms(t *testing.T) {
	var got []bot.Message
	handle := func(_ context.Context, m bot.Message) (bot.Reply, error) {
		got = append(got, m)
		switch {
		case m.Kind == bot.Command:
			return bot.Reply{Body: templates.ParseMarkdown("Aperçu."), Buttons: []bot.Button{{ID: "ask", Label: "Demander", Value: "v1"}, {ID: "refuse", Label: "Refuser", Value: "v2"}}}, nil
		case m.Choice == "refuse" && m.Kind == bot.Clicked:
			return bot.Reply{Body: templates.ParseMarkdown("Dites pourquoi."), Form: &bot.Form{ID: "refuse", Value: "v2", Fields: []bot.Field{{ID: "reason", Label: "Raison"},
				{ID: "lang", Label: "Langue", Choices: []bot.Choice{{ID: "fr", Label: "français"}, {ID: "en", Label: "anglais"}}}}}}, nil
		}
		return bot.Reply{Body: templates.ParseMarkdown("Noté.")}, nil
	}
	var out strings.Builder
	c := New(Config{User: "camille", In: strings.NewReader("/dig annoncer ouverture\n1\n/dig annoncer ouverture\nrefuser\ntrop tôt\n2\n1\n/digital\n"), Out: &out})
	if err := c.Run(t.Context(), handle); err != nil {
		t.Fatal(err)
	}
	want := []string{"command annoncer ouverture", "click ask v1", "command annoncer ouverture", "click refuse v2", "form refuse v2 trop tôt en", "said 1", "said /digital"}
	var names []string
	for _, m := range got {
		name := map[bot.MessageKind]string{bot.Command: "command ", bot.Clicked: "click ", bot.Submitted: "form ", bot.Said: "said "}[m.Kind]
		names = append(names, strings.TrimSpace(name+strings.Join(strings.Fields(strings.Join([]string{m.Text, m.Choice, m.Value, m.Fields["reason"], m.Fields["lang"]}, " ")), " ")))
		if !m.Place.Direct || m.User != "camille" {
			t.Errorf("%+v is not said by camille alone", m)
		}
	}
	if strings.Join(names, "|") != strings.Join(want, "|") {
		t.Errorf("heard %q, want %q", names, want)
	}
	if !strings.Contains(out.String(), "  1. Demander\n  2. Refuser\n") {
		t.Errorf("the buttons are not shown:\n%s", out.String())
	}
	if !strings.Contains(out.String(), "\nDites pourquoi.\n\n\nRaison\n") {
		t.Errorf("the form does not say what it is about:\n%s", out.String())
	}
}

// TestACommandLeavesAForm types one where the form wants a reason: it is carried out, and is no reason.
func TestACommandLeavesAForm(t *testing.T) {
	for _, test := range []struct {
		typed, want string
		left        bool
	}{
		{"/dig approuver b", "command refuser a|command approuver b", true},
		{"/DIG approuver b", "command refuser a|command approuver b", true},
		{"/dig refuser b\ntrop tôt", "command refuser a|command refuser b|form trop tôt", true},
		{"/approuver b", "command refuser a|said /approuver b", true},
		{"/ non", "command refuser a|form / non", false},
		{"non /dig", "command refuser a|form non /dig", false},
	} {
		var heard []string
		handle := func(_ context.Context, m bot.Message) (bot.Reply, error) {
			kind := map[bot.MessageKind]string{bot.Command: "command ", bot.Submitted: "form ", bot.Said: "said "}[m.Kind]
			heard = append(heard, kind+m.Text+m.Fields["reason"])
			if !strings.HasPrefix(m.Text, "refuser") {
				return bot.Reply{Body: templates.ParseMarkdown("Noté.")}, nil
			}
			return bot.Reply{Form: &bot.Form{ID: "refuse", Fields: []bot.Field{{ID: "reason", Label: "Raison"}}}}, nil
		}
		var out strings.Builder
		c := New(Config{User: "camille", Left: "Formulaire quitté.", In: strings.NewReader("/dig refuser a\n" + test.typed + "\n"), Out: &out})
		if err := c.Run(t.Context(), handle); err != nil {
			t.Fatal(err)
		}
		if got := strings.Join(heard, "|"); got != test.want || strings.Contains(out.String(), "Formulaire quitté.") != test.left {
			t.Errorf("%q: heard %q, want %q; said\n%s", test.typed, got, test.want, out.String())
		}
	}
}

func TestWrap(t *testing.T) {
	for _, test := range []struct{ text, want string }{
		{"un deux trois", "un deux\ntrois"},
		{"- un deux trois", "- un deux\n  trois"},
		{"anticonstitutionnellement", "anticonstitutionnellement"},
		{"", ""},
		{"un : deux ?", "un :\ndeux ?"},
		{"dire « oui » !", "dire\n« oui » !"},
		{"été été été", "été été\nété"},
	} {
		if got := wrap(test.text, 9); got != test.want {
			t.Errorf("wrap(%q) = %q, want %q", test.text, got, test.want)
		}
	}
}

// TestAWordEndsTheConversation says it between other words, which are a question.
func TestAWordEndsTheConversation(t *testing.T) {
	for _, word := range []string{"quitter", "Exit", " quit "} {
		var asked []string
		var out strings.Builder
		c := New(Config{Welcome: "Bonjour à toutes et à tous.", Bye: "Au revoir.", Width: 16, Out: &out, In: strings.NewReader("puis-je quitter ?\n" + word + "\nencore\n")})
		handle := func(_ context.Context, m bot.Message) (bot.Reply, error) {
			asked = append(asked, m.Text)
			return bot.Reply{Body: templates.ParseMarkdown("Oui.")}, nil
		}
		if err := c.Run(t.Context(), handle); err != nil {
			t.Fatal(err)
		}
		if strings.Join(asked, "|") != "puis-je quitter ?" || !strings.HasSuffix(out.String(), "\nAu revoir.\n\n") {
			t.Errorf("%q: asked %q, and said\n%s", word, asked, out.String())
		}
		if !strings.HasPrefix(out.String(), "\nBonjour à toutes\net à tous.\n") {
			t.Errorf("the welcome is as wide as it likes:\n%s", out.String())
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

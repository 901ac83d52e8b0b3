package slack

import (
	"encoding/json"
	"regexp"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/slack-go/slack"

	"digbot/bot"
	"digbot/templates"
)

func TestFormat(t *testing.T) {
	for _, test := range []struct{ markdown, want string }{
		{"Une **date** et *une heure*.", "Une *date* et _une heure_."},
		{"## Titre\n\nTexte", "*Titre*\n\nTexte"},
		{"- un\n- deux\n  - deux bis\n\nfin", "• un\n• deux\n    • deux bis\n\nfin"},
		{"1. un\n2. deux", "1. un\n2. deux"},
		{"[le site](https://example.org/?a=1&b=2)", "<https://example.org/?a=1&amp;b=2|le site>"},
		{"[mail](mailto:a@example.org)", "<mailto:a@example.org|mail>"},
		{"[tous](!channel) [elle](@U0CAMILLE)", "tous elle"},
		{`\<!channel\> &lt;@U0CAMILLE&gt; a & b`, "&lt;!channel&gt; &lt;@U0CAMILLE&gt; a &amp; b"},
		{"> cité\n> encore", "> cité encore"},
		{"```\na < b\n```", "```\na &lt; b\n```"},
		{"`a & b`", "`a &amp; b`"},
		{"| Défi | Lieu |\n| --- | --- |\n| Shom | Brest |\n| Autre | Paris |", "• Défi\u00a0: Shom ; Lieu\u00a0: Brest\n• Défi\u00a0: Autre ; Lieu\u00a0: Paris"},
		{"Avant\\\naprès", "Avant\naprès"},
	} {
		messages := content{body: templates.ParseMarkdown(test.markdown)}.messages()
		if len(messages) != 1 || messages[0].text != test.want {
			t.Errorf("%q is written as\n%q, want\n%q", test.markdown, messages[0].text, test.want)
		}
	}
}

// TestUnderAnAnswer puts everything under a long text that can stand there.
func TestUnderAnAnswer(t *testing.T) {
	c := content{
		body: paragraph(strings.Repeat("mot ", 2000)), footer: paragraph("Source : communiqué"),
		choices: []bot.Choice{{ID: "a", Label: "A ?"}, {ID: "b", Label: strings.Repeat("é", 200)}},
		buttons: []bot.Button{{ID: "x", Label: "X", Value: strings.Repeat("v", 1000)}}, feedback: []bot.Button{{ID: bot.Useful, Label: "Oui"}},
	}
	messages := c.messages()
	if len(messages) != 3 || len(messages[0].blocks) != 2 {
		t.Fatalf("%d messages", len(messages))
	}
	var kinds []string
	for _, block := range messages[2].blocks {
		kinds = append(kinds, string(block.BlockType()))
	}
	if got := strings.Join(kinds, " "); got != "section actions actions context actions" {
		t.Errorf("the last message is made of %s", got)
	}
}

// FuzzFormat writes any text, and holds it to Slack's limits: nothing pings, nothing is lost.
func FuzzFormat(f *testing.F) {
	for _, seed := range []string{
		"", "a", "<!channel> <@U1> &lt;", "[a](<!channel>) [b](http://x|y>z)", "- a\n  - b\n    > c\n\n```\nd```e\n```", strings.Repeat("mot ", 3000), strings.Repeat("&", 9000),
		strings.Repeat("> ", 50) + "x", strings.Repeat("a\\\n", 2000), "# " + strings.Repeat("é", 4000), "| a |\n|---|\n" + strings.Repeat("| b |\n", 200), "---\n\n---", "**a*b**_c_",
	} {
		f.Add(seed)
	}
	mention := regexp.MustCompile(`<[^hm/]|<h[^t]|<m[^a]`)
	f.Fuzz(func(t *testing.T, markdown string) {
		document := templates.ParseMarkdown(markdown)
		var said strings.Builder
		for _, m := range (content{body: document, footer: document, feedback: []bot.Button{{ID: bot.Useful, Label: "Oui"}}}).messages() {
			said.WriteString(m.text)
			if m.text == "" || size(m.text) > messageMost || len(m.blocks) > messageBlocks || mention.MatchString(m.text) {
				t.Errorf("a message of %d characters and %d blocks: %q", size(m.text), len(m.blocks), m.text)
			}
			for _, block := range m.blocks {
				if section, is := block.(*slack.SectionBlock); is && (section.Text.Text == "" || size(section.Text.Text) > sectionMost || mention.MatchString(section.Text.Text)) {
					t.Errorf("a section of %d characters: %q", size(section.Text.Text), section.Text.Text)
				}
			}
			if _, err := json.Marshal(m.blocks); err != nil {
				t.Error(err)
			}
		}
		if !utf8.ValidString(markdown) { // bytes that are nothing apart may be a letter together
			return
		}
		if got, want := letters(said.String()), letters(escape(allText(document.Blocks))); !strings.Contains(got, want) && !linked(document.Blocks) {
			t.Errorf("%q became %q", want, got)
		}
	})
}

// letters are what a text is made of apart from markup.
func letters(text string) string {
	return regexp.MustCompile(`[^\pL]+`).ReplaceAllString(text, "")
}

// allText is all the text of blocks.
func allText(blocks []templates.Block) string {
	var out strings.Builder
	for _, b := range blocks {
		if b.Kind == templates.Table {
			return "" // its head is repeated in each row
		}
		for _, s := range b.Spans {
			out.WriteString(s.Text)
		}
		for _, item := range b.Items {
			out.WriteString(allText(item))
		}
	}
	return out.String()
}

// linked reports whether there are links or tables, whose markup holds more than their text.
func linked(blocks []templates.Block) bool {
	for _, b := range blocks {
		for _, s := range b.Spans {
			if s.Link != "" {
				return true
			}
		}
		for _, item := range b.Items {
			if linked(item) {
				return true
			}
		}
		if b.Kind == templates.Table {
			return true
		}
	}
	return false
}

package mattermost

import (
	"regexp"
	"slices"
	"strings"
	"testing"
	"unicode/utf8"

	"digbot/templates"
)

func TestFormat(t *testing.T) {
	for _, test := range []struct{ name, markdown, want string }{
		{"a paragraph", "Bonjour **à toutes**, *à tous*, `code`.", "Bonjour **à toutes**, *à tous*, `code`."},
		{"line breaks", "un\\\ndeux\ntrois", "un\ndeux trois"},
		{"a list", "- un\n- deux\n  - trois", "- un\n- deux\n  - trois"},
		{"numbers", "1. un\n2. deux", "1. un\n2. deux"},
		{"a link", "[le texte](https://a.example/x(1)) et https://a.example/_b", "[le texte](https://a.example/x%281%29) et https://a.example/_b"},
		{"an address", "designers@example.fr", "designers@example.fr"},
		{"a heading", "## Titre", "## Titre"},
		{"a quotation", "> un\n>\n> deux", "> un\n> \n> deux"},
		{"a table", "| a | b |\n| --- | --- |\n| 1 | 2 |", "| a | b |\n| --- | --- |\n| 1 | 2 |"},
		{"code", "```\n@all `x`\n```", "```\n@\u200ball `x`\n```"},
	} {
		if got := format(templates.ParseMarkdown(test.markdown)); len(got) != 1 || got[0] != test.want {
			t.Errorf("%s: %q, want %q", test.name, got, test.want)
		}
	}
}

func TestForeignText(t *testing.T) {
	for text, want := range map[string]string{
		"@all @channel, (@here) @camille":   "@\u200ball @\u200bchannel, (@\u200bhere) @\u200bcamille",
		"x@example.org":                     "x@example.org",
		"@":                                 "@",
		"**gras** _ital_ `c` ~~x~~ [a](b)":  `\*\*gras\*\* \_ital\_ ` + "\\`c\\`" + ` \~\~x\~\~ \[a\](b)`,
		"snake_case_name":                   "snake_case_name",
		"a < b, <b>gras</b> <https://x.fr>": "a < b, &lt;b>gras&lt;/b> &lt;https://x.fr>",
		"&amp; & x&y":                       "&amp;amp; & x&y",
		"# titre":                           `\# titre`,
		"- liste":                           `\- liste`,
		"12. point":                         `12\. point`,
		"> cité":                            `\> cité`,
		`c:\dir`:                            `c:\\dir`,
	} {
		if got := format(paragraph(text)); len(got) != 1 || got[0] != want {
			t.Errorf("%q is written %q, want %q", text, got, want)
		}
		if got := seen(format(paragraph(text))[0]); got != text {
			t.Errorf("%q is seen as %q", text, got)
		}
	}
}

func TestParts(t *testing.T) {
	for name, document := range map[string]templates.Document{
		"one word":    paragraph(strings.Repeat("é", 40_000)),
		"one line":    paragraph(strings.Repeat("mot ", 10_000) + "fin"),
		"code":        {Blocks: []templates.Block{{Kind: templates.Code, Spans: []templates.Span{{Text: strings.Repeat("ligne\n", 5000)}}}}},
		"many blocks": {Blocks: slices.Repeat(paragraph(strings.Repeat("x", 5000)).Blocks, 10)},
	} {
		length := 0
		parts := format(document)
		for _, part := range parts {
			n := utf8.RuneCountInString(part)
			if n > longest || n == 0 || !utf8.ValidString(part) {
				t.Errorf("%s: a part of %d characters", name, n)
			}
			length += n
			if name == "code" && (!strings.HasPrefix(part, "```\n") || !strings.HasSuffix(part, "\n```")) {
				t.Errorf("%s: a part is not in fences", name)
			}
		}
		if len(parts) < 2 || length < 29_000 {
			t.Errorf("%s: %d parts, %d characters", name, len(parts), length)
		}
	}
	if got := format(templates.Document{}); len(got) != 0 {
		t.Errorf("nothing is %q", got)
	}
}

func TestPlain(t *testing.T) {
	self := identity{mention: named("digbot")}
	for text, want := range map[string]string{
		"@digbot combien ?":           "combien ?",
		"@DigBot: combien ?":          "combien ?",
		"combien, @digbot ?":          "combien, ?",
		"Dis @digbot, combien ?":      "Dis, combien ?",
		"**combien** *de* ~~tout~~ ?": "combien de tout ?",
		"2*3*4 et a_b_c":              "2*3*4 et a_b_c",
		"`code` fin":                  "code fin",
		"a < b > c && d":              "a < b > c && d",
		"ligne 1\nligne 2":            "ligne 1\nligne 2",
		"x@digbot.fr et @digbot-test": "x@digbot.fr et @digbot-test",
	} {
		if got := self.plain(text); got != want {
			t.Errorf("%q is heard as %q, want %q", text, got, want)
		}
	}
}

// bells is what rings everybody, as servers look for it.
var bells = regexp.MustCompile(`(?i)(^|[^\pL\pN])@(all|channel|here)\b`)

// FuzzFormat writes whatever people write: no part is too long, and nobody's bell rings.
func FuzzFormat(f *testing.F) {
	for _, text := range []string{"@all", "a@b @c", "```\n@here", "<@x|y>", "\\@all", "é@all", "_@all_", strings.Repeat("@a ", 9000)} {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		for _, document := range []templates.Document{paragraph(text), templates.ParseMarkdown(text)} {
			for _, part := range format(document) {
				if utf8.RuneCountInString(part) > longest {
					t.Errorf("a part of %d characters", utf8.RuneCountInString(part))
				}
			}
		}
		for _, part := range format(paragraph(text)) {
			if bells.MatchString(part) {
				t.Errorf("a bell rings in %q", part)
			}
		}
	})
}

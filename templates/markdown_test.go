package templates

import (
	"reflect"
	"strings"
	"testing"
)

func TestRenderings(t *testing.T) {
	for _, test := range []struct{ name, source, plain, markdown, html string }{
		{"styles", "Un **mot** *et* `code`.", "Un mot et code.", "Un **mot** *et* `code`.",
			"<p>Un <strong>mot</strong> <em>et</em> <code>code</code>.</p>\n"},
		{"link", "[le formulaire](https://a.example/x_y)", "le formulaire (https://a.example/x_y)", "[le formulaire](https://a.example/x_y)",
			`<p><a href="https://a.example/x_y">le formulaire</a></p>` + "\n"},
		{"bare links", "Voir https://a.example/x_y_z ou a-b_c@a.example.", "Voir https://a.example/x_y_z ou a-b_c@a.example.",
			"Voir https://a.example/x_y_z ou a-b_c@a.example.",
			`<p>Voir <a href="https://a.example/x_y_z">https://a.example/x_y_z</a> ou <a href="mailto:a-b_c@a.example">a-b_c@a.example</a>.</p>` + "\n"},
		{"list", "## Titre\n\n- un\n- deux", "Titre\n-----\n\n- un\n- deux", "## Titre\n\n- un\n- deux",
			"<h2>Titre</h2>\n<ul><li>un</li><li>deux</li></ul>\n"},
		{"steps", "1. un\n2. deux", "1. un\n2. deux", "1. un\n2. deux", "<ol><li>un</li><li>deux</li></ol>\n"},
		{"table", "| Défi | Lieu |\n|---|---|\n| Shom | Brest |", "- Défi\u00a0: Shom ; Lieu\u00a0: Brest",
			"| Défi | Lieu |\n| --- | --- |\n| Shom | Brest |",
			`<table><tr><th scope="col">Défi</th><th scope="col">Lieu</th></tr><tr><td>Shom</td><td>Brest</td></tr></table>` + "\n"},
		{"no HTML", "<script>alert(1)</script>", "<script>alert(1)</script>", `\<script>alert(1)\</script>`,
			"<p>&lt;script&gt;alert(1)&lt;/script&gt;</p>\n"},
		{"no other scheme", "[x](javascript:alert)", "x (javascript:alert)", "[x](javascript:alert)", "<p>x</p>\n"},
	} {
		document := ParseMarkdown(test.source)
		if got := document.Plain(); got != test.plain {
			t.Errorf("%s: plain\n%q, want\n%q", test.name, got, test.plain)
		}
		if got := document.Markdown(); got != test.markdown {
			t.Errorf("%s: markdown\n%q, want\n%q", test.name, got, test.markdown)
		}
		if got := string(document.HTML()); got != test.html {
			t.Errorf("%s: html\n%q, want\n%q", test.name, got, test.html)
		}
	}
}

// FuzzEscape holds that no value can be anything but text, whatever it contains.
func FuzzEscape(f *testing.F) {
	for _, seed := range []string{"Camille *Exemple*", "1. un", "# titre", "[a](http://b)", "&amp; <b>", "a_b_c", "www.a.example", "- x", "a\nb", "`", "~~x~~", "|", "http://a.example/ x"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, value string) {
		if !readable(value) {
			t.Skip("control characters and white space are folded by Markdown itself")
		}
		document := ParseMarkdown("avant " + new(addresses).escape(value) + " après")
		want := "avant " + value + " après"
		if got := document.Plain(); got != want {
			t.Errorf("%q became %q", want, got)
		}
	})
}

// FuzzMarkdown holds that a document written as Markdown reads as itself, and that nothing makes the parser fail.
func FuzzMarkdown(f *testing.F) {
	for _, seed := range []string{"# a\n\nb *c* **d** `e`\n\n- f\n- g\n\n1. h\n\n> i\n\n---\n\n| a | b |\n|---|---|\n| c | d |", "a_b_ c", "<b>x</b>", "\\*a"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, source string) {
		document := ParseMarkdown(source)
		_, _ = document.Plain(), document.HTML()
		if strings.ContainsAny(document.Plain(), "\x00") {
			t.Error("a NUL byte came through")
		}
	})
}

func TestMarkdownReadsAsItself(t *testing.T) {
	for _, source := range []string{
		"# Titre\n\nUn paragraphe, **gras** et *italique*, avec [un lien](https://a.example).",
		"- un\n- deux\n\n1. trois\n2. quatre",
		"> une citation\n\n---\n\nfin",
		"1\\. pas une liste\n\n\\- ni cela\n\n\\# ni un titre",
		"a \\* b \\_c\\_ d_e_f \\[g\\] \\`h\\`",
		"une ligne\\\nune autre",
	} {
		document := ParseMarkdown(source)
		if again := ParseMarkdown(document.Markdown()); !reflect.DeepEqual(again, document) {
			t.Errorf("%q was written as %q, which reads otherwise:\n%+v\n%+v", source, document.Markdown(), document, again)
		}
	}
}

// readable reports whether Markdown keeps every character of a text: it folds white space, and replaces NUL.
func readable(text string) bool {
	if text != strings.Join(strings.Fields(text), " ") || text == "" || strings.ToValidUTF8(text, "") != text {
		return false
	}
	return !strings.ContainsFunc(text, func(r rune) bool { return r < ' ' || r == 0x7f || r == 0xfffd })
}

// stretchParts may mean something else beside another.
var stretchParts = []string{"# a", "b *c* **d** `e`", "- f", "- g\n- h", "1. i", "2. j", "> k", "---", "| a | b |\n|---|---|\n| c | d |", "    code",
	"  indented", "```\nx\n```", "<div>", "[l]: http://a.example", "[l]", "m\nn", "o  \np", "===", "q\n===", "*", "+ r", "", " ", "~~~", "<!-- s", "-->",
	"&amp;", "0)"}

// sameInStretches holds that a text which is parsed stretch by stretch reads as it does when it is parsed as a whole.
func sameInStretches(t *testing.T, source string) {
	t.Helper()
	var s stretches
	want := ParseMarkdown(strings.Trim(source, "\n"))
	for range 2 {
		if got := s.parse(source); !reflect.DeepEqual(got, want) {
			t.Fatalf("%q: got %+v, want %+v", source, got, want)
		}
	}
}

func TestStretches(t *testing.T) {
	for _, first := range stretchParts {
		for _, second := range stretchParts {
			sameInStretches(t, first+"\n\n"+second)
			sameInStretches(t, "- x\n\n"+first+"\n\n"+second+"\n\n\n"+first)
			sameInStretches(t, "\n\n"+first+"\n"+second+"\n \n"+first)
		}
	}
}

func FuzzStretches(f *testing.F) {
	for _, part := range stretchParts {
		f.Add("- x\n\n" + part + "\n\ny")
	}
	f.Fuzz(sameInStretches)
}

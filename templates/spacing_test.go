package templates

import (
	"strings"
	"testing"
	"text/template"
)

// TestFrenchMarksStayWithTheirWords in all branches and definitions, and leaves code, times and emphasis as they are.
func TestFrenchMarksStayWithTheirWords(t *testing.T) {
	for source, want := range map[string]string{
		"Quand ? Oui : « là » !":                          "Quand\u00a0? Oui\u00a0: «\u00a0là\u00a0»\u00a0!",
		"**Durée** : {{.}} ; fin":                         "**Durée**\u00a0: x\u00a0; fin",
		"`/dig a : b` : {{.}} `c ? {{.}} ; d` ?":          "`/dig a : b`\u00a0: x `c ? x ; d`\u00a0?",
		"{{if .}}Vrai ?{{else}}Faux !{{end}}":             "Vrai\u00a0?",
		"{{define \"a\"}}Dit : {{end}}{{template \"a\"}}": "Dit\u00a0: ",
		"à 17:00, a :b, ::: ":                             "à 17:00, a :b, ::: ",
	} {
		body := template.Must(template.New("text").Parse(source))
		keepTogether(body)
		var out strings.Builder
		if err := body.Execute(&out, "x"); err != nil || out.String() != want {
			t.Errorf("%q: %q, %v, want %q", source, out.String(), err, want)
		}
	}
}

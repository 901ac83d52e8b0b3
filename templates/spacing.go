package templates

import (
	"regexp"
	"strings"
	"text/template"
	"text/template/parse"
)

// frenchSpaces are those that belong to a French mark of punctuation, which must not begin a line: "Lexique des règles
// typographiques en usage à l'Imprimerie nationale", ponctuation.
var frenchSpaces = regexp.MustCompile(` ([?!;»]|:(?:[\s*]|$))|« `)

// keepTogether keeps French marks of punctuation with their words, in what is written but for code, which people copy.
func keepTogether(t *template.Template) {
	code := false // a code span has begun
	eachWritten(t, func(node parse.Node) {
		text, is := node.(*parse.TextNode)
		if !is {
			return
		}
		pieces := strings.Split(string(text.Text), "`")
		for i, piece := range pieces {
			if i > 0 {
				code = !code
			}
			if !code {
				pieces[i] = frenchSpaces.ReplaceAllStringFunc(piece, func(found string) string { return strings.Replace(found, " ", "\u00a0", 1) })
			}
		}
		text.Text = []byte(strings.Join(pieces, "`"))
	})
}

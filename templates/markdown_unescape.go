package templates

import (
	"html"
	"regexp"
	"strings"

	"github.com/yuin/goldmark/ast"
)

// escaped is what stands for another character in a run of text: a backslash before punctuation, or an entity.
var escaped = regexp.MustCompile(`\\[!-/:-@[-` + "`" + `{-~]|&(?:#[0-9]{1,7}|#[xX][0-9a-fA-F]{1,6}|[A-Za-z][A-Za-z0-9]*);`)

// unescape resolves the backslashes and entities that the parser leaves in a run of text, each once.
func unescape(n *ast.Text, source []byte, verbatim bool) string {
	value := string(n.Segment.Value(source))
	if verbatim || n.IsRaw() {
		return value
	}
	return escaped.ReplaceAllStringFunc(value, func(found string) string {
		if literal, isBackslash := strings.CutPrefix(found, `\`); isBackslash {
			return literal
		}
		return html.UnescapeString(found)
	})
}

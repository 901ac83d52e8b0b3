package templates

import (
	"html"
	"regexp"
	"strings"

	"github.com/yuin/goldmark/ast"
)

// reference is what stands for another character: &amp; or &#160;.
var reference = regexp.MustCompile(`^&(?:#[0-9]{1,7}|#[xX][0-9a-fA-F]{1,6}|[A-Za-z][A-Za-z0-9]*);`)

// unescape resolves the backslashes and entities that the parser leaves in a run of text, each once.
func unescape(n *ast.Text, source []byte, verbatim bool) string {
	value := string(n.Segment.Value(source))
	if verbatim || n.IsRaw() {
		return value
	}
	return unescaped(value)
}

// unescaped goes from one backslash or ampersand to the next: every mail passes through here, and most of it is neither.
func unescaped(value string) string {
	at := strings.IndexAny(value, `\&`)
	if at < 0 {
		return value
	}
	var out strings.Builder
	for ; at >= 0; at = strings.IndexAny(value, `\&`) {
		out.WriteString(value[:at])
		taken, literal := literalAt(value[at:])
		out.WriteString(literal)
		value = value[at+taken:]
	}
	out.WriteString(value)
	return out.String()
}

// literalAt is what a backslash or an ampersand at the beginning of text stands for, and how many bytes do.
func literalAt(text string) (int, string) {
	if text[0] == '&' {
		if found := reference.FindString(text); found != "" {
			return len(found), html.UnescapeString(found)
		}
		return 1, "&"
	}
	if len(text) > 1 && isPunctuation(text[1]) {
		return 2, text[1:2]
	}
	return 1, `\`
}

// isPunctuation reports whether a backslash before the character is an escape: CommonMark 0.31, 2.1.
func isPunctuation(c byte) bool {
	return '!' <= c && c <= '/' || ':' <= c && c <= '@' || '[' <= c && c <= '`' || '{' <= c && c <= '~'
}

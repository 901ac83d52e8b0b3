package roster

import (
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"
)

// fold reduces a text to what counts when people write it in their own way: small letters without accents, and digits.
func fold(text string) string {
	if plain, ok := foldASCII(text); ok {
		return plain
	}
	var out strings.Builder
	for _, r := range norm.NFD.String(strings.ToLower(text)) {
		switch {
		case r == 'œ':
			out.WriteString("oe")
		case r == 'æ':
			out.WriteString("ae")
		case unicode.IsLetter(r), unicode.IsDigit(r):
			out.WriteRune(r)
		}
	}
	return out.String()
}

// foldASCII is fold for the texts, nearly all, that need no table.
func foldASCII(text string) (string, bool) {
	var out strings.Builder
	for i := range len(text) {
		switch c := text[i]; {
		case c >= 0x80:
			return "", false
		case 'A' <= c && c <= 'Z':
			out.WriteByte(c + 'a' - 'A')
		case 'a' <= c && c <= 'z', '0' <= c && c <= '9':
			out.WriteByte(c)
		}
	}
	return out.String(), true
}

// clean removes what nobody sees in a cell: characters without width, and white space around and in a row.
func clean(text string) string {
	text = norm.NFC.String(strings.Map(visible, text))
	return strings.Join(strings.Fields(text), " ")
}

func visible(r rune) rune {
	switch r {
	case '\u00ad', '\u200b', '\u2060', '\ufeff': // soft hyphen, zero width space, word joiner, byte order mark
		return -1
	}
	return r
}

// unprintable reports whether a cleaned text holds a character that has no business in a name or a place, such as one
// that turns the direction of writing.
func unprintable(text string) bool {
	return strings.ContainsFunc(text, func(r rune) bool { return !unicode.IsPrint(r) && r != '\u00a0' && r != '\u202f' })
}

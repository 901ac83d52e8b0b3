package understand

import (
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// Fold returns text in lower case, without accents, with ligatures spelt out and every kind of apostrophe
// written as '. Bytes that are not UTF-8 become spaces.
func Fold(text string) string {
	var short [256]byte // a question seldom is longer
	return string(appendFolded(short[:0], text))
}

func appendFolded(folded []byte, text string) []byte {
	for i := 0; i < len(text); {
		if b := text[i]; b < utf8.RuneSelf {
			folded = append(folded, lowerASCII(b))
			i++
			continue
		}
		r, size := utf8.DecodeRuneInString(text[i:])
		i += size
		folded = appendFoldedRune(folded, r)
	}
	return folded
}

func lowerASCII(b byte) byte {
	switch {
	case 'A' <= b && b <= 'Z':
		return b + 'a' - 'A'
	case b == '`':
		return '\''
	}
	return b
}

func appendFoldedRune(folded []byte, r rune) []byte {
	if r == utf8.RuneError {
		return append(folded, ' ')
	}
	if spelt, ok := spellOut(r); ok {
		return append(folded, spelt...)
	}
	var encoded [utf8.UTFMax]byte
	size := utf8.EncodeRune(encoded[:], r)
	parts := norm.NFKD.Properties(encoded[:size]).Decomposition()
	if parts == nil {
		return appendPlainRune(folded, r)
	}
	for len(parts) > 0 {
		part, size := utf8.DecodeRune(parts)
		parts = parts[size:]
		folded = appendPlainRune(folded, part)
	}
	return folded
}

// appendPlainRune appends a rune that has no decomposition of its own, unless it is a combining mark.
func appendPlainRune(folded []byte, r rune) []byte {
	if r < utf8.RuneSelf {
		return append(folded, lowerASCII(byte(r)))
	}
	if unicode.Is(unicode.Mn, r) {
		return folded
	}
	r = unicode.ToLower(r)
	if spelt, ok := spellOut(r); ok {
		return append(folded, spelt...)
	}
	return utf8.AppendRune(folded, r)
}

// spellOut gives the plain spelling of what Unicode does not decompose.
func spellOut(r rune) (string, bool) {
	switch r {
	case 'œ', 'Œ':
		return "oe", true
	case 'æ', 'Æ':
		return "ae", true
	case 'ß', 'ẞ':
		return "ss", true
	case 'ø', 'Ø':
		return "o", true
	case 'ł', 'Ł':
		return "l", true
	case 'đ', 'Đ', 'ð', 'Ð':
		return "d", true
	case '’', '‘', '‛', 'ʼ', 'ʹ', '′', '´', '＇', 'ˈ':
		return "'", true
	}
	return "", false
}

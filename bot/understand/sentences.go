package understand

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// Sentences cuts a message at the signs that end a sentence and at line breaks. Points inside numbers, addresses and
// abbreviations of one letter end none.
func Sentences(text string) []string {
	return cut(text, func(before string, sign rune, after string) bool {
		switch sign {
		case '?', '!', '…', ';', '\n', '\r':
			return true
		case '.':
			return !isInside(before, after)
		}
		return false
	})
}

// Clauses cuts a sentence further, at commas, colons, brackets and dashes between words.
func Clauses(sentence string) []string {
	return cut(sentence, func(before string, sign rune, after string) bool {
		switch sign {
		case ',', ':':
			return !isInside(before, after)
		case '(', ')', '«', '»', '"', '“', '”', '–', '—':
			return true
		case '-':
			return strings.HasSuffix(before, " ") && strings.HasPrefix(after, " ")
		}
		return false
	})
}

// cut leaves each piece with the sign that ends it, without the spaces around; pieces without a word are dropped.
func cut(text string, ends func(before string, sign rune, after string) bool) []string {
	var pieces []string
	from := 0
	keep := func(to int) {
		if piece := strings.TrimSpace(text[from:to]); strings.ContainsFunc(piece, isWordRune) {
			pieces = append(pieces, piece)
		}
		from = to
	}
	for i, sign := range text {
		if after := i + utf8.RuneLen(sign); sign != utf8.RuneError && ends(text[from:i], sign, text[after:]) {
			keep(after)
		}
	}
	keep(len(text))
	return pieces
}

// isInside reports whether a sign stands inside a number, an address or an initial.
func isInside(before, after string) bool {
	next, _ := utf8.DecodeRuneInString(after)
	if isWordRune(next) {
		return true
	}
	last, size := utf8.DecodeLastRuneInString(before)
	if !unicode.IsLetter(last) {
		return false
	}
	previous, _ := utf8.DecodeLastRuneInString(before[:len(before)-size])
	return unicode.IsUpper(last) && !isWordRune(previous)
}

func isWordRune(r rune) bool {
	return r != utf8.RuneError && (unicode.IsLetter(r) || unicode.IsNumber(r))
}

package understand

import (
	"unicode"
	"unicode/utf8"
)

// Words returns the words of a text in their plain form: folded, split at everything that is neither letter
// nor digit, without the elided articles and pronouns of French (l', d', qu', ...).
func Words(text string) []string { return foldedWords(Fold(text)) }

func foldedWords(folded string) []string {
	return splitter{}.split(make([]string, 0, 4+len(folded)/6), folded)
}

// FieldWords returns the words of the fields of a text, the stretches between its spaces, and by field how many words
// there are up to its end.
func FieldWords(fields []string) (words []string, ends []int) {
	var short [256]byte
	folded, ends := short[:0], make([]int, len(fields))
	for i, field := range fields {
		folded = appendFolded(folded, field)
		ends[i] = len(folded)
	}
	whole, from := string(folded), 0
	words = make([]string, 0, 4+len(fields))
	for i, to := range ends {
		words = splitter{}.split(words, whole[from:to])
		from, ends[i] = to, len(words)
	}
	return words, ends
}

// splitter cuts a folded text into words.
type splitter struct {
	joins bool // an apostrophe joins (English: don't is one word); otherwise it ends an elision
	signs bool // a sign that is read aloud (+, &, €) is a word of its own
}

func (s splitter) split(words []string, folded string) []string {
	for i := 0; i < len(folded); {
		end := wordEnd(folded, i)
		switch {
		case end == i:
			size := signSize(folded[i:])
			if s.signs && spoken(folded[i:i+size]) {
				words = append(words, folded[i:i+size])
			}
			i += size
		case !linked(folded, end):
			words = append(words, folded[i:end])
			i = end
		case s.joins:
			rest := wordEnd(folded, end+1)
			words = append(words, folded[i:end]+folded[end+1:rest])
			i = rest
		default:
			if !elided(folded[i:end]) {
				words = append(words, folded[i:end])
			}
			i = end + 1
		}
	}
	return words
}

// linked reports whether an apostrophe ties the word that ends here to a following one.
func linked(text string, end int) bool {
	return end < len(text) && text[end] == '\'' && wordEnd(text, end+1) > end+1
}

// wordEnd returns where the run of letters and digits that starts at i ends; i when there is none.
func wordEnd(text string, i int) int {
	for i < len(text) {
		if b := text[i]; b < utf8.RuneSelf {
			if !('a' <= b && b <= 'z' || '0' <= b && b <= '9') {
				return i
			}
			i++
			continue
		}
		r, size := utf8.DecodeRuneInString(text[i:])
		if !unicode.IsLetter(r) && !unicode.IsNumber(r) {
			return i
		}
		i += size
	}
	return i
}

func signSize(text string) int {
	_, size := utf8.DecodeRuneInString(text)
	return size
}

func spoken(sign string) bool { return sign == "+" || sign == "&" || sign == "€" }

// elided reports whether a French word only ever stands before an apostrophe.
func elided(word string) bool {
	switch word {
	case "l", "d", "j", "m", "t", "s", "n", "c", "qu", "jusqu", "lorsqu", "puisqu", "quoiqu":
		return true
	}
	return false
}

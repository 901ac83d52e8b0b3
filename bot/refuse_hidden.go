package bot

import (
	"encoding/base64"
	"encoding/hex"
	"strings"
	"unicode"
	"unicode/utf8"
)

// revealed are other readings of a text, for questions that are written so that a program shall not see them: with digits
// for letters, letter by letter, backwards, rotated, in base 64 or in hexadecimal digits.
func revealed(text string) []string {
	var readings []string
	if strings.ContainsAny(text, "013457@$€!|") {
		readings = append(readings, digitLetters.Replace(strings.ToLower(text)))
	}
	if spaced := joinedLetters(text); spaced != "" {
		readings = append(readings, spaced)
	}
	readings = append(readings, reversed(text), strings.Map(rotated, text))
	return append(readings, decoded(text)...)
}

var digitLetters = strings.NewReplacer("0", "o", "1", "i", "3", "e", "4", "a", "5", "s", "7", "t", "@", "a", "$", "s", "€", "e", "!", "i", "|", "l")

// joinedLetters joins letters that stand alone: "q u i  a  g a g n é". Two spaces or a sign part words.
func joinedLetters(text string) string {
	single, fields := 0, 0
	for field := range strings.FieldsFuncSeq(text, func(r rune) bool { return !unicode.IsLetter(r) }) {
		fields++
		if utf8.RuneCountInString(field) == 1 {
			single++
		}
	}
	if single < 6 || 2*single < fields {
		return ""
	}
	var out strings.Builder
	for part := range strings.SplitSeq(strings.NewReplacer("   ", "/", "  ", "/", " / ", "/", ".", " ", "-", " ").Replace(text), "/") {
		out.WriteString(strings.ReplaceAll(part, " ", "") + " ")
	}
	return out.String()
}

func reversed(text string) string {
	runes := []rune(text)
	for i, j := 0, len(runes)-1; i < j; i, j = i+1, j-1 {
		runes[i], runes[j] = runes[j], runes[i]
	}
	return string(runes)
}

// rotated moves a letter by thirteen places.
func rotated(r rune) rune {
	switch {
	case 'a' <= r && r <= 'z':
		return 'a' + (r-'a'+13)%26
	case 'A' <= r && r <= 'Z':
		return 'A' + (r-'A'+13)%26
	}
	return r
}

// shortestCode is the length from which a word may be a coded sentence.
const shortestCode = 12

// decoded are the words of a text that are base 64 or hexadecimal digits and hold text.
func decoded(text string) []string {
	var found []string
	for field := range strings.FieldsSeq(text) {
		field = strings.Trim(field, `"'«».,;:?!()[]`)
		if len(field) < shortestCode {
			continue
		}
		for _, decode := range []func(string) ([]byte, error){base64.RawStdEncoding.DecodeString, base64.RawURLEncoding.DecodeString, hex.DecodeString} {
			if plain, err := decode(strings.TrimRight(field, "=")); err == nil && utf8.Valid(plain) {
				found = append(found, string(plain))
			}
		}
	}
	return found
}

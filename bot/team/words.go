package team

import (
	"strings"
	"unicode"
)

// word is a word as it counts in a command, with the byte after it in the text.
type word struct {
	text string
	end  int
}

// wordsOf splits a text into its letters and digits: small, without accents. Hyphens, apostrophes and the slash of
// "/dig" part words.
func wordsOf(text string) []word {
	var words []word
	open := false
	for i, r := range text {
		folded := fold(r)
		switch {
		case unicode.Is(unicode.Mn, r): // an accent written apart
		case folded == "":
			open = false
			continue
		case !open:
			words, open = append(words, word{text: folded}), true
		default:
			words[len(words)-1].text += folded
		}
		if open {
			words[len(words)-1].end = i + len(string(r))
		}
	}
	return words
}

// fold is a letter or a digit as it counts; anything else is nothing.
func fold(r rune) string {
	switch r = unicode.ToLower(r); r {
	case 'à', 'â', 'ä', 'á':
		return "a"
	case 'ç':
		return "c"
	case 'é', 'è', 'ê', 'ë':
		return "e"
	case 'î', 'ï', 'í':
		return "i"
	case 'ô', 'ö', 'ó':
		return "o"
	case 'ù', 'û', 'ü', 'ú':
		return "u"
	case 'œ':
		return "oe"
	case 'æ':
		return "ae"
	}
	if unicode.IsLetter(r) || unicode.IsDigit(r) {
		return string(r)
	}
	return ""
}

// folded is a text reduced to its words.
func folded(text string) string {
	var parts []string
	for _, w := range wordsOf(text) {
		parts = append(parts, w.text)
	}
	return strings.Join(parts, " ")
}

// nearest finds the known text that somebody who wrote text most likely meant: about one letter in four may be wrong.
func nearest(text string, known []string) (string, bool) {
	best, least := "", len(text)/4+1
	if len(text) < 3 {
		return "", false
	}
	for _, candidate := range known {
		if d := distance(text, candidate); d <= least && (best == "" || d < least) {
			best, least = candidate, d
		}
	}
	return best, best != ""
}

// distance counts the letters to insert, delete, replace or swap with their neighbour (optimal string alignment).
func distance(a, b string) int {
	from, to := []rune(a), []rune(b)
	var before, last []int
	row := make([]int, len(to)+1)
	for j := range row {
		row[j] = j
	}
	for i := range from {
		before, last, row = last, row, make([]int, len(to)+1)
		row[0] = i + 1
		for j := range to {
			change := 1
			if from[i] == to[j] {
				change = 0
			}
			row[j+1] = min(last[j+1]+1, row[j]+1, last[j]+change)
			if i > 0 && j > 0 && from[i] == to[j-1] && from[i-1] == to[j] {
				row[j+1] = min(row[j+1], before[j-1]+1)
			}
		}
	}
	return row[len(to)]
}

package bot

import (
	"maps"
	"slices"
	"strings"

	"digbot/bot/understand"
)

// reading is a question on its way through a small grammar: its words, and which of them were read. A grammar answers
// only what it has read to the last word, so that it never takes a question for one that it merely resembles.
type reading struct {
	words []string
	read  []bool
}

func newReading(words []string) *reading {
	return &reading{words: words, read: make([]bool, len(words))}
}

// phrases is a list of phrases, one a line, as normalised words; the first that matches is taken.
type phrases [][]string

func newPhrases(lines string) phrases {
	var list phrases
	for line := range strings.Lines(lines) {
		if words := understand.Words(line); len(words) > 0 {
			list = append(list, words)
		}
	}
	return list
}

// take reads the first of the phrases that stands in the unread words, and reports whether there is one.
func (r *reading) take(list phrases) bool { return r.takeAt(list) >= 0 }

// takeAt is take; it returns where the phrase began, or -1.
func (r *reading) takeAt(list phrases) int {
	for _, phrase := range list {
		for i := 0; i+len(phrase) <= len(r.words); i++ {
			if len(phrase) > 0 && r.words[i] == phrase[0] && r.unread(i, len(phrase)) && slices.Equal(r.words[i:i+len(phrase)], phrase) {
				r.mark(i, len(phrase))
				return i
			}
		}
	}
	return -1
}

// unread reports whether n words from i on exist and are unread.
func (r *reading) unread(i, n int) bool {
	return i >= 0 && i+n <= len(r.words) && !slices.Contains(r.read[i:i+n], true)
}

func (r *reading) mark(i, n int) {
	for ; n > 0; n-- {
		r.read[i] = true
		i++
	}
}

// word is the unread word at i; empty when there is none.
func (r *reading) word(i int) string {
	if !r.unread(i, 1) {
		return ""
	}
	return r.words[i]
}

// rest are the words that were not read and that mean something.
func (r *reading) rest(fillers wordSet) []int {
	var rest []int
	for i, word := range r.words {
		if !r.read[i] && !fillers[word] {
			rest = append(rest, i)
		}
	}
	return rest
}

// has reports whether one of the words is in the set, read or not.
func (r *reading) has(set wordSet) bool {
	return slices.ContainsFunc(r.words, func(word string) bool { return set[word] })
}

// wordSet is a set of normalised words.
type wordSet map[string]bool

func newWordSet(text string) wordSet {
	set := wordSet{}
	for word := range strings.FieldsSeq(text) {
		set[word] = true
	}
	return set
}

// newWordSets is all the words of several sets.
func newWordSets(sets ...wordSet) wordSet {
	all := wordSet{}
	for _, set := range sets {
		maps.Copy(all, set)
	}
	return all
}

// singular drops what French and English write at the end of a plural.
func singular(word string) string {
	if len(word) > 3 {
		return strings.TrimRight(word, "sx")
	}
	return word
}

// number reads a small number written in digits or as a word.
func number(word string) (int, bool) {
	if n, known := numberWords[word]; known {
		return n, true
	}
	if len(word) == 0 || len(word) > 4 {
		return 0, false
	}
	n := 0
	for i := range len(word) {
		if word[i] < '0' || word[i] > '9' {
			return 0, false
		}
		n = 10*n + int(word[i]-'0')
	}
	return n, true
}

var numberWords = map[string]int{
	"un": 1, "une": 1, "deux": 2, "trois": 3, "quatre": 4, "cinq": 5, "six": 6, "sept": 7, "huit": 8, "neuf": 9, "dix": 10,
	"onze": 11, "douze": 12, "treize": 13, "quatorze": 14, "quinze": 15,
	"one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "seven": 7, "eight": 8, "nine": 9, "ten": 10, "eleven": 11, "twelve": 12,
}

package bot

import (
	"maps"
	"slices"
	"strings"
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

// take reads the first of the phrases that stands in the unread words, and reports whether there is one.
func (r *reading) take(list phrases) bool { return r.takeAt(list) >= 0 }

// takeAt is take; it returns where the phrase began, or -1.
func (r *reading) takeAt(list phrases) int {
	_, at := r.takeFrom(list, 0)
	return at
}

// takeFrom is take for what stands in the list from some place on; it returns which phrase was read and where it began,
// or -1.
func (r *reading) takeFrom(list phrases, from int) (which, at int) {
	which, at = len(list.all), -1
	for i, word := range r.words {
		for _, p := range list.starts[word] {
			if p >= from && p < which && r.unread(i, len(list.all[p])) && beginsWith(r.words[i:], list.all[p]) {
				which, at = p, i
			}
		}
	}
	if at >= 0 {
		r.mark(at, len(list.all[which]))
	}
	return which, at
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
func (r *reading) has(set wordSet) bool { return set.standIn(r.words) }

// wordSet is a set of normalised words.
type wordSet map[string]bool

func newWordSet(text string) wordSet {
	set := wordSet{}
	for word := range strings.FieldsSeq(text) {
		set[word] = true
	}
	return set
}

// standIn reports whether one of the words is in the set.
func (s wordSet) standIn(words []string) bool {
	for _, word := range words {
		if s[word] {
			return true
		}
	}
	return false
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

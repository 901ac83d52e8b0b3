package understand

import "math/bits"

// speller replaces a misspelt word of a question by the word of the examples that was meant.
type speller struct {
	ids      map[string]int32
	words    []string
	uses     []int32  // by word: the number of examples that have it
	letters  []uint64 // by word: which letters it has
	byLength [][]int32
	common   map[string]bool
}

const (
	shortestCorrected = 4  // bytes: below, a neighbour is another word rather than the right one
	longestCorrected  = 32 // bytes: beyond, it is not a word
	shortestTwoErrors = 9  // bytes: from here two errors are forgiven
)

// newSpeller learns the words of the examples.
func newSpeller(texts [][]string, common []string) *speller {
	s := &speller{ids: make(map[string]int32), common: make(map[string]bool, len(common))}
	s.byLength = make([][]int32, longestCorrected+3)
	for _, word := range common {
		s.common[word] = true
	}
	for _, text := range texts {
		for i, word := range text {
			if !containsWord(text[:i], word) {
				s.learn(word)
			}
		}
	}
	return s
}

func containsWord(words []string, word string) bool {
	for _, w := range words {
		if w == word {
			return true
		}
	}
	return false
}

func (s *speller) learn(word string) {
	id, known := s.ids[word]
	if !known {
		id = int32(len(s.words))
		s.ids[word] = id
		s.words = append(s.words, word)
		s.uses = append(s.uses, 0)
		s.letters = append(s.letters, letterSet(word))
		if len(word) < len(s.byLength) {
			s.byLength[len(word)] = append(s.byLength[len(word)], id)
		}
	}
	s.uses[id]++
}

// used is the number of examples that have a word, without those that are left out.
func (s *speller) used(id int32, out *leftOut) int32 {
	if out == nil {
		return s.uses[id]
	}
	return s.uses[id] - out.words[id]
}

// correct returns the word that was meant: itself when it is known or nothing is near.
func (s *speller) correct(word string, out *leftOut) string {
	if len(word) < shortestCorrected || len(word) > longestCorrected || s.common[word] {
		return word
	}
	if id, known := s.ids[word]; known && s.used(id, out) > 0 {
		return word
	}
	if nearest, ok := s.nearest(word, out); ok {
		return s.words[nearest]
	}
	return word
}

// nearest finds the known word at the least distance; among equals the most used, then the shortest, then the
// first learnt.
func (s *speller) nearest(word string, out *leftOut) (int32, bool) {
	limit := 1
	if len(word) >= shortestTwoErrors {
		limit = 2
	}
	set := letterSet(word)
	best, found := int32(0), false
	for length := len(word) - limit; length <= min(len(word)+limit, len(s.byLength)-1); length++ {
		for _, id := range s.byLength[length] {
			if bits.OnesCount64(set^s.letters[id]) > 2*limit || !s.plausible(word, id, out) {
				continue
			}
			d := distance(word, s.words[id], limit)
			if d > limit {
				continue
			}
			if !found || d < limit || s.used(id, out) > s.used(best, out) {
				best, found, limit = id, true, d
			}
		}
	}
	return best, found
}

// plausible reports whether a known word may be meant: people rarely miss both the first and the last letter.
func (s *speller) plausible(word string, id int32, out *leftOut) bool {
	known := s.words[id]
	return s.used(id, out) > 0 && (known[0] == word[0] || known[len(known)-1] == word[len(word)-1])
}

func letterSet(word string) uint64 {
	var set uint64
	for i := range len(word) {
		set |= 1 << (word[i] & 63)
	}
	return set
}

// distance counts insertions, deletions, substitutions and swaps of neighbours (optimal string alignment)
// between two words of at most longestCorrected+2 bytes; above the limit it is only known to be above.
func distance(a, b string, limit int) int {
	var rows [3][longestCorrected + 3]int8
	before, above, row := &rows[0], &rows[1], &rows[2]
	for j := range len(b) + 1 {
		above[j] = int8(j)
	}
	for i := 1; i <= len(a); i++ {
		row[0] = int8(i)
		least := row[0]
		for j := 1; j <= len(b); j++ {
			cost := int8(1)
			if a[i-1] == b[j-1] {
				cost = 0
			}
			row[j] = min(above[j]+1, row[j-1]+1, above[j-1]+cost)
			if i > 1 && j > 1 && a[i-1] == b[j-2] && a[i-2] == b[j-1] {
				row[j] = min(row[j], before[j-2]+1)
			}
			least = min(least, row[j])
		}
		if int(least) > limit {
			return limit + 1
		}
		before, above, row = above, row, before
	}
	return int(above[len(b)])
}

package understand

import "math"

// The groups of features. Each is normalised on its own, so that the many letter groups do not drown the words.
const (
	stems   = iota // stems of words
	pairs          // two stems in a row, with the ends of the text
	letters        // three or four bytes in a row of a word with a space on either side
	groups
)

// groupWeight is the part of a group in the similarity of two texts.
func groupWeight(group int) float64 {
	if group == pairs {
		return .7
	}
	return 1
}

const shortestLetters, longestLetters = 3, 4

// FNV-1a, 64 bits. A feature is known by its hash: at some ten thousand features a collision is a matter of
// one in 10^11, and its harm would be one feature taken for another.
const (
	hashSeed  = 14695981039346656037
	hashPrime = 1099511628211
)

func hashOf(text string) uint64 {
	hash := uint64(hashSeed)
	for i := range len(text) {
		hash = (hash ^ uint64(text[i])) * hashPrime
	}
	return hash
}

// pairHash joins two hashes in order; the shift keeps (a, b) apart from (b, a).
func pairHash(first, second uint64) uint64 {
	hash := first<<21 | first>>43
	hash = (hash ^ second) * hashPrime
	return hash ^ hash>>29
}

// salted keeps equal hashes of different groups apart.
func salted(hash uint64, group int32) uint64 { return hash ^ uint64(group)*0x9e3779b97f4a7c15 }

// term is a feature of one text.
type term struct {
	feature int32 // -1 when no example has it
	group   int32
	count   float64 // damped: 1 + ln(occurrences)
}

// appendLetters appends the hashes of the letter groups of " word ".
func appendLetters(hashes []uint64, word string) []uint64 {
	at := func(i int) byte {
		if i == 0 || i > len(word) {
			return ' '
		}
		return word[i-1]
	}
	size := len(word) + 2
	for start := 0; start+shortestLetters <= size; start++ {
		hash := uint64(hashSeed)
		for i := start; i < min(start+longestLetters, size); i++ {
			hash = (hash ^ uint64(at(i))) * hashPrime
			if i-start+1 >= shortestLetters {
				hashes = append(hashes, hash)
			}
		}
	}
	return hashes
}

// appendPairs appends the hashes of the pairs of stems, given the stems in order.
func appendPairs(hashes, stems []uint64) []uint64 {
	previous := hashOf("^")
	for _, stem := range stems {
		hashes = append(hashes, pairHash(previous, stem))
		previous = stem
	}
	return append(hashes, pairHash(previous, hashOf("$")))
}

// damped is the weight of n occurrences of a feature in a text.
func damped(n int) float64 {
	if n == 1 {
		return 1
	}
	return 1 + math.Log(float64(n))
}

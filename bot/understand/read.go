package understand

import (
	"math"
	"slices"
)

// A question is a few words. Of a pasted document only the beginning is read, so that its cost has a bound.
const (
	longestText = 4000 // bytes
	mostWords   = 200
	longestWord = 64 // bytes
)

// weight is a feature of a text with its share in the text's vector, whose length is 1.
type weight struct {
	feature int32
	value   float64
}

// plain appends the words of a folded text as the model knows them, abbreviations spelt out.
func (r *rules) plain(words []string, folded string) []string {
	from := len(words)
	words = r.splitter.split(words, folded)
	words = words[:min(len(words), from+mostWords)]
	for i := from; i < len(words); i++ {
		words[i] = words[i][:min(len(words[i]), longestWord)]
		if full, short := r.short[words[i]]; short {
			words = slices.Replace(words, i, i+1, full...)
			i += len(full) - 1
		}
	}
	return words
}

// read leaves the words of a question in the scratch, spelling corrected, and its terms.
func (m *model) read(s *scratch, text string) {
	s.folded = appendFolded(s.folded[:0], text[:min(len(text), longestText)])
	s.words = m.rules.plain(s.words[:0], string(s.folded))
	m.understandWords(s, nil)
}

// understandWords corrects the words in the scratch and describes them.
func (m *model) understandWords(s *scratch, out *leftOut) {
	for i, word := range s.words {
		s.words[i] = m.spelling.correct(word, out)
	}
	m.describe(s, func(hash uint64) int32 {
		if id, known := m.index.features[hash]; known {
			return id
		}
		return -1
	})
}

// describe turns the words in the scratch into terms.
func (m *model) describe(s *scratch, number func(hash uint64) int32) {
	s.terms = s.terms[:0]
	s.stems = s.stems[:0]
	for _, word := range s.words {
		s.stems = append(s.stems, m.stemHash(s, word))
	}
	s.hashes = append(s.hashes[:0], s.stems...)
	s.count(stems, number)
	s.hashes = appendPairs(s.hashes[:0], s.stems)
	s.count(pairs, number)
	s.hashes = s.hashes[:0]
	for _, word := range s.words {
		s.hashes = appendLetters(s.hashes, word)
	}
	s.count(letters, number)
}

// stemHash knows the words of the examples; the scratch remembers some of the others, as stemming is slow.
func (m *model) stemHash(s *scratch, word string) uint64 {
	if hash, known := m.stemOf[word]; known {
		return hash
	}
	slot := &s.stemmed[hashOf(word)%uint64(len(s.stemmed))]
	if slot.word != word {
		slot.word, slot.hash = string([]byte(word)), hashOf(m.rules.stem(word))
	}
	return slot.hash
}

// count turns the hashes in the scratch into terms of a group, each once.
func (s *scratch) count(group int32, number func(hash uint64) int32) {
	slices.Sort(s.hashes)
	for i := 0; i < len(s.hashes); {
		end := i + 1
		for end < len(s.hashes) && s.hashes[end] == s.hashes[i] {
			end++
		}
		feature := number(salted(s.hashes[i], group))
		s.terms = append(s.terms, term{feature, group, damped(end - i)})
		i = end
	}
}

// weigh turns the terms in the scratch into its vector of known features. Unknown ones count in its length.
func (m *model) weigh(s *scratch, out *leftOut) {
	var squares [groups]float64
	for _, t := range s.terms {
		rare, _ := m.index.rarityOf(t.feature, out)
		squares[t.group] += t.count * rare * t.count * rare
	}
	var scale [groups]float64
	whole := 0.0
	for g, square := range squares {
		if square > 0 {
			scale[g] = groupWeight(g) / math.Sqrt(square)
			whole += groupWeight(g) * groupWeight(g)
		}
	}
	s.weights = s.weights[:0]
	for _, t := range s.terms {
		if rare, known := m.index.rarityOf(t.feature, out); known {
			s.weights = append(s.weights, weight{t.feature, t.count * rare * scale[t.group] / math.Sqrt(whole)})
		}
	}
}

// rarityOf is the rarity of a feature and whether any example that is not left out has it.
func (x *index) rarityOf(feature int32, out *leftOut) (float64, bool) {
	switch {
	case out == nil && feature >= 0:
		return x.rarity[x.frequent(feature)], true
	case out == nil:
		return x.rarity[1], false
	}
	examples := x.examples - out.size
	if feature >= 0 {
		if having := x.frequent(feature) - int(out.features[feature]); having > 0 {
			return rarity(examples, having), true
		}
	}
	return rarity(examples, 1), false
}

// cosine is that of a question with an example, in steps so small that a sum of products is one of whole numbers: there
// are thousands of these in a question.
type cosine uint32

// The weights of a question and those of the examples are rounded to 15 and 16 bits: a cosine of 1, all its parts rounded
// up, is still one of 32.
const (
	weightOne = math.MaxInt16
	cosineOne = weightOne * math.MaxUint16
)

// value is a number between 0 and 1.
func (c cosine) value() float64 { return float64(c) / cosineOne }

// compare writes the cosine of a vector with every example.
func (m *model) compare(cosines []cosine, vector []weight) {
	clear(cosines)
	x := m.index
	for _, w := range vector {
		value := cosine(w.value*weightOne + .5)
		holders := x.holdersOf(w.feature)
		for ; len(holders) >= 4; holders = holders[4:] {
			a, b, c, d := holders[0], holders[1], holders[2], holders[3]
			cosines[a.example] += value * cosine(a.weight)
			cosines[b.example] += value * cosine(b.weight)
			cosines[c.example] += value * cosine(c.weight)
			cosines[d.example] += value * cosine(d.weight)
		}
		for _, h := range holders {
			cosines[h.example] += value * cosine(h.weight)
		}
	}
}

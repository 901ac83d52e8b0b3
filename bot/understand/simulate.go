package understand

import (
	"iter"
	"slices"
)

// origin is where a simulated question comes from.
type origin int

const (
	known origin = iota // an example, asked as if it had never been seen
	near                // an example, asked as if its topic did not exist
	far                 // an example whose content words were swapped for others
	origins
)

const (
	foreignPart = .3 // of all questions, those that no topic answers
	farPart     = .1 // of these, those that have nothing to do with the topics
)

// part is the assumed share of an origin among the questions that people ask.
func (o origin) part() float64 {
	switch o {
	case near:
		return foreignPart * (1 - farPart)
	case far:
		return foreignPart * farPart
	}
	return 1 - foreignPart
}

// outcome is one simulated question: the candidates that would have been considered.
type outcome struct {
	topic      int32 // the topic it was asked about; no candidate is right unless its origin is known
	origin     origin
	candidates []candidate
}

// right reports whether the candidate at a place is the right topic.
func (o *outcome) right(place int) bool {
	return o.origin == known && place < len(o.candidates) && o.candidates[place].topic == o.topic
}

// simulation asks every example three times: as if it had never been seen, with other content words, and as if
// its topic did not exist. Leaving out has a closed form for least squares, so nothing is trained again.
type simulation struct {
	model   *model
	texts   [][]string // the words of each example
	strange [][]string // and with other content
	terms   [][]term   // and its terms
	ids     [][]int32  // and its words as numbers, each once
	inverse triangle   // (K + smoothing I)^-1
}

func newSimulation(m *model, inverse triangle, examples []Example) *simulation {
	n := len(examples)
	sim := &simulation{model: m, inverse: inverse}
	sim.texts, sim.terms, sim.ids = make([][]string, n), make([][]term, n), make([][]int32, n)
	share(n, func(jobs iter.Seq[int]) {
		s := newScratch()
		for i := range jobs {
			m.read(s, examples[i].Text)
			sim.texts[i] = slices.Clone(s.words)
			sim.terms[i] = slices.Clone(s.terms)
			sim.ids[i] = m.spelling.numbers(s.words)
		}
	})
	sim.estrange()
	return sim
}

// estrange keeps the function words of the examples and swaps the others for frequent words.
func (sim *simulation) estrange() {
	function := make(map[string]bool)
	for _, word := range sim.model.rules.function {
		function[word] = true
	}
	content, drawn := sim.model.rules.content, uint64(1)
	for _, words := range sim.texts {
		strange := slices.Clone(words)
		for i, word := range words {
			if !function[word] {
				drawn = drawn*6364136223846793005 + 1442695040888963407
				strange[i] = content[(drawn>>33)%uint64(len(content))]
			}
		}
		sim.strange = append(sim.strange, strange)
	}
}

// run asks every example, left out alone, in its own words and with other content; then every topic's examples,
// the topic left out.
func (sim *simulation) run() []outcome {
	n := len(sim.texts)
	outcomes := make([]outcome, 3*n)
	first := make([]int, len(sim.model.members)) // by topic: its place among the outcomes
	for t, place := 0, 2*n; t < len(first); t++ {
		first[t] = place
		place += len(sim.model.members[t])
	}
	share(n, func(jobs iter.Seq[int]) {
		a := sim.newAsker()
		for i := range jobs {
			a.askExample(outcomes[2*i:2*i+2], int32(i))
		}
	})
	share(len(first), func(jobs iter.Seq[int]) {
		a := sim.newAsker()
		for t := range jobs {
			a.askTopic(outcomes[first[t]:], int32(t))
		}
	})
	return outcomes
}

// numbers returns the numbers of known words, each once.
func (s *speller) numbers(words []string) []int32 {
	var ids []int32
	for i, word := range words {
		if id, known := s.ids[word]; known && !containsWord(words[:i], word) {
			ids = append(ids, id)
		}
	}
	return ids
}

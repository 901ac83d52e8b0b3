package understand

// Example is a question whose topic is known.
type Example struct {
	Topic, Text string
}

// model is what was learnt from the examples. It never changes once trained.
type model struct {
	rules    rules
	topics   []string // in order of first appearance
	topicOf  []int32  // by example
	sizes    []int32  // by topic: its number of examples
	spelling *speller
	stemOf   map[string]uint64 // by word of the examples or frequent word: the hash of its stem
	index    *index
	answers  [][]float64 // by example: what being like it says for each topic
}

// smoothing is the ridge of the least squares: how little a single example is trusted.
const smoothing = .3

// leftOut is what a simulation pretends never to have seen: one example, or all those of a topic.
type leftOut struct {
	topic    int32
	example  int32   // -1: the whole topic
	size     int     // the number of examples left out
	features []int32 // by feature: the number of examples left out that have it
	words    []int32 // by word: likewise
}

// hides reports whether an example is left out.
func (o *leftOut) hides(example, topic int32) bool {
	return o != nil && topic == o.topic && (o.example < 0 || o.example == example)
}

// hidesTopic reports whether a topic is unknown altogether.
func (o *leftOut) hidesTopic(topic int32) bool {
	return o != nil && o.example < 0 && o.topic == topic
}

// learn reads the examples, numbers their features and solves the least squares. It also returns the Cholesky
// factor of their similarities.
func learn(r rules, examples []Example) (*model, matrix) {
	m := &model{rules: r}
	m.number(examples)
	texts := make([][]string, len(examples))
	for i, e := range examples {
		texts[i] = m.rules.plain(nil, Fold(e.Text[:min(len(e.Text), longestText)]))
	}
	m.spelling = newSpeller(texts, r.common())
	m.stemOf = make(map[string]uint64)
	for _, word := range r.common() {
		m.stemOf[word] = hashOf(r.stem(word))
	}
	for _, word := range m.spelling.words {
		m.stemOf[word] = hashOf(r.stem(word))
	}
	lower := m.similarities(m.enter(texts))
	lower.cholesky()
	m.solve(lower)
	return m, lower
}

func (m *model) number(examples []Example) {
	ids := make(map[string]int32)
	for _, e := range examples {
		id, known := ids[e.Topic]
		if !known {
			id = int32(len(m.topics))
			ids[e.Topic] = id
			m.topics = append(m.topics, e.Topic)
			m.sizes = append(m.sizes, 0)
		}
		m.sizes[id]++
		m.topicOf = append(m.topicOf, id)
	}
}

// enter builds the index and returns the vector of each example.
func (m *model) enter(texts [][]string) [][]weight {
	s := newScratch()
	numbers := make(map[uint64]int32)
	terms := make([][]term, len(texts))
	for i, words := range texts {
		s.words = append(s.words[:0], words...)
		m.describe(s, func(hash uint64) int32 {
			id, known := numbers[hash]
			if !known {
				id = int32(len(numbers))
				numbers[hash] = id
			}
			return id
		})
		terms[i] = append([]term(nil), s.terms...)
	}
	m.index = newIndex(numbers, terms, m.topicOf)
	vectors := make([][]weight, len(texts))
	for i := range texts {
		s.terms = terms[i]
		m.weigh(s, nil)
		vectors[i] = append([]weight(nil), s.weights...)
		m.index.hold(int32(i), vectors[i])
	}
	return vectors
}

// similarities is the matrix of the cosines of the examples with one another, plus the smoothing.
func (m *model) similarities(vectors [][]weight) matrix {
	similar := newMatrix(len(vectors))
	for i, vector := range vectors {
		m.compare(similar.row(i), vector)
		similar.row(i)[i] += smoothing
	}
	return similar
}

// solve fits the answers: (K + smoothing I)^-1 Y, with a column of Y for each topic, 1 at its examples.
func (m *model) solve(lower matrix) {
	m.answers = make([][]float64, lower.size)
	for i := range m.answers {
		m.answers[i] = make([]float64, len(m.topics))
	}
	column := make([]float64, lower.size)
	for t := range m.topics {
		for i, topic := range m.topicOf {
			column[i] = 0
			if topic == int32(t) {
				column[i] = 1
			}
		}
		lower.solve(column)
		for i, v := range column {
			m.answers[i][t] = v
		}
	}
}

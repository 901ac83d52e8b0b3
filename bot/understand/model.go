package understand

import "iter"

// Example is a question whose topic is known.
type Example struct {
	Topic, Text string
}

// model is what was learnt from the examples. It never changes once trained.
type model struct {
	rules      rules
	topics     []string  // in order of first appearance
	topicOf    []int32   // by example
	texts      [][]int32 // by example: the numbers of its words
	members    [][]int32 // by topic: its examples
	spelling   *speller
	stemOf     map[string]uint64 // by word of the examples or frequent word: the hash of its stem
	index      *index
	answers    []float64 // by example, then by topic: what being like it says for the topic; there while it is trained
	directions directions
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
	held     int32   // the sum of features
}

// hides reports whether an example is left out.
func (o *leftOut) hides(example, topic int32) bool {
	return o != nil && topic == o.topic && (o.example < 0 || o.example == example)
}

// hidesTopic reports whether a topic is unknown altogether.
func (o *leftOut) hidesTopic(topic int32) bool {
	return o != nil && o.example < 0 && o.topic == topic
}

// learn reads the examples and numbers their features. It returns all of the model but the answers, and the vectors of
// the examples.
func learn(r rules, examples []Example) (*model, [][]weight) {
	m := &model{rules: r}
	m.number(examples)
	texts := make([][]string, len(examples))
	for i, e := range examples {
		texts[i] = m.rules.plain(nil, Fold(e.Text[:min(len(e.Text), longestText)]))
	}
	return m, m.enter(texts)
}

func (m *model) number(examples []Example) {
	ids := make(map[string]int32)
	for _, e := range examples {
		id, known := ids[e.Topic]
		if !known {
			id = int32(len(m.topics))
			ids[e.Topic] = id
			m.topics = append(m.topics, e.Topic)
			m.members = append(m.members, nil)
		}
		m.members[id] = append(m.members[id], int32(len(m.topicOf)))
		m.topicOf = append(m.topicOf, id)
	}
}

// enter learns the words of the examples, builds the index and returns the vector of each example.
func (m *model) enter(texts [][]string) [][]weight {
	m.spelling = newSpeller(texts, m.rules.common())
	m.stemOf = make(map[string]uint64)
	for _, word := range m.rules.common() {
		m.stemOf[word] = hashOf(m.rules.stem(word))
	}
	for _, word := range m.spelling.words {
		m.stemOf[word] = hashOf(m.rules.stem(word))
	}
	s := newScratch()
	numbers := make(map[uint64]int32)
	terms := make([][]term, len(texts))
	m.texts = make([][]int32, len(texts))
	for i, words := range texts {
		for _, word := range words {
			m.texts[i] = append(m.texts[i], m.spelling.ids[word])
		}
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
	}
	m.index.hold(vectors)
	return vectors
}

// inverse is that of the similarities of the examples.
func (m *model) inverse(vectors [][]weight) triangle {
	similar := m.similarities(vectors)
	similar.factor()
	similar.invert()
	return similar
}

// similarities is the matrix of the cosines of the examples with one another, plus the smoothing.
func (m *model) similarities(vectors [][]weight) triangle {
	similar := newTriangle(len(vectors))
	share(len(vectors), func(jobs iter.Seq[int]) {
		cosines, row := make([]cosine, len(vectors)), make([]float64, len(vectors))
		for i := range jobs {
			m.compare(cosines, vectors[i])
			for j, c := range cosines[:i+1] {
				row[j] = c.value()
			}
			row[i] += smoothing
			similar.setRow(i, row)
		}
	})
	return similar
}

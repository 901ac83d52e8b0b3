package understand

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
	model    *model
	texts    [][]string  // the words of each example
	terms    [][]term    // and its terms
	ids      [][]int32   // and its words as numbers, each once
	members  [][]int32   // by topic: its examples
	inverse  matrix      // (K + smoothing I)^-1
	reliance [][]float64 // by example: how its topic's answers rest on the topic's examples
	function map[string]bool
	drawn    uint64 // state of the draw of content words
	scratch  *scratch
	out      *leftOut
}

func newSimulation(m *model, lower matrix, examples []Example) *simulation {
	sim := &simulation{model: m, scratch: newScratch(), members: make([][]int32, len(m.topics)), drawn: 1}
	sim.function = make(map[string]bool, len(m.rules.function))
	for _, word := range m.rules.function {
		sim.function[word] = true
	}
	sim.scratch.fit(m)
	for i, e := range examples {
		m.read(sim.scratch, e.Text, nil)
		sim.texts = append(sim.texts, append([]string(nil), sim.scratch.words...))
		sim.terms = append(sim.terms, append([]term(nil), sim.scratch.terms...))
		sim.ids = append(sim.ids, m.spelling.numbers(sim.scratch.words))
		sim.members[m.topicOf[i]] = append(sim.members[m.topicOf[i]], int32(i))
	}
	sim.inverse = lower.inverse()
	sim.reliance = make([][]float64, len(examples))
	for t := range m.topics {
		sim.rely(sim.members[t])
	}
	sim.out = &leftOut{features: make([]int32, len(m.index.frequent)), words: make([]int32, len(m.spelling.words))}
	return sim
}

// rely solves (M_GG)^-1 answers_G for the examples G of a topic.
func (sim *simulation) rely(members []int32) {
	block := newMatrix(len(members))
	for a, i := range members {
		for b, j := range members {
			block.row(a)[b] = sim.inverse.row(int(i))[j]
		}
	}
	block.cholesky()
	for _, i := range members {
		sim.reliance[i] = make([]float64, len(sim.model.topics))
	}
	column := make([]float64, len(members))
	for t := range sim.model.topics {
		for a, i := range members {
			column[a] = sim.model.answers[i][t]
		}
		block.solve(column)
		for a, i := range members {
			sim.reliance[i][t] = column[a]
		}
	}
}

// run asks every example, left out alone, in its own words and with other content; then every topic's examples,
// the topic left out.
func (sim *simulation) run() []outcome {
	var outcomes []outcome
	for i, topic := range sim.model.topicOf {
		example := int32(i)
		sim.leave(topic, example, []int32{example}, 1)
		outcomes = append(outcomes,
			outcome{topic, known, sim.ask(sim.texts[i], func() { sim.dropExample(example) })},
			outcome{topic, far, sim.ask(sim.estranged(sim.texts[i]), func() { sim.dropExample(example) })})
		sim.leave(topic, example, []int32{example}, -1)
	}
	for t, members := range sim.members {
		topic := int32(t)
		sim.leave(topic, -1, members, 1)
		for _, i := range members {
			outcomes = append(outcomes, outcome{topic, near, sim.ask(sim.texts[i], func() { sim.dropTopic(topic) })})
		}
		sim.leave(topic, -1, members, -1)
	}
	return outcomes
}

// estranged keeps the function words of a question and swaps the others for frequent words.
func (sim *simulation) estranged(words []string) []string {
	content := sim.model.rules.content
	strange := make([]string, len(words))
	for i, word := range words {
		if strange[i] = word; !sim.function[word] {
			sim.drawn = sim.drawn*6364136223846793005 + 1442695040888963407
			strange[i] = content[(sim.drawn>>33)%uint64(len(content))]
		}
	}
	return strange
}

// leave counts the examples in, or with sign -1 out of, what is left out.
func (sim *simulation) leave(topic, example int32, members []int32, sign int32) {
	sim.out.topic, sim.out.example = topic, example
	sim.out.size += int(sign) * len(members)
	for _, i := range members {
		for _, t := range sim.terms[i] {
			sim.out.features[t.feature] += sign
		}
		for _, id := range sim.ids[i] {
			sim.out.words[id] += sign
		}
	}
}

// ask returns the candidates for a question; drop takes what is left out back from the scores.
func (sim *simulation) ask(words []string, drop func()) []candidate {
	m, s, out := sim.model, sim.scratch, sim.out
	s.words = append(s.words[:0], words...)
	m.understandWords(s, out)
	m.weigh(s, out)
	m.compare(s.cosines, s.weights)
	for _, i := range sim.members[out.topic] {
		if out.hides(i, out.topic) {
			s.cosines[i] = 0
		}
	}
	m.score(s)
	drop()
	m.consider(s, out)
	return append([]candidate(nil), s.candidates...)
}

// dropExample takes one example back from the scores.
func (sim *simulation) dropExample(example int32) {
	row := sim.inverse.row(int(example))
	share := dot(sim.scratch.cosines, row) / row[example]
	addScaled(sim.scratch.scores, sim.model.answers[example], -share)
}

// dropTopic takes all the examples of a topic back from the scores.
func (sim *simulation) dropTopic(topic int32) {
	for _, i := range sim.members[topic] {
		share := dot(sim.scratch.cosines, sim.inverse.row(int(i)))
		addScaled(sim.scratch.scores, sim.reliance[i], -share)
	}
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

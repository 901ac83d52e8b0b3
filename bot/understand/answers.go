package understand

import "iter"

// The answers are those of regularised least squares: (K + smoothing I)^-1 Y, with the similarities K of the examples
// and a column of Y for each topic, 1 at its examples.

// answer returns what being like an example says for each topic.
func (m *model) answer(example int32) []float64 {
	from := int(example) * len(m.topics)
	return m.answers[from : from+len(m.topics)]
}

// sumAnswers takes the answers from the inverse: each is the sum of the entries at the examples of its topic.
func (m *model) sumAnswers(inverse triangle) {
	m.answers = make([]float64, len(m.topicOf)*len(m.topics))
	share(len(m.topicOf), func(jobs iter.Seq[int]) {
		row := make([]float64, len(m.topicOf))
		for i := range jobs {
			inverse.row(row, i)
			answer := m.answer(int32(i))
			for j, topic := range m.topicOf {
				answer[topic] += row[j]
			}
		}
	})
	m.direct()
}

// solveAnswers finds the answers without the inverse, where nothing else needs that: to four digits.
func (m *model) solveAnswers() {
	m.answers = make([]float64, len(m.topicOf)*len(m.topics))
	slope := newSlope(m.index)
	share((len(m.topics)+lineTopics-1)/lineTopics, func(jobs iter.Seq[int]) {
		for job := range jobs {
			first, d := int32(job*lineTopics), newDescent(slope)
			for i, topic := range m.topicOf {
				if first <= topic && topic < first+lineTopics {
					d.rest[i][topic-first] = 1
				}
			}
			d.solve()
			for i := range m.topicOf {
				copy(m.answer(int32(i))[first:], d.found[i][:])
			}
		}
	})
	m.direct()
}

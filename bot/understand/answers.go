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

// solveAnswers solves for the answers, which is faster than the inverse where nothing else needs that.
func (m *model) solveAnswers(factored triangle) {
	m.answers = make([]float64, len(m.topicOf)*len(m.topics))
	share((len(m.topics)+side-1)/side, func(jobs iter.Seq[int]) {
		for job := range jobs {
			first := int32(job * side)
			columns := make([]tile, factored.edge)
			for i, topic := range m.topicOf {
				if first <= topic && topic < first+side {
					columns[i/side][topic-first][i%side] = 1
				}
			}
			factored.solve(columns)
			for i := range m.topicOf {
				answer := m.answer(int32(i))[first:]
				for t := range answer[:min(side, len(answer))] {
					answer[t] = columns[i/side][t][i%side]
				}
			}
		}
	})
	m.direct()
}

package understand

import "iter"

// The score of a topic is the sum, over the examples, of their cosine with the question times their answer. Both are
// sums over features, so that it is as well a sum over the features of the question alone: of what having each says for
// the topic. There are a hundred of these in a question, and thousands of examples.

// direct sums what having each feature says for the topics.
func (m *model) direct() {
	topics := len(m.topics)
	m.directions = make([]float32, len(m.index.features)*topics)
	share((len(m.index.features)+featuresAtOnce-1)/featuresAtOnce, func(jobs iter.Seq[int]) {
		sums := make([]float64, topics)
		for job := range jobs {
			first := job * featuresAtOnce
			for f := first; f < min(first+featuresAtOnce, len(m.index.features)); f++ {
				m.sumAnswersOf(sums, f)
				for t, sum := range sums {
					m.directions[f*topics+t] = float32(sum)
				}
			}
		}
	})
}

// featuresAtOnce is a job's worth.
const featuresAtOnce = 256

// sumAnswersOf sums the answers of the examples that have a feature.
func (m *model) sumAnswersOf(sums []float64, feature int) {
	clear(sums)
	for k := m.index.starts[feature]; k < m.index.starts[feature+1]; k++ {
		addScaled(sums, m.answer(int32(m.index.holders[k])), m.index.weights[k])
	}
}

// score sums what the features of the question say for the topics.
func (m *model) score(s *scratch) {
	clear(s.scores)
	for weights := s.weights; len(weights) > 0; {
		var rows [4][]float32
		var scales [4]float32
		n := 0
		for ; n < len(rows) && n < len(weights); n++ {
			rows[n], scales[n] = m.direction(weights[n].feature), float32(weights[n].value)
		}
		weights = weights[n:]
		for ; n < len(rows); n++ {
			rows[n] = rows[0] // times 0
		}
		addFour(s.scores, &rows, &scales)
	}
}

// direction returns what having a feature says for each topic.
func (m *model) direction(feature int32) []float32 {
	from := int(feature) * len(m.topics)
	return m.directions[from : from+len(m.topics)]
}

// addFour adds four rows, each with its scale, to into: into is read and written once instead of four times.
func addFour(into []float64, rows *[4][]float32, scales *[4]float32) {
	a, b, c, d := rows[0][:len(into)], rows[1][:len(into)], rows[2][:len(into)], rows[3][:len(into)]
	p, q, r, s := scales[0], scales[1], scales[2], scales[3]
	for i := range into {
		into[i] += float64((p*a[i] + q*b[i]) + (r*c[i] + s*d[i]))
	}
}

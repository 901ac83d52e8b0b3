package understand

import (
	"iter"
	"math"
)

// The score of a topic is the sum, over the examples, of their cosine with the question times their answer. Both are
// sums over features, so that it is as well a sum over the features of the question alone: of what having each says for
// the topic. There are a hundred of these in a question, and thousands of examples.

// directions hold what having a feature says for each topic, rounded to two bytes: a share of the most that the feature
// says for any topic. That is half the memory of the shortest floating-point numbers; with one byte, questions that no
// topic answers could no longer be told apart as well.
type directions struct {
	stride int       // words in a row: four topics stand in each, the last of a row may lack some
	rows   []uint64  // by feature, then by topic: middle and more or less
	scales []float32 // by feature: what 1 in its row is worth
}

const (
	topicsAWord = 4
	middle      = 1 << 15 // stands for 0
	farthest    = middle - 1

	// everySecond picks two of the four topics of a word, with room for sums above each.
	everySecond = 0x0000FFFF_0000FFFF

	// heaviest is what the weight of the feature that counts most becomes, when the weights of a question are rounded to
	// whole numbers. A batch of products of it with numbers from a row stays below 2^32.
	heaviest = 1<<12 - 1
	batch    = 16
)

func newDirections(features, topics int) directions {
	stride := (topics + topicsAWord - 1) / topicsAWord
	return directions{stride, make([]uint64, features*stride), make([]float32, features)}
}

// row is what having a feature says.
func (d *directions) row(feature int32) []uint64 {
	from := int(feature) * d.stride
	return d.rows[from : from+d.stride]
}

// set rounds what having a feature says for the topics.
func (d *directions) set(feature int32, says []float64) {
	most := 0.0
	for _, s := range says {
		most = max(most, math.Abs(s))
	}
	scale := float32(most / farthest)
	if scale == 0 {
		return // it counts for nothing
	}
	d.scales[feature] = scale
	row := d.row(feature)
	for t, s := range says {
		share := min(max(math.Round(s/float64(scale)), -farthest), farthest)
		row[t/topicsAWord] |= uint64(middle+int(share)) << (16 * (t % topicsAWord))
	}
}

// direct sums what having each feature says for the topics.
func (m *model) direct() {
	features, topics := len(m.index.features), len(m.topics)
	m.directions = newDirections(features, topics)
	share((features+featuresAtOnce-1)/featuresAtOnce, func(jobs iter.Seq[int]) {
		sums := make([]float64, topics)
		for job := range jobs {
			first := job * featuresAtOnce
			for f := first; f < min(first+featuresAtOnce, features); f++ {
				m.sumAnswersOf(sums, int32(f))
				m.directions.set(int32(f), sums)
			}
		}
	})
}

// featuresAtOnce is a job's worth.
const featuresAtOnce = 256

// sumAnswersOf sums the answers of the examples that have a feature.
func (m *model) sumAnswersOf(sums []float64, feature int32) {
	clear(sums)
	for _, h := range m.index.holdersOf(feature) {
		addScaled(sums, m.answer(int32(h.example)), h.share())
	}
}

// score sums what the features of the question say for the topics.
func (m *model) score(s *scratch) {
	clear(s.scores)
	d, most := &m.directions, 0.0
	for _, w := range s.weights {
		most = max(most, w.value*float64(d.scales[w.feature]))
	}
	if most == 0 {
		return
	}
	unit, all := most/heaviest, uint64(0) // weights are rounded to multiples of it
	clear(s.sums)
	for weights := s.weights; len(weights) > 0; {
		n := min(batch, len(weights))
		all += d.sum(s, weights[:n], unit)
		weights = weights[n:]
	}
	for t := range s.scores {
		s.scores[t] = float64(int64(s.sums[t])-int64(middle*all)) * unit
	}
}

// sum adds a batch of features to the sums, and returns their weights in all.
func (d *directions) sum(s *scratch, weights []weight, unit float64) (all uint64) {
	clear(s.lanes)
	for len(weights) > 0 {
		var rows [4][]uint64
		var scales [4]uint64
		n := min(len(rows), len(weights))
		for i, w := range weights[:n] {
			rows[i], scales[i] = d.row(w.feature), uint64(w.value*float64(d.scales[w.feature])/unit+.5)
			all += scales[i]
		}
		for i := n; i < len(rows); i++ {
			rows[i] = rows[0] // times 0
		}
		addFour(s.lanes, &rows, &scales)
		weights = weights[n:]
	}
	for i := 0; i+1 < len(s.lanes); i += 2 {
		even, odd := s.lanes[i], s.lanes[i+1]
		four := s.sums[2*i : 2*i+4 : 2*i+4]
		four[0] += even & math.MaxUint32
		four[1] += odd & math.MaxUint32
		four[2] += even >> 32
		four[3] += odd >> 32
	}
	return all
}

// addFour adds four rows, each with its scale, to the lanes: these are read and written once instead of four times. The
// topics of a word stand in two lanes: the first and the third in one, the others in the next.
func addFour(lanes []uint64, rows *[4][]uint64, scales *[4]uint64) {
	n := len(lanes) / 2
	a, b, c, d := rows[0][:n], rows[1][:n], rows[2][:n], rows[3][:n]
	p, q, r, s := scales[0], scales[1], scales[2], scales[3]
	for i := range a {
		w, x, y, z := a[i], b[i], c[i], d[i]
		two := lanes[2*i : 2*i+2 : 2*i+2]
		two[0] += p*(w&everySecond) + q*(x&everySecond) + r*(y&everySecond) + s*(z&everySecond)
		two[1] += p*(w>>16&everySecond) + q*(x>>16&everySecond) + r*(y>>16&everySecond) + s*(z>>16&everySecond)
	}
}

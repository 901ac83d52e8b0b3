package understand

import (
	"math"
	"slices"
)

// index knows the features of the examples: who has which, and how much each tells. What belongs to the features
// stands in a row, one feature after the other: thousands of small slices would weigh more than what they hold.
type index struct {
	features map[uint64]int32 // by salted hash
	examples int
	rarity   []float64 // by number of examples that have a feature: ln((n+1)/(number+1)) + 1
	starts   []int32   // by feature, and one more: where its holders begin
	holders  []uint16  // the examples that have a feature
	weights  []float64 // by holder: the feature's weight in the example
	topics   table     // by feature, then by topic: whether an example of the topic has it
}

func rarity(examples, having int) float64 {
	return math.Log(float64(examples+1)/float64(having+1)) + 1
}

// newIndex gathers the features of texts given as terms whose features are already numbered.
func newIndex(features map[uint64]int32, texts [][]term, topicOf []int32) *index {
	x := &index{features: features, examples: len(texts)}
	for having := range len(texts) + 1 {
		x.rarity = append(x.rarity, rarity(x.examples, having))
	}
	x.starts = make([]int32, len(features)+1)
	for _, text := range texts {
		for _, t := range text {
			x.starts[t.feature+1]++
		}
	}
	for f := range len(features) {
		x.starts[f+1] += x.starts[f]
	}
	x.holders = make([]uint16, x.starts[len(features)])
	next := slices.Clone(x.starts)
	for i, text := range texts {
		for _, t := range text {
			x.holders[next[t.feature]] = uint16(i)
			next[t.feature]++
		}
	}
	x.noteTopics(topicOf)
	return x
}

// noteTopics fills the table of features and topics.
func (x *index) noteTopics(topicOf []int32) {
	x.topics = newTable(len(x.starts)-1, int(slices.Max(topicOf))+1)
	for f := range int32(len(x.starts) - 1) {
		for _, example := range x.holdersOf(f) {
			x.topics.set(f, topicOf[example])
		}
	}
}

// holdersOf are the examples that have a feature.
func (x *index) holdersOf(feature int32) []uint16 {
	return x.holders[x.starts[feature]:x.starts[feature+1]]
}

// has reports whether an example of the topic has a feature.
func (x *index) has(feature, topic int32) bool { return x.topics.at(feature, topic) }

// hold enters the weighed features of the examples.
func (x *index) hold(vectors [][]weight) {
	x.weights = make([]float64, len(x.holders))
	next := slices.Clone(x.starts)
	for _, vector := range vectors {
		for _, w := range vector {
			x.weights[next[w.feature]] = w.value
			next[w.feature]++
		}
	}
}

// frequent is the number of examples that have a feature.
func (x *index) frequent(feature int32) int { return int(x.starts[feature+1] - x.starts[feature]) }

// table is one of yes and no, row by row.
type table struct {
	width int // of a row, in words
	words []uint64
}

func newTable(rows, columns int) table {
	width := (columns + 63) / 64
	return table{width, make([]uint64, rows*width)}
}

func (b table) set(row, column int32) { b.words[int(row)*b.width+int(column>>6)] |= 1 << (column & 63) }

func (b table) at(row, column int32) bool {
	return b.words[int(row)*b.width+int(column>>6)]>>(column&63)&1 == 1
}

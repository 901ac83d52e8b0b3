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
	topics   int
	counts   []uint16 // by feature, then by topic: how many examples of the topic have it
	held     []int32  // by topic: how many features its examples have, each counted as often as it is had
	proofs   []proofs // by number of examples that have a feature
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
	x.countTopics(topicOf)
	x.prove()
	return x
}

// countTopics fills the tables of features and topics.
func (x *index) countTopics(topicOf []int32) {
	x.topics = int(slices.Max(topicOf)) + 1
	x.counts = make([]uint16, x.topics*(len(x.starts)-1))
	x.held = make([]int32, x.topics)
	for f := range int32(len(x.starts) - 1) {
		for _, example := range x.holdersOf(f) {
			topic := topicOf[example]
			x.counts[int(f)*x.topics+int(topic)]++
			x.held[topic]++
		}
	}
}

// holdersOf are the examples that have a feature.
func (x *index) holdersOf(feature int32) []uint16 {
	return x.holders[x.starts[feature]:x.starts[feature+1]]
}

// count is the number of examples of a topic that have a feature.
func (x *index) count(feature, topic int32) int32 {
	return int32(x.counts[int(feature)*x.topics+int(topic)])
}

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

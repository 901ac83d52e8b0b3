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
	spreads  []int32   // by feature, and one more: where its tallies begin
	tallies  []tally   // the topics that have a feature
}

// tally counts the examples of a topic that have a feature.
type tally struct {
	topic uint16
	count uint16
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
	return x
}

// countTopics fills the tallies.
func (x *index) countTopics(topicOf []int32) {
	x.spreads = make([]int32, 1, len(x.starts))
	for f := range int32(len(x.starts) - 1) {
		first := len(x.tallies)
		for _, example := range x.holders[x.starts[f]:x.starts[f+1]] {
			topic := uint16(topicOf[example])
			place := slices.IndexFunc(x.tallies[first:], func(t tally) bool { return t.topic == topic })
			if place < 0 {
				x.tallies = append(x.tallies, tally{topic, 1})
				continue
			}
			x.tallies[first+place].count++
		}
		x.spreads = append(x.spreads, int32(len(x.tallies)))
	}
	x.tallies = slices.Clone(x.tallies)
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

// spread returns the topics that have a feature.
func (x *index) spread(feature int32) []tally {
	return x.tallies[x.spreads[feature]:x.spreads[feature+1]]
}

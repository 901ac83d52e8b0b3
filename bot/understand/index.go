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
	holders  []holder  // the examples that have a feature
	topics   int
	counts   []uint8         // by feature, then by topic: how many examples of the topic have it; many: see more
	more     map[int32]int32 // by place in counts: counts that a byte does not hold
	held     []int32         // by topic: how many features its examples have, each counted as often as it is had
	proofs   []proofs        // by number of examples that have a feature
}

// many stands for all counts that a byte does not hold.
const many = math.MaxUint8

// holder is an example that has a feature.
type holder struct {
	example uint16
	weight  uint16 // of the feature in the example's vector, of which the whole is 1: in steps of 1/65535
}

// share is the weight as a number between 0 and 1.
func (h holder) share() float64 { return float64(h.weight) / math.MaxUint16 }

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
	x.holders = make([]holder, x.starts[len(features)])
	next := slices.Clone(x.starts)
	for i, text := range texts {
		for _, t := range text {
			x.holders[next[t.feature]].example = uint16(i)
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
	x.counts = make([]uint8, x.topics*(len(x.starts)-1))
	x.more = make(map[int32]int32)
	x.held = make([]int32, x.topics)
	for f := range int32(len(x.starts) - 1) {
		for _, h := range x.holdersOf(f) {
			topic := topicOf[h.example]
			x.countOne(f*int32(x.topics) + topic)
			x.held[topic]++
		}
	}
}

func (x *index) countOne(place int32) {
	switch {
	case x.counts[place] < many-1:
		x.counts[place]++
	case x.counts[place] < many:
		x.counts[place], x.more[place] = many, many
	default:
		x.more[place]++
	}
}

// holdersOf are the examples that have a feature.
func (x *index) holdersOf(feature int32) []holder {
	return x.holders[x.starts[feature]:x.starts[feature+1]]
}

// count is the number of examples of a topic that have a feature.
func (x *index) count(feature, topic int32) int32 {
	place := feature*int32(x.topics) + topic
	if count := x.counts[place]; count < many {
		return int32(count)
	}
	return x.more[place]
}

// hold enters the weighed features of the examples.
func (x *index) hold(vectors [][]weight) {
	next := slices.Clone(x.starts)
	for _, vector := range vectors {
		for _, w := range vector {
			x.holders[next[w.feature]].weight = uint16(math.Round(w.value * math.MaxUint16))
			next[w.feature]++
		}
	}
}

// frequent is the number of examples that have a feature.
func (x *index) frequent(feature int32) int { return int(x.starts[feature+1] - x.starts[feature]) }

package understand

import "math"

// index knows the features of the examples: who has which, and how much each tells.
type index struct {
	features map[uint64]int32 // by salted hash
	examples int
	frequent []int32    // by feature: the number of examples that have it
	rarity   []float64  // by feature: ln((n+1)/(df+1)) + 1
	foreign  float64    // the rarity of a feature that no example has: that of df = 1
	holders  [][]holder // by feature: the examples that have it
	spread   [][]tally  // by feature: the topics that have it
}

// holder is an example that has a feature.
type holder struct {
	example int32
	weight  float64
}

// tally counts the examples of a topic that have a feature.
type tally struct {
	topic int32
	count int32
}

func rarity(examples, having int) float64 {
	return math.Log(float64(examples+1)/float64(having+1)) + 1
}

// newIndex gathers the features of texts given as terms whose features are already numbered.
func newIndex(features map[uint64]int32, texts [][]term, topicOf []int32) *index {
	x := &index{
		features: features,
		examples: len(texts),
		frequent: make([]int32, len(features)),
		rarity:   make([]float64, len(features)),
		holders:  make([][]holder, len(features)),
		spread:   make([][]tally, len(features)),
		foreign:  rarity(len(texts), 1),
	}
	for i, text := range texts {
		for _, t := range text {
			x.frequent[t.feature]++
			x.count(t.feature, topicOf[i])
		}
	}
	for f, having := range x.frequent {
		x.rarity[f] = rarity(x.examples, int(having))
		x.holders[f] = make([]holder, 0, having)
	}
	return x
}

func (x *index) count(feature, topic int32) {
	for i, t := range x.spread[feature] {
		if t.topic == topic {
			x.spread[feature][i].count++
			return
		}
	}
	x.spread[feature] = append(x.spread[feature], tally{topic, 1})
}

// hold enters the weighed features of an example.
func (x *index) hold(example int32, weighed []weight) {
	for _, w := range weighed {
		x.holders[w.feature] = append(x.holders[w.feature], holder{example, w.value})
	}
}

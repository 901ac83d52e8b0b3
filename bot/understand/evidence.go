package understand

import "math"

// evidence is what the features of a question say of each of its candidates.
type evidence struct {
	// covered is, for each group, the share of the features that the topic has. What every example has tells nothing and
	// counts nothing; what none has counts as missing.
	covered [mostCandidates][groups]float64

	// likely is by how much likelier the features are in the topic than anywhere: the logarithm, a mean over the features.
	likely [mostCandidates]float64
}

// gather looks at every feature of the question once.
func (m *model) gather(s *scratch, out *leftOut) (e evidence) {
	var whole [groups]float64
	x, all, known := m.index, 0.0, 0.0
	held := int32(len(x.holders)) - out.heldAll()
	for _, t := range s.terms {
		rare, isKnown := x.rarityOf(t.feature, out)
		whole[t.group] += rare - 1
		all += t.count
		if !isKnown {
			continue
		}
		known += t.count
		having := int32(x.frequent(t.feature)) - out.countAll(t.feature)
		for i := range s.candidates {
			topic := s.candidates[i].topic
			if count := x.count(t.feature, topic) - out.count(t.feature, topic); count > 0 {
				e.covered[i][t.group] += rare - 1
				e.likely[i] += t.count * x.proofOf(count, having, held)
			}
		}
	}
	for i := range s.candidates {
		for g := range e.covered[i] {
			if whole[g] > 0 {
				e.covered[i][g] /= whole[g]
			}
		}
		e.likely[i] = (e.likely[i] - known*m.expected(s.candidates[i].topic, out)) / all
	}
	return e
}

// expected is what a topic's size alone would prove: many examples have many features.
func (m *model) expected(topic int32, out *leftOut) float64 {
	own := m.index.held[topic]
	if out != nil && out.topic == topic {
		own -= out.held
	}
	return math.Log1p(float64(own) / belief)
}

package understand

import "math"

// belief is how many features of examples in general are added to those of a topic, so that few examples prove little.
const belief = 150

// compareLikely tells the candidates apart as naive Bayes does: by how much likelier the features of the question are
// among those of a topic's examples than among those of the next best candidate's. Least squares weigh the features
// against one another, this counts them: where the two agree, both are the surer.
func (s *scratch) compareLikely(likely [mostCandidates]float64) {
	best, second := math.Inf(-1), math.Inf(-1)
	for i := range s.candidates {
		best, second = max(best, likely[i]), max(second, min(best, likely[i]))
	}
	if len(s.candidates) == 1 {
		second = 0
	}
	for i := range s.candidates {
		other := best
		if likely[i] == best {
			other = second
		}
		s.candidates[i].signs[signAhead] = likely[i] - other
	}
}

// proof is how much it proves that so many of the examples that have a feature are the topic's. held is the number of
// features that all the examples have, each counted as often as it is had.
func proof(count, having, held int32) float64 {
	return math.Log1p(float64(count) * float64(held) / float64(having) / belief)
}

// proofs are those of 1, 2, ... examples: logarithms are slow.
type proofs [24]float64

// proofOf is the proof, from the table when no example is left out.
func (x *index) proofOf(count, having, held int32) float64 {
	if int(held) == len(x.holders) && int(count) <= len(x.proofs[having]) {
		return x.proofs[having][count-1]
	}
	return proof(count, having, held)
}

// prove fills the table of proofs.
func (x *index) prove() {
	x.proofs = make([]proofs, x.examples+1)
	for having := range x.proofs {
		for i := range x.proofs[having] {
			x.proofs[having][i] = proof(int32(i+1), int32(max(having, 1)), int32(len(x.holders)))
		}
	}
}

// heldAll is the number of features that the left-out examples have, each counted as often as it is had.
func (o *leftOut) heldAll() int32 {
	if o == nil {
		return 0
	}
	return o.held
}

// countAll is the number of left-out examples that have a feature.
func (o *leftOut) countAll(feature int32) int32 {
	if o == nil {
		return 0
	}
	return o.features[feature]
}

// count is the number of left-out examples of a topic that have a feature.
func (o *leftOut) count(feature, topic int32) int32 {
	if o == nil || o.topic != topic {
		return 0
	}
	return o.features[feature]
}

package understand

import (
	"cmp"
	"math"
	"slices"
)

// judge holds the two regressions that turn the signs of the candidates into probabilities.
type judge struct {
	pair   logistic // is this candidate the right topic?
	accept logistic // is the first candidate right, given its log-odds, its lead over the second and its score?
}

// The ridges of the two regressions. The acceptance has few columns and needs little.
const (
	pairRidge   = 10
	acceptRidge = 1
)

// alone is the log-odds of the second candidate where there is none.
const alone = -8.0

// usual holds the weights that simulations of public-service questions come to. They serve while there are too
// few examples to simulate.
func usual() judge {
	return judge{
		pair:   logistic{weights: []float64{5, 3.5, 2, 1, .5, 1, 0}, bias: -4.8},
		accept: logistic{weights: []float64{.35, .2, 2}, bias: -1.3},
	}
}

// order sorts candidates by the probability of being right.
func (j judge) order(candidates []candidate) {
	for i := range candidates {
		candidates[i].logit = j.pair.logit(candidates[i].signs[:])
	}
	slices.SortFunc(candidates, func(a, b candidate) int {
		return cmp.Or(cmp.Compare(b.logit, a.logit), cmp.Compare(a.topic, b.topic))
	})
}

// certainty is what the acceptance is judged by: the first log-odds, the lead over the second, the raw score.
func certainty(candidates []candidate) [3]float64 {
	second := alone
	if len(candidates) > 1 {
		second = candidates[1].logit
	}
	return [3]float64{candidates[0].logit, candidates[0].logit - second, candidates[0].signs[signScore]}
}

// confidence is the probability that the first candidate is right.
func (j judge) confidence(candidates []candidate) float64 {
	if len(candidates) == 0 {
		return 0
	}
	signs := certainty(candidates)
	return sigmoid(j.accept.logit(signs[:]))
}

// hope says how likely any candidate is right: ln(1 + the sum of their odds).
func hope(candidates []candidate) float64 {
	odds := 0.0
	for _, c := range candidates {
		odds += math.Exp(c.logit)
	}
	return math.Log1p(odds)
}

// fitPair learns from every candidate of every outcome.
func fitPair(outcomes []outcome) logistic {
	var samples []sample
	for i := range outcomes {
		o := &outcomes[i]
		for place := range o.candidates {
			samples = append(samples, sample{o.candidates[place].signs[:], o.right(place), 2 * o.origin.part()})
		}
	}
	return fitLogistic(samples, pairRidge)
}

// fitAccept learns from the outcomes that pass the filter, their candidates in order.
func fitAccept(outcomes []outcome, learns func(o *outcome) bool) logistic {
	var samples []sample
	for i := range outcomes {
		o := &outcomes[i]
		if len(o.candidates) == 0 || !learns(o) {
			continue
		}
		signs := certainty(o.candidates)
		samples = append(samples, sample{signs[:], o.right(0), 2 * o.origin.part()})
	}
	return fitLogistic(samples, acceptRidge)
}

package understand

import "math"

// mostCandidates is how many topics are looked at closely.
const mostCandidates = 5

// The signs by which a candidate is judged.
const (
	signScore   = iota                 // its least-squares score
	signLead                           // that score minus the best of the other topics
	signNearest                        // the mean of its three best cosines, the best counting most
	signCovered                        // then, for each group of features, the share of the question that its examples have
	signAhead   = signCovered + groups // how much likelier the question is to come from it than from the other candidates
	signs       = signAhead + 1
)

// nearestPart is what the nearest examples weigh beside the score when candidates are picked.
const nearestPart = .3

// consider picks the candidates of the question whose vector and scores are in the scratch.
func (m *model) consider(s *scratch, out *leftOut) {
	s.candidates = s.candidates[:0]
	m.hopeFor(s, out)
	for topic := s.mostHopeful(); s.mayEnter(s.hopes[topic]); topic = s.mostHopeful() {
		s.hopes[topic] = math.Inf(-1)
		near := m.nearestOf(s.cosines, topic, out)
		s.enter(candidate{topic: topic, example: near.example, rank: s.scores[topic] + nearestPart*near.mean(), near: near.mean()})
	}
	e := m.gather(s, out)
	s.compareLikely(e.likely)
	best, second := bestTwo(s.scores, out)
	for i := range s.candidates {
		c := &s.candidates[i]
		other := best
		if s.scores[c.topic] == best {
			other = second
		}
		c.signs[signScore] = s.scores[c.topic]
		c.signs[signLead] = s.scores[c.topic] - other
		c.signs[signNearest] = c.near
		copy(c.signs[signCovered:], e.covered[i][:])
	}
}

// hopeFor writes how high each topic may rank at most. Few topics need a closer look than this.
func (m *model) hopeFor(s *scratch, out *leftOut) {
	for t, score := range s.scores {
		if out.hidesTopic(int32(t)) {
			s.hopes[t] = math.Inf(-1)
			continue
		}
		s.hopes[t] = score + nearestPart*m.bestCosine(s.cosines, int32(t))
	}
}

// mostHopeful is the topic that may rank highest.
func (s *scratch) mostHopeful() int32 {
	first := 0
	for t, hope := range s.hopes {
		if hope > s.hopes[first] {
			first = t
		}
	}
	return int32(first)
}

// mayEnter reports whether a rank of that height at most may be among the best.
func (s *scratch) mayEnter(rank float64) bool {
	if len(s.candidates) < mostCandidates {
		return !math.IsInf(rank, -1)
	}
	return rank > s.candidates[mostCandidates-1].rank
}

// enter keeps the best candidates in order; equals keep the order in which they came.
func (s *scratch) enter(c candidate) {
	if len(s.candidates) < mostCandidates {
		s.candidates = append(s.candidates, c)
	} else if last := len(s.candidates) - 1; c.rank > s.candidates[last].rank {
		s.candidates[last] = c
	}
	for i := len(s.candidates) - 1; i > 0 && s.candidates[i].rank > s.candidates[i-1].rank; i-- {
		s.candidates[i], s.candidates[i-1] = s.candidates[i-1], s.candidates[i]
	}
}

// bestTwo returns the two highest scores; 0 stands in for a second that is missing.
func bestTwo(scores []float64, out *leftOut) (best, second float64) {
	seen := 0
	for t, score := range scores {
		if out.hidesTopic(int32(t)) {
			continue
		}
		switch seen++; {
		case seen == 1:
			best = score
		case score > best:
			best, second = score, best
		case seen == 2 || score > second:
			second = score
		}
	}
	return best, second
}

// bestCosine is the best cosine of a topic's examples, those left out included. These mostly stand side by side, where
// they are read twice as fast; neither way costs a mispredicted branch.
func (m *model) bestCosine(cosines []cosine, topic int32) float64 {
	members, best := m.members[topic], cosine(0)
	first, last := members[0], members[len(members)-1]
	if int(last-first) == len(members)-1 {
		for _, c := range cosines[first : last+1] {
			best = max(best, c)
		}
		return best.value()
	}
	for _, i := range members {
		best = max(best, cosines[i])
	}
	return best.value()
}

// nearestOf finds the three best cosines of a topic's examples.
func (m *model) nearestOf(cosines []cosine, topic int32, out *leftOut) nearest {
	n := nearest{example: -1}
	b0, b1, b2 := cosine(0), cosine(0), cosine(0)
	for _, i := range m.members[topic] {
		if out.hides(i, topic) {
			continue
		}
		n.count++
		c := cosines[i]
		if n.example < 0 {
			n.example, b0 = i, c
			continue
		}
		if c <= b2 {
			continue
		}
		switch {
		case c > b0:
			n.example = i
			b0, b1, b2 = c, b0, b1
		case c > b1:
			b1, b2 = c, b1
		default:
			b2 = c
		}
	}
	n.best = [3]cosine{b0, b1, b2}
	return n
}

// mean is the weighted mean of the best cosines; a topic with fewer than three examples is not punished.
func (n *nearest) mean() float64 {
	b0, b1, b2 := n.best[0].value(), n.best[1].value(), n.best[2].value()
	switch n.count {
	case 0:
		return 0
	case 1:
		return b0
	case 2:
		return (b0 + .5*b1) / 1.5
	}
	return (b0 + .5*b1 + .25*b2) / 1.75
}

package understand

// mostCandidates is how many topics are looked at closely.
const mostCandidates = 5

// The signs by which a candidate is judged.
const (
	signScore   = iota // its least-squares score
	signLead           // that score minus the best of the other topics
	signNearest        // the mean of its three best cosines, the best counting most
	signCovered        // then, for each group of features, the share of the question that its examples have
	signs       = signCovered + groups
)

// nearestPart is what the nearest examples weigh beside the score when candidates are picked.
const nearestPart = .3

// consider picks the candidates of the question whose vector and scores are in the scratch.
func (m *model) consider(s *scratch, out *leftOut) {
	m.gatherNearest(s, out)
	m.gatherCovered(s, out)
	best, second := bestTwo(s.scores, out)
	s.candidates = s.candidates[:0]
	for t, score := range s.scores {
		topic := int32(t)
		if !out.hidesTopic(topic) {
			s.enter(candidate{topic: topic, example: s.near[t].example, rank: score + nearestPart*s.near[t].mean()})
		}
	}
	for i := range s.candidates {
		c := &s.candidates[i]
		other := best
		if s.scores[c.topic] == best {
			other = second
		}
		c.signs[signScore] = s.scores[c.topic]
		c.signs[signLead] = s.scores[c.topic] - other
		c.signs[signNearest] = s.near[c.topic].mean()
		copy(c.signs[signCovered:], s.covered[c.topic][:])
	}
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

// gatherNearest keeps the three best cosines of each topic.
func (m *model) gatherNearest(s *scratch, out *leftOut) {
	for t := range s.near {
		s.near[t] = nearest{example: -1}
	}
	for i, cosine := range s.cosines {
		if topic := m.topicOf[i]; !out.hides(int32(i), topic) {
			s.near[topic].add(int32(i), cosine)
		}
	}
}

func (n *nearest) add(example int32, cosine float64) {
	n.count++
	b := &n.best
	switch {
	case n.example < 0 || cosine > b[0]:
		n.example = example
		b[0], b[1], b[2] = cosine, b[0], b[1]
	case cosine > b[1]:
		b[1], b[2] = cosine, b[1]
	case cosine > b[2]:
		b[2] = cosine
	}
}

// mean is the weighted mean of the best cosines; a topic with fewer than three examples is not punished.
func (n *nearest) mean() float64 {
	switch n.count {
	case 0:
		return 0
	case 1:
		return n.best[0]
	case 2:
		return (n.best[0] + .5*n.best[1]) / 1.5
	}
	return (n.best[0] + .5*n.best[1] + .25*n.best[2]) / 1.75
}

// gatherCovered sums, for each topic and group, the share of the question's features that the topic has. What
// every example has tells nothing and counts nothing; what none has counts as missing.
func (m *model) gatherCovered(s *scratch, out *leftOut) {
	clear(s.covered)
	var whole [groups]float64
	for _, t := range s.terms {
		rare, known := m.index.rarityOf(t.feature, out)
		whole[t.group] += rare - 1
		if !known {
			continue
		}
		for _, has := range m.index.spread(t.feature) {
			if int32(has.count) > out.count(int32(has.topic), t.feature) {
				s.covered[has.topic][t.group] += rare - 1
			}
		}
	}
	for t := range s.covered {
		for g := range s.covered[t] {
			if whole[g] > 0 {
				s.covered[t][g] /= whole[g]
			}
		}
	}
}

// count is the number of left-out examples of a topic that have a feature.
func (o *leftOut) count(topic, feature int32) int32 {
	if o == nil || o.topic != topic {
		return 0
	}
	return o.features[feature]
}

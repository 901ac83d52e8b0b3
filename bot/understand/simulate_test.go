package understand

import (
	"math"
	"slices"
	"testing"
)

// Leaving out in closed form must give the scores of a least squares solved without the left-out examples.
func TestLeavingOutEqualsTrainingWithout(t *testing.T) {
	examples, ask := readHandMade(t)
	examples = append(examples, ask...)
	r, err := rulesOf(French)
	if err != nil {
		t.Fatal(err)
	}
	m, vectors := learn(r, examples)
	similar := m.inverse(vectors)
	m.sumAnswers(similar)
	sim := newSimulation(m, similar, examples).newAsker()
	topic := m.topicOf[9]
	for name, test := range map[string]struct {
		example int32
		drop    func(members []int32)
	}{
		"an example": {9, func([]int32) { sim.dropExample(9) }},
		"a topic":    {-1, func(members []int32) { sim.dropTopic(sim.rely(members)) }},
	} {
		members := []int32{test.example}
		if test.example < 0 {
			members = sim.model.members[topic]
		}
		sim.leave(topic, test.example, members, 1)
		sim.readRows(members)
		sim.ask(sim.texts[9], func() { test.drop(members) })
		want := solveWithout(m, examples, members, sim.cosines)
		for i, score := range sim.scratch.scores {
			if test.example < 0 && int32(i) == topic {
				want[i] = 0
			}
			if math.Abs(score-want[i]) > 1e-4 {
				t.Errorf("without %s: score of %q is %g, want %g", name, m.topics[i], score, want[i])
			}
		}
		sim.leave(topic, test.example, members, -1)
	}
	if slices.ContainsFunc(sim.out.features, func(n int32) bool { return n != 0 }) || sim.out.size != 0 {
		t.Error("what was left out did not come back")
	}
}

// solveWithout scores cosines by a least squares over the examples that stay.
func solveWithout(m *model, examples []Example, members []int32, cosines []float64) []float64 {
	s := newScratch()
	var vectors [][]weight
	for _, e := range examples {
		m.read(s, e.Text)
		m.weigh(s, nil)
		vectors = append(vectors, slices.Clone(s.weights))
	}
	all := m.similarities(vectors)
	var stay []int
	for i := range examples {
		if !slices.Contains(members, int32(i)) {
			stay = append(stay, i)
		}
	}
	row := make([]float64, len(examples))
	lower := newMatrix(len(stay))
	b := make([]float64, len(stay))
	for a, i := range stay {
		all.row(row, i)
		for c, j := range stay {
			lower.row(a)[c] = row[j]
		}
		b[a] = cosines[i]
	}
	lower.cholesky()
	lower.solve(b)
	scores := make([]float64, len(m.topics))
	for a, i := range stay {
		scores[m.topicOf[i]] += b[a]
	}
	return scores
}

func TestSimulationNeverOffersWhatIsLeftOut(t *testing.T) {
	examples := synthetic(manners[:4])
	r, err := rulesOf(French)
	if err != nil {
		t.Fatal(err)
	}
	m, vectors := learn(r, examples)
	similar := m.inverse(vectors)
	m.sumAnswers(similar)
	outcomes := newSimulation(m, similar, examples).run()
	if count := countOrigins(outcomes); count != [origins]float64{160, 160, 160} {
		t.Fatalf("outcomes by origin %v", count)
	}
	for i, o := range outcomes {
		if len(o.candidates) != mostCandidates {
			t.Fatalf("outcome %d has %d candidates", i, len(o.candidates))
		}
		for place, c := range o.candidates {
			if o.origin == near && c.topic == o.topic {
				t.Errorf("outcome %d offers the topic that was left out", i)
			}
			if o.right(place) != (o.origin == known && c.topic == o.topic) {
				t.Errorf("outcome %d: right(%d) = %v", i, place, o.right(place))
			}
		}
	}
}

func TestLimits(t *testing.T) {
	trials := []trial{
		{confidence: .9, gain: .2}, {confidence: .8, error: .05, gain: -.05}, {confidence: .7, gain: .2},
		{confidence: .5, error: .05, gain: -.05}, {confidence: .5, gain: .01}, {confidence: .3, error: .1, gain: -.1},
	}
	for _, test := range []struct {
		name      string
		got, want float64
	}{
		{"no error allowed", lowestWithin(trials, 0), .85},
		{"one error allowed", lowestWithin(trials, .06), .6},
		{"ties stand or fall together", lowestWithin(trials, .09), .6},
		{"all allowed", lowestWithin(trials, 1), 0},
		{"best split", bestSplit(trials), .6},
		{"nothing worth answering", bestSplit(trials[5:]), math.Nextafter(.3, 2)},
	} {
		if math.Abs(test.got-test.want) > 1e-6 {
			t.Errorf("%s: %g, want %g", test.name, test.got, test.want)
		}
	}
}

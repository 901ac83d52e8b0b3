package understand

import (
	"math"
	"slices"
	"testing"
)

// The answers come from the inverse, or by descent when there are many examples: they must be the same, but for the
// rounding of similarities and for what a descent leaves.
func TestAnswersAreTheSameEitherWay(t *testing.T) {
	r, err := rulesOf(French)
	if err != nil {
		t.Fatal(err)
	}
	for _, how := range []struct {
		name     string
		examples []Example
	}{
		{"few examples", synthetic(manners[:1])},
		{"more topics than a line", spread(synthetic(manners[:4]), 3)},
		{"the same in all topics", []Example{{"a", "quel salaire ?"}, {"b", "quel salaire ?"}, {"c", "quel salaire ?"}}},
		{"nothing in common", []Example{{"a", "quel salaire ?"}, {"b", "où"}}},
	} {
		m, vectors := learn(r, how.examples)
		m.solveAnswers()
		found := m.answers
		m.sumAnswers(m.inverse(vectors))
		most := max(slices.Max(m.answers), -slices.Min(m.answers))
		for i := range found {
			if math.Abs(found[i]-m.answers[i]) > 1e-3*most {
				t.Fatalf("%s: answer %d: found %g, summed %g", how.name, i, found[i], m.answers[i])
			}
		}
	}
}

// A descent ends where no more than the part that was set is missing from the right side.
func TestDescentMakesTheRightSide(t *testing.T) {
	r, err := rulesOf(French)
	if err != nil {
		t.Fatal(err)
	}
	m, _ := learn(r, synthetic(manners[:4]))
	d := newDescent(newSlope(m.index))
	want := make([]line, len(m.topicOf))
	for i, topic := range m.topicOf {
		if topic < lineTopics {
			want[i][topic] = 1
		}
	}
	copy(d.rest, want)
	d.solve()
	copy(d.step, d.found)
	d.make()
	for i := range want {
		for t := range want[i] {
			want[i][t] -= d.made[i][t]
		}
	}
	missing := product(want, want)
	for topic, square := range missing {
		if whole := float64(len(m.members[topic])); math.Sqrt(square/whole) > 1.01*exact {
			t.Errorf("topic %d: a part of %g is missing", topic, math.Sqrt(square/whole))
		}
	}
}

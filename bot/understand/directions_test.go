package understand

import (
	"math"
	"testing"
)

// The score summed over the features of a question is the one summed over the examples, but for what rounding takes.
func TestScoreOverFeaturesIsThatOverExamples(t *testing.T) {
	r, err := rulesOf(French)
	if err != nil {
		t.Fatal(err)
	}
	m, _ := learn(r, synthetic(manners))
	m.solveAnswers()
	e := newEngine(m, usual(), usualCalibration(m))
	s := newScratch()
	for _, question := range asked() {
		e.rank(s, question)
		for topic, got := range s.scores {
			want := 0.0
			for i, cosine := range s.cosines {
				want += cosine.value() * e.model.answer(int32(i))[topic]
			}
			if math.Abs(got-want) > 5e-4 {
				t.Fatalf("%q: score %v for topic %d, want %v", question, got, topic, want)
			}
		}
	}
}

// The pruned search finds the candidates that looking at every topic would find.
func TestCandidatesAreTheBestOfAllTopics(t *testing.T) {
	e := train(t, French, synthetic(manners))
	s := newScratch()
	for _, question := range asked() {
		e.rank(s, question)
		last := math.Inf(1)
		among := make(map[int32]bool)
		for _, c := range s.candidates {
			last, among[c.topic] = min(last, c.rank), true
		}
		for topic, score := range s.scores {
			near := e.model.nearestOf(s.cosines, int32(topic), nil)
			if rank := score + nearestPart*near.mean(); rank > last && !among[int32(topic)] {
				t.Fatalf("%q: topic %d is no candidate at rank %v, the last of which has %v", question, topic, rank, last)
			}
		}
	}
}

package understand

import (
	"strconv"
	"strings"
	"testing"
)

// asked are questions as people type them: some clean, some misspelt, some foreign.
func asked() []string {
	var questions []string
	for i, subject := range subjects {
		question := strings.Replace(manners[i%len(manners)], "%s", subject, 1)
		switch i % 4 {
		case 1:
			question = strings.Replace(question, "e", "r", 1) + " svp"
		case 2:
			question = "slt, c koi " + subject + " ? merci bcp"
		case 3:
			question = "mon voisin cherche une imprimante rouge pour " + question
		}
		questions = append(questions, question)
	}
	return questions
}

func BenchmarkRank(b *testing.B) {
	e := train(b, French, synthetic(manners))
	questions := asked()
	b.ReportAllocs()
	for i := 0; b.Loop(); i++ {
		e.Rank(questions[i%len(questions)])
	}
	b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "questions/s")
}

func BenchmarkTrain(b *testing.B) {
	for _, places := range []int{1, 3} {
		examples := spread(synthetic(manners), places)
		b.Run(strconv.Itoa(len(examples)), func(b *testing.B) {
			for b.Loop() {
				train(b, French, examples)
			}
		})
	}
}

// spread makes as many topics of each topic as there are places.
func spread(examples []Example, places int) []Example {
	var more []Example
	for _, place := range []string{"", "à Lyon ", "à l'étranger "}[:places] {
		for _, e := range examples {
			more = append(more, Example{place + e.Topic, place + e.Text})
		}
	}
	return more
}

// One working space is used throughout: the race detector makes the pool forget some on purpose.
func TestRankAllocatesLittle(t *testing.T) {
	e := train(t, French, synthetic(manners))
	questions := asked()
	space := newScratch()
	next := 0
	allocations := testing.AllocsPerRun(400, func() {
		e.rank(space, questions[next%len(questions)])
		next++
	})
	if allocations > 10 {
		t.Errorf("%.1f allocations a question, want at most 10", allocations)
	}
}

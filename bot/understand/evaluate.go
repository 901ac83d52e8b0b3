package understand

import (
	"cmp"
	"slices"
)

// Scores measure an engine on questions it has not learnt. All are shares between 0 and 1. "Foreign" questions
// are those that no topic answers. A share without questions to measure it on is 0.
type Scores struct {
	Top1   float64 // first topic right
	Top3   float64 // right topic among the first three
	OOSAUC float64 // probability that a question is more confident than a foreign one

	// With two ways, answer or hand over, parted by Calibration.Accept.
	HandledRight   float64 // of all questions: answered rightly, or foreign and handed over
	OOSRejected    float64 // of the foreign: handed over
	ConfidentWrong float64 // of all questions: answered wrongly, or foreign and answered

	// With three ways, as in Result.Verdict.
	SureRight          float64 // answered rightly
	SureOrChoiceRight  float64 // answered rightly, or the right topic is among the choices
	SureOOS            float64 // of the foreign: answered
	SureConfidentWrong float64 // of all questions: answered wrongly, or foreign and answered
	UnknownOOS         float64 // of the foreign: handed over without choices

	Confusions []Confusion // the questions whose first topic is wrong, and the foreign ones that are surely answered, in order
}

// Confusion is a question whose first topic is not the right one.
type Confusion struct {
	Question Example // without a topic when foreign
	Got      string  // empty when nothing was understood
	Result   Result
}

// Evaluate measures an engine on questions of its topics and on foreign questions.
func Evaluate(e *Engine, test, outOfScope []Example) Scores {
	var s Scores
	var known, foreign []float64
	all := float64(max(1, len(test)+len(outOfScope)))
	for _, question := range test {
		r := e.Rank(question.Text)
		known = append(known, r.Confidence)
		s.countKnown(e, question, r, 1/float64(len(test)), 1/all)
	}
	for _, question := range outOfScope {
		r := e.Rank(question.Text)
		foreign = append(foreign, r.Confidence)
		s.countForeign(e, question, r, 1/float64(len(outOfScope)), 1/all)
	}
	s.OOSAUC = auc(known, foreign)
	return s
}

func (s *Scores) countKnown(e *Engine, question Example, r Result, share, ofAll float64) {
	place := slices.IndexFunc(r.Topics, func(t Ranked) bool { return t.Topic == question.Topic })
	right := place == 0
	add := func(sum *float64, share float64, when bool) {
		if when {
			*sum += share
		}
	}
	answered := len(r.Topics) > 0 && r.Confidence >= e.calibration.Accept
	add(&s.Top1, share, right)
	add(&s.Top3, share, place >= 0 && place < 3)
	add(&s.HandledRight, ofAll, answered && right)
	add(&s.ConfidentWrong, ofAll, answered && !right)
	add(&s.SureRight, share, r.Verdict == Sure && right)
	add(&s.SureOrChoiceRight, share, r.Verdict == Sure && right || r.Verdict == Unsure && place >= 0 && place < r.Choices)
	add(&s.SureConfidentWrong, ofAll, r.Verdict == Sure && !right)
	if right {
		return
	}
	got := ""
	if len(r.Topics) > 0 {
		got = r.Topics[0].Topic
	}
	s.Confusions = append(s.Confusions, Confusion{question, got, r})
}

func (s *Scores) countForeign(e *Engine, question Example, r Result, share, ofAll float64) {
	if len(r.Topics) > 0 && r.Confidence >= e.calibration.Accept {
		s.ConfidentWrong += ofAll
	} else {
		s.OOSRejected += share
		s.HandledRight += ofAll
	}
	switch r.Verdict {
	case Sure:
		s.SureOOS += share
		s.SureConfidentWrong += ofAll
		s.Confusions = append(s.Confusions, Confusion{Example{Text: question.Text}, r.Topics[0].Topic, r})
	case Unknown:
		s.UnknownOOS += share
	}
}

// auc is the share of pairs (high, low) in the right order; ties count half.
func auc(high, low []float64) float64 {
	if len(high) == 0 || len(low) == 0 {
		return 0
	}
	low = slices.SortedFunc(slices.Values(low), cmp.Compare[float64])
	pairs := 0.0
	for _, h := range high {
		below, _ := slices.BinarySearch(low, h)
		equal := below
		for equal < len(low) && low[equal] == h {
			equal++
		}
		pairs += float64(below) + float64(equal-below)/2
	}
	return pairs / float64(len(high)*len(low))
}

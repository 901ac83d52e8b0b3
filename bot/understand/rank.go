package understand

import "math"

// Verdict says what to do with a question.
type Verdict string

// The verdicts.
const (
	Sure    Verdict = "sure"    // answer with the first topic
	Unsure  Verdict = "unsure"  // offer the first topics to choose from, and "none of these"
	Unknown Verdict = "unknown" // no topic answers this: hand over
)

// Ranked is a topic that the question may be about.
type Ranked struct {
	Topic      string
	Confidence float64 // 0 to 1, that this topic, taken by itself, is the right one
	Example    int     // the index of its example nearest to the question
}

// Result is what is understood of a question.
type Result struct {
	Verdict    Verdict
	Confidence float64  // 0 to 1, that the first topic is right, the others considered
	Topics     []Ranked // best first, at most five; none when no word of the question is known
	Choices    int      // how many of Topics to offer when Unsure, two to four; otherwise 0
	Likely     bool     // Unsure, yet an answer is likelier right than not: beyond Calibration.Accept
}

// Rank finds the topics that a question may be about.
func (e *Engine) Rank(text string) Result {
	s := e.pool.Get().(*scratch)
	defer func() {
		s.forget()
		e.pool.Put(s)
	}()
	return e.rank(s, text)
}

func (e *Engine) rank(s *scratch, text string) Result {
	s.fit(e.model)
	e.model.read(s, text)
	e.model.weigh(s, nil)
	if len(s.weights) == 0 {
		return Result{Verdict: Unknown}
	}
	e.model.compare(s.cosines, s.weights)
	e.model.score(s)
	e.model.consider(s, nil)
	e.judge.order(s.candidates)
	return e.result(s.candidates)
}

func (e *Engine) result(candidates []candidate) Result {
	r := Result{Confidence: e.judge.confidence(candidates), Topics: make([]Ranked, len(candidates))}
	for i, c := range candidates {
		r.Topics[i] = Ranked{Topic: e.model.topics[c.topic], Confidence: sigmoid(c.logit), Example: int(c.example)}
	}
	switch {
	case r.Confidence >= e.calibration.Sure:
		r.Verdict = Sure
	case hope(candidates) >= e.calibration.Choice && len(candidates) > 1:
		r.Verdict, r.Choices = Unsure, choices(candidates)
		r.Likely = r.Confidence >= e.calibration.Accept
	default:
		r.Verdict = Unknown
	}
	return r
}

const (
	fewestChoices, mostChoices = 2, 4
	// A choice whose odds are this many times lower than the first's is noise on the screen.
	hopelessOdds = 50.0
)

// choices is how many candidates are worth offering.
func choices(candidates []candidate) int {
	n := min(fewestChoices, len(candidates))
	for n < min(mostChoices, len(candidates)) && candidates[n].logit > candidates[0].logit-math.Log(hopelessOdds) {
		n++
	}
	return n
}

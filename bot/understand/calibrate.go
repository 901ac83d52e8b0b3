package understand

import (
	"math"
	"slices"
)

// Calibration says where the limits of the verdicts lie and what the simulation over the examples promises.
// All rates are shares between 0 and 1; they are zero when Simulated is false.
type Calibration struct {
	Simulated bool // false: too few examples or topics, usual figures are used
	Examples  int
	Topics    int

	Sure   float64 // confidence from which an answer is given
	Choice float64 // hope from which choices are offered: ln(1 + the sum of the candidates' odds)
	Accept float64 // confidence that best parts right answers from the rest, if no choices could be offered

	Top1              float64 // questions whose first topic is right
	SureRight         float64 // questions answered, rightly
	SureOrChoiceRight float64 // questions answered rightly, or whose topic is among the choices
	SureWrong         float64 // questions answered, wrongly
	SureForeign       float64 // questions that no topic answers, and that are answered all the same
	ForeignRejected   float64 // such questions that are neither answered nor met with choices
	ConfidentWrong    float64 // wrong answers among all questions, three in ten of them foreign
}

const (
	errorBudget   = .08 // confident errors among all questions, see Calibration.ConfidentWrong
	lostHopeful   = .02 // share of questions with the right topic in sight that may be called unknown
	folds         = 5
	fewExamples   = 60 // below, a simulation says more about chance than about the topics
	fewTopics     = 8
	mostSimulated = 2500 // examples; the cost is cubic, two seconds of two processors there
	mostPerTopic  = 30   // examples of a topic in a simulation that has to choose
)

// usualCalibration are the limits that go with the usual judge.
func usualCalibration(m *model) Calibration {
	return Calibration{Examples: len(m.topicOf), Topics: len(m.topics), Sure: .5, Choice: .15, Accept: .45}
}

// calibrate simulates, learns the judge and sets the limits.
func calibrate(m *model, inverse triangle, examples []Example) (judge, Calibration) {
	if len(examples) < fewExamples || len(m.topics) < fewTopics {
		return usual(), usualCalibration(m)
	}
	outcomes := newSimulation(m, inverse, examples).run()
	var j judge
	j.pair = fitPair(outcomes)
	for i := range outcomes {
		j.order(outcomes[i].candidates)
	}
	j.accept = fitAccept(outcomes, func(*outcome) bool { return true })
	c := Calibration{Simulated: true, Examples: len(m.topicOf), Topics: len(m.topics)}
	c.setLimits(outcomes, crossConfidences(outcomes))
	return j, c
}

// crossConfidences judges each outcome by an acceptance that learnt from other topics only.
func crossConfidences(outcomes []outcome) []float64 {
	confidences := make([]float64, len(outcomes))
	for fold := range int32(folds) {
		j := judge{accept: fitAccept(outcomes, func(o *outcome) bool { return o.topic%folds != fold })}
		for i := range outcomes {
			if outcomes[i].topic%folds == fold {
				confidences[i] = j.confidence(outcomes[i].candidates)
			}
		}
	}
	return confidences
}

// trial is a simulated outcome seen from its confidence.
type trial struct {
	confidence float64
	error      float64 // what answering it adds to the share of confident errors
	gain       float64 // what answering it adds to the questions handled right
}

func (c *Calibration) setLimits(outcomes []outcome, confidences []float64) {
	trials := trialsOf(outcomes, confidences)
	c.Sure = lowestWithin(trials, errorBudget)
	c.Accept = (bestSplit(trials) + evenOdds(trials)) / 2 // each errs in its own way: the mean varies less
	c.Choice = c.leastHope(outcomes)
	c.report(outcomes, confidences)
}

// trialsOf weighs the outcomes, the most confident first.
func trialsOf(outcomes []outcome, confidences []float64) []trial {
	count := countOrigins(outcomes)
	trials := make([]trial, len(outcomes))
	for i := range outcomes {
		o, t := &outcomes[i], trial{confidence: confidences[i]}
		share := o.origin.part() / count[o.origin]
		switch {
		case o.origin != known:
			t.error, t.gain = share, -share
		case o.right(0):
			t.gain = share
		default:
			t.error = share
		}
		trials[i] = t
	}
	slices.SortStableFunc(trials, func(a, b trial) int {
		switch {
		case a.confidence > b.confidence:
			return -1
		case a.confidence < b.confidence:
			return 1
		}
		return 0
	})
	return trials
}

func countOrigins(outcomes []outcome) (count [origins]float64) {
	for i := range outcomes {
		count[outcomes[i].origin]++
	}
	return count
}

// lowestWithin is the lowest limit whose answers stay within a budget of errors.
func lowestWithin(trials []trial, budget float64) float64 {
	errors := 0.0
	for i, t := range trials {
		if errors += t.error; errors > budget {
			return between(trials, i)
		}
	}
	return 0
}

// bestSplit is the limit that handles most questions right.
func bestSplit(trials []trial) float64 {
	gain, best, at := 0.0, 0.0, 0
	for i, t := range trials {
		gain += t.gain
		last := i+1 == len(trials) || trials[i+1].confidence < t.confidence
		if last && gain > best {
			best, at = gain, i+1
		}
	}
	return between(trials, at)
}

// evenOdds is the limit at which a question is as likely to be answered right as to be foreign, by a regression over the
// trials; where they do not tell, the best split.
func evenOdds(trials []trial) float64 {
	var samples []sample
	for _, t := range trials {
		if t.gain != 0 && t.confidence > 0 && t.confidence < 1 {
			logit := math.Log(t.confidence / (1 - t.confidence))
			samples = append(samples, sample{[]float64{logit}, t.gain > 0, math.Abs(t.gain) * float64(len(trials))})
		}
	}
	if len(samples) == 0 {
		return bestSplit(trials)
	}
	fitted := fitLogistic(samples, acceptRidge)
	if fitted.weights[0] <= 0 {
		return bestSplit(trials)
	}
	return sigmoid(-fitted.bias / fitted.weights[0])
}

// between is the limit that lets the first n trials pass and no other; fewer where the next one ties.
func between(trials []trial, n int) float64 {
	switch {
	case len(trials) == 0:
		return 1
	case n == len(trials):
		return trials[n-1].confidence
	case n == 0:
		return math.Nextafter(trials[0].confidence, 2)
	case trials[n-1].confidence == trials[n].confidence:
		return math.Nextafter(trials[n].confidence, 2)
	}
	return (trials[n-1].confidence + trials[n].confidence) / 2
}

// leastHope is the hope that nearly all the questions have whose right topic would be offered.
func (c *Calibration) leastHope(outcomes []outcome) float64 {
	var hopes []float64
	for i := range outcomes {
		if offered(&outcomes[i]) {
			hopes = append(hopes, hope(outcomes[i].candidates))
		}
	}
	if len(hopes) == 0 {
		return math.Inf(1)
	}
	slices.Sort(hopes)
	return hopes[int(lostHopeful*float64(len(hopes)))]
}

// offered reports whether the right topic is among the choices that would be offered.
func offered(o *outcome) bool {
	for place := range choices(o.candidates) {
		if o.right(place) {
			return true
		}
	}
	return false
}

// report computes the simulated rates.
func (c *Calibration) report(outcomes []outcome, confidences []float64) {
	count := countOrigins(outcomes)
	for i := range outcomes {
		o := &outcomes[i]
		share := 1 / count[o.origin]
		sure := confidences[i] >= c.Sure
		hopeful := len(o.candidates) > 0 && hope(o.candidates) >= c.Choice
		if o.origin == known {
			c.reportKnown(o, sure, hopeful, share)
			continue
		}
		share = o.origin.part() / foreignPart * share
		switch {
		case sure:
			c.SureForeign += share
		case !hopeful:
			c.ForeignRejected += share
		}
	}
	c.ConfidentWrong = (1-foreignPart)*c.SureWrong + foreignPart*c.SureForeign
}

func (c *Calibration) reportKnown(o *outcome, sure, hopeful bool, share float64) {
	if o.right(0) {
		c.Top1 += share
	}
	switch {
	case sure && o.right(0):
		c.SureRight += share
		c.SureOrChoiceRight += share
	case sure:
		c.SureWrong += share
	case hopeful && offered(o):
		c.SureOrChoiceRight += share
	}
}

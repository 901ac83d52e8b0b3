package understand

import (
	"errors"
	"fmt"
	"strings"
	"sync"
)

// Engine ranks the topics that a question may be about. It is safe for use by several goroutines.
type Engine struct {
	model       *model
	judge       judge
	calibration Calibration
	pool        sync.Pool
}

// mostExamples bounds the memory of training, which grows with their square: 400 MB there. The index numbers the
// examples in 16 bits. mostTopics bounds the memory of an engine, which grows with its features times its topics.
const (
	mostExamples = 10_000
	mostTopics   = 1000
)

// Train learns the topics of the examples and sets the limits of the verdicts by simulation. With fewer than 60
// examples or 8 topics the usual limits serve instead; beyond 2,500 examples the simulation uses a part of them. The
// work is shared by all processors; their number does not show in the result. The error names every example that has
// no topic or no word.
func Train(language Language, examples []Example) (*Engine, error) {
	r, err := rulesOf(language)
	if err != nil {
		return nil, fmt.Errorf("train: %w", err)
	}
	if err := checkExamples(r, examples); err != nil {
		return nil, fmt.Errorf("train: %w", err)
	}
	return newEngine(fit(mostSimulated, r, examples)), nil
}

func newEngine(m *model, j judge, c Calibration) *Engine {
	return &Engine{model: m, judge: j, calibration: c, pool: newPool()}
}

func newPool() sync.Pool { return sync.Pool{New: func() any { return newScratch() }} }

// fit learns from the examples and simulates over at most so many of them.
func fit(most int, r rules, examples []Example) (*model, judge, Calibration) {
	m, vectors := learn(r, examples)
	if len(examples) > most {
		m.solveAnswers()
		m.answers = nil // the directions hold what they say
		part := selected(most, examples)
		_, j, c := fit(len(part), r, part)
		c.Examples = len(examples)
		return m, j, c
	}
	inverse := m.inverse(vectors)
	m.sumAnswers(inverse)
	j, c := calibrate(m, inverse, examples)
	m.answers = nil
	return m, j, c
}

// checkExamples reports all that is wrong with the examples.
func checkExamples(r rules, examples []Example) error {
	if len(examples) == 0 {
		return errors.New("no examples: give each topic a few questions")
	}
	if len(examples) > mostExamples {
		return fmt.Errorf("%d examples: at most %d can be learnt", len(examples), mostExamples)
	}
	var faults []error
	topics := make(map[string]bool)
	for i, e := range examples {
		if topics[e.Topic] = true; e.Topic == "" {
			faults = append(faults, fmt.Errorf("example %d (%q): no topic: name one", i, e.Text))
		}
		if len(r.plain(nil, Fold(e.Text[:min(len(e.Text), longestText)]))) == 0 {
			faults = append(faults, fmt.Errorf("example %d of topic %q: no word in %q: write a question", i, e.Topic, strings.TrimSpace(e.Text)))
		}
	}
	if len(topics) > mostTopics {
		faults = append(faults, fmt.Errorf("%d topics: at most %d can be told apart", len(topics), mostTopics))
	}
	return errors.Join(faults...)
}

// selected takes at most mostPerTopic examples of each topic, evenly, and fewer until they are within the limit
// or down to one a topic.
func selected(limit int, examples []Example) []Example {
	byTopic := make(map[string]int)
	for _, e := range examples {
		byTopic[e.Topic]++
	}
	for most := mostPerTopic; ; most-- {
		var part []Example
		seen := make(map[string]int)
		for _, e := range examples {
			n, all := seen[e.Topic], byTopic[e.Topic]
			if seen[e.Topic]++; all <= most || n*most/all != (n+1)*most/all {
				part = append(part, e)
			}
		}
		if len(part) <= limit || most == 1 {
			return part
		}
	}
}

// Calibration returns the limits of the verdicts and what the simulation promises.
func (e *Engine) Calibration() Calibration { return e.calibration }

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

// mostExamples bounds the memory of training, which grows with their square: 800 MB there.
const mostExamples = 10_000

// Train learns the topics of the examples and sets the limits of the verdicts by simulation. With fewer than 60
// examples or 8 topics the usual limits serve instead; from 1,500 examples on the simulation uses a part of
// them. The error names every example that has no topic or no word.
func Train(language Language, examples []Example) (*Engine, error) {
	r, err := rulesOf(language)
	if err != nil {
		return nil, fmt.Errorf("train: %w", err)
	}
	if err := checkExamples(r, examples); err != nil {
		return nil, fmt.Errorf("train: %w", err)
	}
	m, lower := learn(r, examples)
	e := &Engine{model: m}
	e.pool.New = func() any { return newScratch() }
	e.judge, e.calibration = calibrateWithin(mostSimulated, m, lower, examples)
	return e, nil
}

// calibrateWithin simulates over at most so many examples.
func calibrateWithin(most int, m *model, lower matrix, examples []Example) (judge, Calibration) {
	if len(examples) <= most {
		return calibrate(m, lower, examples)
	}
	part := selected(most, examples)
	smaller, lower := learn(m.rules, part)
	j, c := calibrate(smaller, lower, part)
	c.Examples = len(examples)
	return j, c
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
	for i, e := range examples {
		if e.Topic == "" {
			faults = append(faults, fmt.Errorf("example %d (%q): no topic: name one", i, e.Text))
		}
		if len(r.plain(nil, Fold(e.Text[:min(len(e.Text), longestText)]))) == 0 {
			faults = append(faults, fmt.Errorf("example %d of topic %q: no word in %q: write a question", i, e.Topic, strings.TrimSpace(e.Text)))
		}
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

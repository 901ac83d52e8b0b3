package understand

// asker asks the questions of a simulation, one at a time. What it leaves out is put back after each.
type asker struct {
	*simulation
	scratch *scratch
	out     *leftOut
	cosines []float64   // by example
	rows    [][]float64 // of the inverse: those of the examples left out
}

func (sim *simulation) newAsker() *asker {
	a := &asker{simulation: sim, scratch: newScratch(), cosines: make([]float64, len(sim.model.topicOf))}
	a.scratch.fit(sim.model)
	a.out = &leftOut{
		features: make([]int32, len(sim.model.index.starts)-1),
		words:    make([]int32, len(sim.model.spelling.words)),
	}
	return a
}

// askExample asks an example, left out alone, in its own words and with other content.
func (a *asker) askExample(outcomes []outcome, example int32) {
	topic, alone := a.model.topicOf[example], []int32{example}
	a.leave(topic, example, alone, 1)
	a.readRows(alone)
	drop := func() { a.dropExample(example) }
	outcomes[0] = outcome{topic, known, a.ask(a.texts[example], drop)}
	outcomes[1] = outcome{topic, far, a.ask(a.strange[example], drop)}
	a.leave(topic, example, alone, -1)
}

// askTopic asks the examples of a topic, all of them left out.
func (a *asker) askTopic(outcomes []outcome, topic int32) {
	members := a.model.members[topic]
	a.leave(topic, -1, members, 1)
	a.readRows(members)
	reliance := a.rely(members)
	for n, i := range members {
		outcomes[n] = outcome{topic, near, a.ask(a.texts[i], func() { a.dropTopic(reliance) })}
	}
	a.leave(topic, -1, members, -1)
}

// leave counts the examples in, or with sign -1 out of, what is left out.
func (a *asker) leave(topic, example int32, members []int32, sign int32) {
	a.out.topic, a.out.example = topic, example
	a.out.size += int(sign) * len(members)
	for _, i := range members {
		a.out.held += sign * int32(len(a.terms[i]))
		for _, t := range a.terms[i] {
			a.out.features[t.feature] += sign
		}
		for _, id := range a.ids[i] {
			a.out.words[id] += sign
		}
	}
}

// readRows reads the rows of the inverse that belong to the examples left out.
func (a *asker) readRows(members []int32) {
	for len(a.rows) < len(members) {
		a.rows = append(a.rows, make([]float64, len(a.texts)))
	}
	for n, i := range members {
		a.inverse.row(a.rows[n], int(i))
	}
}

// rely says how the answers of a topic's examples G rest on one another: (M_GG)^-1 answers_G, M being the inverse.
func (a *asker) rely(members []int32) [][]float64 {
	block := newMatrix(len(members))
	reliance := make([][]float64, len(members))
	for n := range members {
		for k, j := range members {
			block.row(n)[k] = a.rows[n][j]
		}
		reliance[n] = make([]float64, len(a.model.topics))
	}
	block.cholesky()
	column := make([]float64, len(members))
	for t := range a.model.topics {
		for n, i := range members {
			column[n] = a.model.answer(i)[t]
		}
		block.solve(column)
		for n := range members {
			reliance[n][t] = column[n]
		}
	}
	return reliance
}

// ask returns the candidates for a question; drop takes what is left out back from the scores.
func (a *asker) ask(words []string, drop func()) []candidate {
	m, s, out := a.model, a.scratch, a.out
	s.words = append(s.words[:0], words...)
	m.understandWords(s, out)
	m.weigh(s, out)
	m.compare(s.cosines, s.weights)
	for i, c := range s.cosines {
		a.cosines[i] = c.value()
	}
	m.score(s)
	for _, i := range a.model.members[out.topic] {
		if out.hides(i, out.topic) {
			addScaled(s.scores, m.answer(i), -a.cosines[i])
			s.cosines[i], a.cosines[i] = 0, 0
		}
	}
	drop()
	m.consider(s, out)
	return append([]candidate(nil), s.candidates...)
}

// dropExample takes one example back from the scores.
func (a *asker) dropExample(example int32) {
	share := dot(a.cosines, a.rows[0]) / a.rows[0][example]
	addScaled(a.scratch.scores, a.model.answer(example), -share)
}

// dropTopic takes all the examples of a topic back from the scores.
func (a *asker) dropTopic(reliance [][]float64) {
	for n := range reliance {
		share := dot(a.cosines, a.rows[n])
		addScaled(a.scratch.scores, reliance[n], -share)
	}
}

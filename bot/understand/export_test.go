package understand

// TrainWithoutThresholds learns the topics and takes the usual limits, as Train does without its simulation.
func TrainWithoutThresholds(language Language, examples []Example) (*Engine, error) {
	r, err := rulesOf(language)
	if err != nil {
		return nil, err
	}
	m, _ := learn(r, examples)
	m.solveAnswers()
	m.answers = nil
	return newEngine(m, usual(), usualCalibration(m)), nil
}

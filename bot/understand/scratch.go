package understand

// scratch is the working space of one question; the engine keeps a pool of them.
type scratch struct {
	folded  []byte
	words   []string
	stems   []uint64
	hashes  []uint64
	terms   []term
	weights []weight
	stemmed [256]stemmed

	cosines    []cosine  // by example
	lanes      []uint64  // two topics in each, while the scores are summed
	sums       []uint64  // by topic: the score, in some unit
	scores     []float64 // by topic
	hopes      []float64 // by topic: how high it may rank at most
	candidates []candidate
}

// stemmed remembers the stem of a word that no example has.
type stemmed struct {
	word string
	hash uint64
}

// nearest are the three best cosines of a question with the examples of a topic.
type nearest struct {
	best    [3]cosine
	count   int
	example int32 // the nearest
}

// candidate is a topic that the question may be about.
type candidate struct {
	topic   int32
	example int32
	rank    float64 // what the candidates are picked by
	near    float64 // the mean of its best cosines
	signs   [signs]float64
	logit   float64 // log-odds of being the right topic
}

func newScratch() *scratch { return &scratch{} }

// fit makes room for the examples and topics of a model.
func (s *scratch) fit(m *model) {
	if len(s.cosines) != len(m.topicOf) || len(s.scores) != len(m.topics) {
		s.cosines = make([]cosine, len(m.topicOf))
		s.scores = make([]float64, len(m.topics))
		s.hopes = make([]float64, len(m.topics))
		s.lanes = make([]uint64, 2*m.directions.stride)
		s.sums = make([]uint64, topicsAWord*m.directions.stride)
	}
}

// forget drops what a person wrote; the buffers stay.
func (s *scratch) forget() {
	clear(s.words[:cap(s.words)])
	clear(s.folded[:cap(s.folded)])
}

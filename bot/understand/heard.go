package understand

import "slices"

// Words returns the words of a question as the engine understands them: folded, abbreviations spelt out, spelling
// corrected to words that it knows.
func (e *Engine) Words(text string) []string {
	s := e.pool.Get().(*scratch)
	defer func() {
		s.forget()
		e.pool.Put(s)
	}()
	s.fit(e.model)
	e.model.read(s, text)
	return slices.Clone(s.words)
}

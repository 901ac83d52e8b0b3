package roster

// Words are a sentence of a report, in no language yet: the key of one of the texts for lists, with what belongs into it.
// As an error they say why a value cannot be read.
type Words struct {
	Key  string
	With []string // names and what they stand for, in turn
}

// Say gives the text of a key in some language, each {name} replaced by what follows the name.
type Say func(key string, replacements ...any) string

// words are a sentence.
func words(key string, with ...string) Words { return Words{key, with} }

// In is the sentence in a language.
func (w Words) In(say Say) string {
	with := make([]any, len(w.With))
	for i := range w.With {
		with[i] = w.With[i]
	}
	return say(w.Key, with...)
}

// Error is the key. It holds no personal data.
func (w Words) Error() string { return w.Key }

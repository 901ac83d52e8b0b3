package app

import (
	"digbot/internal/programme"
	"digbot/internal/roster"
	"digbot/templates"
)

// listWords say what is wrong with a list of people, in each language.
type listWords map[programme.Language]templates.Words

func newListWords() (listWords, error) {
	all := listWords{}
	for _, language := range programme.Languages() {
		words, err := templates.ListWords(language)
		if err != nil {
			return nil, err
		}
		all[language] = words
	}
	return all, nil
}

// told is a line for each fault. They may hold personal data.
func (w listWords) told(language programme.Language, faults []roster.Fault) []string {
	return roster.Faults(faults).Told(w[language].Say)
}

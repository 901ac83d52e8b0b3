package mattermost

import (
	"strings"

	"digbot/internal/programme"
	"digbot/templates"
)

// words are the sentences that the platform itself says.
type words struct{ texts *templates.Library }

// say is a sentence in a language; in all of them when it is not known who reads.
func (w words) say(name string, language programme.Language) string {
	if language != "" {
		return w.in(name, language)
	}
	var all []string
	for _, each := range programme.Languages() {
		all = append(all, w.in(name, each))
	}
	return strings.Join(all, "\n")
}

func (w words) in(name string, language programme.Language) string {
	sentence, err := w.texts.Phrase(name, templates.View{Language: language})
	if err != nil { // the tests say each of them
		return name
	}
	return sentence.Plain()
}

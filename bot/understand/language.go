package understand

import (
	"fmt"
	"slices"
	"strings"

	"github.com/kljensen/snowball/english"
	"github.com/kljensen/snowball/french"
)

// Language is a language in which questions are understood.
type Language string

// The languages that have rules.
const (
	French  Language = "fr"
	English Language = "en"
)

// rules are what the reading of a text needs to know of its language.
type rules struct {
	language Language
	splitter splitter
	short    map[string][]string // text-message abbreviations, spelt out
	function []string            // the frequent words that carry a sentence
	content  []string            // and those that fill it; none of either is taken for a misspelling
	stemmer  func(word string, stopwords bool) string
}

func rulesOf(language Language) (rules, error) {
	switch language {
	case French:
		return rules{
			language: language,
			splitter: splitter{signs: true},
			short:    shortForms(frenchShortForms),
			function: strings.Fields(frenchFunctionWords),
			content:  strings.Fields(frenchContentWords),
			stemmer:  french.Stem,
		}, nil
	case English:
		return rules{
			language: language,
			splitter: splitter{joins: true, signs: true},
			short:    shortForms(englishShortForms),
			function: strings.Fields(englishFunctionWords),
			content:  strings.Fields(englishContentWords),
			stemmer:  english.Stem,
		}, nil
	}
	return rules{}, fmt.Errorf("language %q has no rules: use %q or %q", language, French, English)
}

// shortForms reads lines of "abbreviation...: full words".
func shortForms(table string) map[string][]string {
	forms := make(map[string][]string)
	for line := range strings.Lines(table) {
		short, full, _ := strings.Cut(line, ":")
		for _, abbreviation := range strings.Fields(short) {
			forms[abbreviation] = strings.Fields(full)
		}
	}
	return forms
}

// common lists the frequent words.
func (r *rules) common() []string { return slices.Concat(r.function, r.content) }

// stem returns the stem of a folded word. Only plain Latin words have one.
func (r *rules) stem(word string) string {
	for i := range len(word) {
		if word[i] < 'a' || word[i] > 'z' {
			return word
		}
	}
	return r.stemmer(word, true)
}

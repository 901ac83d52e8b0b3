package roster

import (
	"maps"
	"regexp"
	"slices"
	"strings"
	"sync"
	"testing"

	"digbot/internal/programme"
	"digbot/templates"
)

// sayIn says in a language what a report has to say; a sentence that nobody has written, or that lacks something, is an error.
func sayIn(t testing.TB, language programme.Language) Say {
	t.Helper()
	texts := listTexts()[language]
	return func(key string, replacements ...any) string {
		text, known := texts[key]
		for n := 0; n+1 < len(replacements); n += 2 {
			known = known && strings.Contains(text, "{"+replacements[n].(string)+"}")
		}
		if !known || len(placeholders(text)) != len(replacements)/2 {
			t.Errorf("%s: %q is said with %q", language, key, replacements)
		}
		return texts.Say(key, replacements...)
	}
}

// listTexts are read once: a fuzz test says millions.
var listTexts = sync.OnceValue(func() map[programme.Language]templates.Words {
	all := map[programme.Language]templates.Words{}
	for _, language := range programme.Languages() {
		texts, err := templates.ListWords(language)
		if err != nil {
			panic(err)
		}
		all[language] = texts
	}
	return all
})

var placeholder = regexp.MustCompile(`\{[a-z]+\}`)

func placeholders(text string) []string {
	return slices.Sorted(slices.Values(placeholder.FindAllString(text, -1)))
}

// TestWordsInBothLanguages: each sentence stands in both, with the same to be filled in.
func TestWordsInBothLanguages(t *testing.T) {
	french, english := listTexts()[programme.French], listTexts()[programme.English]
	for _, key := range slices.Sorted(maps.Keys(french)) {
		if !slices.Equal(placeholders(french[key]), placeholders(english[key])) {
			t.Errorf("%s: %q and %q", key, french[key], english[key])
		}
	}
	if len(english) != len(french) {
		t.Errorf("%d sentences in French, %d in English", len(french), len(english))
	}
}

// toldIn is a report in a language, one line a fault.
func toldIn(t testing.TB, language programme.Language, faults []Fault) string {
	t.Helper()
	return strings.Join(Faults(faults).Told(sayIn(t, language)), "\n")
}

// TestFaultsAreCounted tells one apart from several.
func TestFaultsAreCounted(t *testing.T) {
	for n, want := range map[int]string{1: "the list has one fault", 2: "the list has 2 faults"} {
		if got := make(Faults, n).Error(); got != want {
			t.Errorf("%d: %q, want %q", n, got, want)
		}
	}
}

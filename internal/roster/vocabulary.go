package roster

import (
	"strings"

	"digbot/internal/programme"
)

// vocabulary is the ways of writing the values of a kind, in both languages.
type vocabulary[T comparable] struct {
	means  map[string]T     // by folded word
	listed []string         // as shown to people, both languages together
	shown  [][]string       // folded, for each of listed
	names  map[T]string     // the one of listed, by value
	fixes  map[string]Words // what to do, by the nearest of listed or by ""
}

// word is one value. The first ways of writing it, up to shown, are told to people; the others are only understood.
type word[T comparable] struct {
	value T
	shown int
	ways  []string
}

func newVocabulary[T comparable](all ...word[T]) vocabulary[T] {
	w := vocabulary[T]{means: map[string]T{}, names: map[T]string{}, fixes: map[string]Words{}}
	for _, each := range all {
		var folded []string
		for _, way := range each.ways {
			w.means[fold(way)] = each.value
			folded = append(folded, fold(way))
		}
		w.names[each.value] = strings.Join(each.ways[:each.shown], "|")
		w.listed = append(w.listed, w.names[each.value])
		w.shown = append(w.shown, folded[:each.shown])
	}
	list := strings.Join(w.listed, ", ")
	w.fixes[""] = words("write_one", "words", list)
	for _, listed := range w.listed {
		w.fixes[listed] = words("write_one_near", "words", list, "nearest", listed)
	}
	return w
}

// find gives the value that a text means.
func (w vocabulary[T]) find(text string) (T, bool) {
	value, found := w.means[fold(text)]
	return value, found
}

// shownAs is how people write a value, in both languages; empty for what is none.
func (w vocabulary[T]) shownAs(value T) string { return w.names[value] }

// fix tells what could have been written, and what probably was meant.
func (w vocabulary[T]) fix(text string) Words { return w.fixes[w.nearest(text)] }

// maxWord is longer than any of the words; what is longer yet is no misspelling.
const maxWord = 40

// nearest is the entry of listed of which a text is a misspelling: a third of its letters may differ; empty when there is
// none.
func (w vocabulary[T]) nearest(text string) string {
	text = fold(text)
	if len(text) > maxWord {
		return ""
	}
	best, least := "", max(1, len(text)/3)+1
	for i, ways := range w.shown {
		for _, way := range ways {
			if d := distance(text, way); d < least {
				best, least = w.listed[i], d
			}
		}
	}
	return best
}

func roleWords() vocabulary[programme.RoleKind] {
	return newVocabulary(
		word[programme.RoleKind]{programme.Candidate, 2, []string{"candidate", "candidat"}},
		word[programme.RoleKind]{programme.Mentor, 1, []string{"mentor", "mentore"}},
		word[programme.RoleKind]{programme.Administration, 1, []string{"administration"}},
		word[programme.RoleKind]{programme.Designer, 1, []string{"designer", "designeuse"}},
	)
}

func languageWords() vocabulary[programme.Language] {
	return newVocabulary(
		word[programme.Language]{programme.French, 2, []string{"fr", "français", "french"}},
		word[programme.Language]{programme.English, 2, []string{"en", "anglais", "english"}},
	)
}

func statusWords() vocabulary[programme.Status] {
	return newVocabulary(
		word[programme.Status]{programme.Interested, 2, []string{"interested", "intéressé", "intéressée"}},
		word[programme.Status]{programme.Applied, 2, []string{"applied", "candidature déposée"}},
		word[programme.Status]{programme.Preselected, 2, []string{"preselected", "présélectionné", "présélectionnée"}},
		word[programme.Status]{programme.Withdrawn, 2, []string{"withdrawn", "désisté", "désistée"}},
	)
}

func decisionWords() vocabulary[programme.Decision] {
	return newVocabulary(
		word[programme.Decision]{programme.Laureate, 2, []string{"laureate", "lauréat", "lauréate", "retenu", "retenue"}},
		word[programme.Decision]{programme.Reserve, 2, []string{"reserve", "liste complémentaire"}},
		word[programme.Decision]{programme.Declined, 2, []string{"declined", "non retenu", "non retenue"}},
	)
}

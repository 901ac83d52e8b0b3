package roster

import (
	"strings"

	"digbot/internal/programme"
)

// words are the ways of writing the values of a kind, in both languages.
type words[T any] struct {
	means  map[string]T      // by folded word
	listed []string          // as shown to people, both languages together
	shown  [][]string        // folded, for each of listed
	fixes  map[string]string // what to do, by the nearest of listed or by ""
}

// word is one value. The first ways of writing it, up to shown, are told to people; the others are only understood.
type word[T any] struct {
	value T
	shown int
	ways  []string
}

func newWords[T any](all ...word[T]) words[T] {
	w := words[T]{means: map[string]T{}, fixes: map[string]string{}}
	for _, each := range all {
		var folded []string
		for _, way := range each.ways {
			w.means[fold(way)] = each.value
			folded = append(folded, fold(way))
		}
		w.listed = append(w.listed, strings.Join(each.ways[:each.shown], "|"))
		w.shown = append(w.shown, folded[:each.shown])
	}
	w.fixes[""] = "write " + strings.Join(w.listed, ", ")
	for _, listed := range w.listed {
		w.fixes[listed] = w.fixes[""] + "; the nearest is " + listed
	}
	return w
}

// find gives the value that a text means.
func (w words[T]) find(text string) (T, bool) {
	value, found := w.means[fold(text)]
	return value, found
}

// fix tells what could have been written, and what probably was meant.
func (w words[T]) fix(text string) string { return w.fixes[w.nearest(text)] }

// maxWord is longer than any of the words; what is longer yet is no misspelling.
const maxWord = 40

// nearest is the entry of listed of which a text is a misspelling: a third of its letters may differ; empty when there is
// none.
func (w words[T]) nearest(text string) string {
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

func roleWords() words[programme.RoleKind] {
	return newWords(
		word[programme.RoleKind]{programme.Candidate, 2, []string{"candidate", "candidat"}},
		word[programme.RoleKind]{programme.Mentor, 1, []string{"mentor", "mentore"}},
		word[programme.RoleKind]{programme.Administration, 1, []string{"administration"}},
		word[programme.RoleKind]{programme.Designer, 1, []string{"designer", "designeuse"}},
	)
}

func languageWords() words[programme.Language] {
	return newWords(
		word[programme.Language]{programme.French, 2, []string{"fr", "français", "french"}},
		word[programme.Language]{programme.English, 2, []string{"en", "anglais", "english"}},
	)
}

func statusWords() words[programme.Status] {
	return newWords(
		word[programme.Status]{programme.Interested, 2, []string{"interested", "intéressé", "intéressée"}},
		word[programme.Status]{programme.Applied, 2, []string{"applied", "candidature déposée"}},
		word[programme.Status]{programme.Preselected, 2, []string{"preselected", "présélectionné", "présélectionnée"}},
		word[programme.Status]{programme.Withdrawn, 2, []string{"withdrawn", "désisté", "désistée"}},
	)
}

func decisionWords() words[programme.Decision] {
	return newWords(
		word[programme.Decision]{programme.Laureate, 2, []string{"laureate", "lauréat", "lauréate"}},
		word[programme.Decision]{programme.Reserve, 2, []string{"reserve", "liste complémentaire"}},
		word[programme.Decision]{programme.Declined, 2, []string{"declined", "non retenu", "non retenue"}},
	)
}

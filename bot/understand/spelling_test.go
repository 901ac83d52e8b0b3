package understand

import (
	"strings"
	"testing"
)

func TestDistance(t *testing.T) {
	for _, test := range []struct {
		a, b string
		want int
	}{
		{"jury", "jury", 0}, {"juri", "jury", 1}, {"jruy", "jury", 1}, {"jry", "jury", 1}, {"juury", "jury", 1},
		{"candiadtrue", "candidature", 2}, {"salaire", "contrat", 3}, {"ab", "ba", 1}, {"salaire", "salarie", 1},
	} {
		if got := distance(test.a, test.b, 2); got != test.want {
			t.Errorf("distance(%q, %q) = %d, want %d", test.a, test.b, got, test.want)
		}
		if got := distance(test.b, test.a, 2); got != test.want {
			t.Errorf("distance(%q, %q) = %d, want %d", test.b, test.a, got, test.want)
		}
	}
}

func TestCorrect(t *testing.T) {
	texts := [][]string{
		{"salaire", "candidature", "jury", "mission"}, {"jury", "juré", "dates"}, {"jury", "data", "poste"}, {"poste", "pester"},
	}
	s := newSpeller(texts, strings.Fields("porte passe"))
	for word, want := range map[string]string{
		"salaire":               "salaire",     // known
		"salire":                "salaire",     // one letter lost
		"asliare":               "asliare",     // two errors are too many in a short word
		"candidtaure":           "candidature", // two letters swapped
		"canddiatrue":           "candidature", // two swaps in a long word
		"bury":                  "jury",        // the last letter holds
		"jurw":                  "jury",        // the most used of two neighbours
		"porte":                 "porte",       // a word of its own
		"jry":                   "jry",         // too short to tell
		"kury":                  "jury",
		"xurz":                  "xurz", // neither the first nor the last letter
		strings.Repeat("a", 60): strings.Repeat("a", 60),
	} {
		if got := s.correct(word, nil); got != want {
			t.Errorf("correct(%q) = %q, want %q", word, got, want)
		}
	}
}

// A word that only left-out examples have is unknown, and no correction leads to it.
func TestCorrectForgetsWhatIsLeftOut(t *testing.T) {
	s := newSpeller([][]string{{"salaire"}, {"salarie"}, {"salarie"}}, nil)
	out := &leftOut{words: []int32{1, 0}}
	if got := s.correct("salaires", out); got != "salarie" && got != "salaires" {
		t.Errorf("corrected to %q", got)
	}
	if got := s.correct("salairz", out); got == "salaire" {
		t.Errorf("corrected to the left-out %q", got)
	}
	if got := s.correct("salairz", nil); got != "salaire" {
		t.Errorf("corrected to %q, want salaire", got)
	}
}

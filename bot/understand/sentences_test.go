package understand

import (
	"strings"
	"testing"
)

func TestSentences(t *testing.T) {
	for text, want := range map[string]string{
		"":    "",
		"?!…": "",
		"Bonjour ! Je suis graphiste. Où postuler ?": "Bonjour !|Je suis graphiste.|Où postuler ?",
		"3.500 euros à 17h.30, M. Exemple ?":         "3.500 euros à 17h.30, M. Exemple ?",
		"écrire à equipe@example.org. Merci":         "écrire à equipe@example.org.|Merci",
		"une ligne\n\nune autre; et la suite":        "une ligne|une autre;|et la suite",
		"sans point":                                 "sans point",
		"a\xff. b":                                   "a\xff.|b",
	} {
		if got := strings.Join(Sentences(text), "|"); got != want {
			t.Errorf("%q: %q, want %q", text, got, want)
		}
	}
}

func TestClauses(t *testing.T) {
	for text, want := range map[string]string{
		"Si je suis prise, quand commence-t-on ?":       "Si je suis prise,|quand commence-t-on ?",
		"3,5 mois à Clermont-Ferrand":                   "3,5 mois à Clermont-Ferrand",
		"une question : qui (entre nous) a gagné ?":     "une question :|qui (|entre nous)|a gagné ?",
		"le jury - je suis candidate - choisit quand ?": "le jury -|je suis candidate -|choisit quand ?",
	} {
		if got := strings.Join(Clauses(text), "|"); got != want {
			t.Errorf("%q: %q, want %q", text, got, want)
		}
	}
}

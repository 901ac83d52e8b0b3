package understand

import (
	"slices"
	"strings"
	"testing"
	"unicode/utf8"
)

func TestFold(t *testing.T) {
	for text, want := range map[string]string{
		"":                    "",
		"Déjà vu À L’ÉTÉ":     "deja vu a l'ete",
		"De\u0301ja\u0300":    "deja",
		"œuvre Æsop STRAßE":   "oeuvre aesop strasse",
		"l‘un l`autre lʼété":  "l'un l'autre l'ete",
		"ﬁnance ①²":           "finance 12",
		"ÇA ÎLE ŸVES":         "ca ile yves",
		"İstanbul Kelvin":     "istanbul kelvin",
		"a\xffb":              "a b",
		"Привет 你好":           "привет 你好",
		"3 500 €\u00a0par an": "3 500 €\u00a0par an"[:len("3 500 €")] + " par an",
	} {
		if got := Fold(text); got != want {
			t.Errorf("Fold(%q) = %q, want %q", text, got, want)
		}
	}
}

func TestWords(t *testing.T) {
	for text, want := range map[string]string{
		"Jusqu'à quand puis-je postuler ?":    "a quand puis je postuler",
		"L’appel d'offres n’est-il qu’un…":    "appel offres est il un",
		"Aujourd'hui, quelqu'un m'appelle":    "aujourd hui quelqu un appelle",
		"3 500 € brut/mois (bac+5) à 17h00":   "3 500 brut mois bac 5 a 17h00",
		"'entre guillemets' fin'":             "entre guillemets fin",
		"don't":                               "don t",
		"C":                                   "c",
		"?!…":                                 "",
		"VigicrUX, MaritUX & l'Éducation":     "vigicrux maritux education",
		"camille.exemple@example.org n° 1234": "camille exemple example org n 1234",
	} {
		if got := strings.Join(Words(text), " "); got != want {
			t.Errorf("Words(%q) = %q, want %q", text, got, want)
		}
	}
}

func TestShortForms(t *testing.T) {
	for _, test := range []struct {
		language Language
		text     string
		want     string
	}{
		{French, "c koi", "est quoi"},
		{French, "slt, jsuis dispo ds 2 sem", "salut suis dispo dans 2 semaine"},
		{French, "pk g pas eu de rep svp", "pourquoi ai pas eu de reponse s il vous plait"},
		{French, "cb c payé", "combien est paye"},
		{French, "bac+5 & 3500€", "bac plus 5 et 3500 euros"},
		{French, "bcp de pb pr postuler mtn, nn ?", "beaucoup de probleme pour postuler maintenant non"},
		{French, "ki vs a dit kan", "qui vous a dit quand"},
		{English, "what's ur deadline pls, I don't know", "what is your deadline please i do not know"},
		{English, "can’t u do it 4 me", "can not you do it 4 me"},
	} {
		r, err := rulesOf(test.language)
		if err != nil {
			t.Fatal(err)
		}
		if got := strings.Join(r.plain(nil, Fold(test.text)), " "); got != test.want {
			t.Errorf("plain(%q) = %q, want %q", test.text, got, test.want)
		}
	}
}

// The full words of a short form must be words as the splitter leaves them, or no example would ever have them.
func TestShortFormsAreFolded(t *testing.T) {
	for _, language := range []Language{French, English} {
		r, _ := rulesOf(language)
		for short, full := range r.short {
			for _, word := range append(slices.Clone(full), short) {
				if got := r.splitter.split(nil, Fold(word)); len(got) != 1 || got[0] != word {
					t.Errorf("%s: %q is split into %q", language, word, got)
				}
			}
		}
		for _, word := range r.common() {
			if Fold(word) != word {
				t.Errorf("%s: common word %q is not folded", language, word)
			}
		}
	}
}

func TestLongTextsAreCut(t *testing.T) {
	r, _ := rulesOf(French)
	if got := len(r.plain(nil, strings.Repeat("mot ", 5000))); got != mostWords {
		t.Errorf("%d words of a long text, want %d", got, mostWords)
	}
	if got := r.plain(nil, strings.Repeat("a", 5000)); len(got[0]) != longestWord {
		t.Errorf("%d bytes of a long word, want %d", len(got[0]), longestWord)
	}
}

func FuzzFold(f *testing.F) {
	for _, seed := range []string{"Déjà l’Été", "ŉ ´ ǽ ẛ İ", "\xff", "ﷺ", "한글", "ｗｉｄｅ＇ｓ"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		folded := Fold(text)
		if !utf8.ValidString(folded) {
			t.Fatalf("Fold(%q) is not UTF-8", text)
		}
		if again := Fold(folded); again != folded {
			t.Fatalf("Fold(%q) = %q, folded again %q", text, folded, again)
		}
		for _, word := range Words(text) {
			if word == "" || strings.ContainsAny(word, " '?.,") || !strings.Contains(folded, word) {
				t.Fatalf("Words(%q) has %q", text, word)
			}
		}
	})
}

func TestFieldsAreCutIntoTheWordsOfTheWhole(t *testing.T) {
	for _, text := range []string{"", "Bonjour, quelqu'un m'appelle - à 17h00 ?", "l'été d' hier\u00a0: œuvre ™ ― don't\tici", "\u0301a\xff b 3\u2009500 €"} {
		fields := strings.Fields(text)
		words, ends := FieldWords(fields)
		if !slices.Equal(words, Words(text)) || len(ends) != len(fields) {
			t.Errorf("%q: %q", text, words)
		}
		for i, end := range ends {
			if got, want := words[:end], Words(strings.Join(fields[:i+1], " ")); !slices.Equal(got, want) {
				t.Errorf("%q: %q up to field %d, want %q", text, got, i, want)
			}
		}
	}
}

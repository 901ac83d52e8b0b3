package understand

import (
	"strings"
	"unicode/utf8"
)

// Words that one of the two languages uses all the time and the other never, or hardly.
var (
	frenchMarks = marksOf(`le la les un une des du au aux et ou est sont ai avez avoir etre je tu il elle nous vous ils ce cette
	ma mes votre vos notre nos que qui quoi quel quelle quels quelles quand comment pourquoi combien pas plus
	dans sur par sans chez puis peut peux dois doit faut fait faire suis qu jusqu bonjour merci salut oui non
	stp bcp slt bjr pk cest jai ya koi ke kel ki esk`)
	englishMarks = marksOf(`the an of and is are am was were be been i you he she it we they this that these those my your
	what who which when where why how not do does did can could will would should must have has had with for from
	by until about there hello hi thanks thank please yes im dont whats pls any if or`)
)

func marksOf(text string) map[string]bool {
	marks := map[string]bool{}
	for word := range strings.FieldsSeq(text) {
		marks[word] = true
	}
	return marks
}

// Detect tells French from English by a vote of frequent words and accents. It is false when the vote is a tie,
// as it is for a text without any such word.
func Detect(text string) (Language, bool) {
	folded := Fold(text)
	french, english := accents(text)+elisions(folded), 0
	for _, word := range foldedWords(folded) {
		if frenchMarks[word] {
			french++
		}
		if englishMarks[word] {
			english++
		}
	}
	switch {
	case french > english:
		return French, true
	case english > french:
		return English, true
	}
	return "", false
}

// accents counts the letters that French writes and English does not.
func accents(text string) int {
	count := 0
	for _, r := range text {
		if r >= utf8.RuneSelf && strings.ContainsRune("éèêëàâçùûîïôœÉÈÊÀÂÇÙÎÔŒ", r) {
			count++
		}
	}
	return count
}

// elisions counts the words that French shortens before an apostrophe: l'appel, qu'on.
func elisions(folded string) int {
	count := 0
	for i := 0; i < len(folded); {
		end := wordEnd(folded, i)
		if linked(folded, end) && elided(folded[i:end]) {
			count++
		}
		i = max(end, i+1)
	}
	return count
}

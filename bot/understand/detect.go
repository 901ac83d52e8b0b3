package understand

import "strings"

// Words that one of the two languages uses all the time and the other never, or hardly.
const (
	frenchMarks = ` le la les un une des du au aux et ou est sont ai avez avoir etre je tu il elle nous vous ils ce cette ces
	mon ma mes votre vos notre nos que qui quoi quel quelle quels quelles quand comment pourquoi combien pas plus avec
	pour dans sur par sans chez puis peut peux dois doit faut fait faire suis qu jusqu bonjour merci salut oui non aussi
	svp stp bcp slt bjr pk cest jai ya koi ke kel ki esk `
	englishMarks = ` the an of and is are am was were be been i you he she it we they this that these those my your our
	their what who which when where why how not do does did can could will would should must have has had with for from to
	in by until about there hello hi thanks thank please yes im dont whats pls any if or `
)

// Detect tells French from English by a vote of frequent words and accents. It is false when the vote is a tie,
// as it is for a text without any such word.
func Detect(text string) (Language, bool) {
	french, english := accents(text), 0
	for _, word := range (splitter{}).split(nil, Fold(text)) {
		if strings.Contains(frenchMarks, " "+word+" ") {
			french++
		}
		if strings.Contains(englishMarks, " "+word+" ") {
			english++
		}
	}
	french += elisions(text)
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
		if strings.ContainsRune("éèêëàâçùûîïôœÉÈÊÀÂÇÙÎÔŒ", r) {
			count++
		}
	}
	return count
}

// elisions counts the words that French shortens before an apostrophe: l'appel, qu'on.
func elisions(text string) int {
	folded, count := Fold(text), 0
	for i := 0; i < len(folded); {
		end := wordEnd(folded, i)
		if linked(folded, end) && elided(folded[i:end]) {
			count++
		}
		i = max(end, i+1)
	}
	return count
}

package bot

import (
	"slices"

	"digbot/bot/understand"
)

// wish is what a message wants of what the bot never tells.
type wish int

const (
	nothing  wish = iota
	innocent      // a question about results that has an answer
	hinted        // it speaks of results: the engine decides
	results       // a result, a ranking, who was chosen or whether somebody was
	others        // data of other people
)

// wishOf reads a message sentence by sentence, and each sentence clause by clause, as what is harmless in one may stand
// beside what is not: "when are the results, and who won?". read gives the words of a text.
func wishOf(text string, read func(string) []string) wish {
	found := nothing
	for _, sentence := range understand.Sentences(text) {
		found = max(found, wishOfClause(read(sentence)))
		clauses := understand.Clauses(sentence)
		if len(clauses) == 1 && clauses[0] == sentence {
			continue
		}
		for i, clause := range clauses {
			words := read(clause)
			if introduces := i+1 < len(clauses) && statement.matches(words) && !toldWhether.matches(words); !introduces {
				found = max(found, wishOfClause(words))
			}
		}
	}
	if found != nothing && found != hinted {
		return found
	}
	for _, piece := range breaths(text) {
		words := read(piece)
		if underPretext.matches(words) && (found == hinted || perhapsResults.matches(words) && !publicLists.matches(words)) {
			return results
		}
	}
	return found
}

func wishOfClause(words []string) wish {
	switch {
	case otherPeople.matches(words):
		return others
	case alwaysResults.matches(words):
		return results
	case aboutResults.matches(words):
		return innocent
	case toldWhether.matches(words) && !slices.ContainsFunc(words, isQuestionWord):
		return results
	case conditional.matches(words):
		return innocent
	case asksWhoOrWhich.matches(words):
		return results
	case otherSubject.matches(words):
		return innocent
	case asksWhether.matches(words):
		return results
	case speaksOfResults.matches(words):
		return hinted
	}
	return nothing
}

// isQuestionWord reports whether a word asks for more than yes or no.
func isQuestionWord(word string) bool { return wordsOfMore[word] }

// masked writes a word for the names of challenges, which may be words of any kind.
func (k *Knowledge) masked(words []string) []string {
	if !k.nameStarts.standIn(words) {
		return words
	}
	for _, n := range k.names {
		for at := indexWords(words, n.words); at >= 0; at = indexWords(words, n.words) {
			words = slices.Replace(slices.Clone(words), at, at+len(n.words), mask)
		}
	}
	return words
}

// mask stands for the name of a challenge.
const mask = "nomdefi"

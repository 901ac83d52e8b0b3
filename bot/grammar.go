package bot

import (
	"strconv"
	"strings"
)

// grammar recognises phrases in normalised words. It is written as one pattern a line, whose steps are words or "~n" for
// at most n words of any kind:
//
//	qui|who ~2 {chosen} $
//
// "a|b" is either word, "{class}" any word of a class, "a?" a word that may be missing; "^" and "$" are the beginning and
// the end.
type grammar struct {
	starts map[string][]pattern // by each of the words with which a pattern may begin
}

type pattern struct {
	steps []step
	first bool // it stands at the beginning
	last  bool // and at the end
	tail  int  // with at most so many words after it
}

type step struct {
	words    map[string]bool
	gap      int // at most so many words before it
	optional bool
}

// newGrammar reads patterns. A class has its words with spaces between, and may name other classes.
func newGrammar(classes map[string]string, lines ...string) grammar {
	g := grammar{starts: map[string][]pattern{}}
	for _, line := range lines {
		for text := range strings.Lines(line) {
			if p := newPattern(classes, strings.Fields(text)); len(p.steps) > 0 {
				for word := range p.steps[0].words {
					g.starts[word] = append(g.starts[word], p)
				}
			}
		}
	}
	return g
}

func newPattern(classes map[string]string, fields []string) pattern {
	var p pattern
	gap := 0
	for _, field := range fields {
		switch {
		case field == "^":
			p.first = true
		case field == "$":
			p.last, p.tail = true, gap
		case field[0] == '~':
			gap, _ = strconv.Atoi(field[1:]) // a pattern with a slip here fails the tests
		default:
			word, optional := strings.CutSuffix(field, "?")
			p.steps = append(p.steps, step{words: wordsOf(classes, word), gap: gap, optional: optional})
			gap = 0
		}
	}
	return p
}

// wordsOf are the words that a step stands for.
func wordsOf(classes map[string]string, text string) map[string]bool {
	set := map[string]bool{}
	for word := range strings.SplitSeq(text, "|") {
		name, isClass := strings.CutPrefix(word, "{")
		if !isClass {
			set[word] = true
			continue
		}
		for member := range strings.FieldsSeq(classes[strings.TrimSuffix(name, "}")]) {
			for word := range wordsOf(classes, member) {
				set[word] = true
			}
		}
	}
	return set
}

// matches reports whether one of the patterns stands in the words.
func (g grammar) matches(words []string) bool {
	for i, word := range words {
		for _, p := range g.starts[word] {
			if (!p.first || i <= p.steps[0].gap) && p.follow(words[i+1:], p.steps[1:]) {
				return true
			}
		}
	}
	return false
}

// follow reports whether the steps stand at the beginning of the words.
func (p pattern) follow(words []string, steps []step) bool {
	if len(steps) == 0 {
		return !p.last || len(words) <= p.tail
	}
	next := steps[0]
	if next.optional && p.follow(words, steps[1:]) {
		return true
	}
	for i := 0; i <= next.gap && i < len(words); i++ {
		if next.words[words[i]] && p.follow(words[i+1:], steps[1:]) {
			return true
		}
	}
	return false
}

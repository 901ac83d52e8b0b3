package bot

import (
	"maps"
	"math"
	"slices"
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
	starts map[string][]*pattern // by each of the words with which a pattern may begin
	reach  int                   // how many words may come before a pattern at most
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
	g := grammar{starts: map[string][]*pattern{}}
	v := vocabulary{classes, map[string]map[string]bool{}}
	for _, line := range lines {
		for text := range strings.Lines(line) {
			if p := v.pattern(strings.Fields(text)); len(p.steps) > 0 {
				g.reach = max(g.reach, p.reach())
				for word := range p.steps[0].words {
					g.starts[word] = append(g.starts[word], p)
				}
			}
		}
	}
	return g
}

// vocabulary are the words that steps stand for: many steps stand for the same, and share them.
type vocabulary struct {
	classes map[string]string
	known   map[string]map[string]bool // by step
}

func (v vocabulary) pattern(fields []string) *pattern {
	p := new(pattern)
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
			p.steps = append(p.steps, step{words: v.words(word), gap: gap, optional: optional})
			gap = 0
		}
	}
	return p
}

// words are those that a step stands for.
func (v vocabulary) words(text string) map[string]bool {
	if set, known := v.known[text]; known {
		return set
	}
	set := map[string]bool{}
	v.known[text] = set
	for word := range strings.SplitSeq(text, "|") {
		name, isClass := strings.CutPrefix(word, "{")
		if !isClass {
			set[word] = true
			continue
		}
		for member := range strings.FieldsSeq(v.classes[strings.TrimSuffix(name, "}")]) {
			maps.Copy(set, v.words(member))
		}
	}
	return set
}

// matches reports whether one of the patterns stands in the words.
func (g grammar) matches(words []string) bool {
	for i, word := range words {
		if i > g.reach {
			break
		}
		for _, p := range g.starts[word] {
			if i <= p.reach() && p.follow(words[i+1:], p.steps[1:]) {
				return true
			}
		}
	}
	return false
}

// mayBegin reports whether one of the words is one with which a pattern may begin there.
func (g grammar) mayBegin(words []string) bool {
	words = words[:min(len(words)-1, g.reach)+1]
	return slices.ContainsFunc(words, func(word string) bool { return len(g.starts[word]) > 0 })
}

// reach is how many words may come before the pattern.
func (p *pattern) reach() int {
	if p.first {
		return p.steps[0].gap
	}
	return math.MaxInt
}

// follow reports whether the steps stand at the beginning of the words.
func (p *pattern) follow(words []string, steps []step) bool {
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

package bot

import (
	"slices"
	"strings"

	"digbot/bot/understand"
)

// phrases is a list of phrases as normalised words. Of those that match, the first in the list counts. There are thousands
// of them and a question has few words: they are found by the words with which they begin.
type phrases struct {
	all    [][]string
	starts map[string][]int // by first word: the places in the list
}

// newPhrases reads a list with one phrase a line.
func newPhrases(lines string) phrases {
	var all [][]string
	for line := range strings.Lines(lines) {
		if words := understand.Words(line); len(words) > 0 {
			all = append(all, words)
		}
	}
	return phrasesOf(all)
}

func phrasesOf(all [][]string) phrases {
	list := phrases{all, make(map[string][]int, len(all))}
	for i, phrase := range all {
		if len(phrase) > 0 {
			list.starts[phrase[0]] = append(list.starts[phrase[0]], i)
		}
	}
	return list
}

// standIn reports whether one of the phrases stands in the words.
func (p phrases) standIn(words []string) bool {
	for i, word := range words {
		for _, which := range p.starts[word] {
			if beginsWith(words[i:], p.all[which]) {
				return true
			}
		}
	}
	return false
}

// mayStandIn reports whether all words of one of the phrases are among the words, whatever stands between.
func (p phrases) mayStandIn(words []string) bool {
	missing := func(word string) bool { return !slices.Contains(words, word) }
	for _, word := range words {
		for _, which := range p.starts[word] {
			if !slices.ContainsFunc(p.all[which], missing) {
				return true
			}
		}
	}
	return false
}

// hold reports whether the words are one of the phrases.
func (p phrases) hold(words []string) bool {
	return len(words) > 0 && slices.ContainsFunc(p.starts[words[0]], func(which int) bool { return slices.Equal(p.all[which], words) })
}

func beginsWith(words, phrase []string) bool {
	return len(words) >= len(phrase) && slices.Equal(words[:len(phrase)], phrase)
}

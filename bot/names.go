package bot

import (
	"slices"
	"strings"

	"digbot/bot/understand"
	"digbot/internal/programme"
)

// name is a way in which people call a challenge, as normalised words.
type name struct {
	words     []string
	challenge string
}

// namesOf lists the names of all challenges, the longest first. A name that two challenges share names neither.
func namesOf(promotion programme.Promotion) []name {
	var names []name
	owners := map[string]map[string]bool{}
	for _, challenge := range promotion.Challenges {
		for _, text := range append([]string{strings.ReplaceAll(challenge.ID, "-", " ")}, challenge.Acronyms...) {
			key := words(text)
			if owners[key] == nil {
				owners[key] = map[string]bool{}
			}
			owners[key][challenge.ID] = true
			names = append(names, name{understand.Words(text), challenge.ID})
		}
	}
	names = slices.DeleteFunc(names, func(n name) bool { return len(n.words) == 0 || len(owners[strings.Join(n.words, " ")]) > 1 })
	slices.SortStableFunc(names, func(a, b name) int { return len(b.words) - len(a.words) })
	return names
}

// startsOf are the words with which names begin.
func startsOf(names []name) wordSet {
	starts := wordSet{}
	for _, n := range names {
		starts[n.words[0]] = true
	}
	return starts
}

// named finds the one challenge that the words of a question name, and the question without that name. A question that
// names two challenges names none.
func (k *Knowledge) named(asked []string) (challenge, rest string) {
	if !k.nameStarts.standIn(asked) {
		return "", ""
	}
	for _, n := range k.names {
		at := indexWords(asked, n.words)
		if at < 0 {
			continue
		}
		if challenge != "" && challenge != n.challenge {
			return "", ""
		}
		challenge = n.challenge
		asked = slices.Delete(slices.Clone(asked), at, at+len(n.words))
	}
	return challenge, strings.Join(asked, " ")
}

// indexWords is where part begins in words, or -1.
func indexWords(words, part []string) int {
	for i := 0; i+len(part) <= len(words); i++ {
		if slices.Equal(words[i:i+len(part)], part) {
			return i
		}
	}
	return -1
}

package main

import (
	"cmp"
	"fmt"
	"maps"
	"slices"
	"strings"

	"digbot/bot/understand"
)

// mistaken is what was expected and what was found instead.
type mistaken struct{ expected, got string }

func (m mistaken) String() string {
	expected, got := m.expected, m.got
	if expected == "" {
		expected = "a question that no topic answers"
	}
	if got == "" {
		got = "nothing"
	}
	return expected + " taken for " + got
}

// printConfusions groups the questions by what was mistaken for what, the most frequent first: what people got, which
// known question misled, and what to do about it.
func (d *door) printConfusions(confusions []understand.Confusion, train []understand.Example, language string) {
	if len(confusions) == 0 {
		fmt.Fprintln(d.Out, "\nNothing was mistaken for anything else.")
		return
	}
	fmt.Fprintf(d.Out, `
%d questions were mistaken. For each: what people got, and the known question that it looked like most.
To teach one, write it in other words under "questions" in the file of the topic that was expected,
TOPIC.%s.md. Where two topics are one to people, join them; where the known question is at fault, move it.
`, len(confusions), language)
	groups := map[mistaken][]understand.Confusion{}
	for _, c := range confusions {
		pair := mistaken{c.Question.Topic, c.Got}
		groups[pair] = append(groups[pair], c)
	}
	for _, pair := range slices.SortedFunc(maps.Keys(groups), func(a, b mistaken) int {
		return cmp.Or(len(groups[b])-len(groups[a]), strings.Compare(a.String(), b.String()))
	}) {
		fmt.Fprintf(d.Out, "\n%s (%d)\n", pair, len(groups[pair]))
		for _, c := range groups[pair] {
			fmt.Fprintf(d.Out, "  %s\n    %s%s\n", c.Question.Text, outcomeOf(c), misleading(c, train))
		}
	}
}

// outcomeOf says what a person would have got.
func outcomeOf(c understand.Confusion) string {
	place := slices.IndexFunc(c.Result.Topics, func(t understand.Ranked) bool { return t.Topic == c.Question.Topic })
	switch {
	case c.Result.Verdict == understand.Sure:
		return "answered, wrongly"
	case c.Result.Verdict == understand.Unsure && 0 <= place && place < c.Result.Choices:
		return fmt.Sprintf("offered as choice %d of %d", place+1, c.Result.Choices)
	case c.Result.Verdict == understand.Unsure:
		return "wrong choices offered"
	}
	return "not answered"
}

// misleading is the known question of the topic found that is nearest.
func misleading(c understand.Confusion, train []understand.Example) string {
	if len(c.Result.Topics) == 0 {
		return ""
	}
	return fmt.Sprintf("; looks like %q", train[c.Result.Topics[0].Example].Text)
}

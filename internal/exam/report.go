package exam

import (
	"cmp"
	"fmt"
	"io"
	"maps"
	"slices"
	"strings"
	"text/tabwriter"

	"digbot/bot"
)

// Report is what came of an evaluation.
type Report struct {
	Results []Result
}

// Score is the worth of some answers.
type Score struct {
	Points float64
	Of     int
}

// Share is the points over the questions; 1 when nothing was asked.
func (s Score) Share() float64 {
	if s.Of == 0 {
		return 1
	}
	return s.Points / float64(s.Of)
}

// Score is that of a kind of questions.
func (r Report) Score(kind Kind) Score {
	return r.score(kind, func(Question) bool { return true })
}

func (r Report) score(kind Kind, counts func(Question) bool) Score {
	var score Score
	for _, result := range r.Results {
		if result.Question.Kind == kind && counts(result.Question) {
			score.Points += result.Points
			score.Of++
		}
	}
	return score
}

// Recognised says how many unsettled questions got the answer of a topic of their own, which tells what is known and whom
// to ask, rather than a plain "I do not know". It is told beside the scores.
func (r Report) Recognised() Score {
	var score Score
	for _, result := range r.Results {
		if result.Question.Kind != Unsettled || len(result.Question.Topics) == 0 {
			continue
		}
		score.Of++
		if slices.Contains(result.Question.Topics, result.Reply.Topic) {
			score.Points++
		}
	}
	return score
}

// Misses are the questions that were not answered rightly, in order.
func (r Report) Misses() []Result {
	return slices.DeleteFunc(slices.Clone(r.Results), func(result Result) bool { return result.Points == 1 })
}

// String is one line: where the question stands, what is wrong, what was answered. It does not repeat the question.
func (r Result) String() string {
	return fmt.Sprintf("%s: %s (answered: %s)", r.Question.Place, r.Why, r.got())
}

// got names what was answered: a topic, choices, or the kind of a reply without a topic.
func (r Result) got() string {
	switch {
	case r.Reply.Kind == bot.KindChoices:
		ids := make([]string, len(r.Reply.Choices))
		for i, choice := range r.Reply.Choices {
			ids[i] = choice.ID
		}
		return "choices " + strings.Join(ids, " ")
	case r.Reply.Topic == "":
		return string(r.Reply.Kind) + " without a topic"
	}
	return r.Reply.Topic
}

// WriteTable writes the scores: of each kind, then by audience, register and language.
func (r Report) WriteTable(w io.Writer) error {
	table := tabwriter.NewWriter(w, 0, 0, 2, ' ', tabwriter.AlignRight)
	fmt.Fprint(table, "\t")
	for _, kind := range Kinds() {
		fmt.Fprintf(table, "%s\t", kind)
	}
	fmt.Fprintln(table)
	r.writeRow(table, "all", func(Question) bool { return true })
	for _, audience := range audiences() {
		r.writeRow(table, audience, func(q Question) bool { return q.Audience == audience })
	}
	for _, register := range registers() {
		r.writeRow(table, register, func(q Question) bool { return q.Register == register })
	}
	for _, language := range languages() {
		r.writeRow(table, language, func(q Question) bool { return string(q.Language) == language })
	}
	return table.Flush()
}

func (r Report) writeRow(w io.Writer, name string, counts func(Question) bool) {
	fmt.Fprintf(w, "%s\t", name)
	for _, kind := range Kinds() {
		score := r.score(kind, counts)
		if score.Of == 0 {
			fmt.Fprint(w, "-\t")
			continue
		}
		fmt.Fprintf(w, "%.1f%% of %d\t", 100*score.Share(), score.Of)
	}
	fmt.Fprintln(w)
}

// Confusion is how often one thing was answered where another was asked for.
type Confusion struct {
	Wanted, Got string
	Times       int
}

// String is one line: how often, what was wanted, what was answered.
func (c Confusion) String() string { return fmt.Sprintf("%3d  %s: %s", c.Times, c.Wanted, c.Got) }

// Confusions groups the misses by the topic that was wanted and by what was answered, the most frequent first.
func (r Report) Confusions() []Confusion {
	times := map[Confusion]int{}
	for _, miss := range r.Misses() {
		times[Confusion{Wanted: miss.wanted(), Got: miss.gotBriefly()}]++
	}
	all := make([]Confusion, 0, len(times))
	for confusion, n := range maps.All(times) {
		confusion.Times = n
		all = append(all, confusion)
	}
	slices.SortFunc(all, func(a, b Confusion) int {
		return cmp.Or(b.Times-a.Times, strings.Compare(a.Wanted, b.Wanted), strings.Compare(a.Got, b.Got))
	})
	return all
}

// wanted is the topic that would have been best; where the set names none, the kind of the question.
func (r Result) wanted() string {
	if len(r.Question.Topics) > 0 {
		return r.Question.Topics[0]
	}
	return string(r.Question.Kind)
}

func (r Result) gotBriefly() string {
	switch {
	case r.offers(r.wanted()) || r.Points > 0:
		return "choices that hold it"
	case len(r.Reply.Choices) > 0:
		return "choices, first " + r.Reply.Choices[0].ID
	case r.Reply.Topic == r.wanted():
		return "its own answer, which lacks a fact"
	}
	return r.got()
}

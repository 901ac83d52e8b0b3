package desk

import (
	"context"
	"errors"
	"slices"
	"strings"
	"sync"
	"time"

	"digbot/bot"
	"digbot/internal/programme"
)

// count notes what became of a question.
func (t turn) count(reply bot.Reply) {
	switch reply.Kind {
	case bot.KindAnswer:
		t.countAs(reply.Topic, Answered)
	case bot.KindChoices:
		t.countAs("", Offered)
	}
}

// tally is what was counted and not yet written down: one write for many questions, none while somebody waits for an
// answer. What a process holds that is killed is not counted: counts are a hint.
type tally struct {
	mu    sync.Mutex
	asked map[programme.Date]map[string]Counts // by the Monday of the week, and by topic
}

func newTally() *tally { return &tally{asked: map[programme.Date]map[string]Counts{}} }

func (t *tally) add(week programme.Date, topic string, outcome Outcome, n int) {
	t.mu.Lock()
	defer t.mu.Unlock()
	topics := t.asked[week]
	if topics == nil {
		topics = map[string]Counts{}
		t.asked[week] = topics
	}
	if topics[topic] == nil {
		topics[topic] = Counts{}
	}
	topics[topic][outcome] += n
}

// take empties it.
func (t *tally) take() map[programme.Date]map[string]Counts {
	t.mu.Lock()
	defer t.mu.Unlock()
	asked := t.asked
	t.asked = map[programme.Date]map[string]Counts{}
	return asked
}

func (t turn) countAs(topic string, outcome Outcome) {
	t.tally.add(programme.DateOf(t.now).Monday(), topic, outcome, 1)
}

// Flush writes down what was counted. It is called from time to time by Run, and when no more questions come. What cannot be
// written is kept for the next time.
func (d *Desk) Flush(ctx context.Context) error {
	var faults []error
	for week, asked := range d.tally.take() {
		if err := d.Tally.Count(ctx, week.At(programme.Clock{}), asked); err != nil {
			faults = append(faults, err)
			for topic, counts := range asked {
				for outcome, n := range counts {
					d.tally.add(week, topic, outcome, n)
				}
			}
		}
	}
	return errors.Join(faults...)
}

// feedback notes what somebody says of an answer, and thanks them.
func (t turn) feedback(context.Context) (bot.Reply, error) {
	outcome, name := Liked, "liked"
	if t.message.Choice == bot.Useless {
		outcome, name = Disliked, "disliked"
	}
	if t.isTopic(t.message.Value) {
		t.countAs(t.message.Value, outcome)
	}
	reply, err := t.say(bot.KindSmalltalk, name, nil)
	reply.Private = true
	return reply, err
}

// isTopic tells a topic from what a person's client may have made up.
func (t turn) isTopic(id string) bool {
	if challenge, isCard := strings.CutPrefix(id, bot.CardPrefix); isCard {
		_, found := t.season.Challenge(challenge)
		return found
	}
	_, found := t.Texts.Topic(id, t.language)
	return found
}

// Stat is how one topic fared.
type Stat struct {
	Topic  string
	Counts Counts
}

// MostAsked are up to n topics by how often they were asked since an instant.
func (d *Desk) MostAsked(ctx context.Context, from time.Time, n int) ([]Stat, error) {
	return d.ranked(ctx, from, n, func(c Counts) int { return c[Answered] })
}

// WorstAnswered are up to n topics by how many more people disliked the answer than liked it.
func (d *Desk) WorstAnswered(ctx context.Context, from time.Time, n int) ([]Stat, error) {
	return d.ranked(ctx, from, n, func(c Counts) int { return c[Disliked] - c[Liked] })
}

// ranked leaves out what scores nothing.
func (d *Desk) ranked(ctx context.Context, from time.Time, n int, score func(Counts) int) ([]Stat, error) {
	if err := d.Flush(ctx); err != nil {
		return nil, err
	}
	asked, err := d.Tally.Asked(ctx, from)
	if err != nil {
		return nil, err
	}
	var stats []Stat
	for topic, counts := range asked {
		if topic != "" && score(counts) > 0 {
			stats = append(stats, Stat{topic, counts})
		}
	}
	slices.SortFunc(stats, func(a, b Stat) int {
		if more := score(b.Counts) - score(a.Counts); more != 0 {
			return more
		}
		return strings.Compare(a.Topic, b.Topic)
	})
	return stats[:min(n, len(stats))], nil
}

// Open lists what waits for the team, the oldest first.
func (d *Desk) Open(ctx context.Context) ([]Ticket, error) { return d.Tickets.OpenTickets(ctx) }

package desk

import (
	"context"
	"slices"
	"strings"
	"time"

	"digbot/bot"
)

// count notes what became of a question.
func (t turn) count(ctx context.Context, reply bot.Reply) {
	switch reply.Kind {
	case bot.KindAnswer:
		t.countAs(ctx, reply.Topic, Answered)
	case bot.KindChoices:
		t.countAs(ctx, "", Offered)
	}
}

// countAs loses a count rather than an answer.
func (t turn) countAs(ctx context.Context, topic string, outcome Outcome) {
	if err := t.Tally.Count(ctx, topic, outcome, t.now); err != nil {
		t.Log.WarnContext(ctx, "question not counted", "topic", topic, "error", err)
	}
}

// feedback notes what somebody says of an answer, and thanks them.
func (t turn) feedback(ctx context.Context) (bot.Reply, error) {
	outcome, name := Liked, "liked"
	if t.message.Choice == bot.Useless {
		outcome, name = Disliked, "disliked"
	}
	if t.isTopic(t.message.Value) {
		t.countAs(ctx, t.message.Value, outcome)
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

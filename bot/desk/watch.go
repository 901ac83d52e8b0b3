package desk

import (
	"context"
	"errors"
	"fmt"
	"time"

	"digbot/bot"
	"digbot/internal/programme"
)

const (
	// patience is how long somebody may wait, in hours of the desk, before the team is reminded.
	patience = 4 * time.Hour

	// rounds is how often the desk looks after what waits.
	rounds = time.Minute

	// listed is the number of topics of the weekly report.
	listed = 10
)

// Run reminds the team of what waits, and reports once a week, until ctx ends.
func (d *Desk) Run(ctx context.Context) error {
	bot.Rounds(ctx, rounds, d.Look, func(err error) { d.Log.Warn("the desk was not looked after", "error", err) })
	return nil
}

// Look does what Run does, once.
func (d *Desk) Look(ctx context.Context) error { return errors.Join(d.Flush(ctx), d.look(ctx)) }

func (d *Desk) look(ctx context.Context) error {
	season, err := d.Seasons.Season(ctx)
	if err != nil {
		return err
	}
	t := turn{Desk: d, season: season, now: d.Now(), language: programme.French}
	tickets, err := d.Tickets.OpenTickets(ctx)
	if err != nil {
		return err
	}
	var faults []error
	for _, ticket := range tickets {
		faults = append(faults, t.remind(ctx, ticket))
	}
	return errors.Join(append(faults, t.report(ctx))...)
}

// remind says in the thread that somebody has waited too long; once each time they wait.
func (t turn) remind(ctx context.Context, ticket Ticket) error {
	if ticket.Waiting.IsZero() || ticket.Reminded || ticket.Thread.Message == "" || t.Hours.Worked(ticket.Waiting, t.now) < patience {
		return nil
	}
	event := "waits-" + ticket.Waiting.UTC().Format("20060102150405")
	if err := t.inThread(ctx, ticket, "waits", event, map[string]any{"since": ticket.Waiting}, t.buttons(ticket.ID)); err != nil {
		return fmt.Errorf("remind the team of a question: %w", err)
	}
	_, err := t.Tickets.ChangeTicket(ctx, ticket.ID, func(ticket Ticket) Ticket { ticket.Reminded = true; return ticket })
	return err
}

// report tells the team on Monday mornings what was asked in the week before.
func (t turn) report(ctx context.Context) error {
	from, _, open := t.Hours.On(programme.DateOf(t.now).Monday())
	if !open || t.now.Before(from) || t.now.After(from.Add(24*time.Hour)) {
		return nil
	}
	week := programme.DateOf(t.now).Monday().AddDays(-7)
	begin := week.At(programme.Clock{})
	most, err := t.MostAsked(ctx, begin, listed)
	if err != nil {
		return err
	}
	worst, err := t.WorstAnswered(ctx, begin, listed)
	if err != nil || len(most) == 0 {
		return err
	}
	body, err := t.word("week", map[string]any{"most": t.named(most), "worst": t.named(worst), "week": week})
	if err != nil {
		return err
	}
	for _, platform := range sorted(t.Channels) {
		post := bot.Post{Channel: t.Channels[platform], Marker: "desk-week-" + week.String(), Body: body}
		if _, err := t.Posters[platform].Post(ctx, post); err != nil {
			return fmt.Errorf("report the week: %w", err)
		}
	}
	return nil
}

// named gives topics the titles that people know.
func (t turn) named(stats []Stat) []Stat {
	named := make([]Stat, len(stats))
	for i, stat := range stats {
		named[i] = stat
		if topic, found := t.Texts.Topic(stat.Topic, t.language); found && topic.Title != "" {
			named[i].Topic = topic.Title
		}
	}
	return named
}

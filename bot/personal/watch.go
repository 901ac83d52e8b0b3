package personal

import (
	"context"
	"errors"
	"fmt"
	"time"

	"digbot/bot"
	"digbot/internal/programme"
)

// rounds is how often reminders are looked after.
const rounds = time.Minute

// Run tells people what they want to be reminded of, until ctx ends.
func (p *Personal) Run(ctx context.Context) error {
	pause := p.Pulse
	if pause <= 0 || pause > rounds {
		pause = rounds
	}
	bot.Rounds(ctx, pause, p.Look, func(err error) { p.Log.Warn("reminders were not looked after", "error", err) })
	return nil
}

// Wait returns when no code is on its way. Whoever stops calls it last, when no message is being answered any more: each
// may ask for a code.
func (p *Personal) Wait() { p.sending.Wait() }

// Look does what Run does, once.
func (p *Personal) Look(ctx context.Context) error {
	reminders, err := p.Reminders.Reminders(ctx)
	if err != nil || len(reminders) == 0 {
		return err
	}
	season, err := p.Seasons.Season(ctx)
	if err != nil {
		return err
	}
	t := turn{Personal: p, season: season, now: p.Now()}
	var faults []error
	for _, r := range reminders {
		if err := t.tellDue(ctx, r); err != nil {
			faults = append(faults, fmt.Errorf("reminder %s: %w", r.ID, err))
		}
	}
	return errors.Join(faults...)
}

// tellDue tells a reminder that is due, once. From the deadline's very second on, nobody is reminded of it.
func (t turn) tellDue(ctx context.Context, r Reminder) error {
	deadline := t.season.At(programme.Deadline)
	switch {
	case !t.now.Before(deadline):
		t.Log.WarnContext(ctx, "a reminder comes too late and is dropped", "reminder", r.ID)
		return t.Reminders.DropReminder(ctx, r.ID)
	case t.now.Before(r.due(t.season)):
		return nil
	}
	if err := t.in(r.Language).tellReminder(ctx, r); err != nil {
		return err
	}
	t.Log.InfoContext(ctx, "somebody was reminded", "reminder", r.ID, "route", r.Route)
	return t.Reminders.DropReminder(ctx, r.ID)
}

func (t turn) tellReminder(ctx context.Context, r Reminder) error {
	if r.Route == ByMail {
		person, found, err := t.Roster.Person(ctx, r.Person)
		if err != nil || !found || t.remindedAnyway(person, r.due(t.season)) {
			return err // who has left, or is mailed the same by the calendar, needs no other mail
		}
		return t.Mailer.Remind(ctx, r.Person, r.ID, t.season.At(programme.Deadline).Add(-time.Second))
	}
	poster, found := t.Posters[r.Platform]
	if !found {
		return fmt.Errorf("the platform %s is no longer configured", r.Platform)
	}
	channel, err := poster.Direct(ctx, r.User)
	if err != nil {
		return fmt.Errorf("open a direct message: %w", err)
	}
	body, err := t.word("remind", nil)
	if err != nil {
		return err
	}
	_, err = poster.Post(ctx, bot.Post{Channel: channel, Marker: "own-remind-" + r.ID, Body: body})
	return err
}

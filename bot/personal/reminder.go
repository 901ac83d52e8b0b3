package personal

import (
	"cmp"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"slices"
	"time"

	"digbot/bot"
	"digbot/internal/programme"
)

// Reminders keeps what people want to be reminded of.
type Reminders interface {
	PutReminder(ctx context.Context, reminder Reminder) error
	Reminders(ctx context.Context) ([]Reminder, error) // of everybody
	DropReminder(ctx context.Context, id string) error
}

// Route is how somebody is reminded.
type Route string

// The routes.
const (
	ByMail Route = "mail"
	ByChat Route = "chat" // a direct message
)

// Reminder is a wish to be told of the deadline some time before it. It holds no instant: it moves with the deadline.
type Reminder struct {
	ID       string             `json:"id"` // of the route, of whom it is for, and of how long before: the same wish twice is one
	Platform string             `json:"platform"`
	User     string             `json:"user"`
	Person   string             `json:"person,omitempty"` // of a mail
	Route    Route              `json:"route"`
	Ahead    Ahead              `json:"ahead"`
	Language programme.Language `json:"lang"`
}

// Ahead is how long before the deadline: calendar days, or hours of real time.
type Ahead struct {
	Days  int `json:"days,omitempty"`
	Hours int `json:"hours,omitempty"`
}

// due is when a reminder is told.
func (r Reminder) due(season programme.Season) time.Time {
	return season.At(programme.Deadline).In(programme.Paris()).AddDate(0, 0, -r.Ahead.Days).Add(-time.Duration(r.Ahead.Hours) * time.Hour)
}

// named is the reminder with its id.
func (r Reminder) named() Reminder {
	whose := r.Platform + "\n" + r.User
	if r.Route == ByMail {
		whose = r.Person
	}
	sum := sha256.Sum256(fmt.Appendf(nil, "%s\n%s\n%d\n%d", r.Route, whose, r.Ahead.Days, r.Ahead.Hours))
	r.ID = hex.EncodeToString(sum[:10])
	return r
}

// isOf reports whether a reminder belongs to somebody.
func (r Reminder) isOf(platform, user, person string) bool {
	return r.Platform == platform && r.User == user || person != "" && r.Person == person
}

// remind takes the wish to be reminded. It reports false for what is none.
func (t turn) remind(ctx context.Context) (bot.Reply, bool, error) {
	m := t.message
	if m.Kind != bot.Said && m.Kind != bot.Command || m.Choice != "" || len(m.Text) > longestWish {
		return bot.Reply{}, false, nil
	}
	ahead, route, language, isWish := reminderIn(plainly(m.Text))
	if !isWish {
		return bot.Reply{}, false, nil
	}
	t.language = language
	if !t.alone() {
		return t.inPrivate()
	}
	reply, err := t.promise(ctx, Reminder{Platform: m.Platform, User: m.User, Route: route, Ahead: ahead, Language: language})
	return reply, true, err
}

// promise keeps a reminder, or says why there will be none.
func (t turn) promise(ctx context.Context, r Reminder) (bot.Reply, error) {
	due := r.due(t.season)
	if !t.now.Before(due) {
		return t.say(bot.KindAnswer, "remind-late", map[string]any{"over": !t.now.Before(t.season.At(programme.Deadline))})
	}
	_, speaks := t.Posters[r.Platform]
	if r.Route == "" && !speaks {
		r.Route = ByMail
	}
	if r.Route = cmp.Or(r.Route, ByChat); r.Route == ByChat && !speaks {
		return t.say(bot.KindAnswer, "remind-mail-only", nil)
	}
	if r.Route == ByMail {
		person, _, found, err := t.identify(ctx, r.Platform, r.User)
		if err != nil {
			return bot.Reply{}, err
		}
		if !found {
			reply, err := t.say(bot.KindAnswer, "remind-who", nil)
			reply.Buttons = []bot.Button{t.button("recognise", "", bot.Plain)}
			return reply, err
		}
		if r.Person = person.ID; t.remindedAnyway(person, due) {
			return t.say(bot.KindAnswer, "remind-anyway", map[string]any{"due": due})
		}
	}
	if err := t.Reminders.PutReminder(ctx, r.named()); err != nil {
		return bot.Reply{}, err
	}
	reply, err := t.say(bot.KindAnswer, "remind-kept", map[string]any{"due": due, "mail": r.Route == ByMail})
	reply.Buttons = []bot.Button{t.button("reminders-stop", "", bot.Plain)}
	return reply, err
}

// remindedAnyway reports whether the calendar mails somebody a reminder at the same instant: nobody gets it twice.
func (t turn) remindedAnyway(person Person, due time.Time) bool {
	interested := slices.ContainsFunc(person.Known.Roles, func(r bot.KnownRole) bool {
		return r.Kind == programme.Candidate && (r.Status == programme.Interested || r.Status == "")
	})
	return interested && slices.ContainsFunc(t.season.Occasions(), func(o programme.Occasion) bool {
		return o.Milestone == programme.Deadline && !o.Offset.IsZero() && o.Due.Equal(due)
	})
}

// own lists somebody's reminders by when they are due.
func (t turn) own(ctx context.Context) ([]Reminder, error) {
	m := t.message
	person, _, _, err := t.identify(ctx, m.Platform, m.User)
	if err != nil {
		return nil, err
	}
	all, err := t.Reminders.Reminders(ctx)
	if err != nil {
		return nil, err
	}
	all = slices.DeleteFunc(all, func(r Reminder) bool { return !r.isOf(m.Platform, m.User, person.ID) })
	slices.SortFunc(all, func(a, b Reminder) int { return a.due(t.season).Compare(b.due(t.season)) })
	return all, nil
}

// reminders shows somebody's reminders.
func (t turn) reminders(ctx context.Context) (bot.Reply, error) {
	own, err := t.own(ctx)
	if err != nil {
		return bot.Reply{}, err
	}
	type line struct {
		Due  time.Time
		Mail bool
	}
	var lines []line
	for _, r := range own {
		lines = append(lines, line{r.due(t.season), r.Route == ByMail})
	}
	reply, err := t.say(bot.KindAnswer, "reminders", map[string]any{"lines": lines, "over": !t.now.Before(t.season.At(programme.Deadline))})
	if len(own) > 0 {
		reply.Buttons = []bot.Button{t.button("reminders-stop", "", bot.Plain)}
	}
	return reply, err
}

// stopReminders takes all of somebody's reminders away.
func (t turn) stopReminders(ctx context.Context) (bot.Reply, error) {
	own, err := t.own(ctx)
	if err != nil {
		return bot.Reply{}, err
	}
	for _, r := range own {
		if err := t.Reminders.DropReminder(ctx, r.ID); err != nil {
			return bot.Reply{}, err
		}
		if t.message.Kind == bot.Clicked {
			t.language = r.Language
		}
	}
	return t.say(bot.KindAnswer, "reminders-stopped", map[string]any{"n": len(own)})
}

package personal

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"sync"
	"time"

	"digbot/bot"
	"digbot/internal/programme"
	"digbot/templates"
)

// Parts is what a Personal is made of.
type Parts struct {
	Accounts    Accounts
	Roster      Roster
	Mailer      Mailer
	Results     Results
	Hearings    Hearings
	Rights      Rights
	Reminders   Reminders
	Arrivals    Arrivals
	Team        Team
	Desk        Desk
	Posters     map[string]bot.Poster // by platform
	Notes       bot.Notes
	Directories map[string]bot.Directory // of the platforms whose mail addresses the operator trusts
	Secret      func(ctx context.Context) ([]byte, error)
	Seasons     bot.Seasons
	Texts       *templates.Library
	Pulse       time.Duration    // how long Run sleeps at most; 0: a minute
	Now         func() time.Time // the programme's clock
	Log         *slog.Logger
}

// Personal answers people about themselves. It is safe for concurrent use, and several may work over one store.
type Personal struct {
	Parts
	wishes  []wish
	spoken  map[string]said // the wishes by their words
	labels  map[programme.Language]templates.Words
	met     visitors
	sending sync.WaitGroup // codes on their way
}

// New returns a Personal.
func New(parts Parts) (*Personal, error) {
	p := &Personal{Parts: parts, wishes: wishes(), labels: map[programme.Language]templates.Words{}}
	p.spoken = spoken(p.wishes)
	for _, language := range programme.Languages() {
		labels, err := templates.Labels("personal", language)
		if err != nil {
			return nil, err
		}
		p.labels[language] = labels
	}
	return p, nil
}

// Around takes what people ask about themselves, adds to other answers what concerns the one who asks, and tells everybody
// once what becomes of their data.
func (p *Personal) Around(next bot.Handler) bot.Handler {
	return func(ctx context.Context, m bot.Message) (bot.Reply, error) {
		if m.User == "" || m.Place.Staff || m.Kind == bot.Opened || m.Late {
			return next(ctx, m)
		}
		t := turn{Personal: p, message: m, now: p.Now(), language: languageOf(m)}
		var err error
		if t.season, err = p.Seasons.Season(ctx); err != nil {
			return next(ctx, m) // says so
		}
		reply, ours, err := t.take(ctx)
		if err != nil {
			failure, worded := t.say(bot.KindFailure, "failure", nil)
			return failure, errors.Join(fmt.Errorf("personal: %w", err), worded)
		}
		if !ours {
			if reply, err = next(ctx, m); err != nil {
				return reply, err
			}
			reply = t.withOwn(ctx, reply)
		}
		return t.withNotice(ctx, reply), nil
	}
}

// turn is one message on its way to its reply.
type turn struct {
	*Personal
	message  bot.Message
	season   programme.Season
	now      time.Time // the programme's clock
	language programme.Language
}

// action is what the bot does about a person's own matter.
type action func(t turn, ctx context.Context) (bot.Reply, error)

// take reports whether the message is about the person's own matters.
func (t turn) take(ctx context.Context) (bot.Reply, bool, error) {
	does, language, found := t.asked()
	if !found {
		for _, does := range []step{turn.remind, turn.ticked} {
			if reply, ours, err := does(t, ctx); ours || err != nil {
				return reply, ours, err
			}
		}
		return t.awaited(ctx)
	}
	t.language = language
	if !t.alone() {
		return t.inPrivate()
	}
	return does(t, ctx)
}

// inPrivate asks for the same in a direct message.
func (t turn) inPrivate() (bot.Reply, bool, error) {
	reply, err := t.say(bot.KindHandover, "in-private", nil)
	return reply, true, err
}

// alone reports whether nobody else reads along.
func (t turn) alone() bool { return t.message.Place.Direct || t.message.Platform == "console" }

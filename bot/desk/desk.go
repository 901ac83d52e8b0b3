package desk

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"strings"
	"time"

	"digbot/bot"
	"digbot/internal/programme"
	"digbot/templates"
)

// Parts is what a Desk is made of.
type Parts struct {
	Tickets   Tickets
	Tally     Tally
	Additions Additions
	Team      Team
	Posters   map[string]bot.Poster // by platform
	Channels  map[string]string     // the team's channel on each platform that has one
	Hours     Hours
	Seasons   bot.Seasons
	Texts     *templates.Library
	Now       func() time.Time // the programme's clock
	Log       *slog.Logger
}

// Desk passes questions to the team, and answers back. It is safe for concurrent use, and several may work over one store.
type Desk struct {
	Parts
	labels map[programme.Language]templates.Words
	tally  *tally
}

// New returns a desk.
func New(parts Parts) (*Desk, error) {
	d := &Desk{Parts: parts, labels: map[programme.Language]templates.Words{}, tally: newTally()}
	for _, language := range programme.Languages() {
		labels, err := templates.Labels("desk", language)
		if err != nil {
			return nil, err
		}
		d.labels[language] = labels
	}
	return d, nil
}

// Around passes to the team what next does not know, takes what the team writes in its threads, and lets everything else
// through.
func (d *Desk) Around(next bot.Handler) bot.Handler {
	return func(ctx context.Context, m bot.Message) (bot.Reply, error) {
		t := turn{Desk: d, message: m, next: next, now: d.Now(), language: programme.French}
		if !t.mayBeKnown() && !t.reads(ctx) {
			return next(ctx, m)
		}
		reply, ours, err := t.take(ctx)
		if err != nil && reply.Kind == bot.KindFailure { // the bot has said so itself
			return reply, err
		}
		if err != nil {
			failure, worded := t.say(bot.KindFailure, "failure", nil)
			return failure, errors.Join(fmt.Errorf("desk: %w", err), worded)
		}
		if ours {
			return reply, nil
		}
		return next(ctx, m)
	}
}

// turn is one message on its way through the desk.
type turn struct {
	*Desk
	message  bot.Message
	next     bot.Handler
	season   programme.Season
	now      time.Time
	language programme.Language
}

// reads takes the season, for the desk's own words. It reports false when it cannot be read: the bot says so better.
func (t *turn) reads(ctx context.Context) bool {
	var err error
	if t.season, err = t.Seasons.Season(ctx); err != nil {
		t.Log.WarnContext(ctx, "the desk has no words", "error", err)
	}
	return err == nil
}

// mayBeKnown reports whether the bot is asked first. Most of what is written, it answers: the desk reads nothing for that.
func (t turn) mayBeKnown() bool {
	return t.message.Kind == bot.Said && !t.message.Late && !t.message.Place.Staff
}

// take reports whether the message is the desk's.
func (t turn) take(ctx context.Context) (bot.Reply, bool, error) {
	m := t.message
	if action, found := t.action(); found {
		reply, err := action(ctx)
		return reply, true, err
	}
	switch {
	case m.Kind != bot.Said || m.Late:
		return bot.Reply{}, false, nil
	case m.Place.Staff:
		return t.fromTeam(ctx)
	case m.Conversation == "" || m.Choice != "" && m.Text == "":
		reply, err := t.next(ctx, m)
		t.count(reply)
		return reply, true, err
	}
	reply, err := t.fromPerson(ctx)
	return reply, true, err
}

// buttonPrefix begins the ids of the desk's buttons and forms.
const buttonPrefix = "desk-"

// action is what a click or a form of the desk does.
func (t turn) action() (func(context.Context) (bot.Reply, error), bool) {
	m := t.message
	if m.Kind != bot.Clicked && m.Kind != bot.Submitted {
		return nil, false
	}
	switch m.Choice {
	case bot.Useful, bot.Useless:
		return t.feedback, true
	case buttonPrefix + "ask":
		return t.ask, true
	}
	id, ours := strings.CutPrefix(m.Choice, buttonPrefix)
	action, known := actions()[id]
	if !ours || !known {
		return nil, false
	}
	return func(ctx context.Context) (bot.Reply, error) { return t.staffOnly(ctx, id, action) }, true
}

// say words a reply: the text desk-<name>.
func (t turn) say(kind bot.ReplyKind, name string, data map[string]any) (bot.Reply, error) {
	body, err := t.word(name, data)
	return bot.Reply{Kind: kind, Body: body, Language: t.language}, err
}

func (t turn) word(name string, data map[string]any) (templates.Document, error) {
	return t.Texts.Phrase("desk-"+name, templates.View{Season: t.season, Now: t.now, Language: t.language, Data: data})
}

func (t turn) label(key string) string { return t.labels[t.language].Say(key) }

// in is the turn in another language: the team is addressed in the programme's own.
func (t turn) in(language programme.Language) turn {
	t.language = language
	return t
}

// paragraphs are the lines of what somebody wrote, each to be shown as text.
func paragraphs(text string) []string {
	var lines []string
	for line := range strings.Lines(text) {
		if line = strings.TrimSpace(line); line != "" {
			lines = append(lines, line)
		}
	}
	return lines
}

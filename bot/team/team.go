package team

import (
	"cmp"
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

// Parts is what a Team is made of.
type Parts struct {
	Staff     Staff
	Texts     *templates.Library
	Journal   Journal
	Seasons   bot.Seasons
	Dates     Dates
	Campaigns Campaigns
	Announcer Announcer
	Brakes    Brakes
	Repairs   Repairs
	Passages  Passages
	People    People
	Files     Files
	Notices   Notices
	Welcome   Welcome
	Publisher Publisher
	Trials    Trials
	Imports   Imports // nil: no list comes in by chat
	Pages     Pages   // nil: there is no page
	Notes     Notes
	Rooms     []Room                             // where the team is told what it must know; none: nowhere
	Undo      time.Duration                      // in which a yes can be taken back
	Expires   time.Duration                      // after which a request must be made again
	Desk      Desk                               // may be nil: no question is passed to the team
	Health    func(ctx context.Context) []string // names of the parts that do not work; may be nil
	Pulse     time.Duration                      // how long Run sleeps at most; 0: 10 s
	Now       func() time.Time                   // the programme's clock
	Log       *slog.Logger
}

// Team carries out the commands of the staff. It is safe for concurrent use, and several may work over one store.
type Team struct {
	Parts
	commands []command
	changes  []change
	paces    paces
	wake     chan struct{}
	wording  Wording
	labels   map[programme.Language]templates.Words
}

// New returns a team; nothing happens until somebody tells it to.
func New(parts Parts) (*Team, error) {
	if parts.Pulse <= 0 {
		parts.Pulse = defaultPulse
	}
	wording, err := NewWording(parts.Staff)
	if err != nil {
		return nil, err
	}
	return &Team{Parts: parts, wake: make(chan struct{}, 1), commands: wording.commands, changes: changes(), wording: wording, labels: wording.labels}, nil
}

// Around handles what is a command of the staff, and passes everything else on.
func (t *Team) Around(next bot.Handler) bot.Handler {
	return func(ctx context.Context, m bot.Message) (bot.Reply, error) {
		asked, ours := t.addressed(m)
		if !ours {
			reply, err := next(ctx, m)
			if err != nil || !t.isUnknown(m, reply) {
				return reply, err
			}
			asked = unknown("", cmp.Or(reply.Language, programme.French))
		}
		member, _ := t.Staff.Find(m.Platform, m.User)
		turn := turn{Team: t, message: m, member: member, command: asked.command, language: asked.language, now: t.Now()}
		var err error
		if turn.season, err = t.Seasons.Season(ctx); err != nil {
			return turn.failed(fmt.Errorf("read the season: %w", err))
		}
		return turn.take(ctx, asked.rest)
	}
}

// addressed finds the command that a message is. Where candidates may write too, only what begins with a command is one;
// a member of the team who comes near one is asked what was meant, and one who names none is told them all.
func (t *Team) addressed(m bot.Message) (called, bool) {
	member, isStaff := t.Staff.Find(m.Platform, m.User)
	switch {
	case m.Kind == bot.Clicked || m.Kind == bot.Submitted:
		return t.clicked(m)
	case t.isList(m):
		return t.drops(m.Text), true
	case m.Kind != bot.Command && !(m.Kind == bot.Said && m.Place.Staff):
		return called{}, false
	}
	if isStaff && m.Kind == bot.Command && strings.TrimSpace(m.Text) == "" {
		return called{command: t.named("help"), language: programme.French}, true
	}
	asked, found := t.find(m.Text)
	if found && (isStaff || !asked.question || asked.rest != "") && !strings.HasSuffix(strings.TrimSpace(m.Text), "?") {
		return asked, true
	}
	if found || !isStaff {
		return called{}, false
	}
	return t.misspelt(m.Text, member)
}

// drops is the command of a list, in the language of what was written beside it.
func (t *Team) drops(text string) called {
	asked, found := t.find(text)
	if !found || asked.id != "import" {
		asked.language = programme.French
	}
	return called{command: t.named("import"), language: asked.language}
}

// named is a command by its id.
func (t *Team) named(id string) command {
	for _, c := range t.commands {
		if c.id == id {
			return c
		}
	}
	return command{}
}

// misspelt is the command that asks what was meant.
func (t *Team) misspelt(text string, member Member) (called, bool) {
	meant, near := t.meant(text, func(c command) bool { return member.May(c.rights...) })
	if !near {
		return called{}, false
	}
	return unknown(meant, programme.French), true
}

// unknown is the command that says that there is no such command, and which one may have been meant.
func unknown(meant string, language programme.Language) called {
	return called{language: language, command: command{id: "unknown", run: func(_ context.Context, t turn, _ string) (bot.Reply, error) {
		return t.say("unknown", map[string]any{"meant": meant})
	}}}
}

// isUnknown reports whether a member of the team gave a command that is none, and that is no question either.
func (t *Team) isUnknown(m bot.Message, reply bot.Reply) bool {
	_, isStaff := t.Staff.Find(m.Platform, m.User)
	return isStaff && m.Kind == bot.Command && (m.Place.Staff || m.Place.Direct) && !m.Late && !strings.HasSuffix(strings.TrimSpace(m.Text), "?") &&
		reply.Kind == bot.KindHandover && reply.Topic == ""
}

// turn is one command on its way to its reply.
type turn struct {
	*Team
	message  bot.Message
	member   Member // zero: of somebody who is not of the team
	command  command
	language programme.Language
	season   programme.Season
	now      time.Time // the programme's clock
	where    string    // where somebody said yes to what is done now; empty: where the message was written
}

// take carries the command out when the person may, here. Either is written into the journal first: what cannot be
// written down is not done.
func (t turn) take(ctx context.Context, rest string) (bot.Reply, error) {
	err := t.allowed()
	if err == nil {
		err = t.record(ctx, "", "")
	}
	var reply bot.Reply
	if err == nil {
		reply, err = t.command.run(ctx, t, rest)
	}
	var refusal *refusal
	if errors.As(err, &refusal) {
		if err := t.record(ctx, refusedOutcome+" "+refusal.why, refusal.content); err != nil {
			return t.failed(err)
		}
		return t.refused(refusal)
	}
	if err != nil {
		return t.failed(err)
	}
	t.Log.InfoContext(ctx, "command", "command", t.command.id, "by", t.who(), "platform", t.message.Platform)
	return reply, nil
}

// allowed says why the person may not do this here; nil: they may.
func (t turn) allowed() error {
	switch {
	case t.member.ID == "":
		return &refusal{why: "stranger"}
	case !t.message.Place.Staff && !t.message.Place.Direct:
		return &refusal{why: "place"}
	case !t.member.May(t.command.rights...):
		return &refusal{why: "right", data: map[string]any{
			"command": t.command.name(t.language), "rights": t.command.rights, "who": t.Staff.Names("", t.command.rights...)}}
	}
	return nil
}

// failed tells the person that something failed on our side.
func (t turn) failed(err error) (bot.Reply, error) {
	reply, worded := t.say("failure", nil)
	reply.Kind = bot.KindFailure
	return reply, errors.Join(err, worded)
}

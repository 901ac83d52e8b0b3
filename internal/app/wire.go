package app

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"sync"
	"time"

	"digbot/bot"
	"digbot/bot/desk"
	"digbot/bot/personal"
	"digbot/bot/team"
	"digbot/internal/config"
	"digbot/internal/programme"
	"digbot/internal/store"
	"digbot/internal/web/page"
	"digbot/notifier"
	"digbot/scheduler"
	"digbot/templates"
)

// Storage is what the rooms remember: the ports that a store fills.
type Storage interface {
	bot.Memory
	bot.Claims
	team.Notes
	desk.Tickets
	desk.Tally
	desk.Additions
	notifier.Seasons
	notifier.Roster
	notifier.Ledger
	notifier.Suppressions
	scheduler.Firings

	// AnsweredLeaving is Answered, Remember and Met in one step.
	AnsweredLeaving(ctx context.Context, m bot.Message, left store.Left) error

	// RosterChanges counts the changes of the roster: what was read of it holds for as long as they stay the same.
	RosterChanges(ctx context.Context) (int, error)

	// AskedByWeek sums up what was asked by the Monday of each week.
	AskedByWeek(ctx context.Context, from time.Time) (map[string]desk.Counts, error)

	// StartDays lists the first days that some people or challenges have instead of the promotion's own.
	StartDays(ctx context.Context) ([]programme.Date, error)

	TeamStorage
	RightsStorage
	ImportStorage
	PersonalStorage
}

// Parts is what an App is made of, apart from the configuration.
type Parts struct {
	Texts     *templates.Library
	Store     Storage
	Mailer    notifier.Mailer
	Poster    notifier.Poster
	Refuser   *notifier.Refuser // of the links by which people refuse mails; nil: they answer the mail
	Platforms []bot.Platform    // where people talk to the bot; none: nowhere
	Rooms     []team.Room       // where the team is told what it must know; none: nowhere
	Now       func() time.Time  // the programme's clock
	Log       *slog.Logger
	Observer  notifier.Observer
	Around    func(bot.Handler) bot.Handler // around the bot, for the platforms; may be nil
	Lease     time.Duration                 // of a delivery's claim; 0: the notifier's own choice
	Apart     time.Duration                 // between two mails to one person; 0: the notifier's own choice
	Pulse     time.Duration                 // how long the scheduler and the notifier sleep at most; 0: their own choice
}

// App is the programme at work: its rooms, wired.
type App struct {
	Bot       *bot.Bot
	Scheduler *scheduler.Scheduler
	Notifier  *notifier.Notifier
	Team      *team.Team
	Desk      *desk.Desk
	Rights    Rights
	Personal  *personal.Personal
	Handle    bot.Handler // what people write goes here: their own matters, the desk and commands of the staff first, then the bot
	Page      *page.Site  // nil: the door cannot be reached from outside
	health    *pageHealth
	welcome   *welcome
	parts     Parts
	rooms     []room
}

// room is something that runs as long as the program does.
type room struct {
	name string
	run  func(context.Context) error
}

// enter adds a room; Run runs it.
func (a *App) enter(name string, run func(context.Context) error) {
	a.rooms = append(a.rooms, room{name, run})
}

// New wires the rooms. Nothing happens until Run is called, or one of the rooms.
func New(cfg config.Config, parts Parts) (*App, error) {
	seasons := &rememberedSeason{seasons: parts.Store, log: parts.Log}
	b, err := NewBot(parts.Texts, seasons, hastyMemory{parts.Store}, parts.Now, parts.Log)
	if err != nil {
		return nil, fmt.Errorf("make the bot: %w", err)
	}
	n := notifier.New(notifierParts(cfg, parts))
	s := scheduler.New(Occasions{parts.Store}, parts.Store, n, parts.Log)
	s.Pulse = parts.Pulse
	a := &App{Bot: b, Scheduler: s, Notifier: n, Rights: NewRights(cfg, parts.Store, "person"), parts: parts}
	a.enter("scheduler", func(ctx context.Context) error { return s.Run(ctx, parts.Now) })
	a.enter("notifier", func(ctx context.Context) error { return n.Run(ctx, parts.Now) })
	if a.welcome, err = a.newWelcome(); err != nil {
		return nil, fmt.Errorf("make the welcome: %w", err)
	}
	a.enter("welcome", a.welcome.Run)
	if a.Page, err = a.newPage(cfg); err != nil {
		return nil, fmt.Errorf("make the team's page: %w", err)
	}
	if a.Team, err = a.newTeam(cfg, seasons); err != nil {
		return nil, fmt.Errorf("make the staff's commands: %w", err)
	}
	a.enter("team", a.Team.Run)
	if a.Desk, err = a.newDesk(cfg, seasons); err != nil {
		return nil, fmt.Errorf("make the desk: %w", err)
	}
	a.enter("desk", a.Desk.Run)
	if a.Personal, err = a.newPersonal(cfg, seasons); err != nil {
		return nil, fmt.Errorf("make what people ask about themselves: %w", err)
	}
	b.Recognising(hastyPeople{a.Personal})
	a.enter("personal", a.Personal.Run)
	handle := a.Personal.Around(a.Desk.Around(a.Team.Around(b.Handle)))
	if parts.Around != nil {
		handle = parts.Around(handle)
	}
	a.Handle = handle
	for _, platform := range parts.Platforms {
		a.enter(platform.Name(), func(ctx context.Context) error { return platform.Run(ctx, handle) })
	}
	return a, nil
}

func notifierParts(cfg config.Config, parts Parts) notifier.Parts {
	return notifier.Parts{
		Seasons: parts.Store, Roster: parts.Store, Ledger: parts.Store,
		Texts: parts.Texts, Mailer: parts.Mailer, Poster: parts.Poster, Log: parts.Log, Observer: parts.Observer,
		Channels: channels(cfg), Chats: chatNames(cfg), Suppressions: parts.Store, Refuser: parts.Refuser,
		Passages: passages{parts.Store},
		UndoTime: cfg.Approvals.Undo, Expires: cfg.Approvals.Expires, PostWait: cfg.Posts.Wait,
		Apart: parts.Apart, Pulse: parts.Pulse, Lease: parts.Lease, Workers: cfg.Mail.Connections,
	}
}

// Run drives the calendar, delivers, and talks, until ctx ends; then it waits for what is under way. A room that fails
// ends the others; one that is done, such as a conversation, does not.
func (a *App) Run(ctx context.Context) error {
	ctx, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	var running sync.WaitGroup
	for _, room := range a.rooms {
		running.Go(func() {
			if err := room.run(ctx); err != nil {
				cancel(fmt.Errorf("%s: %w", room.name, err))
			}
		})
	}
	running.Wait()
	a.settle(ctx)
	a.Personal.Wait() // only now can nobody ask for a code any more
	if cause := context.Cause(ctx); ctx.Err() != nil && !errors.Is(cause, context.Canceled) {
		return cause
	}
	return nil
}

// settle writes down what was still in memory when the last answer was given.
func (a *App) settle(ctx context.Context) {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), patience)
	defer cancel()
	if err := a.Desk.Flush(ctx); err != nil {
		a.parts.Log.Warn("the last questions are not counted", "error", err)
	}
}

// Occasions is the calendar as the store knows it: with moved dates, and with the first days that some people have.
type Occasions struct {
	Store interface {
		bot.Seasons
		StartDays(ctx context.Context) ([]programme.Date, error)
	}
}

// Occasions implements scheduler.Calendar.
func (o Occasions) Occasions(ctx context.Context) ([]programme.Occasion, error) {
	season, err := o.Store.Season(ctx)
	if err != nil {
		return nil, fmt.Errorf("read the season: %w", err)
	}
	starts, err := o.Store.StartDays(ctx)
	if err != nil {
		return nil, fmt.Errorf("read the first days: %w", err)
	}
	return season.Occasions(starts...), nil
}

// channels says where posts go.
func channels(cfg config.Config) map[notifier.Purpose]string {
	return map[notifier.Purpose]string{notifier.ForPublic: cfg.Posts.PublicChannel, notifier.ForStaff: cfg.Posts.StaffChannel}
}

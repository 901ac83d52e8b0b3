package app

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"log/slog"
	"strings"
	"time"

	"digbot/bot"
	"digbot/bot/team"
	"digbot/internal/config"
	"digbot/internal/programme"
	"digbot/internal/store"
	"digbot/notifier"
	"digbot/scheduler"
	"digbot/templates"
)

// TeamStorage is what the staff's commands need of a store beside what the rooms do.
type TeamStorage interface {
	// Append, LastEntries and Entries write and read the audit trail.
	Append(ctx context.Context, entry store.Entry) (store.Entry, error)
	LastEntries(ctx context.Context, n int) ([]store.Entry, error)
	Entries(ctx context.Context, after, limit int) ([]store.Entry, error)

	// Pseudonym stands for somebody's account in the audit trail.
	Pseudonym(ctx context.Context, account string) (string, error)

	// Move moves a milestone, WithdrawChallenge takes a challenge back.
	Move(ctx context.Context, milestone programme.Milestone, moment programme.Moment, by string, at time.Time) error
	WithdrawChallenge(ctx context.Context, challenge, by string, at time.Time) error

	// Directory lists everybody without decisions, PutPeople changes somebody.
	Directory(ctx context.Context) ([]programme.Person, error)
	PutPeople(ctx context.Context, people []programme.Person) error
}

// newTeam wires the staff's commands.
func (a *App) newTeam(cfg config.Config, seasons bot.Seasons) (*team.Team, error) {
	s, ledger := a.parts.Store, a.campaigns()
	lists, err := newImports(cfg, a.parts)
	if err != nil {
		return nil, err
	}
	t, err := team.New(team.Parts{
		Staff: staffOf(cfg), Texts: a.parts.Texts, Journal: journal{s}, Seasons: seasons, Notes: struct{ team.Notes }{s}, Rooms: staffRooms(cfg, a.parts),
		Dates: dates{s}, Campaigns: ledger, Announcer: ledger, Brakes: ledger, Repairs: ledger, Trials: ledger, Notices: ledger, Welcome: a.welcome,
		People: people{s}, Files: people{s}, Passages: passages{s}, Desk: questions{s}, Publisher: publisher{a.parts.Poster, cfg.Posts.PublicChannel},
		Imports: lists, Undo: cfg.Approvals.Undo, Expires: cfg.Approvals.Expires, Pulse: a.parts.Pulse, Now: a.parts.Now, Log: a.parts.Log,
	})
	if err == nil && a.Page != nil {
		t.Pages = a.Page
	}
	return t, err
}

// campaigns is the notifier as the staff's commands and page know it.
func (a *App) campaigns() campaigns {
	return campaigns{a.parts.Store, a.Notifier, a.parts.Mailer, a.parts.Now}
}

// OpenTeam gives the handler of a conversation beside the service, over the store that the service works with: commands of
// the staff, and questions. The team's channels are told, as by the service, which carries out what is agreed there. end must
// be called.
func OpenTeam(ctx context.Context, cfg config.Config, texts *templates.Library, s *store.Store, now func() time.Time, log *slog.Logger) (handle bot.Handler, end func(), err error) {
	refuser, err := newRefuser(ctx, cfg, s)
	if err != nil {
		return nil, nil, err
	}
	sending, err := newSender(cfg, s, log)
	if err != nil {
		return nil, nil, err
	}
	chats := chatsOn(cfg, texts, s, log)
	sending = sending.in(chats, cfg)
	a, err := New(cfg, Parts{Texts: texts, Store: s, Mailer: sending, Poster: sending, Refuser: refuser, Rooms: roomsIn(cfg, chats), Now: now, Log: log})
	if err != nil {
		return nil, nil, errors.Join(err, sending.close(context.Background()))
	}
	return a.Handle, func() { closing(sending.close, log) }, nil
}

// What the staff's commands call of the notifier.
type (
	clock  func() time.Time
	sayYes func(ctx context.Context, campaign, by, hash string, at time.Time) (notifier.Campaign, error)
	stop   func(ctx context.Context, campaign, by string) (notifier.Stopped, error)
)

// staffOf is the configured team as its commands know it.
func staffOf(cfg config.Config) team.Staff {
	var staff team.Staff
	for _, m := range cfg.Staff {
		member := team.Member{ID: m.ID, Name: m.Name, Email: m.Email, Users: map[string]string{}}
		for platform, user := range m.Accounts() {
			if user != "" {
				member.Users[platform] = user
			}
		}
		for _, right := range m.Rights {
			member.Rights = append(member.Rights, team.Right(right))
		}
		staff = append(staff, member)
	}
	return staff
}

// journal is the audit trail as the team's journal.
type journal struct{ store Storage }

// Write implements team.Journal.
func (j journal) Write(ctx context.Context, e team.Entry) error {
	who, err := j.named(ctx, e.Who)
	if err != nil {
		return err
	}
	_, err = j.store.Append(ctx, store.Entry{At: e.At, Who: who, Where: e.Where, What: e.What, Content: e.Content})
	return err
}

// named is who did something: of somebody who is not of the team, a mark instead of the user id, for the trail cannot be
// changed when that somebody is forgotten.
func (j journal) named(ctx context.Context, who string) (string, error) {
	at := strings.IndexAny(who, ": ") // no member's id holds one
	if at < 0 {
		return who, nil
	}
	mark, err := j.store.Pseudonym(ctx, who)
	return who[:at] + ":" + mark[:min(len(mark), 12)], err
}

// Last implements team.Journal.
func (j journal) Last(ctx context.Context, n int) ([]team.Entry, error) {
	stored, err := j.store.LastEntries(ctx, n)
	var entries []team.Entry
	for _, e := range stored {
		entries = append(entries, team.Entry{At: e.At, Who: e.Who, Where: e.Where, What: e.What, Content: e.Content})
	}
	return entries, err
}

// dates is the calendar with what became of it.
type dates struct{ store Storage }

// Occasions implements team.Dates.
func (d dates) Occasions(ctx context.Context) ([]team.Occasion, error) {
	occasions, err := Occasions{d.store}.Occasions(ctx)
	if err != nil {
		return nil, err
	}
	firings, err := d.store.Fired(ctx)
	if err != nil {
		return nil, fmt.Errorf("read what was fired: %w", err)
	}
	fired := map[string]scheduler.Firing{}
	for _, firing := range firings {
		fired[firing.ID] = firing
	}
	var list []team.Occasion
	for _, o := range occasions {
		firing := fired[o.ID()]
		_, sends := notifier.RuleOf(o)
		list = append(list, team.Occasion{Occasion: o, Fired: firing.Fired, Skipped: firing.Outcome == scheduler.Skipped, Sends: sends})
	}
	return list, nil
}

// Move implements team.Dates.
func (d dates) Move(ctx context.Context, milestone programme.Milestone, to programme.Moment, by string, at time.Time) error {
	return d.store.Move(ctx, milestone, to, by, at)
}

// passages keeps the team's words for the results' mails among the notes.
type passages struct{ notes bot.Notes }

// keepPassage is longer than any season.
const keepPassage = 2 * 365 * 24 * time.Hour

func passageKey(mailing string, language programme.Language) string {
	return "team/passage/" + mailing + "/" + string(language)
}

// Passage implements team.Passages.
func (p passages) Passage(ctx context.Context, mailing string, language programme.Language) (string, error) {
	return p.notes.Noted(ctx, passageKey(mailing, language))
}

// SetPassage implements team.Passages.
func (p passages) SetPassage(ctx context.Context, mailing string, language programme.Language, text string) error {
	return p.notes.Note(ctx, passageKey(mailing, language), text, keepPassage)
}

// publisher speaks in the programme's channels.
type publisher struct {
	poster notifier.Poster
	public string
}

// Publish implements team.Publisher.
func (p publisher) Publish(ctx context.Context, channel, marker string, body templates.Document) error {
	_, err := p.poster.Post(ctx, cmp.Or(channel, p.public), marker, body)
	return err
}

// staffRooms are the team's channels on the platforms that have one. Where there is none, the team finds what it is told beside
// the other posts.
func staffRooms(cfg config.Config, parts Parts) []team.Room {
	list := parts.Rooms
	for _, platform := range parts.Platforms {
		if poster, speaks := platform.(bot.Poster); speaks {
			list = append(list, team.Room{Platform: platform.Name(), Channel: staffChannel(cfg, platform.Name()), Poster: poster})
		}
	}
	if len(list) == 0 && parts.Poster != nil {
		list = []team.Room{{Platform: "posts", Channel: cfg.Posts.StaffChannel, Poster: filed{parts.Poster}}}
	}
	return list
}

// filed keeps what the team is told beside the other posts. What was written stays as it is: an edit is a post of its own
// once nothing is left to click.
type filed struct{ poster notifier.Poster }

// Post implements bot.Poster.
func (f filed) Post(ctx context.Context, p bot.Post) (string, error) {
	ref, err := f.poster.Post(ctx, p.Channel, p.Marker, p.Body)
	return cmp.Or(ref, p.Marker), err
}

// Edit implements bot.Poster.
func (f filed) Edit(ctx context.Context, _ string, p bot.Post) error {
	if len(p.Buttons) > 0 {
		return nil
	}
	_, err := f.poster.Post(ctx, p.Channel, p.Marker+"-end", p.Body)
	return err
}

// Direct implements bot.Poster.
func (filed) Direct(context.Context, string) (string, error) { return "", bot.ErrNoChannel }

// Read implements bot.Poster.
func (filed) Read(context.Context, bot.File) ([]byte, error) { return nil, bot.ErrNoChannel }

// questions are what the desk has open.
type questions struct{ store Storage }

// Questions implements team.Desk.
func (q questions) Questions(ctx context.Context) ([]team.Question, error) {
	tickets, err := q.store.OpenTickets(ctx)
	var open []team.Question
	for _, ticket := range tickets {
		question := team.Question{Platform: ticket.Platform, Opened: ticket.Opened, Waiting: ticket.Waiting}
		for _, line := range ticket.Lines {
			if !line.Team {
				question.Text = line.Text
			}
		}
		open = append(open, question)
	}
	return open, err
}

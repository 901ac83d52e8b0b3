package app

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"strconv"
	"strings"
	"time"

	"digbot/bot"
	"digbot/bot/personal"
	"digbot/bot/team"
	"digbot/internal/config"
	"digbot/notifier"
	"digbot/templates"
)

// PersonalStorage is what people's own matters need of a store beside what the rooms do.
type PersonalStorage interface {
	personal.Accounts
	personal.Hearings
	personal.Reminders

	// Ticks and Tick keep what people have done for an arrival.
	Ticks(ctx context.Context, person string) (map[string]time.Time, error)
	Tick(ctx context.Context, person string, keys []string, done bool, at time.Time) error

	// Secret is the promotion's own key.
	Secret(ctx context.Context) ([]byte, error)

	// Known is what the bot may know of a person, Holder whose account the team has written down.
	Known(ctx context.Context, id string) (bot.Known, bool, error)
	Holder(ctx context.Context, platform, user string) (string, error)
}

// newPersonal wires what people ask about themselves.
func (a *App) newPersonal(cfg config.Config, seasons bot.Seasons) (*personal.Personal, error) {
	s := a.parts.Store
	return personal.New(personal.Parts{
		Accounts: s, Hearings: s, Reminders: s, Arrivals: a.welcome, Rights: ownRights{a.Rights, a.parts.Now}, Notes: s, Secret: s.Secret, Roster: personalRoster{s}, Mailer: letters{a.Notifier, a.parts.Now},
		Results: mailedResults{a.Notifier, a.parts.Now}, Team: teamRooms(staffRooms(cfg, a.parts)), Desk: a.Desk, Posters: posters(a.parts.Platforms), Directories: trusted(cfg, a.parts.Platforms),
		Seasons: seasons, Texts: a.parts.Texts, Pulse: a.parts.Pulse, Now: a.parts.Now, Log: a.parts.Log,
	})
}

// posters are the platforms on which the bot speaks without having been spoken to.
func posters(platforms []bot.Platform) map[string]bot.Poster {
	all := map[string]bot.Poster{}
	for _, platform := range platforms {
		if poster, speaks := platform.(bot.Poster); speaks {
			all[platform.Name()] = poster
		}
	}
	return all
}

// trusted are the platforms whose mail addresses the operator trusts.
func trusted(cfg config.Config, platforms []bot.Platform) map[string]bot.Directory {
	trusts := map[string]bool{"slack": cfg.People.TrustEmail || cfg.Slack.TrustEmail, "mattermost": cfg.People.TrustEmail || cfg.Mattermost.TrustEmail}
	directories := map[string]bot.Directory{}
	for _, platform := range platforms {
		if directory, knows := platform.(bot.Directory); knows && trusts[platform.Name()] {
			directories[platform.Name()] = directory
		}
	}
	return directories
}

// personalRoster is the roster as people's own matters know it: without decisions.
type personalRoster struct{ store Storage }

// Find implements personal.Roster.
func (r personalRoster) Find(ctx context.Context, email string) (string, error) {
	person, _, err := people(r).Find(ctx, email)
	return person.ID, err
}

// Holder implements personal.Roster.
func (r personalRoster) Holder(ctx context.Context, platform, user string) (string, error) {
	return r.store.Holder(ctx, platform, user)
}

// Person implements personal.Roster.
func (r personalRoster) Person(ctx context.Context, id string) (personal.Person, bool, error) {
	known, found, err := r.store.Known(ctx, id)
	if err != nil || !found {
		return personal.Person{}, false, err
	}
	return personal.Person{ID: id, Language: known.Language, Known: known, Accounts: known.Accounts}, true, nil
}

// letters are the mails that people bring about.
type letters struct {
	notifier *notifier.Notifier
	now      clock
}

// Code implements personal.Mailer.
func (l letters) Code(ctx context.Context, person, code string, valid time.Duration) error {
	return l.notifier.Whisper(ctx, notifier.Notice{
		ID: "code-" + strings.ToLower(rand.Text()), Kind: "confirmation-code", To: []string{person}, At: l.now(),
		Data: map[string]string{"code": code, "minutes": strconv.Itoa(int(valid / time.Minute))},
	})
}

// Remind implements personal.Mailer.
func (l letters) Remind(ctx context.Context, person, id string, notAfter time.Time) error {
	_, err := l.notifier.Notify(ctx, notifier.Notice{ID: "reminder-" + id, Kind: "deadline-asked", To: []string{person}, At: l.now(), NotAfter: notAfter})
	return err
}

// mailedResults hands out what the ledger says was mailed, after the release.
type mailedResults struct {
	notifier *notifier.Notifier
	now      clock
}

// Told implements personal.Results.
func (m mailedResults) Told(ctx context.Context, person string) (personal.Told, bool, error) {
	mailing, at, found, err := m.notifier.MailedResult(ctx, person, m.now())
	return personal.Told{Mailing: mailing, At: at}, found, err
}

// teamRooms are where the team is told what it must know.
type teamRooms []team.Room

// Tell implements personal.Team.
func (t teamRooms) Tell(ctx context.Context, marker string, body templates.Document) error {
	var faults []error
	for _, room := range t {
		if _, err := room.Poster.Post(ctx, bot.Post{Channel: room.Channel, Marker: marker, Body: body}); err != nil {
			faults = append(faults, fmt.Errorf("tell the team on %s: %w", room.Platform, err))
		}
	}
	return errors.Join(faults...)
}

// ownRights are the rights of whoever writes.
type ownRights struct {
	rights Rights
	now    clock
}

// Holdings implements personal.Rights.
func (o ownRights) Holdings(ctx context.Context, person string) ([]personal.Holding, error) {
	holdings, err := o.rights.Holdings(ctx, person, o.now())
	var list []personal.Holding
	for _, h := range holdings {
		list = append(list, personal.Holding{Kind: string(h.Kind), Count: h.Count, Until: h.Until, Rule: string(h.Rule)})
	}
	return list, err
}

// Forget implements personal.Rights.
func (o ownRights) Forget(ctx context.Context, person string, at time.Time) (string, error) {
	receipt, err := o.rights.Forget(ctx, person, at)
	if err != nil {
		return "", err
	}
	return receipt.ID, nil
}

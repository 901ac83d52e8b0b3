package app

import (
	"context"
	"fmt"
	"slices"
	"time"

	"digbot/internal/config"
	"digbot/internal/programme"
	"digbot/internal/store"
	"digbot/notifier"
	"digbot/notifier/mail"
)

// RightsStorage is what Rights need of a store.
type RightsStorage interface {
	Season(ctx context.Context) (programme.Season, error)
	Holdings(ctx context.Context, person string) (store.Held, error)
	Traces(ctx context.Context, people ...string) (store.Traces, error)
	Forget(ctx context.Context, at time.Time, people ...string) (store.Receipt, error)
	Append(ctx context.Context, entry store.Entry) (store.Entry, error)
}

// Rights tell people what is held on them, and erase it.
type Rights struct {
	store     RightsStorage
	outbox    string
	retention retention
	by        string
}

// NewRights works on the configured store and outbox. by is who is named in the audit trail: "person" in a chat, StaffOf at
// a terminal, "purge" at night.
func NewRights(cfg config.Config, s RightsStorage, by string) Rights {
	return Rights{s, cfg.Mail.Outbox, retention(cfg.Retention), by}
}

// Holding is one kind of what is held on somebody.
type Holding struct {
	Kind  store.HoldingKind
	Count int       // of records, at least 1
	Until time.Time // when the purge takes it away; zero: Rule says until what
	Rule  Rule
}

// Holdings tells what is held on somebody, why and until when, by kind, in a fixed order. It holds no decision of the jury;
// that there is one is told after the release only. now is the programme's clock. notifier.ErrUnknown: nobody has this id.
func (r Rights) Holdings(ctx context.Context, person string, now time.Time) ([]Holding, error) {
	held, err := r.store.Holdings(ctx, person)
	if err != nil {
		return nil, err
	}
	season, err := r.store.Season(ctx)
	if err != nil {
		return nil, fmt.Errorf("read the season: %w", err)
	}
	if !season.IsReleased(now) {
		held = undecided(held)
	}
	counts := recordsOf(held)
	var list []Holding
	for _, kind := range store.HoldingKinds() {
		if counts[kind] > 0 {
			until, rule := r.retention.of(kind, held, season)
			list = append(list, Holding{Kind: kind, Count: counts[kind], Until: until, Rule: rule})
		}
	}
	return list, nil
}

// undecided is what is held without what the jury decided: until when somebody is kept would tell it, too.
func undecided(held store.Held) store.Held {
	held.Sealed = false
	held.Person.Roles = slices.Clone(held.Person.Roles)
	for i := range held.Person.Roles {
		held.Person.Roles[i].Decision, held.Person.Roles[i].Answer = programme.Undecided, programme.NoAnswer
	}
	return held
}

func recordsOf(held store.Held) map[store.HoldingKind]int {
	p := held.Person
	counts := map[store.HoldingKind]int{
		store.HeldIdentity: 1, store.HeldRoles: len(p.Roles), store.HeldApplication: len(held.Applications), store.HeldMails: len(held.Mails),
		store.HeldQuestions: len(held.Questions), store.HeldMessages: len(held.Messages), store.HeldSuppression: len(held.Suppressions),
		store.HeldNotes: len(held.Notes), store.HeldJournal: len(held.Journal),
	}
	for _, user := range []string{p.Slack, p.Mattermost} {
		if user != "" {
			counts[store.HeldAccount]++
		}
	}
	for _, role := range p.Roles {
		if role.Decision != programme.Undecided || role.Answer != programme.NoAnswer {
			counts[store.HeldDecision]++
		}
	}
	if held.Sealed {
		counts[store.HeldDecision]++
	}
	return counts
}

// Everything is all that is held on somebody, decisions included: for that person alone.
func (r Rights) Everything(ctx context.Context, person string) (store.Held, error) {
	return r.store.Holdings(ctx, person)
}

// Announced is all that is held on somebody, as it may be told now: before the release without what the jury decided, of
// which left reports whether there is any. now is the programme's clock.
func (r Rights) Announced(ctx context.Context, person string, now time.Time) (held store.Held, left bool, err error) {
	if held, err = r.Everything(ctx, person); err != nil {
		return held, false, err
	}
	season, err := r.store.Season(ctx)
	if err != nil {
		return store.Held{}, false, fmt.Errorf("read the season: %w", err)
	}
	if season.IsReleased(now) {
		return held, false, nil
	}
	left = recordsOf(held)[store.HeldDecision] > 0
	return unannounced(held), left, nil
}

// unannounced is what is held without what the jury decided, and without the mails that would tell it.
func unannounced(held store.Held) store.Held {
	held = undecided(held)
	held.Mails = slices.DeleteFunc(slices.Clone(held.Mails), func(m store.HeldMail) bool { return notifier.TellsResult(m.Mailing) })
	return held
}

// Forget erases somebody: the one way of an operator's command, of the person's own, of the nightly purge and of an
// application that was erased where it came from. It may be repeated. at is real time. notifier.ErrUnknown: nobody has
// this id.
func (r Rights) Forget(ctx context.Context, person string, at time.Time) (store.Receipt, error) {
	return r.forget(ctx, at, person)
}

// forget erases people, the copies of their mails in the outbox first: what they were is known from the store alone.
func (r Rights) forget(ctx context.Context, at time.Time, people ...string) (store.Receipt, error) {
	traces, err := r.store.Traces(ctx, people...)
	if err != nil {
		return store.Receipt{}, err
	}
	files, err := mail.Erase(r.outbox, traces.Deliveries, traces.Words)
	if err != nil {
		return store.Receipt{}, fmt.Errorf("erase copies in the outbox: %w", err)
	}
	receipt, err := r.store.Forget(ctx, at, people...)
	receipt.Files = files
	if err != nil {
		return receipt, err
	}
	_, err = r.store.Append(ctx, store.Entry{At: at, Who: r.by, What: fmt.Sprintf("people forgot %d: %s", len(people), receipt.ID)})
	return receipt, err
}

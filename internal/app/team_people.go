package app

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"digbot/bot/team"
	"digbot/internal/programme"
	"digbot/notifier"
)

// people are the store's as the staff's commands know them: without decisions.
type people struct{ store Storage }

// Concerned implements team.People: whoever was told the date, or counts on it.
func (p people) Concerned(ctx context.Context, milestone programme.Milestone) ([]string, error) {
	candidates := func(statuses ...programme.Status) programme.Audience {
		return programme.Audience{Role: programme.Candidate, Statuses: statuses}
	}
	audiences := map[programme.Milestone][]programme.Audience{
		programme.Opening:      {candidates(programme.Interested)},
		programme.Deadline:     {candidates(programme.Interested, programme.Applied, programme.Preselected)},
		programme.JuryDay:      {candidates(programme.Preselected)},
		programme.Announcement: {candidates(programme.Applied, programme.Preselected)},
		programme.Start:        {{Role: programme.Designer}, {Role: programme.Mentor}},
	}
	seen := map[string]bool{}
	for _, audience := range audiences[milestone] {
		selected, err := p.store.People(ctx, audience)
		if err != nil {
			return nil, err
		}
		for _, person := range selected {
			seen[person.ID] = true
		}
	}
	return sortedKeys(seen), nil
}

func sortedKeys(set map[string]bool) []string {
	keys := make([]string, 0, len(set))
	for key := range set {
		keys = append(keys, key)
	}
	slices.Sort(keys)
	return keys
}

// Named implements team.People.
func (p people) Named(ctx context.Context, ids []string) (map[string]team.Person, error) {
	known := map[string]team.Person{}
	everybody, err := p.store.Directory(ctx)
	if err != nil {
		return nil, err
	}
	wanted := map[string]bool{}
	for _, id := range ids {
		wanted[id] = true
	}
	for _, person := range everybody {
		if wanted[person.ID] {
			known[person.ID] = teamPerson(person)
		}
	}
	return known, nil
}

func teamPerson(p programme.Person) team.Person {
	return team.Person{ID: p.ID, Name: p.Name, Email: p.Email, Roles: p.Roles}
}

// Find implements team.People.
func (p people) Find(ctx context.Context, email string) (team.Person, bool, error) {
	everybody, err := p.store.Directory(ctx)
	if err != nil {
		return team.Person{}, false, err
	}
	for _, person := range everybody {
		if strings.EqualFold(person.Email, email) {
			return teamPerson(person), true, nil
		}
	}
	return team.Person{}, false, nil
}

// On implements team.People.
func (p people) On(ctx context.Context, challenge string) ([]string, error) {
	everybody, err := p.store.Directory(ctx)
	if err != nil {
		return nil, err
	}
	seen := map[string]bool{}
	for _, person := range everybody {
		for _, role := range person.Roles {
			if role.Challenge == challenge && role.Status != programme.Withdrawn {
				seen[person.ID] = true
			}
		}
	}
	return sortedKeys(seen), nil
}

// Withdraw implements team.Files: a laureate renounces, anybody else is no candidate any more.
func (p people) Withdraw(ctx context.Context, id string) error {
	season, err := p.store.Season(ctx)
	if err != nil {
		return err
	}
	return p.change(ctx, id, func(role *programme.Role) {
		if role.Kind != programme.Candidate {
			return
		}
		if role.Decision == programme.Laureate && !season.Released.IsZero() {
			role.Answer = programme.Renounced
			return
		}
		role.Status = programme.Withdrawn
	})
}

// change changes the roles of a person.
func (p people) change(ctx context.Context, id string, change func(*programme.Role)) error {
	person, err := p.store.Person(ctx, id)
	if err != nil {
		return answered(err)
	}
	person.Roles = slices.Clone(person.Roles)
	for i := range person.Roles {
		change(&person.Roles[i])
	}
	if err := p.store.PutPeople(ctx, []programme.Person{person}); err != nil {
		return fmt.Errorf("change person %s: %w", id, err)
	}
	return nil
}

// OnReserve implements team.Files.
func (p people) OnReserve(ctx context.Context, id string) (bool, error) {
	person, err := p.store.Person(ctx, id)
	if errors.Is(err, notifier.ErrUnknown) {
		return false, nil
	}
	return slices.ContainsFunc(person.Roles, onReserve), err
}

func onReserve(role programme.Role) bool {
	return role.Kind == programme.Candidate && role.Decision == programme.Reserve && role.Status != programme.Withdrawn
}

// CallUp implements team.Files. The person stays on the reserve until they accept: nothing is decided by an offer.
func (p people) CallUp(ctx context.Context, id, challenge string) error {
	done := false
	return p.change(ctx, id, func(role *programme.Role) {
		if !done && onReserve(*role) {
			role.Challenge, done = challenge, true
		}
	})
}

// WithdrawChallenge implements team.Files.
func (p people) WithdrawChallenge(ctx context.Context, challenge, by string, at time.Time) error {
	return p.store.WithdrawChallenge(ctx, challenge, by, at)
}

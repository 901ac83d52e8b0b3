package store

import (
	"context"
	"fmt"
	"sync"

	"digbot/bot"
	"digbot/internal/programme"
)

// accounts keeps who has which account for as long as the roster stays as it is.
type accounts struct {
	mu      sync.Mutex
	known   bool
	changes int               // of the roster, when the accounts were gathered
	owners  map[string]string // "slack:U1" -> id; empty when several people have it
}

// Recognise implements bot.People. It reads no decision.
func (s *Store) Recognise(ctx context.Context, platform, user string) (bot.Known, bool, error) {
	id, err := s.ownerOf(ctx, platform+":"+user)
	if err != nil || id == "" {
		return bot.Known{}, false, wrapped("recognise somebody", err)
	}
	return s.Known(ctx, id)
}

// Known is what the bot may know of a person; false when there is nobody with this id. It reads no decision.
func (s *Store) Known(ctx context.Context, id string) (bot.Known, bool, error) {
	person, stored, err := load[programme.Person](ctx, s, personKey(id))
	if err != nil || stored.Value == nil {
		return bot.Known{}, false, wrapped("recognise somebody", err)
	}
	return knownOf(person), true, nil
}

// Holder is the id of the one person beside whose name a platform's user stands in the roster; empty when nobody's, or
// several people's.
func (s *Store) Holder(ctx context.Context, platform, user string) (string, error) {
	id, err := s.ownerOf(ctx, platform+":"+user)
	return id, wrapped("look for the holder of an account", err)
}

// wrapped says what failed, if anything did.
func wrapped(what string, err error) error {
	if err == nil {
		return nil
	}
	return fmt.Errorf("%s: %w", what, err)
}

func knownOf(person programme.Person) bot.Known {
	known := bot.Known{FirstName: bot.FirstNameOf(person.Name), Language: person.In(), Accounts: map[string]string{"slack": person.Slack, "mattermost": person.Mattermost}}
	for _, role := range person.Roles {
		known.Roles = append(known.Roles, bot.KnownRole{Kind: role.Kind, Challenge: role.Challenge, Status: role.Status, Received: role.Received, Hearing: role.Hearing})
	}
	return known
}

// ownerOf is the id of the one person who has an account; empty when nobody has, or several.
func (s *Store) ownerOf(ctx context.Context, account string) (string, error) {
	changes, err := s.RosterChanges(ctx)
	if err != nil {
		return "", err
	}
	s.accounts.mu.Lock()
	defer s.accounts.mu.Unlock()
	if !s.accounts.known || s.accounts.changes != changes {
		owners, err := s.gatherAccounts(ctx)
		if err != nil {
			return "", err
		}
		s.accounts.known, s.accounts.changes, s.accounts.owners = true, changes, owners
	}
	return s.accounts.owners[account], nil
}

func (s *Store) gatherAccounts(ctx context.Context) (map[string]string, error) {
	owners := map[string]string{}
	add := func(platform, user, id string) {
		if user == "" {
			return
		}
		if _, taken := owners[platform+":"+user]; taken {
			id = ""
		}
		owners[platform+":"+user] = id
	}
	for page, err := range s.pages(ctx, persons()) {
		if err != nil {
			return nil, err
		}
		for _, stored := range page {
			person, err := decode[programme.Person](stored)
			if err != nil {
				return nil, err
			}
			add("slack", person.Slack, person.ID)
			add("mattermost", person.Mattermost, person.ID)
		}
	}
	return owners, nil
}

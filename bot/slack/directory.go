package slack

import (
	"context"
	"fmt"
	"sync"
	"time"

	"github.com/slack-go/slack"
)

const (
	addressTTL = time.Hour // how long an address is taken to be the same
	peopleMost = 2000      // addresses that are kept
)

// people are the addresses that were asked for lately.
type people struct {
	mu    sync.Mutex
	known map[string]address
}

type address struct {
	email string
	until time.Time
}

func newPeople() *people { return &people{known: map[string]address{}} }

// Email implements bot.Directory.
func (s *Slack) Email(ctx context.Context, user string) (string, error) {
	if known, found := s.people.get(user); found {
		return known, nil
	}
	info, err := ask(ctx, func(ctx context.Context) (*slack.User, error) { return s.api.GetUserInfoContext(ctx, user) })
	if err != nil {
		return "", fmt.Errorf("ask who a user is: %w", err)
	}
	email := info.Profile.Email
	if info.IsBot || info.Deleted {
		email = ""
	}
	s.people.put(user, email)
	return email, nil
}

func (p *people) get(user string) (string, bool) {
	p.mu.Lock()
	defer p.mu.Unlock()
	known, found := p.known[user]
	return known.email, found && time.Now().Before(known.until)
}

func (p *people) put(user, email string) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if len(p.known) >= peopleMost { // all are asked again in their turn
		clear(p.known)
	}
	p.known[user] = address{email, time.Now().Add(addressTTL)}
}

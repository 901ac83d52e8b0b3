package page

import (
	"context"
	"encoding/json"
	"fmt"
	"time"

	"digbot/internal/programme"
)

const (
	linkLife    = 10 * time.Minute
	sessionLife = 8 * time.Hour

	linkNotes    = "page/link/"    // followed by the hash of the link's secret
	sessionNotes = "page/session/" // followed by the hash of the cookie
)

// pass is what the store keeps of a link or of a session: whose it is.
type pass struct {
	Member   string             `json:"member"`
	Entry    string             `json:"entry"`
	Language programme.Language `json:"lang"`
	Until    time.Time          `json:"until"` // real time
}

// Link makes a link that lets a member in once, within ten minutes. It is a secret: whoever opens it is that member.
func (s *Site) Link(ctx context.Context, member string, language programme.Language) (string, error) {
	m, found := s.Staff(member)
	if !found {
		return "", fmt.Errorf("link for %s: %w", member, ErrUnknown)
	}
	secret := newSecret()
	if err := s.keep(ctx, linkNotes+hashed(secret), pass{m.ID, m.Entry, language, s.Real().Add(linkLife)}); err != nil {
		return "", fmt.Errorf("link for %s: %w", member, err)
	}
	return s.public + entryPath + secret, nil
}

// keep stores a pass for as long as it is good.
func (s *Site) keep(ctx context.Context, key string, p pass) error {
	value, err := json.Marshal(p)
	if err != nil {
		return err
	}
	return s.Notes.Note(ctx, key, string(value), p.Until.Sub(s.Real()))
}

// read gives the pass under a key, and the member whose it is. It reports false when there is none, when its time is
// over, and when the member has left the team.
func (s *Site) read(ctx context.Context, prefix, secret string) (pass, Member, bool, error) {
	if len(secret) != secretLength {
		return pass{}, Member{}, false, nil
	}
	value, err := s.Notes.Noted(ctx, prefix+hashed(secret))
	if err != nil || value == "" {
		return pass{}, Member{}, false, err
	}
	p, member, good := s.check(value)
	return p, member, good, nil
}

func (s *Site) check(value string) (pass, Member, bool) {
	var p pass
	if err := json.Unmarshal([]byte(value), &p); err != nil {
		return pass{}, Member{}, false
	}
	member, found := s.Staff(p.Member)
	return p, member, found && member.Entry == p.Entry && s.Real().Before(p.Until)
}

// redeem takes a link, so that it is of no use to anybody else, and opens a session for its member.
func (s *Site) redeem(ctx context.Context, link string) (cookie string, p pass, err error) {
	value, found, err := s.Notes.Take(ctx, linkNotes+hashed(link))
	if err != nil {
		return "", pass{}, err
	}
	p, member, good := s.check(value)
	if !found || !good {
		return "", pass{}, ErrUnknown
	}
	if err := s.Journal.Write(ctx, member.ID, "page entered", ""); err != nil {
		return "", pass{}, err
	}
	cookie, p.Until = newSecret(), s.Real().Add(sessionLife)
	return cookie, p, s.keep(ctx, sessionNotes+hashed(cookie), p)
}

// end ends a session. It may be repeated.
func (s *Site) end(ctx context.Context, cookie string) error {
	_, _, err := s.Notes.Take(ctx, sessionNotes+hashed(cookie))
	return err
}

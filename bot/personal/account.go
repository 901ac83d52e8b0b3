package personal

import (
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"math/big"
	"time"

	"digbot/internal/programme"
)

// What a code can bear.
const (
	codeValid = 10 * time.Minute
	codeTries = 5
	codeFor   = 10 * time.Minute // in which an address that was asked for is waited for
)

// How long an account is known: one that belongs to nobody as long as a conversation.
const (
	keepLinked  = 2 * 365 * 24 * time.Hour
	keepVisitor = 30 * 24 * time.Hour
)

// Account is what is known of a user of a platform.
type Account struct {
	Link     Link               `json:"link,omitzero"`
	Check    Check              `json:"check,omitzero"`
	Asked    time.Time          `json:"asked,omitzero"` // until when a mail address is taken for the answer to ours
	Erases   time.Time          `json:"erases,omitzero"`
	Met      bool               `json:"met,omitempty"` // has been told what becomes of people's data
	Language programme.Language `json:"lang,omitempty"`
}

// Lasts is how long it is kept after its last change.
func (a Account) Lasts() time.Duration {
	if a.Link.Person != "" {
		return keepLinked
	}
	return keepVisitor
}

// Link says which person an account belongs to.
type Link struct {
	Person string    `json:"person"`
	How    How       `json:"how"`
	At     time.Time `json:"at"`
}

// How is what an account was recognised by.
type How string

// The ways, the surest first.
const (
	ByCode  How = "code"  // mailed to the person's address
	ByEmail How = "email" // the platform's own, which the operator trusts
	ByTeam  How = "team"  // the team has written the account beside the name
)

// Check is a code that is waited for. The code itself is not in it.
type Check struct {
	ID     string    `json:"id"`
	Hash   string    `json:"hash"`             // keyed
	Person string    `json:"person,omitempty"` // empty: nobody has the address, and no code fits
	Until  time.Time `json:"until"`            // real time
	Tries  int       `json:"tries,omitempty"`
}

// outcome is what became of a code that somebody wrote.
type outcome string

const (
	none  outcome = ""      // no code was waited for
	right outcome = "right" //
	wrong outcome = "wrong" // and may be tried again
	over  outcome = "over"  // wrong once too often
	old   outcome = "old"   // it was waited for, but is no longer valid
)

// try is the account after a code was written, and what became of it. A code is of use once, and so is an old one's refusal.
func (a Account) try(hash string, now time.Time) (Account, outcome) {
	switch c := a.Check; {
	case c.ID == "":
		return a, none
	case !now.Before(c.Until):
		a.Check = Check{}
		return a, old
	case c.Person != "" && hmac.Equal([]byte(c.Hash), []byte(hash)):
		a.Check, a.Asked = Check{}, time.Time{}
		return a, right
	}
	a.Check.Tries++
	if a.Check.Tries >= codeTries {
		a.Check = Check{}
		return a, over
	}
	return a, wrong
}

// newCode is six digits that nobody can guess.
func newCode() (string, error) {
	n, err := rand.Int(rand.Reader, big.NewInt(1_000_000))
	if err != nil {
		return "", fmt.Errorf("make a code: %w", err)
	}
	return fmt.Sprintf("%06d", n), nil
}

// keyed is a hash of some words that cannot be told without the promotion's key.
func keyed(secret []byte, words ...string) string {
	sum := hmac.New(sha256.New, secret)
	for _, word := range words {
		fmt.Fprintf(sum, "%d:%s", len(word), word)
	}
	return hex.EncodeToString(sum.Sum(nil))
}

// Limit is how often something may be tried in a while.
type Limit struct {
	Most int
	In   time.Duration
}

// Within reports whether one more try at an instant keeps within the limits.
func Within(times []time.Time, at time.Time, limits ...Limit) bool {
	for _, limit := range limits {
		n := 0
		for _, t := range times {
			if at.Sub(t) < limit.In {
				n++
			}
		}
		if n >= limit.Most {
			return false
		}
	}
	return true
}

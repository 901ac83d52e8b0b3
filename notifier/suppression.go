package notifier

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"digbot/internal/programme"
)

// List is a kind of mail that people may refuse without losing what they must know. A mailing of no list cannot be
// refused: results, hearings, first days.
type List string

// The lists.
const (
	Calls     List = "calls"     // that a call for candidates is open
	Reminders List = "reminders" // of what somebody has not done yet
)

// Lists are all of them.
func Lists() []List { return []List{Calls, Reminders} }

// Valid reports whether it is one of them.
func (l List) Valid() bool { return slices.Contains(Lists(), l) }

// Reason is why an address is not written to.
type Reason string

// The reasons.
const (
	Unreachable Reason = "unreachable" // mails come back for good
	Refusing    Reason = "refusing"    // the person does not want the mails of a list
)

// Suppression says that an address is not written to: not at all when it is unreachable, else not with a list's mails.
type Suppression struct {
	// Mark stands for the address. It cannot be read back, and remains when the address itself was erased.
	Mark string `json:"mark"`

	Email  string    `json:"email,omitempty"` // normalised; empty once it was erased
	Reason Reason    `json:"reason"`
	List   List      `json:"list,omitempty"` // what is refused
	Note   string    `json:"note,omitempty"` // what the report said: never a name or an address
	Source string    `json:"source"`         // where it comes from: report, link, one-click, or staff:ID
	At     time.Time `json:"at"`
}

// Suppressions tells who must not be written to.
type Suppressions interface {
	// Suppressed gives the suppression that keeps a list's mails from an address; the empty list is of mails that nobody
	// can refuse. It reports false when there is none.
	Suppressed(ctx context.Context, email string, list List) (Suppression, bool, error)
}

// NormalAddress is an address as it is compared: mail servers tell small letters from capitals in theory only.
func NormalAddress(email string) string { return strings.ToLower(strings.TrimSpace(email)) }

// Notes of suppressed deliveries.
const (
	noteUnreachable = "mails to this address come back since %s: reach the person in another way"
	noteRefusing    = "the person does not want these mails since %s"
)

// suppressed asks, at the last moment before a mail is rendered, whether its recipient may be written to, and says why not.
func (n *Notifier) suppressed(ctx context.Context, m Mailing, email string) (note string, found bool, err error) {
	if n.Suppressions == nil {
		return "", false, nil
	}
	s, found, err := n.Suppressions.Suppressed(ctx, email, m.List)
	if err != nil || !found {
		return "", false, err
	}
	note = noteUnreachable
	if s.Reason == Refusing {
		note = noteRefusing
	}
	return fmt.Sprintf(note, programme.DateOf(s.At)), true, nil
}

// addWarned adds a person to a plan. Whoever approves it learns who will not be reached, in time to reach them otherwise.
func (n *Notifier) addWarned(ctx context.Context, p *plan, s scene, m Mailing, person programme.Person) error {
	before := len(p.deliveries)
	if err := n.addPerson(p, s, m, person); err != nil || len(p.deliveries) == before || p.campaign.Approvers == 0 {
		return err
	}
	note, found, err := n.suppressed(ctx, m, person.Email)
	if found {
		p.remark(person.ID, note)
	}
	return err
}

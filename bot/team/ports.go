package team

import (
	"context"
	"errors"
	"time"

	"digbot/internal/programme"
)

// ErrUnknown means that there is no such record.
var ErrUnknown = errors.New("no such record")

// Journal keeps who of the team did what.
type Journal interface {
	Write(ctx context.Context, entry Entry) error
	Last(ctx context.Context, n int) ([]Entry, error) // the last n, in order
}

// Dates is the calendar as it stands.
type Dates interface {
	// Occasions lists what was done and what is to come, by due instant.
	Occasions(ctx context.Context) ([]Occasion, error)

	// Move makes a milestone happen at another moment: occasions, answers and invitations follow at once. It may be repeated.
	Move(ctx context.Context, milestone programme.Milestone, to programme.Moment, by string, at time.Time) error
}

// Occasion is an occasion and what became of it.
type Occasion struct {
	programme.Occasion
	Fired   time.Time // zero: it was not
	Skipped bool      // it came too late to be of use
	Sends   bool      // something is sent at it
}

// Campaigns tells how what is sent stands.
type Campaigns interface {
	Campaigns(ctx context.Context) ([]Campaign, error) // by due instant
	Campaign(ctx context.Context, id string) (Campaign, error)

	// Deliveries lists the mails and posts of a campaign.
	Deliveries(ctx context.Context, id string) ([]Delivery, error)
}

// Campaign is all that one occasion, or one notice, makes the programme send.
type Campaign struct {
	ID        string
	Occasion  programme.Occasion
	Notice    string // its kind; empty: it is an occasion's
	State     State
	Hash      string // of all that it says, and to whom
	Requester string // who of the team asked for it; empty: the calendar
	Approvals []Approval
	Approvers int       // different people who must say yes, the requester among them
	Leaves    time.Time // the end of the undo time, real time; zero: not approved
	Results   bool      // it releases the results
	PostsHeld bool
	Counts    Counts
	Faults    []string // why it was refused: person ids and fields
	Remarks   []string // what the team should know: person ids
}

// State is where a campaign stands.
type State string

// The states.
const (
	Held      State = "held"     // waits for approvals
	Approved  State = "approved" // waits for the undo time to pass
	Sending   State = "sending"
	Paused    State = "paused"
	Done      State = "done"
	Refused   State = "refused" // values are missing
	Cancelled State = "cancelled"
)

// Open reports whether something may still leave.
func (s State) Open() bool { return s == Held || s == Approved || s == Sending || s == Paused }

// Approval is one person's yes to a content.
type Approval struct {
	By string
	At time.Time // the programme's clock
}

// Counts are the deliveries of a campaign by how far they have come.
type Counts struct {
	Planned   int // the sum of the others
	Sent      int
	Waiting   int
	Unreached int // refused, bounced, cancelled or suppressed, for good
	Uncertain int // may have arrived: a person decides
}

// Delivery is one mail or post.
type Delivery struct {
	ID        string
	Mailing   string
	Recipient string // a person's id, or what a post is for
	State     string
	Uncertain bool
	Post      bool
	Settled   time.Time // when the last attempt ended, real time
	Note      string    // why: never a name or an address
}

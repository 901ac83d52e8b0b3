package notifier

import (
	"errors"
	"time"

	"digbot/internal/programme"
)

// Errors on which callers decide.
var (
	ErrUnknown   = errors.New("no such record")
	ErrLost      = errors.New("another worker has taken this delivery over")
	ErrChanged   = errors.New("the content is not the one that was shown")
	ErrTemporary = errors.New("temporary failure")
	ErrRefused   = errors.New("refused for good")
	ErrUncertain = errors.New("the message may have left")
)

// Channel is the way a delivery takes.
type Channel string

// The channels.
const (
	ByMail Channel = "mail"
	ByPost Channel = "post"
)

// State is where a delivery stands. At every instant the states of a campaign add up to what was planned.
type State string

// The states of a delivery.
const (
	Planned    State = "planned"
	Held       State = "held" // waits for approvals, or for the undo time to pass
	Claimed    State = "claimed"
	Committing State = "committing" // about to be handed over for good
	Accepted   State = "accepted"
	RetryAt    State = "retry-at"
	Refused    State = "refused"
	Uncertain  State = "uncertain" // may have left: a person decides
	Cancelled  State = "cancelled"
	Suppressed State = "suppressed" // the recipient must not be written to
	Bounced    State = "bounced"
)

// Final reports whether nothing more will happen to the delivery by itself.
func (s State) Final() bool {
	switch s {
	case Planned, Held, Claimed, Committing, RetryAt:
		return false
	}
	return true
}

// Delivery is one message of a campaign to one recipient.
type Delivery struct {
	ID        string    `json:"id"` // of campaign, mailing and recipient; stable; safe as a file name
	Campaign  string    `json:"campaign"`
	Mailing   string    `json:"mailing"`   // name of the template
	Channel   Channel   `json:"channel"`   //
	Recipient string    `json:"recipient"` // a person's id, or a post's Purpose
	Hash      string    `json:"hash"`      // of the content that was planned
	State     State     `json:"state"`
	Token     string    `json:"token,omitempty"`  // of the current attempt
	Lease     time.Time `json:"lease,omitzero"`   // the attempt's end, real time
	Retry     time.Time `json:"retry,omitzero"`   // when to try again, real time
	Attempts  int       `json:"attempts"`         //
	Settled   time.Time `json:"settled,omitzero"` // when the last attempt ended, real time
	Note      string    `json:"note,omitempty"`   // why: never a name or an address
	Ref       string    `json:"ref,omitempty"`    // where it went: a file, a post
}

// End is how an attempt ended.
type End struct {
	State State
	Retry time.Time // for RetryAt
	At    time.Time
	Note  string
	Ref   string
}

// CampaignState is where a campaign stands.
type CampaignState string

// The states of a campaign.
const (
	CampaignHeld      CampaignState = "held"    // waits for approvals; nothing leaves
	CampaignSending   CampaignState = "sending" //
	CampaignDone      CampaignState = "done"    // every delivery is final
	CampaignRefused   CampaignState = "refused" // values are missing; nothing leaves
	CampaignCancelled CampaignState = "cancelled"
)

// Campaign is all that one occasion makes the programme send.
type Campaign struct {
	ID        string             `json:"id"` // of the occasion, with its due instant
	Occasion  programme.Occasion `json:"occasion"`
	State     CampaignState      `json:"state"`
	Hash      string             `json:"hash"`             // of all its contents
	Planned   int                `json:"planned"`          // number of deliveries
	Posts     int                `json:"posts,omitempty"`  // how many of them are posts
	NotAfter  time.Time          `json:"not_after"`        // zero: no limit
	Approvers int                `json:"approvers"`        // distinct people who must approve; 0: none
	Resend    bool               `json:"resend,omitempty"` // an uncertain delivery may be sent again
	Approvals []Approval         `json:"approvals,omitempty"`
	Faults    []string           `json:"faults,omitempty"`  // why it was refused: person ids and fields
	Remarks   []string           `json:"remarks,omitempty"` // what the staff should know before it leaves: person ids
}

// Approval is one person's yes to one content.
type Approval struct {
	By   string    `json:"by"` // the id of the entry in the configuration's staff
	Hash string    `json:"hash"`
	At   time.Time `json:"at"`
}

// Approved reports whether enough people have approved the content as it is.
func (c Campaign) Approved() bool {
	people := map[string]bool{}
	for _, approval := range c.Approvals {
		if approval.Hash == c.Hash {
			people[approval.By] = true
		}
	}
	return len(people) >= c.Approvers
}

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
	ErrClosed    = errors.New("the campaign does not wait for this any more")
	ErrTooLate   = errors.New("it is too late: some of the campaign has left, or may have")
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

// Erased is the recipient of a delivery to somebody who was erased since: it counts, and names nobody.
const Erased = "(erased)"

// Delivery is one message of a campaign to one recipient.
type Delivery struct {
	ID        string    `json:"id"` // of campaign, mailing and recipient; stable; safe as a file name
	Campaign  string    `json:"campaign"`
	Mailing   string    `json:"mailing"`   // name of the template
	Channel   Channel   `json:"channel"`   //
	Recipient string    `json:"recipient"` // a person's id, Erased, or a post's Purpose
	Hash      string    `json:"hash"`      // of the content that was planned
	State     State     `json:"state"`
	Token     string    `json:"token,omitempty"`   // of the current attempt
	Lease     time.Time `json:"lease,omitzero"`    // the attempt's end, real time
	Retry     time.Time `json:"retry,omitzero"`    // when to try again, real time
	Attempts  int       `json:"attempts"`          //
	Settled   time.Time `json:"settled,omitzero"`  // when the last attempt ended, real time
	GaveUp    bool      `json:"gave_up,omitempty"` // refused for lack of time only: another try may succeed
	Note      string    `json:"note,omitempty"`    // why: never a name or an address
	Ref       string    `json:"ref,omitempty"`     // where it went: a file, a post
	Doubt     bool      `json:"doubt,omitempty"`   // an attempt may have left although it is made again: it never counts as not sent
}

// End is how an attempt ended.
type End struct {
	State   State
	Retry   time.Time // for RetryAt
	At      time.Time
	Untried bool // nothing was tried: the attempt does not count
	GaveUp  bool // for Refused: for lack of time only
	Doubt   bool // for RetryAt: it may have left
	Note    string
	Ref     string
}

// On is the delivery after its attempt has ended so. Where an earlier attempt may have left, what did not leave now is
// Uncertain.
func (e End) On(d Delivery) Delivery {
	d.State, d.Retry, d.Settled, d.GaveUp, d.Note, d.Ref = e.State, e.Retry, e.At, e.GaveUp, e.Note, e.Ref
	d.Doubt = d.Doubt || e.Doubt
	if e.Untried {
		d.Attempts--
	}
	if d.Doubt && d.State.unsent() {
		d.State, d.GaveUp, d.Note = Uncertain, false, shorten(noteDoubt+e.Note)
	}
	return d
}

// unsent reports whether nothing has left, and nothing will by itself.
func (s State) unsent() bool { return s == Refused || s == Cancelled || s == Suppressed }

// CampaignState is where a campaign stands.
type CampaignState string

// The states of a campaign.
const (
	CampaignHeld      CampaignState = "held"     // waits for approvals; nothing leaves
	CampaignApproved  CampaignState = "approved" // waits for the undo time to pass; nothing leaves
	CampaignSending   CampaignState = "sending"  //
	CampaignPaused    CampaignState = "paused"   // somebody has stopped it for a while; nothing leaves
	CampaignDone      CampaignState = "done"     // every delivery is final
	CampaignRefused   CampaignState = "refused"  // values are missing; nothing leaves
	CampaignCancelled CampaignState = "cancelled"
)

// Open reports whether something of the campaign may still leave.
func (s CampaignState) Open() bool {
	switch s {
	case CampaignHeld, CampaignApproved, CampaignSending, CampaignPaused:
		return true
	}
	return false
}

// Campaign is all that one occasion, or one notice, makes the programme send.
type Campaign struct {
	ID        string             `json:"id"` // of the occasion, with its due instant
	Occasion  programme.Occasion `json:"occasion"`
	Notice    *Notice            `json:"notice,omitempty"` // what it tells beside the calendar; nil: it is an occasion's
	State     CampaignState      `json:"state"`
	Hash      string             `json:"hash"`                // of all its contents
	Planned   int                `json:"planned"`             // number of deliveries
	Posts     int                `json:"posts,omitempty"`     // how many of them are posts
	NotAfter  time.Time          `json:"not_after"`           // zero: no limit
	Approvers int                `json:"approvers"`           // distinct people who must approve; 0: none
	Resend    bool               `json:"resend,omitempty"`    // an uncertain delivery may be sent again
	Requester string             `json:"requester,omitempty"` // who of the staff asked for it; empty: the calendar
	Approvals []Approval         `json:"approvals,omitempty"` // the requester's among them
	Leaves    time.Time          `json:"leaves,omitzero"`     // the end of the undo time, real time; zero: not approved
	Began     time.Time          `json:"began,omitzero"`      // when it was first let go, real time
	Paused    CampaignState      `json:"paused,omitempty"`    // of a paused one: what it was before
	PostsHeld bool               `json:"posts_held,omitempty"`
	Faults    []string           `json:"faults,omitempty"`  // why it was refused: person ids and fields
	Remarks   []string           `json:"remarks,omitempty"` // what the staff should know before it leaves: person ids
}

// Approval is one person's yes to one content.
type Approval struct {
	By      string    `json:"by"` // the id of the entry in the configuration's staff
	Hash    string    `json:"hash"`
	At      time.Time `json:"at"`               // the programme's clock
	Expires time.Time `json:"expires,omitzero"` // real time; zero: never
}

// Stands reports whether the approval has not expired at an instant of real time.
func (a Approval) Stands(now time.Time) bool { return a.Expires.IsZero() || now.Before(a.Expires) }

// Lets reports whether deliveries of a channel may leave now.
func (c Campaign) Lets(channel Channel) bool {
	return c.State == CampaignSending && (channel != ByPost || !c.PostsHeld)
}

// Name is what the campaign is for: the occasion's name, or the notice's kind.
func (c Campaign) Name() string {
	if c.Notice != nil {
		return c.Notice.Kind
	}
	return c.Occasion.Name()
}

// Approved reports whether enough people have approved the content as it is, whenever that was.
func (c Campaign) Approved() bool {
	people := map[string]bool{}
	for _, approval := range c.Approvals {
		if approval.Hash == c.Hash {
			people[approval.By] = true
		}
	}
	return len(people) >= c.Approvers
}

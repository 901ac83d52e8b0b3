package team

import (
	"context"
	"time"

	"digbot/bot"
	"digbot/internal/programme"
	"digbot/templates"
)

// Journal keeps who of the team did what.
type Journal interface {
	Write(ctx context.Context, entry Entry) error
	Last(ctx context.Context, n int) ([]Entry, error) // the last n, in order
}

// Notes keeps what waits for an approval, and what the team was told.
type Notes interface {
	bot.Notes

	// Pass takes the note from and leaves the note to instead, in one step: of several who try, one succeeds, and whoever
	// dies meanwhile leaves one of the two.
	Pass(ctx context.Context, from, to, value string, ttl time.Duration) (bool, error)

	// Swap writes a note anew where it still reads from: of several who try, one succeeds.
	Swap(ctx context.Context, key, from, to string, ttl time.Duration) (bool, error)
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
	Expires   time.Time // when the requester's yes ends, real time; zero: never
	Results   bool      // it releases the results
	Calendar  bool      // the calendar lets it leave at its hour, without anybody's yes
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
	Sent      bool
	Uncertain bool // may have arrived
	Failed    bool // has not arrived, and will not
	Post      bool
	Settled   time.Time // when the last attempt ended, real time
	Note      string    // why: never a name or an address
}

// Announcer plans what is sent, shows it, and has it approved. Its errors are those of this package.
type Announcer interface {
	// Prepare plans what an occasion sends. Nothing of it leaves before two people have said yes.
	Prepare(ctx context.Context, occasion programme.Occasion) (Campaign, error)

	// Draft tells what Prepare would plan now, and plans nothing.
	Draft(ctx context.Context, occasion programme.Occasion) (Campaign, []Group, error)

	// Preview tells who gets what, with samples over fictional people.
	Preview(ctx context.Context, id string) ([]Group, error)

	// Request is the first yes, Approve the second one, by another person; both to the content with this hash.
	Request(ctx context.Context, id, by, hash string) (Campaign, error)
	Approve(ctx context.Context, id, by, hash string) (Campaign, error)
}

// Group is what a campaign sends by one mailing.
type Group struct {
	Mailing  string
	Post     bool
	Channel  string // of a post
	Audience programme.Audience
	Count    int
	Samples  []Sample
}

// Brakes stops what is being sent.
type Brakes interface {
	// Undo takes every yes back while nothing has left; after that, ErrTooLate comes with what has.
	Undo(ctx context.Context, id, by string) (Stopped, error)

	// Pause keeps everything back that has not left, until Resume.
	Pause(ctx context.Context, id, by string) (Stopped, error)
	Resume(ctx context.Context, id, by string) (Stopped, error)

	// HoldPosts keeps the posts back, or lets them leave.
	HoldPosts(ctx context.Context, id, by string, hold bool) (Stopped, error)
}

// Stopped is what a stop has come to.
type Stopped struct {
	Campaign Campaign
	Left     int // deliveries that have left
	Leaving  int // that are being handed over, or of which nobody can tell
	Kept     int // that have not left
}

// Repairs puts right what went wrong.
type Repairs interface {
	// Retry tries again what was given up, and returns how many there are.
	Retry(ctx context.Context, id, by string) (int, error)

	// Resolve settles an uncertain delivery to somebody: it has arrived, or is sent again.
	Resolve(ctx context.Context, id, by, recipient string, arrived bool) error
}

// Passages keeps the words that the team adds to a mail, by mailing and language.
type Passages interface {
	Passage(ctx context.Context, mailing string, language programme.Language) (string, error)
	SetPassage(ctx context.Context, mailing string, language programme.Language, text string) error
}

// People tells who the people of the programme are, and whom the team's decisions concern.
type People interface {
	// Concerned are those who have to be told when a milestone moves.
	Concerned(ctx context.Context, milestone programme.Milestone) ([]string, error)

	// Named gives the names and addresses of some people, by id; of those who are no longer known, nothing.
	Named(ctx context.Context, ids []string) (map[string]Person, error)

	// Find gives the person with a mail address.
	Find(ctx context.Context, email string) (Person, bool, error)

	// On lists, by id, those who have a role on a challenge.
	On(ctx context.Context, challenge string) ([]string, error)
}

// Person is somebody whom the programme writes to. It holds no decision.
type Person struct {
	ID    string
	Name  string
	Email string
	Roles []programme.Role // without decisions and answers
}

// Notices sends what no date of the calendar brings about.
type Notices interface {
	// Send plans a notice that two people have said yes to; it leaves when the undo time is over. It may be repeated.
	Send(ctx context.Context, notice Notice, requester, approver string) (Campaign, error)
}

// Notice is what some people have to be told.
type Notice struct {
	ID        string // letters, digits and hyphens; one ID is sent once
	Kind      string
	To        []string // ids of people
	Challenge string
	Data      map[string]string
	At        time.Time // when it was decided, on the programme's clock
}

// Files changes what is known of people and challenges. Every method may be repeated.
type Files interface {
	// Withdraw notes that somebody gives up being a candidate, or the place that was offered.
	Withdraw(ctx context.Context, person string) error

	// OnReserve reports whether somebody is on the reserve. It is asked for after the release only.
	OnReserve(ctx context.Context, person string) (bool, error)

	// CallUp puts somebody on the reserve of the challenge for which a place is offered.
	CallUp(ctx context.Context, person, challenge string) error

	// WithdrawChallenge takes a challenge back.
	WithdrawChallenge(ctx context.Context, challenge, by string, at time.Time) error
}

// Desk knows the questions that the team was given.
type Desk interface {
	// Questions lists those that are open, the oldest first.
	Questions(ctx context.Context) ([]Question, error)
}

// Question is what somebody asked the team.
type Question struct {
	Platform string
	Text     string    // the last that the person wrote
	Opened   time.Time // on the programme's clock
	Waiting  time.Time // since when the person waits, on the programme's clock; zero: the team has answered
}

// Publisher speaks in a channel, once for each marker. The empty channel is the public one. bot.ErrNoChannel when there is
// no such channel.
type Publisher interface {
	Publish(ctx context.Context, channel, marker string, body templates.Document) error
}

// Pages lets members of the team into the team's page.
type Pages interface {
	// Link is a link that lets a member in, once and within ten minutes. Whoever opens it is that member.
	Link(ctx context.Context, member string, language programme.Language) (string, error)
}

// Trials sends the mails of a campaign, over fictional people, to a member of the team. mark begins their subjects.
type Trials interface {
	Trial(ctx context.Context, id, name, email, mark string) (int, error)
}

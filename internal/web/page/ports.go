package page

import (
	"context"
	"errors"
	"time"

	"digbot/internal/programme"
)

// What the ports answer when something is not there.
var (
	ErrUnknown = errors.New("no such record")
	ErrSpent   = errors.New("this preview was used, has expired, or was made by somebody else, or the list would do something else now")
	ErrNoKey   = errors.New("the list holds decisions, and there is no key to encrypt them")
)

// Notes keeps links and sessions, for real time. Its contract is that of bot.Notes.
type Notes interface {
	Note(ctx context.Context, key, value string, ttl time.Duration) error
	Noted(ctx context.Context, key string) (string, error)

	// Take returns a note and removes it in one step: of several takers, one gets it.
	Take(ctx context.Context, key string) (value string, found bool, err error)
}

// Staff finds somebody of the team by id. It reports false of somebody who is not, or no longer, of the team.
type Staff func(id string) (Member, bool)

// Member is somebody of the team.
type Member struct {
	ID   string
	Name string

	// Entry tells this entry of the configuration from another one with the same id: links and sessions end when it
	// changes hands.
	Entry string

	Results bool // may announce or approve: sees what the jury has decided
	People  bool // may see people
}

// Journal keeps who of the team did what.
type Journal interface {
	Write(ctx context.Context, member, what, content string) error

	// Before lists up to n entries whose number is less than seq, the last first, in words of a language; seq 0 means
	// from the end.
	Before(ctx context.Context, seq, n int, language programme.Language) ([]Entry, error)
}

// Entry is a line of the journal.
type Entry struct {
	Seq     int
	At      time.Time // real time
	Who     string    // a name, or the id of somebody who is not of the team
	Where   string    // in words
	What    string    // in words
	Content string    // hash of the content that it was about
}

// Wording puts what the ledger notes into words of a language.
type Wording interface {
	// Note words why a message did not leave.
	Note(note string, language programme.Language) string

	// OnPerson words what is missing for somebody, or should be known about somebody: a line that begins with the
	// person's id, which name may replace.
	OnPerson(line string, name func(id string) string, language programme.Language) string
}

// Dates is the calendar as it stands.
type Dates interface {
	Season(ctx context.Context) (programme.Season, error)
	Occasions(ctx context.Context) ([]Occasion, error) // by due instant
}

// Occasion is an occasion and what became of it.
type Occasion struct {
	programme.Occasion
	Fired   time.Time // zero: it was not
	Skipped bool      // it came too late to be of use
	Sends   bool      // something is sent at it
}

// Campaigns tells what is sent. Its errors wrap ErrUnknown when there is no such campaign or message.
type Campaigns interface {
	Campaigns(ctx context.Context) ([]Campaign, error) // by due instant
	Campaign(ctx context.Context, id string) (Campaign, error)
	Messages(ctx context.Context, campaign string) ([]Message, error)

	// Letters are a campaign's messages to one recipient, as they would leave now.
	Letters(ctx context.Context, campaign, recipient string) ([]Letter, error)

	// Samples are the campaign's messages to people who do not exist.
	Samples(ctx context.Context, campaign string) ([]Letter, error)
}

// Campaign is all that one occasion, or one notice, sends.
type Campaign struct {
	ID        string
	Occasion  programme.Occasion
	Notice    string         // its kind; empty: it is an occasion's
	State     string         // as the words know it: state_sending
	Code      string         // names it in commands
	Counts    map[string]int // of messages, by their state
	Requester string         // a name; empty: the calendar
	Approvers int            // different people who must say yes
	Approvals []string       // names
	Leaves    time.Time      // the end of the undo time, real time; zero: not approved
	Results   bool           // it releases the results
	Faults    []string       // why it was refused: ids and fields
	Remarks   []string       // what the team should know: ids
}

// Message is one mail or post of a campaign.
type Message struct {
	Mailing   string
	Recipient string // a person's id, or what a post is for
	Name      string // empty: nobody is known by this id any more
	State     string
	Note      string    // why: never a name or an address
	Settled   time.Time // real time; zero: nothing was tried yet
	Post      bool
}

// Letter is a message as its reader sees it.
type Letter struct {
	Mailing  string
	Language programme.Language
	To       string // name and address, or the channel of a post
	Subject  string
	HTML     string // the whole document of a mail; empty for a post
	Text     string
	Why      string // why it would not leave; empty: it would
	Changed  bool   // its words are not those that were planned
	Post     bool
}

// Questions tells what people asked: numbers, never their words.
type Questions interface {
	Asked(ctx context.Context, from time.Time) ([]Topic, []Week, error) // the weeks in order
	Waiting(ctx context.Context) (int, error)                           // for the team's answer
}

// Topic is how often something was asked and what came of it.
type Topic struct {
	ID                        string
	Title                     map[programme.Language]string
	Answered, Liked, Disliked int
}

// Week is what was asked in a week.
type Week struct {
	Monday                    programme.Date
	Answered, Offered, Passed int // answers, choices, questions passed to the team
	Liked, Disliked           int
}

// Health tells how the service fares.
type Health interface {
	Parts(ctx context.Context) []Part
	Swept(ctx context.Context) (time.Time, error) // up to when every occasion was dealt with, on the programme's clock
	Version() string
}

// Part is one thing that the service needs.
type Part struct {
	Name  string // as the words know it: part_store
	Works bool
}

// Importer takes lists of people in. What is previewed is changed only by Apply, all of it or nothing.
type Importer interface {
	// Preview reads a list, and tells what Apply would change, in a language. ErrNoKey refuses decisions that could not be
	// encrypted.
	Preview(ctx context.Context, member string, language programme.Language, list []byte) (Report, error)

	// Apply carries out what a preview of the same member has shown, once, and writes it into the journal. ErrSpent otherwise.
	Apply(ctx context.Context, member string, language programme.Language, token string) (Report, error)
}

// Report is what a list of people holds, compared with who is there. Whether a decision in the list is news tells what was
// decided before: it shows in Decided alone, neither in the other numbers nor in the faults.
type Report struct {
	Token                string // empty: the list cannot be applied
	People               int    // in the list
	Added, Changed, Same int
	Absent               int // are there, and not in the list: they stay
	Erased               int // were erased at their own wish, and stay out
	Decided              int // decisions that are others than before: for those who may know them
	Faults, Remarks      []Fault
}

// Fault is one thing that is wrong in a list, or worth a remark, in the words of the page's language. It may hold personal
// data.
type Fault struct {
	Row                      int // 0: it concerns the whole list
	Column, Value, What, Fix string
}

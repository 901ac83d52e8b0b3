package desk

import (
	"context"
	"strings"
	"time"

	"digbot/internal/programme"
)

// Tickets keeps the questions that the team was given.
type Tickets interface {
	// Ticket is the one of a conversation; the zero Ticket when there never was one.
	Ticket(ctx context.Context, id string) (Ticket, error)

	// OpenTickets lists those that are not closed, the oldest first.
	OpenTickets(ctx context.Context) ([]Ticket, error)

	// ChangeTicket lets change work on a ticket, which may be the zero one, and keeps what it returns. It may be called
	// several times when others change the same.
	ChangeTicket(ctx context.Context, id string, change func(Ticket) Ticket) (Ticket, error)

	// Hang says on which message of the team's channel a ticket's thread hangs; Hanging finds the ticket again, or "".
	Hang(ctx context.Context, platform, message, ticket string) error
	Hanging(ctx context.Context, platform, message string) (ticket string, err error)
}

// Tally counts what was asked, by week.
type Tally interface {
	// Count adds what was asked to the week of an instant, by topic.
	Count(ctx context.Context, at time.Time, asked map[string]Counts) error

	// Asked sums up the weeks that begin from an instant on, by topic.
	Asked(ctx context.Context, from time.Time) (map[string]Counts, error)
}

// Outcome is what became of a question.
type Outcome string

// The outcomes. Liked and Disliked are what people said of an answer.
const (
	Answered Outcome = "answered"
	Offered  Outcome = "offered" // choices
	Passed   Outcome = "passed"  // to the team
	Liked    Outcome = "liked"
	Disliked Outcome = "disliked"
)

// Counts are numbers by outcome.
type Counts map[Outcome]int

// Additions keeps the answers that the team adds.
type Additions interface {
	// Propose keeps a draft; the same draft again changes nothing. A DraftError says why it cannot be an answer.
	Propose(ctx context.Context, draft Draft) error

	// Draft is a draft; the zero Draft when there is none.
	Draft(ctx context.Context, id string) (Draft, error)

	// Accept puts a draft into service.
	Accept(ctx context.Context, id, by string) error
}

// Team says who works at the desk.
type Team interface {
	// Member is the entry of the team that a user of a platform is: empty when none, or when the desk is not theirs.
	Member(platform, user string) (id, name string)

	// Record writes into the journal what somebody did, or was refused: a member's id, of somebody else the platform and the
	// user id.
	Record(ctx context.Context, platform, channel, who, action, detail string) error
}

// DraftError says what keeps a draft from being an answer.
type DraftError struct{ Faults []string }

// Error implements error.
func (e DraftError) Error() string { return "not an answer: " + strings.Join(e.Faults, "; ") }

// Draft is an answer that the team adds to what the bot knows.
type Draft struct {
	ID        string             `json:"id"` // of the topic: letters, digits and "-"
	Language  programme.Language `json:"lang"`
	Title     string             `json:"title"`
	Questions []string           `json:"questions"`
	Answer    string             `json:"answer"` // Markdown
	By        string             `json:"by"`     // the member who proposed it
	Accepted  string             `json:"accepted,omitempty"`
}

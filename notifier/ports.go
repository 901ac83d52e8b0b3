package notifier

import (
	"context"
	"time"

	"digbot/internal/programme"
	"digbot/templates"
)

// Seasons gives the season as it stands, and releases the results.
type Seasons interface {
	Season(ctx context.Context) (programme.Season, error)

	// Release stores the instant of the release and returns the stored one: the given one on the first call only.
	Release(ctx context.Context, at time.Time) (time.Time, error)
}

// Roster gives the people of an audience, decisions included: it is the one port through which decisions are read.
type Roster interface {
	People(ctx context.Context, audience programme.Audience) ([]programme.Person, error)
	Person(ctx context.Context, id string) (programme.Person, error)
}

// Texts renders the words of a mail, and of a post.
type Texts interface {
	// Mail gives a *templates.MissingError that names every value that the view lacks.
	Mail(name string, view templates.View) (templates.Mail, error)
	Phrase(name string, view templates.View) (templates.Document, error)
}

// Mailer sends one message. beforeDot is called when everything but the final dot has been handed over, as late as the
// transport allows: if it fails, the message must not leave. An error that wraps ErrTemporary means that the message did
// not leave and is worth another try; ErrRefused, that it did not leave and never will; ErrUncertain, that it may have
// left. Any other error counts as refused before beforeDot, as uncertain after it.
type Mailer interface {
	Send(ctx context.Context, envelope Envelope, beforeDot func() error) error
}

// Poster posts a text in a channel. marker names the post: the same marker posts once, whatever happens between.
type Poster interface {
	Post(ctx context.Context, channel, marker string, body templates.Document) (ref string, err error)
}

// Envelope is one message, ready to leave.
type Envelope struct {
	ID       string // the delivery's: stable, safe as a file name
	To       Address
	Language programme.Language
	Subject  string
	Body     templates.Document
	Date     time.Time
}

// Address is a name and a mail address.
type Address struct {
	Name  string
	Email string
}

// Ledger is the record of every campaign and delivery. Every method can be repeated without harm.
type Ledger interface {
	// Plan records a campaign and its deliveries. What is already recorded stays as it is, so that planning can be
	// repeated after a crash; the deliveries are seen and claimed only once the campaign itself was recorded, which is done
	// last. A plan that was left unfinished, or a campaign that was refused, gives way to one made of newer data.
	Plan(ctx context.Context, campaign Campaign, deliveries []Delivery) error

	Campaign(ctx context.Context, id string) (Campaign, error) // ErrUnknown when there is none
	Campaigns(ctx context.Context) ([]Campaign, error)         // by due instant
	Deliveries(ctx context.Context, campaign string) ([]Delivery, error)

	// Counts tells how many of a campaign's deliveries are in each state; a state that has none is left out. They add up to
	// Campaign.Planned at every instant.
	Counts(ctx context.Context, campaign string) (map[State]int, error)

	// Approve records that a member of the staff approves the content with this hash, and returns the campaign. The same
	// person twice counts once. ErrChanged when the hash is not the campaign's.
	Approve(ctx context.Context, campaign string, approval Approval) (Campaign, error)

	// SetState moves a campaign to another state; to the state it is in, it changes nothing. Its deliveries follow at the
	// same instant: what waits is Held or Cancelled with its campaign. What is cancelled or refused
	// stays so: CampaignDone changes nothing then, another state is an error.
	SetState(ctx context.Context, campaign string, state CampaignState) error

	// Claim takes up to limit deliveries of one channel that are free at now: planned, due for a retry, or claimed with a
	// lease that has run out. Each gets a new token and a lease until now+lease. A delivery that was committing when its
	// lease ran out becomes Uncertain instead, unless the campaign may be sent again. A campaign that is not in state
	// CampaignSending gives none.
	Claim(ctx context.Context, campaign string, channel Channel, now time.Time, lease time.Duration, limit int) ([]Delivery, error)

	// Commit marks the instant before the message is handed over for good, and prolongs the attempt to the delivery's Lease
	// if that is later: the message must not become another worker's while its receipt is awaited. ErrLost when another worker has taken over, or
	// when the campaign is no longer sending: the message must not leave.
	Commit(ctx context.Context, delivery Delivery) error

	// Settle records the end of an attempt: RetryAt, or a state that is final. ErrLost when another worker has taken over.
	Settle(ctx context.Context, delivery Delivery, end End) error
}

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

	// Each gives the same people one after the other: a large audience is never in memory as a whole. It ends with the
	// first error of visit.
	Each(ctx context.Context, audience programme.Audience, visit func(programme.Person) error) error

	Person(ctx context.Context, id string) (programme.Person, error)
}

// Passages gives the words that the team adds to a mail of the results; empty when it adds none.
type Passages interface {
	Passage(ctx context.Context, mailing string, language programme.Language) (string, error)
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
	Refusal  Refusal
	Entry    *Entry // for the reader's calendar; nil: the mail brings none
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
	Delivery(ctx context.Context, campaign, id string) (Delivery, error) // ErrUnknown when there is none

	// Counts tells how many of a campaign's deliveries are in each state; a state that has none is left out. They add up to
	// Campaign.Planned at every instant.
	Counts(ctx context.Context, campaign string) (map[State]int, error)

	// Update changes a campaign in one step and returns it. change gets it as it stands; its error is returned, and then
	// nothing is changed. It is called again when somebody comes between, and, where an answer got lost, on what it has
	// made itself: doing the same again must be harmless. The deliveries follow at the same instant: what
	// waits is Held or Cancelled with its campaign. What is cancelled or refused stays so: ErrClosed.
	Update(ctx context.Context, campaign string, change func(Campaign) (Campaign, error)) (Campaign, error)

	// Complete makes a campaign that is sending CampaignDone if, at that instant, all its deliveries are final. It reports
	// whether it is done.
	Complete(ctx context.Context, campaign string) (bool, error)

	// Claim takes up to limit deliveries of one channel that are free at now: planned, due for a retry, or claimed with a
	// lease that has run out. Each gets a new token and a lease until now+lease. A delivery that was committing when its
	// lease ran out becomes Uncertain instead, unless it may be sent again: a post, or a mail of a campaign that says so. A
	// campaign that does not let the channel's deliveries leave gives none.
	Claim(ctx context.Context, campaign string, channel Channel, now time.Time, lease time.Duration, limit int) ([]Delivery, error)

	// Commit marks the instant before the message is handed over for good, and prolongs the attempt to the delivery's Lease
	// if that is later: the message must not become another worker's while its receipt is awaited. ErrLost when another
	// worker has taken over, or when the campaign no longer lets it leave: the message must not leave.
	Commit(ctx context.Context, delivery Delivery) error

	// Settle records the end of an attempt: RetryAt, or a state that is final. ErrLost when another worker has taken over.
	Settle(ctx context.Context, delivery Delivery, end End) error

	// Turn does Settle and Commit in one step, for two deliveries of one campaign. It reports false when it did neither:
	// then they are done one by one, and so they are after an error.
	Turn(ctx context.Context, ended Delivery, end End, next Delivery) (bool, error)

	// Amend ends a delivery as a person decides, outside of any attempt. decide gets it as it stands, and may be
	// called again, as change may; its error is returned, and then nothing is changed. A campaign that was done is sending
	// again, at the same instant, when one of its deliveries is open again. ErrClosed when it was refused or cancelled.
	Amend(ctx context.Context, campaign, delivery string, decide func(Delivery) (End, error)) (Delivery, error)
}

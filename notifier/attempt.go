package notifier

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"digbot/internal/programme"
	"digbot/templates"
)

// Why a delivery did not leave, or may not, in the ledger's notes and remarks. They are for operators: the team reads them in
// its own words, by these forms.
const (
	noteUndecided   = "has applied and has no decision: no result is sent"
	noteWithdrawn   = "is not written to: the challenge was withdrawn"
	noteUnconcerned = "is not written to: %s does not concern this person"

	noteTooLate    = "too late to be of use"
	noteNoMailing  = "the mailing no longer exists"
	noteGone       = "the person is no longer in the roster"
	noteConcerned  = "the mailing no longer concerns the person"
	noteMissing    = "values are missing: "
	noteNoChannel  = "posts of this purpose are switched off"
	noteGaveUp     = "no time is left for another try: "
	noteDoubt      = "an earlier try may have arrived: "
	noteUnreadable = "the ledger could not be reached before the message was handed over"
	noteLimit      = "the limit of messages is reached until %s"

	noteSent  = "sent, says %s"
	noteAgain = "to be sent again, says %s"
)

// attempt is one try of one delivery.
type attempt struct {
	*job
	delivery Delivery
	placed   bool // it has one of the places

	// What was sent, for the observer.
	envelope Envelope
	channel  string
	body     templates.Document
}

// make tries to deliver and says how that ended. An error means that nothing was handed over: errHeld that the campaign
// was stopped, ErrLost that the delivery is another worker's.
func (a *attempt) make(ctx context.Context) (End, error) {
	if limit := a.campaign.NotAfter; !limit.IsZero() && a.instant().After(limit) {
		return End{State: Cancelled, Note: noteTooLate}, nil
	}
	m, found := a.scene.mailing(a.delivery.Mailing)
	if !found || m.Channel != a.delivery.Channel {
		return End{State: Cancelled, Note: noteNoMailing}, nil
	}
	if m.Channel == ByPost {
		return a.post(ctx, m)
	}
	return a.mail(ctx, m)
}

func (a *attempt) mail(ctx context.Context, m Mailing) (End, error) {
	person, err := a.Roster.Person(ctx, a.delivery.Recipient)
	if errors.Is(err, ErrUnknown) {
		return a.dropped(ctx, noteGone)
	}
	if err != nil {
		return End{}, fmt.Errorf("%w: read person %s: %w", errAway, a.delivery.Recipient, err)
	}
	concerned, ok := a.scene.concerned(m, person)
	if !ok {
		return a.dropped(ctx, noteConcerned)
	}
	if note, found, err := a.suppressed(ctx, m, person.Email); err != nil {
		return End{}, fmt.Errorf("%w: %w", errAway, err)
	} else if found {
		return End{State: Suppressed, Note: note}, nil
	}
	if end, waits, err := a.spaced(ctx, m); waits || err != nil {
		return end, err
	}
	words, err := a.compose(a.scene, m, concerned)
	if faults, other := faultsOf(person.ID, m.Name, err); err != nil {
		if other != nil {
			return End{}, other
		}
		return a.dropped(ctx, noteMissing+strings.Join(faults, ", "))
	}
	if err := a.approved(ctx, words); err != nil {
		return End{}, err
	}
	a.envelope = a.envelopeTo(m, a.delivery, person, words, a.instant())
	return a.handOver(ctx, person)
}

func (n *Notifier) envelopeTo(m Mailing, d Delivery, person programme.Person, words content, date time.Time) Envelope {
	return Envelope{
		ID: d.ID, To: Address{person.Name, person.Email}, Language: person.In(),
		Subject: words.Subject, Body: words.Body, Date: date, Refusal: n.Refuser.refusal(m, person.ID), Entry: words.Entry,
	}
}

// dropped ends a delivery whose recipient has changed since it was planned. Where somebody approved it, it is for people
// to decide.
func (a *attempt) dropped(ctx context.Context, note string) (End, error) {
	if a.campaign.Approvers > 0 {
		return End{}, a.hold(ctx, "delivery", a.delivery.ID, "why", note)
	}
	return End{State: Cancelled, Note: note}, nil
}

// approved checks the words against the plan where people have approved them.
func (a *attempt) approved(ctx context.Context, words content) error {
	if a.campaign.Approvers == 0 || words.hash() == a.delivery.Hash {
		return nil
	}
	return a.hold(ctx, "delivery", a.delivery.ID)
}

// errAway means that what is needed for a message could not be read. It is tried again soon.
var errAway = errors.New("storage does not answer")

// untried ends an attempt that failed before there was a message.
func (a *attempt) untried(ctx context.Context, err error) End {
	switch {
	case ctx.Err() != nil:
		return untried("")
	case errors.Is(err, errAway):
		return soon(scrub(err, programme.Person{}))
	}
	return a.later(scrub(err, programme.Person{}))
}

// post puts a text into a channel. The delivery's id marks the post, so that it can be tried again without harm. The ledger
// is told before, so that no post leaves after it was held back.
func (a *attempt) post(ctx context.Context, m Mailing) (End, error) {
	a.channel = a.Notifier.channel(m.Purpose)
	if a.channel == "" {
		return End{State: Cancelled, Note: noteNoChannel}, nil
	}
	words, err := a.composePost(a.scene, m)
	if err != nil {
		return End{}, err
	}
	if err := a.approved(ctx, words); err != nil {
		return End{}, err
	}
	a.body = words.Body
	if err := a.commit(ctx); err != nil {
		return End{}, err
	}
	ref, err := a.Poster.Post(ctx, a.channel, a.delivery.ID, words.Body)
	switch {
	case err == nil:
		return End{State: Accepted, Ref: ref}, nil
	case errors.Is(err, ErrUncertain):
		return a.again(scrub(err, programme.Person{})), nil
	case errors.Is(err, ErrTemporary):
		return a.later(scrub(err, programme.Person{})), nil
	}
	return a.ending(ctx, err, false, programme.Person{}), nil
}

// tell lets the observer and the log know how it ended.
func (a *attempt) tell(d Delivery) {
	log := a.Log.With("delivery", d.ID, "state", d.State, "attempts", d.Attempts)
	switch {
	case d.State != Accepted:
		log.Warn("delivery not made", "note", d.Note)
	case d.Channel == ByMail:
		log.Info("mail sent")
		a.Observer.mailed(d, a.envelope)
	default:
		log.Info("post made", "ref", d.Ref)
		a.Observer.posted(d, a.channel, a.body, a.instant())
	}
}

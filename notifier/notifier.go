package notifier

import (
	"context"
	"log/slog"
	"time"
)

// Parts is what a Notifier is made of. All up to Log are needed.
type Parts struct {
	Seasons Seasons
	Roster  Roster
	Ledger  Ledger
	Texts   Texts
	Mailer  Mailer
	Poster  Poster
	Log     *slog.Logger

	// Suppressions is asked before each mail; nil: everybody may be written to.
	Suppressions Suppressions

	// Passages gives the team's own words in the results; nil: there are none.
	Passages Passages

	// Refuser makes the links by which people refuse mails; nil: they answer the mail.
	Refuser *Refuser

	// Chats names the platforms on which the bot talks: mails say what can be answered there.
	Chats []string

	// Channels says where posts go. A purpose that is not named goes to the channel of its own name; one with an empty
	// name is not posted at all.
	Channels map[Purpose]string

	UndoTime time.Duration // between the last approval and the first message, real time; 0: none
	Expires  time.Duration // after which an approval is asked for again, real time; 0: never
	PostWait time.Duration // how long a post waits for mails that were tried and are tried again, real time; 0: an hour

	Apart    time.Duration // between two mails to one person, real time; 0: an hour
	Workers  int           // deliveries at the same time; 0: 4
	Lease    time.Duration // of a claim, real time: after it, another worker takes a delivery over; 0: a minute
	Pulse    time.Duration // at most between two passes of Run, real time; 0: 10 s
	Observer Observer
}

// Notifier plans what an occasion makes the programme send, has it approved, and delivers it. It is safe for concurrent
// use, and several may work over one ledger.
type Notifier struct {
	Parts
	wake chan struct{}
}

// New returns a notifier; nothing is delivered until Deliver or Run is called.
func New(parts Parts) *Notifier {
	if parts.Workers <= 0 {
		parts.Workers = 4
	}
	if parts.Apart <= 0 {
		parts.Apart = apart
	}
	if parts.Lease <= 0 {
		parts.Lease = lease
	}
	if parts.PostWait <= 0 {
		parts.PostWait = time.Hour
	}
	if parts.Pulse <= 0 {
		parts.Pulse = 10 * time.Second
	}
	return &Notifier{Parts: parts, wake: make(chan struct{}, 1)}
}

// Run delivers whenever something was announced or approved, when an undo time is over, and at least once a Pulse: retries
// that are due, leases that ran out, and what another replica planned are found then. now is the programme's clock. Run returns when ctx ends and
// the deliveries under way are over, at most a few seconds later; the error is always nil.
func (n *Notifier) Run(ctx context.Context, now func() time.Time) error {
	for ctx.Err() == nil {
		progress, err := n.Deliver(ctx, now())
		if err != nil && ctx.Err() == nil {
			n.Log.Error("deliveries incomplete, the next pass goes on", "error", err)
		}
		wait := n.Pulse
		if !progress.Next.IsZero() {
			wait = max(0, min(wait, time.Until(progress.Next)))
		}
		select {
		case <-ctx.Done():
		case <-time.After(wait):
		case <-n.wake:
		}
	}
	return nil
}

// rouse makes Run deliver at once.
func (n *Notifier) rouse() {
	select {
	case n.wake <- struct{}{}:
	default: // it is roused already
	}
}

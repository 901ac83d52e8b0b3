package notifier

import (
	"context"
	"errors"
	"strings"
	"time"
	"unicode/utf8"

	"digbot/internal/programme"
)

// handOver gives the message to the mailer. The ledger knows that it is about to leave before it does.
func (a *attempt) handOver(ctx context.Context, person programme.Person) (End, error) {
	var committed bool
	var refusal error
	err := a.Mailer.Send(ctx, a.envelope, func() error {
		refusal = a.commit(ctx)
		committed = refusal == nil
		return refusal
	})
	switch {
	case errors.Is(refusal, ErrLost):
		return End{}, ErrLost
	case refusal != nil:
		return a.uncommitted(err), nil //nolint:nilerr // the end tells it
	}
	return a.ending(ctx, err, committed, person), nil
}

// ledgerWait is how long a delivery waits when the ledger could not be reached: the relay has nothing to do with it.
const ledgerWait = 5 * time.Second

// uncommitted ends an attempt of which the ledger could not be told: the message has not left, unless the mailer broke
// its promise.
func (a *attempt) uncommitted(err error) End {
	if err == nil {
		return End{State: Uncertain, Note: noteUnreadable}
	}
	return soon(noteUnreadable)
}

// soon gives the delivery back for the time that storage takes to come back: it was no attempt at all.
func soon(note string) End {
	return End{State: RetryAt, Retry: time.Now().Add(ledgerWait), Untried: true, Note: note}
}

// ending turns a mailer's answer into the end of the attempt.
func (a *attempt) ending(ctx context.Context, err error, committed bool, person programme.Person) End {
	if err == nil {
		return End{State: Accepted}
	}
	if full := (*NotYetError)(nil); errors.As(err, &full) {
		return a.notYet(full)
	}
	note := scrub(err, person)
	temporary, refused := errors.Is(err, ErrTemporary), errors.Is(err, ErrRefused)
	switch {
	case errors.Is(err, ErrUncertain):
		return a.uncertain(note)
	case ctx.Err() != nil && !refused && (temporary || !committed):
		return untried(note) // the program stops, and nothing has left
	case temporary:
		return a.later(note)
	case refused || !committed:
		return End{State: Refused, Note: note}
	}
	return a.uncertain(note)
}

// untried gives the delivery back: it was no attempt at all.
func untried(note string) End {
	return End{State: RetryAt, Retry: time.Now(), Untried: true, Note: note}
}

// uncertain is for a person to decide, unless it does no harm to get the message twice.
func (a *attempt) uncertain(note string) End {
	if a.campaign.Resend {
		return a.again(note)
	}
	return End{State: Uncertain, Note: note}
}

// again plans another try of what may have left.
func (a *attempt) again(note string) End {
	end := a.later(note)
	end.Doubt = true
	return end
}

// later plans another try, or gives up when there is no time for one.
func (a *attempt) later(note string) End {
	now, limit := time.Now(), time.Time{}
	if !a.campaign.NotAfter.IsZero() {
		limit = now.Add(a.campaign.NotAfter.Sub(a.instant())) // from the programme's clock to real time
	}
	at, ok := retryAt(a.delivery.Attempts, now, limit)
	if !ok {
		return End{State: Refused, GaveUp: true, Note: noteGaveUp + note}
	}
	return End{State: RetryAt, Retry: at, Note: note}
}

// What a note may hold of an error.
const (
	longestNote = 300 // bytes
	anonymous   = "<recipient>"
)

// scrub is an error's text without the recipient's name and address, short enough for a note.
func scrub(err error, person programme.Person) string {
	note := err.Error()
	for _, personal := range []string{person.Email, person.Name} {
		if personal != "" {
			note = replaceFold(note, personal, anonymous)
		}
	}
	return shorten(note)
}

func shorten(note string) string {
	if len(note) <= longestNote {
		return note
	}
	cut := longestNote
	for !utf8.RuneStart(note[cut]) {
		cut--
	}
	return note[:cut] + "…"
}

// replaceFold replaces old whatever its case: servers quote addresses as they like.
func replaceFold(text, old, replacement string) string {
	var replaced strings.Builder
	for i := 0; i < len(text); {
		if i+len(old) <= len(text) && strings.EqualFold(text[i:i+len(old)], old) {
			replaced.WriteString(replacement)
			i += len(old)
			continue
		}
		replaced.WriteByte(text[i])
		i++
	}
	return replaced.String()
}

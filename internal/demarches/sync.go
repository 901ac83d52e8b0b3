package demarches

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"math/rand/v2"
	"time"
)

// Desk keeps what was read. Every method may be repeated.
type Desk interface {
	// Lease reports whether this process reads, of several: until it ends, or was not heard of for a while.
	Lease(ctx context.Context, now time.Time) (bool, error)

	// Position is how far a list was read; Moved keeps it.
	Position(ctx context.Context, list string) (Position, error)
	Moved(ctx context.Context, list string, position Position) error

	// Receive takes an application in: by its number, however often it comes. One that was erased stays out.
	Receive(ctx context.Context, application Application) error

	// Erase forgets an application that was erased, and its author with it unless they are known for something else.
	Erase(ctx context.Context, number int) error

	// Settle does what is left to do about what came in, such as to acknowledge it.
	Settle(ctx context.Context) error
}

// The lists that are read, in this order: what was erased goes last, since it may still stand on a page.
const (
	listDossiers = "dossiers"
	listDeleted  = "deleted"
	listPending  = "pending"
)

// Reader reads a form again and again.
type Reader struct {
	Client  *Client
	Mapping Mapping
	Desk    Desk
	Log     *slog.Logger
	Every   time.Duration // between two walks; 0: five minutes
	Soonest time.Duration // the first pause after a failure; 0: a second
}

// The pauses of a reader.
const (
	everyWalk    = 5 * time.Minute
	firstPause   = time.Second
	longestPause = 5 * time.Minute
)

// Run reads until ctx ends. Several may run over one desk.
func (r Reader) Run(ctx context.Context) error {
	failures := 0
	for ctx.Err() == nil {
		err := r.Walk(ctx)
		pause := r.Every
		if pause <= 0 {
			pause = everyWalk
		}
		if err != nil && ctx.Err() == nil {
			failures++
			pause = r.pause(err, failures)
			r.Log.Warn("the applications were not read to the end, it goes on from there", "again_in", pause.Round(time.Second), "error", err)
		} else {
			failures = 0
		}
		select {
		case <-ctx.Done():
		case <-time.After(pause):
		}
	}
	return nil
}

// pause grows with each failure up to five minutes, with chance in it: many of us must not come back at the same instant.
// What is refused stays so for a while.
func (r Reader) pause(err error, failures int) time.Duration {
	first := r.Soonest
	if first <= 0 {
		first = firstPause
	}
	if errors.Is(err, ErrRefused) {
		return longestPause
	}
	pause := min(first<<min(failures-1, 20), longestPause)
	pause = pause/2 + rand.N(pause/2+1) //nolint:gosec // nothing secret depends on it
	if busy, said := errors.AsType[busyError](err); said {
		pause = max(pause, busy.after)
	}
	return pause
}

// Walk goes on where the last walk ended, to the end of every list. It returns the first failure: what was read until then
// is kept.
func (r Reader) Walk(ctx context.Context) error {
	mine, err := r.Desk.Lease(ctx, time.Now())
	if err != nil || !mine {
		return err
	}
	if err := r.walk(ctx, listDossiers, r.dossiersPage); err != nil {
		return err
	}
	for list, query := range map[string]string{listDeleted: deletedQuery, listPending: pendingQuery} {
		err := r.walk(ctx, list, func(ctx context.Context, p Position) (string, bool, error) { return r.erasedPage(ctx, query, p) })
		if err != nil {
			return err
		}
	}
	return r.Desk.Settle(ctx)
}

// walk reads one list page by page. A page is done with before the next one is asked for.
func (r Reader) walk(ctx context.Context, list string, page func(context.Context, Position) (end string, more bool, err error)) error {
	position, err := r.Desk.Position(ctx, list)
	if err != nil {
		return fmt.Errorf("read how far the %s were read: %w", list, err)
	}
	position = position.begun(time.Now())
	for more := true; more; {
		before := position.After
		if position.After, more, err = page(ctx, position); err != nil {
			return fmt.Errorf("read the %s: %w", list, err)
		}
		if more && (position.After == "" || position.After == before) {
			return fmt.Errorf("read the %s: there is another page, and no way to it", list)
		}
		if !more {
			position = position.done()
		}
		if err := r.Desk.Moved(ctx, list, position); err != nil {
			return fmt.Errorf("keep how far the %s were read: %w", list, err)
		}
		if _, err := r.Desk.Lease(ctx, time.Now()); err != nil {
			return err
		}
	}
	return nil
}

func (r Reader) dossiersPage(ctx context.Context, p Position) (string, bool, error) {
	page, err := r.Client.dossiers(ctx, p.Since, p.After)
	if err != nil {
		return "", false, err
	}
	for _, d := range page.Nodes {
		application := r.Mapping.read(d)
		if !application.Complete() {
			r.Log.Warn("an application has no name, or no address that can be written to: it is left out", "dossier", d.Number)
			continue
		}
		if application.Unknown {
			r.Log.Warn("an application names a challenge that people.demarches.challenges does not know: it is taken in without", "dossier", d.Number)
		}
		if err := r.Desk.Receive(ctx, application); err != nil {
			return "", false, fmt.Errorf("take application %d in: %w", d.Number, err)
		}
	}
	return page.PageInfo.End, page.PageInfo.More, nil
}

func (r Reader) erasedPage(ctx context.Context, query string, p Position) (string, bool, error) {
	page, err := r.Client.erased(ctx, query, p.Since, p.After)
	if err != nil {
		return "", false, err
	}
	for _, each := range page.Nodes {
		if err := r.Desk.Erase(ctx, each.Number); err != nil {
			return "", false, fmt.Errorf("erase application %d: %w", each.Number, err)
		}
	}
	return page.PageInfo.End, page.PageInfo.More, nil
}

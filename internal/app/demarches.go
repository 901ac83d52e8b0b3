package app

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"log/slog"
	"maps"
	"slices"
	"strconv"
	"time"

	"digbot/internal/config"
	"digbot/internal/demarches"
	"digbot/internal/programme"
	"digbot/internal/store"
	"digbot/notifier"
)

// applicationDesk keeps what is read on Démarches simplifiées.
type applicationDesk struct {
	store       *store.Store
	rights      Rights
	notify      func(ctx context.Context, notice notifier.Notice) (notifier.Campaign, error)
	acknowledge bool
	now         func() time.Time // the programme's clock
	self        string           // names this process
	log         *slog.Logger
}

// newApplications reads the configured form; nil when there is none.
func newApplications(cfg config.Config, desk applicationDesk) *demarches.Reader {
	if cfg.People.Source != config.FromDemarches {
		return nil
	}
	d := cfg.People.Demarches
	desk.rights, desk.acknowledge, desk.self = NewRights(cfg, desk.store, "demarches"), cfg.People.Acknowledge, rand.Text()
	return &demarches.Reader{
		Client:  demarches.NewClient(d.URL, d.Number, d.Token.Reveal()),
		Mapping: demarches.Mapping{Fields: d.Fields, Challenges: d.Challenges},
		Desk:    desk, Log: desk.log,
	}
}

// leaseFor is how long another process waits for one that reads: longer than a page takes.
const leaseFor = 2 * time.Minute

// Lease implements demarches.Desk.
func (d applicationDesk) Lease(ctx context.Context, now time.Time) (bool, error) {
	return d.store.Lease(ctx, "demarches", d.self, now, leaseFor)
}

// Position implements demarches.Desk.
func (d applicationDesk) Position(ctx context.Context, list string) (demarches.Position, error) {
	var position demarches.Position
	return position, d.store.Position(ctx, "demarches/"+list, &position)
}

// Moved implements demarches.Desk.
func (d applicationDesk) Moved(ctx context.Context, list string, position demarches.Position) error {
	return d.store.SetPosition(ctx, "demarches/"+list, position)
}

// Receive implements demarches.Desk.
func (d applicationDesk) Receive(ctx context.Context, a demarches.Application) error {
	person := programme.Person{Name: a.Name, Email: a.Email, Language: a.Language,
		Roles: []programme.Role{{Kind: programme.Candidate, Challenge: a.Challenge, Status: programme.Applied}}}
	if a.Consent {
		person.Consent = a.Filed
	}
	return d.store.ReceiveApplication(ctx, store.Application{Number: strconv.Itoa(a.Number), Person: person, Acknowledged: !d.acknowledge})
}

// Erase implements demarches.Desk.
func (d applicationDesk) Erase(ctx context.Context, number int) error {
	author, err := d.store.DropApplication(ctx, strconv.Itoa(number), time.Now())
	if err != nil || author == "" {
		return err
	}
	receipt, err := d.rights.Forget(ctx, author, time.Now())
	if errors.Is(err, notifier.ErrUnknown) {
		return nil // another process was faster
	}
	if err == nil {
		d.log.Info("an application was erased, and its author with it", "receipt", receipt.ID)
	}
	return err
}

// Settle implements demarches.Desk: it acknowledges what came in, each application once.
func (d applicationDesk) Settle(ctx context.Context) error {
	waiting, err := d.store.Unacknowledged(ctx)
	if err != nil {
		return err
	}
	for _, number := range slices.Sorted(maps.Keys(waiting)) {
		id, err := d.store.AcknowledgementID(ctx, number)
		if err != nil {
			return err
		}
		notice := notifier.Notice{ID: id, Kind: "application-received", To: []string{waiting[number]}, Data: map[string]string{"number": number}, At: d.now()}
		if _, err := d.notify(ctx, notice); err != nil {
			return fmt.Errorf("acknowledge application %s: %w", number, err)
		}
		if err := d.store.Acknowledged(ctx, number); err != nil {
			return err
		}
	}
	return nil
}

package app

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"slices"
	"time"

	"digbot/internal/config"
	"digbot/internal/programme"
	"digbot/internal/roster"
	"digbot/internal/store"
)

// ImportStorage is what an Importer needs of a store.
type ImportStorage interface {
	Season(ctx context.Context) (programme.Season, error)
	Standing(ctx context.Context) (store.Standing, error)
	Import(standing store.Standing) *store.Import
	Erased(ctx context.Context, emails ...string) (map[string]bool, error)
	Append(ctx context.Context, entry store.Entry) (store.Entry, error)
}

// Errors by which a list is refused.
var (
	ErrDecisions = errors.New("the list holds decisions of the jury") // where others may read along
	ErrNobody    = errors.New("the list names nobody")                // and is said to be complete
)

// Importer takes lists of people in: first what would happen, then all of it or nothing.
type Importer struct {
	Store    ImportStorage
	HasKey   bool // decisions can be encrypted
	Open     bool // the list came by a way that others read along: decisions are refused
	Complete bool // who is not on the list leaves the roster
	Readmit  bool // who was erased at their own wish comes in again
}

// NewImporter is for the configured store.
func NewImporter(cfg config.Config, s ImportStorage) Importer {
	return Importer{Store: s, HasKey: !cfg.Decisions.Key.IsZero()}
}

// Arrival is what becomes of somebody.
type Arrival struct {
	ID     string
	Name   string
	Fields []string // what changes; of who is new, or leaves, nothing
}

// Look is what a list would do.
type Look struct {
	Hash    string // of the list
	Rows    int    // people on it
	Remarks []roster.Fault

	Added, Changed, Removed []Arrival
	Same                    int      // who stay as they are
	Absent                  int      // who are in the roster and not on the list, and stay
	Erased                  []string // addresses of who was erased and stays out
	Decisions               int      // people on whom something else was decided

	change *store.Import
}

// Any reports whether anything would happen.
func (l Look) Any() bool { return l.change.Any() }

// Look reads a list and compares it with the roster. Nothing is changed. A roster.Faults says all that is wrong with it;
// ErrDecisions and store.ErrNoKey refuse decisions; ErrNobody a complete list that would empty the roster.
func (i Importer) Look(ctx context.Context, list io.Reader) (Look, error) {
	season, err := i.Store.Season(ctx)
	if err != nil {
		return Look{}, fmt.Errorf("read the season: %w", err)
	}
	standing, err := i.Store.Standing(ctx)
	if err != nil {
		return Look{}, err
	}
	hash := sha256.New()
	read, err := roster.Read(io.TeeReader(list, hash), season.Promotion, standing.People)
	if err != nil {
		return Look{}, err
	}
	if err := i.refuse(read.People); err != nil {
		return Look{}, err
	}
	look := Look{Hash: hex.EncodeToString(hash.Sum(nil)), Rows: len(read.People), Remarks: read.Remarks, change: i.Store.Import(standing)}
	return look, i.compare(ctx, &look, standing, read.People)
}

// refuse says why a list that is without faults is not looked at.
func (i Importer) refuse(people []programme.Person) error {
	holds := slices.ContainsFunc(people, decided)
	switch {
	case i.Complete && len(people) == 0:
		return ErrNobody
	case holds && i.Open:
		return ErrDecisions
	case holds && !i.HasKey:
		return store.ErrNoKey
	}
	return nil
}

// decided reports whether a list says a decision on somebody.
func decided(person programme.Person) bool {
	return slices.ContainsFunc(person.Roles, func(role programme.Role) bool { return role.Decision != programme.Undecided })
}

// together is how many people are compared at once.
const together = 500

func (i Importer) compare(ctx context.Context, look *Look, standing store.Standing, people []programme.Person) error {
	before := make(map[string]*programme.Person, len(standing.People))
	for n := range standing.People {
		before[standing.People[n].ID] = &standing.People[n]
	}
	for some := range slices.Chunk(people, together) {
		if err := i.compareSome(ctx, look, before, some); err != nil {
			return err
		}
	}
	i.leave(look, standing.People, before)
	return nil
}

// compareSome takes people out of before as they are found, and lets go of what it has compared.
func (i Importer) compareSome(ctx context.Context, look *Look, before map[string]*programme.Person, some []programme.Person) error {
	coming, err := i.coming(ctx, look, before, some)
	if err != nil {
		return err
	}
	for n := range coming {
		if old := before[coming[n].ID]; old != nil {
			coming[n] = roster.Over(*old, coming[n])
		}
	}
	differ, err := look.change.Put(ctx, coming...)
	if err != nil {
		return err
	}
	for n, person := range coming {
		look.add(before[person.ID], person, differ[n])
		delete(before, person.ID)
	}
	clear(some)
	return nil
}

// add notes what becomes of somebody. Where nothing differs but the row of the list, the person stays as they are.
func (l *Look) add(before *programme.Person, after programme.Person, differ store.Difference) {
	arrival := Arrival{ID: after.ID, Name: after.Name}
	if differ.Decision {
		l.Decisions++
		arrival.Fields = []string{"decision"}
	}
	if before == nil {
		l.Added = append(l.Added, arrival)
		return
	}
	if arrival.Fields = append(roster.Differences(*before, after), arrival.Fields...); len(arrival.Fields) == 0 {
		l.Same++
		return
	}
	l.Changed = append(l.Changed, arrival)
}

// coming leaves out who was erased, unless they may come in again.
func (i Importer) coming(ctx context.Context, look *Look, before map[string]*programme.Person, some []programme.Person) ([]programme.Person, error) {
	var unknown []string
	for _, person := range some {
		if before[person.ID] == nil {
			unknown = append(unknown, person.Email)
		}
	}
	if i.Readmit || len(unknown) == 0 {
		return slices.Clone(some), nil
	}
	erased, err := i.Store.Erased(ctx, unknown...)
	if err != nil {
		return nil, err
	}
	var coming []programme.Person
	for _, person := range some {
		if erased[person.Email] {
			look.Erased = append(look.Erased, person.Email)
			continue
		}
		coming = append(coming, person)
	}
	return coming, nil
}

// leave looks after those who are not on the list.
func (i Importer) leave(look *Look, people []programme.Person, absent map[string]*programme.Person) {
	if !i.Complete {
		look.Absent = len(absent)
		return
	}
	for _, person := range people {
		if absent[person.ID] != nil {
			look.change.Remove(person.ID)
			look.Removed = append(look.Removed, Arrival{ID: person.ID, Name: person.Name})
		}
	}
}

// Import makes what was looked at happen, and writes it into the audit trail: before it does, for what cannot be written
// down is not done. store.ErrMoved when the roster has changed since.
func (i Importer) Import(ctx context.Context, look Look, by, where string, at time.Time) error {
	entry := store.Entry{At: at, Who: by, Where: where, Content: look.Hash,
		What: fmt.Sprintf("people import: %d added, %d changed, %d removed", len(look.Added), len(look.Changed), len(look.Removed))}
	if _, err := i.Store.Append(ctx, entry); err != nil {
		return err
	}
	err := look.change.Commit(ctx)
	if err != nil {
		entry.What = "people import: nothing was done"
		_, noted := i.Store.Append(ctx, entry)
		return errors.Join(err, noted)
	}
	return nil
}

// TakeIn takes a list in without a question, if there is one: at the start of a service, or of a campaign. Where several start at once, each
// looks again at what another has done.
func TakeIn(ctx context.Context, i Importer, list []byte, by, where string, at time.Time) error {
	for list != nil {
		look, err := i.Look(ctx, bytes.NewReader(list))
		if err != nil || !look.Any() {
			return err
		}
		if err := i.Import(ctx, look, by, where, at); !errors.Is(err, store.ErrMoved) {
			return err
		}
	}
	return nil
}

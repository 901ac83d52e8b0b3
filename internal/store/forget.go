package store

import (
	"context"
	"crypto/rand"
	"fmt"
	"slices"
	"strings"
	"time"

	"digbot/internal/programme"
	"digbot/notifier"
)

// HoldingKind is a kind of what is held on somebody.
type HoldingKind string

// The kinds, in the order in which they are told.
const (
	HeldIdentity    HoldingKind = "identity"    // name, address, language
	HeldRoles       HoldingKind = "roles"       // what somebody is in the programme, hearings, first days
	HeldDecision    HoldingKind = "decision"    // what the jury decided, and what the person answered
	HeldAccount     HoldingKind = "account"     // on a chat platform
	HeldApplication HoldingKind = "application" // on Démarches simplifiées
	HeldMails       HoldingKind = "mails"       // what was sent to the person, and what became of it
	HeldQuestions   HoldingKind = "questions"   // what the person asked the team
	HeldMessages    HoldingKind = "messages"    // what the person wrote and was not answered yet
	HeldSuppression HoldingKind = "suppression" // that the person is not written to
	HeldNotes       HoldingKind = "notes"       // what the bot keeps for a while
	HeldJournal     HoldingKind = "journal"     // entries of the audit trail, by id only

	untold HoldingKind = "" // goes with another record
)

// HoldingKinds lists them in that order.
func HoldingKinds() []HoldingKind {
	return []HoldingKind{HeldIdentity, HeldRoles, HeldDecision, HeldAccount, HeldApplication, HeldMails, HeldQuestions, HeldMessages,
		HeldSuppression, HeldNotes, HeldJournal}
}

// Receipt says what was erased. It holds no personal data: it may be shown to anybody, and kept.
type Receipt struct {
	ID     string              `json:"id"` // names the erasure in the audit trail
	At     time.Time           `json:"at"`
	People int                 `json:"people"`
	Counts map[HoldingKind]int `json:"erased"`          // records, by kind
	Files  int                 `json:"files,omitempty"` // copies of mails and posts
}

func newReceipt(at time.Time) Receipt {
	return Receipt{ID: "e-" + strings.ToLower(rand.Text()[:12]), At: at.UTC().Round(0), Counts: map[HoldingKind]int{}}
}

func (r Receipt) count(kind HoldingKind, n int) {
	if n > 0 && kind != untold {
		r.Counts[kind] += n
	}
}

// Traces are what somebody has left outside of the store, for whoever erases it there. They are personal data.
type Traces struct {
	Deliveries []string // ids
	Words      []string // lowercase: addresses, names, accounts, ids of what was asked
}

// Traces finds them; notifier.ErrUnknown when one of the ids is nobody's.
func (s *Store) Traces(ctx context.Context, ids ...string) (Traces, error) {
	var traces Traces
	for _, id := range ids {
		i, err := s.identify(ctx, id)
		if err != nil {
			return traces, fmt.Errorf("look for the traces of %s: %w", id, err)
		}
		traces.Words = append(traces.Words, i.words...)
	}
	err := s.eachDelivery(ctx, func(_ record, d notifier.Delivery) error {
		if d.Channel == notifier.ByMail && slices.Contains(ids, d.Recipient) {
			traces.Deliveries = append(traces.Deliveries, d.ID)
		}
		return nil
	})
	return traces, err
}

// Forget erases people: themselves, what was decided, what they wrote, what they were sent. The states of campaigns still
// add up, the suppression list keeps marks that cannot be read back, and so does the list of those who do not come in
// again. What an engine leaves of erased values goes with Compact.
//
// The person goes last, so that a repeat after an error, or after a crash, finds what is left. notifier.ErrUnknown says
// that one of the ids is nobody's.
func (s *Store) Forget(ctx context.Context, at time.Time, ids ...string) (Receipt, error) {
	receipt := newReceipt(at)
	var people []identity
	for _, id := range ids {
		i, err := s.identify(ctx, id)
		if err != nil {
			return receipt, fmt.Errorf("forget %s: %w", id, err)
		}
		people = append(people, i)
	}
	for _, step := range []func(context.Context, []identity, Receipt) error{
		s.forgetDeliveries, s.forgetNotices, s.forgetLeftovers, s.forgetAddresses, s.forgetPeople,
	} {
		if err := step(ctx, people, receipt); err != nil {
			return receipt, fmt.Errorf("forget people: %w", err)
		}
	}
	return receipt, nil
}

// forgetAddresses leaves marks in the place of addresses that are not written to.
func (s *Store) forgetAddresses(ctx context.Context, people []identity, receipt Receipt) error {
	for _, i := range people {
		entries, err := s.entriesOf(ctx, i.person.Email)
		if err != nil {
			return err
		}
		named := slices.DeleteFunc(entries, func(e notifier.Suppression) bool { return e.Email == "" })
		if err := s.ForgetAddress(ctx, i.person.Email); err != nil {
			return err
		}
		receipt.count(HeldSuppression, len(named))
	}
	return nil
}

// forgetPeople removes the people themselves, and leaves the marks that keep them from coming in again.
func (s *Store) forgetPeople(ctx context.Context, people []identity, receipt Receipt) error {
	for _, i := range people {
		for done := false; !done; {
			var err error
			if done, err = s.forgetPerson(ctx, i, receipt); err != nil {
				return err
			}
		}
	}
	return nil
}

// forgetPerson reports false when somebody changed the person meanwhile.
func (s *Store) forgetPerson(ctx context.Context, i identity, receipt Receipt) (bool, error) {
	stored, err := s.engine.Get(ctx, personKey(i.person.ID), decisionKey(i.person.ID))
	if err != nil || stored[0].Value == nil {
		return err == nil, err
	}
	person, err := decode[programme.Person](stored[0])
	if err != nil {
		return false, err
	}
	writes := []write{remove(stored[0].Key), remove(stored[1].Key), add(rosterKey(), 1)}
	marks, err := s.tombstones(ctx, person.Email, i.dossiers, receipt.At)
	if err != nil {
		return false, err
	}
	for _, account := range i.accounts {
		writes = append(writes, remove(directKey(account.platform, account.user)))
	}
	done, err := s.engine.Apply(ctx, []condition{unchanged(stored[0])}, append(writes, marks...))
	if done && err == nil {
		receipt.countPerson(person, stored[1].Value != nil, len(i.dossiers))
	}
	return done, err
}

func (r *Receipt) countPerson(person programme.Person, decided bool, dossiers int) {
	r.count(HeldIdentity, 1)
	r.count(HeldRoles, len(person.Roles))
	r.count(HeldAccount, len(accountsOf(person)))
	r.count(HeldApplication, dossiers)
	if decided {
		r.count(HeldDecision, 1)
	}
}

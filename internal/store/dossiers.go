package store

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"time"

	"digbot/internal/programme"
	"digbot/notifier"
)

// Application is what somebody has filed on Démarches simplifiées.
type Application struct {
	Number string
	Person programme.Person // without an id, with the one role that was applied for

	// Acknowledged says that it needs no acknowledgement.
	Acknowledged bool
}

// dossier is the record of an application.
type dossier struct {
	Person       string `json:"person"` // id
	Challenge    string `json:"challenge,omitempty"`
	Told         string `json:"told,omitempty"` // hash of what the application last said
	Acknowledged bool   `json:"acknowledged,omitempty"`
}

// ReceiveApplication takes an application in, by its number: whoever filed it becomes a candidate, or is one already. What it
// says is taken over when it says something else than before, so that what the team has changed since stays. An application
// that was erased stays out; a new one lets somebody come in again who was erased.
func (s *Store) ReceiveApplication(ctx context.Context, a Application) error {
	for {
		done, err := s.receive(ctx, a)
		if err != nil {
			return fmt.Errorf("take application %s in: %w", a.Number, err)
		}
		if done {
			return nil
		}
	}
}

// receive reports false when somebody came between.
func (s *Store) receive(ctx context.Context, a Application) (bool, error) {
	mark, err := s.dossierMark(ctx, a.Number)
	if err != nil {
		return false, err
	}
	stored, err := s.engine.Get(ctx, dossierKey(a.Number), erasedKey(mark))
	if err != nil || stored[1].Value != nil {
		return err == nil, err
	}
	role := a.Person.Roles[0]
	before := dossier{Acknowledged: a.Acknowledged}
	if stored[0].Value != nil {
		if before, err = decode[dossier](stored[0]); err != nil {
			return false, err
		}
	}
	told := hashOf(a.Person.Name, a.Person.Email, a.Person.Language, role.Challenge, a.Person.Consent)
	if before.Told == told {
		return true, nil
	}
	after := dossier{Challenge: role.Challenge, Told: told, Acknowledged: before.Acknowledged}
	person, known, err := s.author(ctx, a, before, "p-"+mark[:20])
	if err != nil {
		return false, err
	}
	after.Person = person.ID
	return s.putApplication(ctx, a, person, after, append(stored, known))
}

// putApplication writes an application and its author, as long as nothing of what was read has changed.
func (s *Store) putApplication(ctx context.Context, a Application, person programme.Person, d dossier, read []record) (bool, error) {
	known := read[len(read)-1]
	person, err := withMoves(person, known)
	if err != nil {
		return false, err
	}
	value, err := encode(person)
	if err != nil {
		return false, err
	}
	record, err := encode(d)
	if err != nil {
		return false, err
	}
	address, err := s.mark(ctx, person.Email)
	if err != nil {
		return false, err
	}
	var conditions []condition
	for _, each := range read {
		conditions = append(conditions, unchanged(each))
	}
	return s.engine.Apply(ctx, conditions, []write{
		put(known.Key, value), put(dossierKey(a.Number), record), remove(erasedKey(address)), add(rosterKey(), 1),
	})
}

// author is whoever filed an application, with what it says: the one of its record, else the one with the same address, else
// somebody new.
func (s *Store) author(ctx context.Context, a Application, before dossier, fresh string) (programme.Person, record, error) {
	others, err := s.PeopleAt(ctx, a.Person.Email)
	if err != nil {
		return programme.Person{}, record{}, err
	}
	id := cmp.Or(before.Person, slices.Concat(others, []string{fresh})[0])
	person, known, err := load[programme.Person](ctx, s, personKey(id))
	if err != nil {
		return person, known, err
	}
	if known.Value == nil {
		person = a.Person
		person.ID = id
		return person, known, nil
	}
	if before.Person != "" { // what is known of somebody by a list counts more than what a form says of them
		person.Name, person.Language = a.Person.Name, a.Person.Language
		if len(others) == 0 || slices.Contains(others, id) { // an address belongs to one person
			person.Email = a.Person.Email
		}
	}
	if !a.Person.Consent.IsZero() {
		person.Consent = a.Person.Consent
	}
	person.Roles = applied(person.Roles, a.Person.Roles[0], before)
	return person, known, nil
}

// applied are somebody's roles with the one of an application: in the place of what it said before, or of the interest that
// somebody had shown.
func applied(roles []programme.Role, role programme.Role, before dossier) []programme.Role {
	roles = slices.Clone(roles)
	of := func(challenge string) int {
		return slices.IndexFunc(roles, func(r programme.Role) bool { return r.Kind == programme.Candidate && r.Challenge == challenge })
	}
	i := of(role.Challenge)
	if former := of(before.Challenge); i < 0 && former >= 0 && (before.Person != "" || roles[former].Status == programme.Interested || roles[former].Status == "") {
		i = former
	}
	if i < 0 {
		return append(roles, role)
	}
	roles[i].Challenge = role.Challenge
	if roles[i].Status == "" || roles[i].Status == programme.Interested {
		roles[i].Status = programme.Applied
	}
	return roles
}

// dossiersOf are the records of a person's applications.
func (s *Store) dossiersOf(ctx context.Context, person string) ([]record, error) {
	var found []record
	for page, err := range s.pages(ctx, dossiers()) {
		if err != nil {
			return nil, err
		}
		for _, stored := range page {
			each, err := decode[dossier](stored)
			if err != nil {
				return nil, err
			}
			if each.Person == person {
				found = append(found, stored)
			}
		}
	}
	return found, nil
}

// DropApplication takes back an application that was erased where it was filed, and keeps it from coming in again. Where its
// author is known for nothing else, it does neither, and returns the author's id: Forget does both.
func (s *Store) DropApplication(ctx context.Context, number string, at time.Time) (author string, err error) {
	for done := false; !done; {
		if author, done, err = s.drop(ctx, number, at); err != nil {
			return "", fmt.Errorf("take application %s back: %w", number, err)
		}
	}
	return author, nil
}

// drop reports false when somebody came between.
func (s *Store) drop(ctx context.Context, number string, at time.Time) (author string, done bool, err error) {
	mark, err := s.dossierMark(ctx, number)
	if err != nil {
		return "", false, err
	}
	value, err := encode(tombstone{at})
	if err != nil {
		return "", false, err
	}
	writes := []write{remove(dossierKey(number)), put(erasedKey(mark), value)}
	stored, err := s.engine.Get(ctx, dossierKey(number), erasedKey(mark))
	if err != nil || stored[1].Value != nil {
		return "", err == nil, err
	}
	if stored[0].Value == nil {
		done, err = s.engine.Apply(ctx, []condition{unchanged(stored[0])}, writes)
		return "", done, err
	}
	gone, err := decode[dossier](stored[0])
	if err != nil {
		return "", false, err
	}
	person, known, err := load[programme.Person](ctx, s, personKey(gone.Person))
	if err != nil {
		return "", false, err
	}
	left, err := s.without(ctx, person, gone, number)
	if err != nil {
		return "", false, err
	}
	switch {
	case known.Value != nil && len(left) == 0:
		return gone.Person, true, nil
	case known.Value != nil:
		person.Roles = left
		value, err := encode(person)
		if err != nil {
			return "", false, err
		}
		writes = append(writes, put(known.Key, value), add(rosterKey(), 1))
	}
	done, err = s.engine.Apply(ctx, []condition{unchanged(stored[0]), unchanged(known)}, writes)
	return "", done, err
}

// without are somebody's roles without the one of an application, unless another one stands for it, too.
func (s *Store) without(ctx context.Context, person programme.Person, gone dossier, number string) ([]programme.Role, error) {
	records, err := s.dossiersOf(ctx, gone.Person)
	if err != nil {
		return nil, err
	}
	for _, stored := range records {
		other, err := decode[dossier](stored)
		if err != nil {
			return nil, err
		}
		if stored.Key != dossierKey(number) && other.Challenge == gone.Challenge {
			return person.Roles, nil
		}
	}
	return slices.DeleteFunc(slices.Clone(person.Roles), func(r programme.Role) bool {
		return r.Kind == programme.Candidate && r.Challenge == gone.Challenge
	}), nil
}

// Unacknowledged lists the applications that need an acknowledgement: by number, whose they are.
func (s *Store) Unacknowledged(ctx context.Context) (map[string]string, error) {
	waiting := map[string]string{}
	for page, err := range s.pages(ctx, dossiers()) {
		if err != nil {
			return nil, fmt.Errorf("look for applications: %w", err)
		}
		for _, stored := range page {
			each, err := decode[dossier](stored)
			if err != nil {
				return nil, err
			}
			if !each.Acknowledged {
				waiting[stored.Key[len(dossiers()):]] = each.Person
			}
		}
	}
	return waiting, nil
}

// Acknowledged notes that an application was acknowledged.
func (s *Store) Acknowledged(ctx context.Context, number string) error {
	_, err := update(ctx, s, dossierKey(number), func(d dossier, found bool) (dossier, error) {
		if !found {
			return d, notifier.ErrUnknown
		}
		d.Acknowledged = true
		return d, nil
	})
	if errors.Is(err, notifier.ErrUnknown) {
		return nil // erased meanwhile
	}
	return wrapped("note an acknowledgement", err)
}

// AcknowledgementID names the notice by which an application is acknowledged, without telling its number.
func (s *Store) AcknowledgementID(ctx context.Context, number string) (string, error) {
	mark, err := s.dossierMark(ctx, number)
	if err != nil {
		return "", err
	}
	return "received-" + mark[:24], nil
}

// Position reads how far a list outside was read, as SetPosition has kept it; nothing when it was not.
func (s *Store) Position(ctx context.Context, list string, position any) error {
	stored, err := s.engine.Get(ctx, positionKey(list))
	if err != nil || stored[0].Value == nil {
		return wrapped("read how far "+list+" was read", err)
	}
	return json.Unmarshal(stored[0].Value, position)
}

// SetPosition keeps how far a list outside was read.
func (s *Store) SetPosition(ctx context.Context, list string, position any) error {
	value, err := encode(position)
	if err != nil {
		return err
	}
	_, err = s.engine.Apply(ctx, nil, []write{put(positionKey(list), value)})
	return wrapped("keep how far "+list+" was read", err)
}

// workLease says who does some work.
type workLease struct {
	By    string    `json:"by"`
	Until time.Time `json:"until"` // real time
}

// Lease gives some work to one of several processes, until it has not asked again for a while. It reports whether by has it.
func (s *Store) Lease(ctx context.Context, work, by string, now time.Time, ttl time.Duration) (bool, error) {
	held, err := update(ctx, s, leaseKey(work), func(current workLease, found bool) (workLease, error) {
		if found && current.By != by && now.Before(current.Until) {
			return current, nil
		}
		return workLease{by, now.Add(ttl)}, nil
	})
	return held.By == by, wrapped("take up "+work, err)
}

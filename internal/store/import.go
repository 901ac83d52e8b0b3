package store

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"slices"
	"strconv"

	"digbot/internal/programme"
)

// Errors on which callers decide when they import people.
var (
	ErrMoved    = errors.New("the roster has changed since it was looked at: look again")
	ErrTooLarge = errors.New("the list is too large for one change beside a running service: stop the service, import it, and start it again")
)

// Standing is the roster at some instant, without decisions.
type Standing struct {
	People  []programme.Person // by id
	changes record             // how often it had changed
}

// Standing reads everybody, as they stand together.
func (s *Store) Standing(ctx context.Context) (Standing, error) {
	for {
		before, err := s.engine.Get(ctx, rosterKey())
		if err != nil {
			return Standing{}, fmt.Errorf("read the roster: %w", err)
		}
		people, err := s.Directory(ctx)
		if err != nil {
			return Standing{}, err
		}
		after, err := s.engine.Get(ctx, rosterKey())
		if err != nil {
			return Standing{}, fmt.Errorf("read the roster: %w", err)
		}
		if string(before[0].Value) == string(after[0].Value) {
			return Standing{people, after[0]}, nil
		}
	}
}

// Import is a change of many people, which is made in one step.
type Import struct {
	store   *Store
	changes record
	writes  []write
	sealing *sealing // as it stood when the first people were put; nil before
}

// Import begins a change of the roster as it was looked at. Nothing is written before Commit.
func (s *Store) Import(standing Standing) *Import {
	return &Import{store: s, changes: standing.changes}
}

// Any reports whether something would change.
func (i *Import) Any() bool { return len(i.writes) > 0 }

// Difference says what of somebody differs from what is stored.
type Difference struct {
	Known    bool // what everybody may know who works with the list
	Decision bool // what was decided
}

// Any reports whether anything differs.
func (d Difference) Any() bool { return d.Known || d.Decision }

// Put adds people, and tells what of each differs from what is stored; moved dates are counted, and decisions stay, as with
// PutPeople. ErrNoKey when something was decided and there is no key.
func (i *Import) Put(ctx context.Context, people ...programme.Person) ([]Difference, error) {
	if len(people) == 0 {
		return nil, nil
	}
	stored, sealing, err := i.store.standingOf(ctx, people)
	if err != nil {
		return nil, fmt.Errorf("compare people: %w", err)
	}
	if i.sealing == nil {
		i.sealing = sealing
	}
	differences := make([]Difference, len(people))
	var writes []write
	for n, person := range people {
		changes, err := i.store.putPerson(ctx, person, stored[2*n], stored[2*n+1], i.sealing)
		if err != nil {
			return nil, fmt.Errorf("compare %s: %w", person.ID, err)
		}
		for _, change := range changes {
			if change.Key == stored[2*n].Key {
				differences[n].Known = true
			} else {
				differences[n].Decision = true
			}
		}
		writes = append(writes, changes...)
	}
	i.writes = append(i.writes, packed(writes)...)
	return differences, nil
}

// packed holds the keys and the values of some writes in two pieces of memory: in a piece of its own each would take more of
// it, and of the time of the garbage collector.
func packed(writes []write) []write {
	var keys, values []byte
	for _, w := range writes {
		keys, values = append(keys, w.Key...), append(values, w.Value...)
	}
	names, values := string(keys), slices.Clone(values)
	for n, w := range writes {
		key, value := len(w.Key), len(w.Value)
		writes[n].Key, names = names[:key], names[key:]
		if w.Value != nil { // nil removes
			writes[n].Value, values = values[:value:value], values[value:]
		}
	}
	return writes
}

// Remove adds that somebody leaves the roster.
func (i *Import) Remove(id string) {
	i.writes = append(i.writes, remove(personKey(id)), remove(decisionKey(id)))
}

// Commit makes the change: all of it, or nothing. ErrMoved when the roster has changed since it was looked at.
func (i *Import) Commit(ctx context.Context) error {
	if !i.Any() {
		return nil
	}
	count, err := countOf(i.changes.Value)
	if err != nil {
		return fmt.Errorf("import people: %w", err)
	}
	conditions := []condition{unchanged(i.changes)}
	i.writes = append(i.writes, put(i.changes.Key, strconv.AppendInt(nil, int64(count+1), 10)))
	if i.sealing != nil {
		conditions, i.writes = append(conditions, i.sealing.conditions()...), append(i.writes, i.sealing.writes()...)
	}
	// In the order of the keys each goes behind the one before: bbolt splits its pages at the end of a transaction only, and
	// would push all that lies behind aside again and again.
	slices.SortStableFunc(i.writes, func(a, b write) int { return cmp.Compare(a.Key, b.Key) })
	done, err := i.store.engine.Apply(ctx, conditions, i.writes)
	switch {
	case errors.Is(err, errOversize):
		return ErrTooLarge
	case err != nil:
		return fmt.Errorf("import people: %w", err)
	case done:
		return nil
	}
	return i.committed(ctx)
}

// committed tells a change that was made, and of which the answer got lost, from one that could not be.
func (i *Import) committed(ctx context.Context) error {
	puts := slices.DeleteFunc(slices.Clone(i.writes), func(w write) bool { return w.Value == nil })
	if len(puts) == 0 {
		return ErrMoved
	}
	for some := range slices.Chunk(puts, i.store.batch) {
		stands, err := i.store.stands(ctx, some)
		if err != nil {
			return fmt.Errorf("import people: %w", err)
		}
		if !stands {
			return ErrMoved
		}
	}
	return nil
}

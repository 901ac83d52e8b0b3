package store

import (
	"bytes"
	"context"
	"slices"

	"digbot/internal/programme"
)

// Decisions, and the answers which give them away, lie apart from the people: whoever reads a person's record alone
// cannot learn them, and whoever reads a copy of the store without the key learns nothing of them.

// verdict is what was decided on one role of a person.
type verdict struct {
	Kind      programme.RoleKind `json:"kind"`
	Challenge string             `json:"challenge,omitempty"`
	Decision  programme.Decision `json:"decision,omitempty"`
	Answer    programme.Answer   `json:"answer,omitempty"`
}

// verdicts holds one for each of a person's roles, in their order.
type verdicts []verdict

// split takes the decisions out of a person.
func split(person programme.Person) (programme.Person, verdicts) {
	person.Roles = slices.Clone(person.Roles)
	decided := make(verdicts, len(person.Roles))
	for i := range person.Roles {
		role := &person.Roles[i]
		decided[i] = verdict{role.Kind, role.Challenge, role.Decision, role.Answer}
		role.Decision, role.Answer = programme.Undecided, programme.NoAnswer
	}
	return person, decided
}

// join puts the decisions back.
func (v verdicts) join(person programme.Person) programme.Person {
	for i := range person.Roles {
		role := &person.Roles[i]
		if i < len(v) && v[i].Kind == role.Kind && v[i].Challenge == role.Challenge {
			role.Decision, role.Answer = v[i].Decision, v[i].Answer
		}
	}
	return person
}

// none reports whether nothing was decided or answered.
func (v verdicts) none() bool {
	return !slices.ContainsFunc(v, func(one verdict) bool { return one.Decision != "" || one.Answer != "" })
}

// over completes new verdicts from the ones before: a role without a decision keeps its own, and a decision that stays
// the same keeps its answer.
func (v verdicts) over(before verdicts) verdicts {
	for i := range v {
		for _, old := range before {
			if old.Kind == v[i].Kind && old.Challenge == v[i].Challenge {
				v[i] = v[i].over(old)
				break
			}
		}
	}
	return v
}

func (v verdict) over(before verdict) verdict {
	if v.Decision == programme.Undecided {
		v.Decision = before.Decision
	}
	if v.Answer == programme.NoAnswer && v.Decision == before.Decision {
		v.Answer = before.Answer
	}
	return v
}

// putPerson gives the writes that bring a person's two records up to date; none when they are.
func (s *Store) putPerson(ctx context.Context, person programme.Person, stored, decided record, sealing *sealing) ([]write, error) {
	person, err := withMoves(person, stored)
	if err != nil {
		return nil, err
	}
	open, given := split(person)
	before, err := s.verdictsIn(ctx, decided)
	if err != nil {
		return nil, err
	}
	value, err := encode(open)
	if err != nil {
		return nil, err
	}
	var writes []write
	if !bytes.Equal(value, stored.Value) {
		writes = append(writes, put(stored.Key, value))
	}
	if after := given.over(before); !slices.Equal(after, before) {
		changes, err := putVerdicts(after, decided, sealing)
		return append(writes, changes...), err
	}
	return writes, nil
}

// putVerdicts writes what was decided; where nothing was, nothing stays.
func putVerdicts(v verdicts, decided record, sealing *sealing) ([]write, error) {
	switch {
	case !v.none():
		value, err := sealing.seal(decided.Key, v)
		return []write{put(decided.Key, value)}, err
	case decided.Value != nil:
		return []write{remove(decided.Key)}, nil
	}
	return nil, nil
}

// withDecisions reads the people of a page again, each with the decisions that belong to it.
func (s *Store) withDecisions(ctx context.Context, page []record) ([]programme.Person, error) {
	keys := make([]string, 0, 2*len(page))
	for _, stored := range page {
		keys = append(keys, stored.Key, decisionOf(stored.Key))
	}
	records, err := s.engine.Get(ctx, keys...)
	if err != nil {
		return nil, err
	}
	var people []programme.Person
	for pair := range slices.Chunk(records, 2) {
		if pair[0].Value == nil {
			continue // removed in between
		}
		person, err := s.personWithDecisions(ctx, pair[0], pair[1])
		if err != nil {
			return nil, err
		}
		people = append(people, person)
	}
	return people, nil
}

func (s *Store) personWithDecisions(ctx context.Context, stored, decided record) (programme.Person, error) {
	person, err := decode[programme.Person](stored)
	if err != nil || decided.Value == nil {
		return person, err
	}
	verdicts, err := s.verdictsIn(ctx, decided)
	return verdicts.join(person), err
}

// standingOf reads people's two records, in turn, and with what decisions on them are sealed.
func (s *Store) standingOf(ctx context.Context, people []programme.Person) ([]record, *sealing, error) {
	keys := personKeys(people)
	if s.sealer.key != nil {
		keys = append(keys, s.sealer.recordKey())
	}
	stored, err := s.engine.Get(ctx, keys...)
	if err != nil {
		return nil, nil, err
	}
	sealing := &sealing{sealer: &s.sealer}
	if s.sealer.key != nil {
		sealing.stored = stored[len(stored)-1]
	}
	return stored, sealing, nil
}

// personKeys are the keys of people's two records, in turn.
func personKeys(people []programme.Person) []string {
	var keys []string
	for _, person := range people {
		keys = append(keys, personKey(person.ID), decisionKey(person.ID))
	}
	return keys
}

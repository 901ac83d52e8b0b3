package store

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"sync"

	"digbot/internal/programme"
	"digbot/notifier"
)

// PutPeople adds people to the roster, and replaces those who are there already. It takes a roster in any number of
// pieces. What was decided on a role stays when the role comes without a decision.
func (s *Store) PutPeople(ctx context.Context, people []programme.Person) error {
	for some := range slices.Chunk(people, s.batch) {
		if err := s.putPeople(ctx, some); err != nil {
			return fmt.Errorf("store people: %w", err)
		}
	}
	return nil
}

func (s *Store) putPeople(ctx context.Context, people []programme.Person) error {
	for {
		stored, sealing, err := s.standingOf(ctx, people)
		if err != nil {
			return err
		}
		var conditions []condition
		var writes []write
		for i, person := range people {
			if person.ID == "" {
				return errors.New("somebody has no id")
			}
			changes, err := s.putPerson(ctx, person, stored[2*i], stored[2*i+1], sealing)
			if err != nil {
				return err
			}
			conditions = append(conditions, unchanged(stored[2*i]), unchanged(stored[2*i+1]))
			writes = append(writes, changes...)
		}
		if len(writes) == 0 {
			return nil
		}
		conditions, writes = append(conditions, sealing.conditions()...), append(writes, sealing.writes()...)
		applied, err := s.apply(ctx, conditions, append(writes, add(rosterKey(), 1)))
		if err != nil || applied {
			return err
		}
	}
}

// RemovePeople takes people out of the roster, with what was decided on them.
func (s *Store) RemovePeople(ctx context.Context, ids ...string) error {
	for some := range slices.Chunk(ids, s.batch) {
		writes := []write{add(rosterKey(), 1)}
		for _, id := range some {
			writes = append(writes, remove(personKey(id)), remove(decisionKey(id)))
		}
		if _, err := s.engine.Apply(ctx, nil, writes); err != nil {
			return fmt.Errorf("remove people: %w", err)
		}
	}
	return nil
}

// Directory lists everybody by id, without decisions and answers.
func (s *Store) Directory(ctx context.Context) ([]programme.Person, error) {
	people, err := all[programme.Person](ctx, s, persons())
	if err != nil {
		return nil, fmt.Errorf("list people: %w", err)
	}
	return people, nil
}

// People implements notifier.Roster. They come by id, with their decisions.
func (s *Store) People(ctx context.Context, audience programme.Audience) ([]programme.Person, error) {
	var selected []programme.Person
	err := s.Each(ctx, audience, func(person programme.Person) error {
		selected = append(selected, person)
		return nil
	})
	return selected, err
}

// Each implements notifier.Roster, in the order of People.
func (s *Store) Each(ctx context.Context, audience programme.Audience, visit func(programme.Person) error) error {
	season, err := s.Season(ctx)
	if err != nil {
		return err
	}
	for page, err := range s.pages(ctx, persons()) {
		if err != nil {
			return fmt.Errorf("select people: %w", err)
		}
		people, err := s.withDecisions(ctx, page)
		if err != nil {
			return fmt.Errorf("select people: %w", err)
		}
		for _, person := range audience.Select(season.Promotion, people) {
			if err := visit(person); err != nil {
				return err
			}
		}
	}
	return nil
}

// Everybody lists all people by id, with their decisions. ErrNoKey when something was decided and there is no key.
func (s *Store) Everybody(ctx context.Context) ([]programme.Person, error) {
	var everybody []programme.Person
	for page, err := range s.pages(ctx, persons()) {
		if err != nil {
			return nil, fmt.Errorf("list people: %w", err)
		}
		people, err := s.withDecisions(ctx, page)
		if err != nil {
			return nil, fmt.Errorf("list people: %w", err)
		}
		everybody = append(everybody, people...)
	}
	return everybody, nil
}

// Person implements notifier.Roster; ErrUnknown when there is nobody with this id.
func (s *Store) Person(ctx context.Context, id string) (programme.Person, error) {
	stored, err := s.engine.Get(ctx, personKey(id), decisionKey(id))
	if err == nil && stored[0].Value == nil {
		err = notifier.ErrUnknown
	}
	if err != nil {
		return programme.Person{}, fmt.Errorf("person %s: %w", id, err)
	}
	return s.personWithDecisions(ctx, stored[0], stored[1])
}

// startDays keeps the answer of StartDays for as long as the roster stays as it is.
type startDays struct {
	mu      sync.Mutex
	known   bool
	changes int // of the roster, when the days were gathered
	days    []programme.Date
}

// StartDays lists the days on which some people start instead of the promotion's own day, from the challenges and the
// roster, in order: the arguments of Promotion.Occasions.
func (s *Store) StartDays(ctx context.Context) ([]programme.Date, error) {
	changes, err := s.RosterChanges(ctx)
	if err != nil {
		return nil, fmt.Errorf("list start days: %w", err)
	}
	s.starts.mu.Lock()
	defer s.starts.mu.Unlock()
	if !s.starts.known || s.starts.changes != changes {
		days, err := s.gatherStartDays(ctx)
		if err != nil {
			return nil, fmt.Errorf("list start days: %w", err)
		}
		s.starts.known, s.starts.changes, s.starts.days = true, changes, days
	}
	return slices.Clone(s.starts.days), nil
}

// RosterChanges counts the changes of the roster, decisions and first days included: what was read of it holds for as long
// as they stay the same.
func (s *Store) RosterChanges(ctx context.Context) (int, error) {
	stored, err := s.engine.Get(ctx, rosterKey())
	if err != nil {
		return 0, err
	}
	return countOf(stored[0].Value)
}

func (s *Store) gatherStartDays(ctx context.Context) ([]programme.Date, error) {
	found := map[programme.Date]bool{}
	for _, challenge := range s.promotion.Challenges {
		found[challenge.Start] = true
	}
	for page, err := range s.pages(ctx, persons()) {
		if err != nil {
			return nil, err
		}
		for _, stored := range page {
			person, err := decode[programme.Person](stored)
			if err != nil {
				return nil, err
			}
			for _, role := range person.Roles {
				found[role.Start] = true
			}
		}
	}
	delete(found, programme.Date{})
	return sortedDays(found), nil
}

func sortedDays(found map[programme.Date]bool) []programme.Date {
	var days []programme.Date
	for day := range found {
		days = append(days, day)
	}
	slices.SortFunc(days, func(a, b programme.Date) int { return b.DaysUntil(a) })
	return days
}

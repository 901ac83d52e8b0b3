package store

import (
	"context"
	"fmt"
	"time"

	"digbot/internal/programme"
)

// Move is a milestone that happens at another moment than the configuration says.
type Move struct {
	Milestone programme.Milestone `json:"milestone"`
	Moment    programme.Moment    `json:"moment"`
	By        string              `json:"by"` // the id of the entry in the configuration's staff
	At        time.Time           `json:"at"` // when it was decided
}

// Move moves a milestone. A later move replaces an earlier one.
func (s *Store) Move(ctx context.Context, milestone programme.Milestone, moment programme.Moment, by string, at time.Time) error {
	if !milestone.Valid() || moment.IsZero() {
		return fmt.Errorf("move %q to %q: not a milestone and a moment", milestone, moment)
	}
	_, err := update(ctx, s, moveKey(milestone), func(Move, bool) (Move, error) {
		return Move{milestone, moment, by, at}, nil
	})
	if err != nil {
		return fmt.Errorf("move %s: %w", milestone, err)
	}
	return nil
}

// Clear puts a milestone back where the configuration has it.
func (s *Store) Clear(ctx context.Context, milestone programme.Milestone) error {
	if _, err := s.engine.Apply(ctx, nil, []write{remove(moveKey(milestone))}); err != nil {
		return fmt.Errorf("put %s back: %w", milestone, err)
	}
	return nil
}

// Moves lists the moved milestones, in the order in which milestones happen.
func (s *Store) Moves(ctx context.Context) ([]Move, error) {
	records, err := s.engine.Get(ctx, moveKeys()...)
	if err != nil {
		return nil, fmt.Errorf("load moved dates: %w", err)
	}
	return movesOf(records)
}

// Moved gives the moments of the moved milestones.
func (s *Store) Moved(ctx context.Context) (programme.Calendar, error) {
	moves, err := s.Moves(ctx)
	return calendarOf(moves), err
}

func moveKeys() []string {
	var keys []string
	for _, milestone := range programme.Milestones() {
		keys = append(keys, moveKey(milestone))
	}
	return keys
}

func movesOf(records []record) ([]Move, error) {
	var moves []Move
	for _, record := range records {
		if record.Value == nil {
			continue
		}
		move, err := decode[Move](record)
		if err != nil {
			return nil, fmt.Errorf("load moved dates: %w", err)
		}
		move.At = inParis(move.At)
		moves = append(moves, move)
	}
	return moves, nil
}

func calendarOf(moves []Move) programme.Calendar {
	calendar := programme.Calendar{}
	for _, move := range moves {
		calendar[move.Milestone] = move.Moment
	}
	return calendar
}

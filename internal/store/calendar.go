package store

import (
	"context"
	"fmt"
	"slices"
	"time"

	"digbot/internal/programme"
)

// Move is a milestone that happens at another moment than the configuration says.
type Move struct {
	Milestone programme.Milestone `json:"milestone"`
	Moment    programme.Moment    `json:"moment"`
	By        string              `json:"by"` // the id of the entry in the configuration's staff
	At        time.Time           `json:"at"` // when it was decided

	// Count is how often the milestone was moved, back and forth included.
	Count int `json:"count,omitempty"`
}

// Move moves a milestone. A later move replaces an earlier one.
func (s *Store) Move(ctx context.Context, milestone programme.Milestone, moment programme.Moment, by string, at time.Time) error {
	if !milestone.Valid() || moment.IsZero() {
		return fmt.Errorf("move %q to %q: not a milestone and a moment", milestone, moment)
	}
	_, err := update(ctx, s, moveKey(milestone), func(current Move, _ bool) (Move, error) {
		return current.to(Move{Milestone: milestone, Moment: moment, By: by, At: at}), nil
	})
	if err != nil {
		return fmt.Errorf("move %s: %w", milestone, err)
	}
	return nil
}

// to is the next move, counted unless it is the same again.
func (m Move) to(next Move) Move {
	next.Count = m.Count
	if next.Moment != m.Moment {
		next.Count++
	}
	return next
}

// Clear puts a milestone back where the configuration has it. What remains is how often it was moved.
func (s *Store) Clear(ctx context.Context, milestone programme.Milestone) error {
	_, err := update(ctx, s, moveKey(milestone), func(current Move, _ bool) (Move, error) {
		return current.to(Move{Milestone: milestone}), nil
	})
	if err != nil {
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
	moves, err := movesOf(records)
	return standing(moves), err
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

// standing are the moves of which none was taken back.
func standing(moves []Move) []Move {
	return slices.DeleteFunc(moves, func(m Move) bool { return m.Moment.IsZero() })
}

func calendarOf(moves []Move) programme.Calendar {
	calendar := programme.Calendar{}
	for _, move := range moves {
		calendar[move.Milestone] = move.Moment
	}
	return calendar
}

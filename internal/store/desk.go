package store

import (
	"context"
	"errors"
	"fmt"
	"net/url"
	"slices"
	"strings"
	"time"

	"digbot/bot/desk"
	"digbot/internal/programme"
)

var (
	_ desk.Tickets   = (*Store)(nil)
	_ desk.Tally     = (*Store)(nil)
	_ desk.Additions = (*Store)(nil)
)

// hangsFor is how long a thread of the team leads to its ticket.
const hangsFor = 180 * 24 * time.Hour

// Ticket implements desk.Tickets.
func (s *Store) Ticket(ctx context.Context, id string) (desk.Ticket, error) {
	ticket, _, err := load[desk.Ticket](ctx, s, ticketKey(id))
	if err != nil {
		return desk.Ticket{}, fmt.Errorf("load ticket %s: %w", id, err)
	}
	return ticket, nil
}

// OpenTickets implements desk.Tickets.
func (s *Store) OpenTickets(ctx context.Context) ([]desk.Ticket, error) {
	tickets, err := all[desk.Ticket](ctx, s, tickets())
	if err != nil {
		return nil, fmt.Errorf("list tickets: %w", err)
	}
	tickets = slices.DeleteFunc(tickets, func(t desk.Ticket) bool { return !t.Open() })
	slices.SortFunc(tickets, func(a, b desk.Ticket) int { return a.Opened.Compare(b.Opened) })
	return tickets, nil
}

// ChangeTicket implements desk.Tickets.
func (s *Store) ChangeTicket(ctx context.Context, id string, change func(desk.Ticket) desk.Ticket) (desk.Ticket, error) {
	ticket, err := update(ctx, s, ticketKey(id), func(ticket desk.Ticket, _ bool) (desk.Ticket, error) { return change(ticket), nil })
	if err != nil {
		return desk.Ticket{}, fmt.Errorf("change ticket %s: %w", id, err)
	}
	return ticket, nil
}

// Hang implements desk.Tickets.
func (s *Store) Hang(ctx context.Context, platform, message, ticket string) error {
	return s.Note(ctx, "desk/"+platform+"/"+message, ticket, hangsFor)
}

// Hanging implements desk.Tickets.
func (s *Store) Hanging(ctx context.Context, platform, message string) (string, error) {
	return s.Noted(ctx, "desk/"+platform+"/"+message)
}

// Count implements desk.Tally. A count that is repeated after a lost answer counts twice: it is no more than a hint.
func (s *Store) Count(ctx context.Context, at time.Time, asked map[string]desk.Counts) error {
	var writes []write
	for topic, counts := range asked {
		for outcome, n := range counts {
			writes = append(writes, add(askedKey(weekOf(at), topic, string(outcome)), n))
		}
	}
	if _, err := s.engine.Apply(ctx, nil, writes); err != nil {
		return fmt.Errorf("count questions: %w", err)
	}
	return nil
}

// Asked implements desk.Tally.
func (s *Store) Asked(ctx context.Context, from time.Time) (map[string]desk.Counts, error) {
	return s.sumUp(ctx, from, func(_, topic string) string { return topic })
}

// AskedByWeek sums up all topics, by the Monday of each week that begins from an instant on: 2019-05-06.
func (s *Store) AskedByWeek(ctx context.Context, from time.Time) (map[string]desk.Counts, error) {
	return s.sumUp(ctx, from, func(week, _ string) string { return week })
}

// sumUp adds the counts up by what of their names is given.
func (s *Store) sumUp(ctx context.Context, from time.Time, by func(week, topic string) string) (map[string]desk.Counts, error) {
	asked := map[string]desk.Counts{}
	for page, err := range s.pages(ctx, askedAll()) {
		if err != nil {
			return nil, fmt.Errorf("sum up what was asked: %w", err)
		}
		for _, r := range page {
			week, topic, outcome, ok := readAskedKey(r.Key)
			if !ok || week < weekOf(from) {
				continue
			}
			n, err := countOf(r.Value)
			if err != nil {
				return nil, fmt.Errorf("sum up what was asked: %w", err)
			}
			name := by(week, topic)
			if asked[name] == nil {
				asked[name] = desk.Counts{}
			}
			asked[name][desk.Outcome(outcome)] += n
		}
	}
	return asked, nil
}

// weekOf is the Monday of an instant's week, in Paris.
func weekOf(at time.Time) string { return programme.DateOf(at).Monday().String() }

// Propose implements desk.Additions.
func (s *Store) Propose(ctx context.Context, draft desk.Draft) error {
	_, err := update(ctx, s, additionKey(draft.ID), func(kept desk.Draft, found bool) (desk.Draft, error) {
		if found && kept.Accepted != "" {
			return kept, errAccepted
		}
		return draft, nil
	})
	if err != nil {
		return fmt.Errorf("keep the draft %s: %w", draft.ID, err)
	}
	return nil
}

var errAccepted = errors.New("an answer of this name is in service: choose another title")

// Draft implements desk.Additions.
func (s *Store) Draft(ctx context.Context, id string) (desk.Draft, error) {
	draft, _, err := load[desk.Draft](ctx, s, additionKey(id))
	if err != nil {
		return desk.Draft{}, fmt.Errorf("load the draft %s: %w", id, err)
	}
	return draft, nil
}

// Accept implements desk.Additions.
func (s *Store) Accept(ctx context.Context, id, by string) error {
	_, err := update(ctx, s, additionKey(id), func(draft desk.Draft, found bool) (desk.Draft, error) {
		if found && draft.Accepted == "" {
			draft.Accepted = by
		}
		return draft, nil
	})
	if err != nil {
		return fmt.Errorf("accept the draft %s: %w", id, err)
	}
	return nil
}

// Accepted lists the answers that the team has added and that are in service, by id.
func (s *Store) Accepted(ctx context.Context) ([]desk.Draft, error) {
	drafts, err := all[desk.Draft](ctx, s, additions())
	if err != nil {
		return nil, fmt.Errorf("list the team's answers: %w", err)
	}
	return slices.DeleteFunc(drafts, func(d desk.Draft) bool { return d.Accepted == "" }), nil
}

// unescaped reads a name back from a key; one that was not written by escape stays as it is.
func unescaped(name string) string {
	if plain, err := url.PathUnescape(name); err == nil {
		return plain
	}
	return name
}

// readAskedKey reads what askedKey has written.
func readAskedKey(key string) (week, topic, outcome string, ok bool) {
	parts := strings.Split(strings.TrimPrefix(key, askedAll()), "/")
	if len(parts) != 3 {
		return "", "", "", false
	}
	return parts[0], unescaped(parts[1]), parts[2], true
}

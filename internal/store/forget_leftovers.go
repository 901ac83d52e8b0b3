package store

import (
	"context"
	"slices"
	"strings"

	"digbot/bot/desk"
)

// personalRecords begin the keys of the records that go as a whole when they name somebody who is forgotten: by an account,
// an address, a name or an id in the key or in the value. Whatever is not listed here has a way of its own, or holds no
// personal data.
func personalRecords() []string {
	return []string{notes(), allPending(), directs(), expiries(), linkedAccounts(), personals(), reminders()}
}

// forgetLeftovers removes what names the people in records of passing interest, and what they asked the team.
func (s *Store) forgetLeftovers(ctx context.Context, people []identity, receipt Receipt) error {
	if err := s.forgetTickets(ctx, people, receipt); err != nil {
		return err
	}
	for _, prefix := range personalRecords() {
		for page, err := range s.pages(ctx, prefix) {
			if err != nil {
				return err
			}
			if err := s.removeNaming(ctx, page, people, receipt); err != nil {
				return err
			}
		}
	}
	return nil
}

func (s *Store) removeNaming(ctx context.Context, page []record, people []identity, receipt Receipt) error {
	var writes []write
	for _, stored := range page {
		if slices.ContainsFunc(people, func(i identity) bool { return i.inRecord(stored) }) {
			writes = append(writes, remove(stored.Key))
			receipt.count(kindOf(stored.Key), 1)
		}
	}
	if len(writes) == 0 {
		return nil
	}
	_, err := s.engine.Apply(ctx, nil, writes)
	return err
}

// kindOf is what a record of passing interest is told as; the lists of what expires are not told.
func kindOf(key string) HoldingKind {
	switch {
	case strings.HasPrefix(key, allPending()):
		return HeldMessages
	case strings.HasPrefix(key, expiries()):
		return untold
	}
	return HeldNotes
}

// inRecord reports whether a record names the person. The notes of the team's commands name members of the team by ids of
// their own, which may be the same.
func (i identity) inRecord(r record) bool {
	key, value := unescaped(r.Key), string(r.Value)
	if strings.HasPrefix(key, expiries()) {
		return i.in(unescaped(value)) // the key of another record
	}
	if strings.HasPrefix(key, notes()+"team/") {
		text := strings.ToLower(key + "\n" + value)
		return i.named(text) || strings.Contains(strings.ReplaceAll(value, `\`, ""), `"person":"`+i.person.ID+`"`)
	}
	return i.in(key + "\n" + value)
}

// forgetTickets removes what the people asked the team, and takes them out of what others asked.
func (s *Store) forgetTickets(ctx context.Context, people []identity, receipt Receipt) error {
	for page, err := range s.pages(ctx, tickets()) {
		if err != nil {
			return err
		}
		for _, stored := range page {
			for done := false; !done; {
				var n int
				if n, done, err = s.forgetTicket(ctx, stored.Key, people); err != nil {
					return err
				}
				receipt.count(HeldQuestions, n)
			}
		}
	}
	return nil
}

// forgetTicket reports false when somebody came between.
func (s *Store) forgetTicket(ctx context.Context, key string, people []identity) (removed int, done bool, err error) {
	ticket, stored, err := load[desk.Ticket](ctx, s, key)
	if err != nil || stored.Value == nil {
		return 0, err == nil, err
	}
	change := remove(key)
	if !slices.ContainsFunc(people, func(i identity) bool { return i.asked(ticket) }) {
		value, err := encode(withoutMentions(ticket, people))
		if err != nil || string(value) == string(stored.Value) {
			return 0, err == nil, err
		}
		change = put(key, value)
	}
	done, err = s.engine.Apply(ctx, []condition{unchanged(stored)}, []write{change})
	if done && change.Value == nil {
		removed = 1
	}
	return removed, done, err
}

func withoutMentions(ticket desk.Ticket, people []identity) desk.Ticket {
	ticket.Lines = slices.Clone(ticket.Lines)
	for n := range ticket.Lines {
		for _, i := range people {
			ticket.Lines[n].Text = i.redact(ticket.Lines[n].Text)
		}
	}
	return ticket
}

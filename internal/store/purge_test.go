package store

import (
	"bytes"
	"testing"
	"time"

	"digbot/bot/desk"
	"digbot/internal/programme"
	"digbot/notifier"
)

func testPurge(t *testing.T, open opener) {
	t.Run("questions", func(t *testing.T) { testPurgeTickets(t, open(t)) })
	t.Run("addresses", func(t *testing.T) { testPurgeSuppressions(t, open(t)) })
	t.Run("trail", func(t *testing.T) { testPurgeAudit(t, open(t)) })
	t.Run("nights", func(t *testing.T) {
		s := open(t)
		for _, step := range []struct {
			day  int
			mine bool
		}{{3, true}, {3, false}, {2, false}, {4, true}} {
			if mine, err := s.Night(t.Context(), programme.Date{Year: 2019, Month: 6, Day: step.day}); mine != step.mine || err != nil {
				t.Errorf("day %d: %v, %v", step.day, mine, err)
			}
		}
	})
	t.Run("secret", func(t *testing.T) {
		s := open(t)
		secret, err := s.Secret(t.Context())
		if err != nil || len(secret) != 32 {
			t.Fatalf("%d bytes, %v", len(secret), err)
		}
		s.secret.Store(nil) // as another process finds it
		if again, err := s.Secret(t.Context()); !bytes.Equal(again, secret) || err != nil {
			t.Errorf("it has changed: %v", err)
		}
		one, _ := s.Pseudonym(t.Context(), "slack:U1")
		same, _ := s.Pseudonym(t.Context(), "slack:U1")
		if other, err := s.Pseudonym(t.Context(), "slack:U2"); one != same || one == other || err != nil {
			t.Errorf("%s, %s, %s, %v", one, same, other, err)
		}
	})
}

// purged counts what a purge would do, does it, and does it again.
func purged(t *testing.T, want int, purge func(dry bool) (int, error)) {
	t.Helper()
	for _, step := range []struct {
		dry  bool
		want int
	}{{true, want}, {false, want}, {false, 0}} {
		if n, err := purge(step.dry); n != step.want || err != nil {
			t.Errorf("dry %v: %d, %v, want %d", step.dry, n, err, step.want)
		}
	}
}

func testPurgeTickets(t *testing.T, s *Store) {
	for id, ticket := range map[string]desk.Ticket{
		"old": {Opened: start, Closed: start.Add(time.Hour)}, "still": {Opened: start, Waiting: start.AddDate(0, 0, 60)}, "new": {Opened: start.AddDate(0, 0, 60)},
	} {
		if _, err := s.ChangeTicket(t.Context(), id, func(desk.Ticket) desk.Ticket { ticket.ID = id; return ticket }); err != nil {
			t.Fatal(err)
		}
	}
	purged(t, 1, func(dry bool) (int, error) { return s.PurgeTickets(t.Context(), start.AddDate(0, 0, 30), dry) })
	if old, err := s.Ticket(t.Context(), "old"); old.ID != "" || err != nil {
		t.Errorf("left is %+v, %v", old, err)
	}
}

func testPurgeSuppressions(t *testing.T, s *Store) {
	putPeople(t, s, camille("", ""))
	for email, at := range map[string]time.Time{"camille@example.org": start, "gone@example.org": start, "fresh@example.org": start.AddDate(1, 0, 0)} {
		if _, err := s.Suppress(t.Context(), notifier.Suppression{Email: email, Reason: notifier.Refusing, List: notifier.Calls, Source: "link", At: at}); err != nil {
			t.Fatal(err)
		}
	}
	purged(t, 1, func(dry bool) (int, error) { return s.PurgeSuppressions(t.Context(), start.AddDate(0, 6, 0), dry) })
	list, err := s.SuppressionList(t.Context())
	if err != nil || len(list) != 3 {
		t.Fatalf("%+v, %v", list, err)
	}
	for _, entry := range list {
		if entry.Email == "gone@example.org" {
			t.Errorf("the address is still there: %+v", entry)
		}
	}
}

func testPurgeAudit(t *testing.T, s *Store) {
	for n := range 9 {
		if _, err := s.Append(t.Context(), Entry{At: start.AddDate(0, 0, n), Who: "camille", What: "looked"}); err != nil {
			t.Fatal(err)
		}
	}
	purged(t, 5, func(dry bool) (int, error) { return s.PurgeAudit(t.Context(), start.AddDate(0, 0, 5), dry) })
	if err := s.Verify(t.Context()); err != nil {
		t.Errorf("what is left is no trail: %v", err)
	}
	if entries, err := s.LastEntries(t.Context(), 20); len(entries) != 4 || err != nil {
		t.Errorf("%d entries are left, %v", len(entries), err)
	}
}

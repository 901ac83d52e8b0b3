package store

import (
	"testing"
	"time"

	"digbot/bot/desk"
	"digbot/internal/programme"
)

func testDesk(t *testing.T, open opener) {
	t.Run("tickets", func(t *testing.T) { testTickets(t, open(t)) })
	t.Run("counts", func(t *testing.T) { testCounts(t, open(t)) })
	t.Run("additions", func(t *testing.T) { testAdditions(t, open(t)) })
}

func testTickets(t *testing.T, s *Store) {
	ctx := t.Context()
	if ticket, err := s.Ticket(ctx, "none"); ticket.ID != "" || err != nil {
		t.Errorf("a ticket that is none: %+v, %v", ticket, err)
	}
	for i, id := range []string{"late", "early", "closed"} {
		opened := start.Add(time.Duration(3-i) * time.Hour)
		for range 2 { // a repeat changes nothing
			_, err := s.ChangeTicket(ctx, id, func(before desk.Ticket) desk.Ticket {
				before.ID, before.Round, before.Opened, before.Lines = id, 1, opened, []desk.Line{{Event: "e", Text: "Combien ?"}}
				if id == "closed" {
					before.Closed = opened.Add(time.Minute)
				}
				return before
			})
			if err != nil {
				t.Fatal(err)
			}
		}
	}
	tickets, err := s.OpenTickets(ctx)
	if err != nil || len(tickets) != 2 || tickets[0].ID != "early" || tickets[1].ID != "late" || len(tickets[0].Lines) != 1 {
		t.Errorf("open are %+v, %v", tickets, err)
	}
	if err := s.Hang(ctx, "slack", "1.2/3", "early"); err != nil {
		t.Fatal(err)
	}
	for message, want := range map[string]string{"1.2/3": "early", "1.2": ""} {
		if id, err := s.Hanging(ctx, "slack", message); id != want || err != nil {
			t.Errorf("under %s hangs %q, %v, want %q", message, id, err, want)
		}
	}
}

func testCounts(t *testing.T, s *Store) {
	ctx := t.Context()
	weeks := []time.Time{paris(t, "2019-05-06T00:00"), paris(t, "2019-05-12T23:59"), paris(t, "2019-05-13T00:00")}
	for _, at := range weeks {
		if err := s.Count(ctx, at, map[string]desk.Counts{"salary": {desk.Answered: 2, desk.Passed: 1}, "a/b": {desk.Answered: 1}}); err != nil {
			t.Fatal(err)
		}
	}
	for _, test := range []struct {
		from            string
		weeks           map[string]int // answered
		salary, slashed int
	}{
		{"2019-05-01T00:00", map[string]int{"2019-05-06": 6, "2019-05-13": 3}, 6, 3},
		{"2019-05-12T23:59", map[string]int{"2019-05-06": 6, "2019-05-13": 3}, 6, 3},
		{"2019-05-13T00:00", map[string]int{"2019-05-13": 3}, 2, 1},
		{"2019-05-20T00:00", map[string]int{}, 0, 0},
	} {
		byWeek, err := s.AskedByWeek(ctx, paris(t, test.from))
		if err != nil || len(byWeek) != len(test.weeks) {
			t.Errorf("from %s: %v, %v, want %v", test.from, byWeek, err, test.weeks)
		}
		for week, n := range test.weeks {
			if byWeek[week][desk.Answered] != n {
				t.Errorf("from %s, week %s: %v, want %d", test.from, week, byWeek[week], n)
			}
		}
		asked, err := s.Asked(ctx, paris(t, test.from))
		if err != nil || asked["salary"][desk.Answered] != test.salary || asked["salary"][desk.Passed] != test.salary/2 || asked["a/b"][desk.Answered] != test.slashed {
			t.Errorf("from %s: %v, %v", test.from, asked, err)
		}
	}
}

func testAdditions(t *testing.T, s *Store) {
	ctx := t.Context()
	draft := desk.Draft{ID: "team-parking", Language: programme.French, Title: "Où se garer ?", Questions: []string{"Où me garer ?"}, Answer: "Devant.", By: "camille"}
	for range 2 {
		if err := s.Propose(ctx, draft); err != nil {
			t.Fatal(err)
		}
	}
	if accepted, err := s.Accepted(ctx); len(accepted) != 0 || err != nil {
		t.Errorf("in service without a second yes: %v, %v", accepted, err)
	}
	for _, by := range []string{"dominique", "sacha"} { // the second comes too late
		if err := s.Accept(ctx, draft.ID, by); err != nil {
			t.Fatal(err)
		}
	}
	if kept, err := s.Draft(ctx, draft.ID); kept.Accepted != "dominique" || kept.Answer != "Devant." || err != nil {
		t.Errorf("kept %+v, %v", kept, err)
	}
	if accepted, err := s.Accepted(ctx); len(accepted) != 1 || err != nil {
		t.Errorf("in service are %v, %v", accepted, err)
	}
	draft.Answer = "Derrière."
	if err := s.Propose(ctx, draft); err == nil {
		t.Error("what is in service was overwritten")
	}
	if none, err := s.Draft(ctx, "team-none"); none.ID != "" || err != nil {
		t.Errorf("a draft that is none: %+v, %v", none, err)
	}
}

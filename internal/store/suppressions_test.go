package store

import (
	"errors"
	"strings"
	"testing"
	"time"

	"digbot/notifier"
)

func testSuppressions(t *testing.T, open opener) {
	t.Run("who is not written to", func(t *testing.T) { testSuppressed(t, open(t)) })
	t.Run("the first entry stays", func(t *testing.T) { testSuppressedTwice(t, open(t)) })
	t.Run("lifted", func(t *testing.T) { testLift(t, open(t)) })
	t.Run("an erased address leaves its mark", func(t *testing.T) { testForgetAddress(t, open(t)) })
	t.Run("entries with faults", func(t *testing.T) { testSuppressionFaults(t, open(t)) })
	t.Run("returned deliveries", func(t *testing.T) { testReturn(t, open(t)) })
	t.Run("whose address it is", func(t *testing.T) { testPeopleAt(t, open(t)) })
}

func suppress(t *testing.T, s *Store, entry notifier.Suppression) notifier.Suppression {
	t.Helper()
	stored, err := s.Suppress(t.Context(), entry)
	if err != nil {
		t.Fatal(err)
	}
	return stored
}

func bounce(email string) notifier.Suppression {
	return notifier.Suppression{Email: email, Reason: notifier.Unreachable, Note: "5.1.1", Source: "report", At: start}
}

func refuses(email string, list notifier.List) notifier.Suppression {
	return notifier.Suppression{Email: email, Reason: notifier.Refusing, List: list, Source: "link", At: start}
}

func testSuppressed(t *testing.T, s *Store) {
	suppress(t, s, bounce(" Camille@Example.org"))
	suppress(t, s, refuses("alix@example.org", notifier.Reminders))
	suppress(t, s, refuses("camille@example.org", notifier.Reminders))
	for _, test := range []struct {
		email string
		list  notifier.List
		want  notifier.Reason
	}{
		{"camille@example.org", "", notifier.Unreachable},
		{"CAMILLE@EXAMPLE.ORG ", notifier.Reminders, notifier.Unreachable},
		{"alix@example.org", "", ""},
		{"alix@example.org", notifier.Calls, ""},
		{"alix@example.org", notifier.Reminders, notifier.Refusing},
		{"sacha@example.org", notifier.Reminders, ""},
	} {
		entry, found, err := s.Suppressed(t.Context(), test.email, test.list)
		if err != nil || entry.Reason != test.want || found != (test.want != "") {
			t.Errorf("%s, %q: %+v, %t, %v; want %q", test.email, test.list, entry, found, err, test.want)
		}
	}
}

func testSuppressedTwice(t *testing.T, s *Store) {
	first := suppress(t, s, bounce("camille@example.org"))
	again := bounce("camille@example.org")
	again.At, again.Note = start.Add(time.Hour), "5.2.1"
	if second := suppress(t, s, again); second.Note != "5.1.1" || !second.At.Equal(first.At) {
		t.Errorf("the second entry is %+v", second)
	}
	if list, err := s.SuppressionList(t.Context()); len(list) != 1 || err != nil || !list[0].At.Equal(start) {
		t.Errorf("listed %+v, %v", list, err)
	}
}

func testLift(t *testing.T, s *Store) {
	suppress(t, s, bounce("camille@example.org"))
	suppress(t, s, refuses("camille@example.org", notifier.Calls))
	mark := suppress(t, s, refuses("alix@example.org", notifier.Calls)).Mark
	for _, test := range []struct {
		what string
		want int
	}{{"nobody@example.org", 0}, {"ff", 0}, {"", 0}, {"Camille@example.org", 2}, {"camille@example.org", 0}, {mark, 1}} {
		if lifted, err := s.Lift(t.Context(), test.what); len(lifted) != test.want || err != nil {
			t.Errorf("lifted %q: %+v, %v; want %d", test.what, lifted, err, test.want)
		}
	}
	if list, err := s.SuppressionList(t.Context()); len(list) != 0 || err != nil {
		t.Errorf("left: %+v, %v", list, err)
	}
}

func testForgetAddress(t *testing.T, s *Store) {
	suppress(t, s, bounce("camille@example.org"))
	for range 2 {
		if err := s.ForgetAddress(t.Context(), "camille@example.org"); err != nil {
			t.Fatal(err)
		}
	}
	for key, value := range dump(t, s.engine) {
		if strings.Contains(strings.ToLower(key+value), "camille") {
			t.Errorf("%s: %s", key, value)
		}
	}
	if _, found, err := s.Suppressed(t.Context(), "camille@example.org", ""); !found || err != nil {
		t.Errorf("found %t, %v: the mark is to remain", found, err)
	}
	if again := suppress(t, s, bounce("camille@example.org")); again.Email != "camille@example.org" {
		t.Errorf("it came back as %+v", again)
	}
}

func testSuppressionFaults(t *testing.T, s *Store) {
	for _, entry := range []notifier.Suppression{
		{}, bounce("camille"), refuses("camille@example.org", ""), refuses("camille@example.org", "results"),
		{Email: "camille@example.org", Reason: notifier.Unreachable, List: notifier.Calls}, {Email: "camille@example.org", Reason: "mood"},
	} {
		if stored, err := s.Suppress(t.Context(), entry); err == nil {
			t.Errorf("stored %+v", stored)
		}
	}
}

// testReturn walks a delivery to each state, then lets its message come back.
func testReturn(t *testing.T, s *Store) {
	planned(t, s, 7)
	claimed := claim(t, s, start, 6)
	commit(t, s, claimed[1:6]...)
	for i, state := range map[int]notifier.State{2: notifier.Accepted, 3: notifier.Uncertain, 4: notifier.RetryAt, 5: notifier.Refused} {
		settle(t, s, claimed[i], notifier.End{State: state, At: start, Retry: start.Add(time.Hour), Note: "before"})
	}
	at := start.Add(time.Hour)
	for i, want := range []notifier.State{
		notifier.Bounced, notifier.Bounced, notifier.Bounced, notifier.Bounced, notifier.Bounced, notifier.Refused, notifier.Planned,
	} {
		id := stored(t, s, testDeliveryID(i)).ID
		before := stored(t, s, id)
		late, err := s.Return(t.Context(), "c", id, "delayed", false, at)
		if late.State != before.State || err != nil {
			t.Errorf("%d: delayed as %s, %v", i, late.State, err)
		}
		for range 2 {
			if gone, err := s.Return(t.Context(), "c", id, "came back", true, at); gone.State != want || err != nil {
				t.Errorf("%d: %s, %v; want %s", i, gone.State, err, want)
			}
		}
		if late, _ := s.Return(t.Context(), "c", id, "delayed", false, at); want == notifier.Bounced && late.Note != "came back" {
			t.Errorf("%d: the note is %q", i, late.Note)
		}
	}
	if err := s.Commit(t.Context(), claimed[0]); !errors.Is(err, notifier.ErrLost) {
		t.Errorf("a worker goes on with what came back: %v", err)
	}
	counts, err := s.Counts(t.Context(), "c")
	if err != nil || counts[notifier.Bounced] != 5 || counts[notifier.Refused] != 1 || counts[notifier.Planned] != 1 || len(counts) != 3 {
		t.Errorf("counts %v, %v", counts, err)
	}
	if left := claim(t, s, at.Add(24*time.Hour), 10); len(left) != 1 {
		t.Errorf("claimed %+v, want what was never sent", left)
	}
	if _, err := s.Return(t.Context(), "c", "none", "", true, at); !errors.Is(err, notifier.ErrUnknown) {
		t.Errorf("an unknown delivery: %v", err)
	}
}

func testDeliveryID(i int) string {
	_, deliveries := testCampaign("c", i+1)
	return deliveries[i].ID
}

func testPeopleAt(t *testing.T, s *Store) {
	people := manyPeople(7)
	people[3].Email = "Camille@Example.org"
	putPeople(t, s, people...)
	if ids, err := s.PeopleAt(t.Context(), "camille@example.org"); len(ids) != 1 || ids[0] != people[3].ID || err != nil {
		t.Errorf("got %v, %v", ids, err)
	}
}

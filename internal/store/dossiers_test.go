package store

import (
	"maps"
	"slices"
	"strings"
	"testing"
	"time"

	"digbot/internal/programme"
)

func testDossiers(t *testing.T, open opener) {
	t.Run("applications", func(t *testing.T) { testApplications(t, open(t)) })
	t.Run("positions", func(t *testing.T) {
		s := open(t)
		var position struct{ Cursor string }
		if err := s.Position(t.Context(), "list", &position); err != nil || position.Cursor != "" {
			t.Errorf("before anything was read: %+v, %v", position, err)
		}
		position.Cursor = "abc"
		if err := s.SetPosition(t.Context(), "list", position); err != nil {
			t.Fatal(err)
		}
		position.Cursor = ""
		if err := s.Position(t.Context(), "list", &position); err != nil || position.Cursor != "abc" {
			t.Errorf("kept %+v, %v", position, err)
		}
	})
	t.Run("leases", func(t *testing.T) {
		s := open(t)
		for _, step := range []struct {
			by    string
			after time.Duration
			has   bool
		}{{"a", 0, true}, {"b", 0, false}, {"a", 30 * time.Second, true}, {"b", 80 * time.Second, false}, {"b", 91 * time.Second, true}, {"a", 92 * time.Second, false}} {
			if has, err := s.Lease(t.Context(), "applications", step.by, start.Add(step.after), time.Minute); has != step.has || err != nil {
				t.Errorf("%s after %s: %v, %v", step.by, step.after, has, err)
			}
		}
	})
}

func testApplications(t *testing.T, s *Store) {
	ctx := t.Context()
	must := func(err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
	}
	application := func(number, email, challenge string) Application {
		return Application{Number: number, Person: programme.Person{Name: "Camille Exemple", Email: email, Language: programme.French,
			Roles: []programme.Role{{Kind: programme.Candidate, Challenge: challenge, Status: programme.Applied}}}}
	}
	for range 2 { // by number, it is taken in once
		must(s.ReceiveApplication(ctx, application("1", "camille@example.org", "one")))
	}
	must(s.ReceiveApplication(ctx, application("2", "camille@example.org", "two")))
	must(s.ReceiveApplication(ctx, application("3", "noe@example.org", "one")))
	people, err := s.Directory(ctx)
	if err != nil || len(people) != 2 {
		t.Fatalf("%+v, %v", people, err)
	}
	waiting, err := s.Unacknowledged(ctx)
	if err != nil || !slices.Equal(slices.Sorted(maps.Keys(waiting)), []string{"1", "2", "3"}) || waiting["1"] != waiting["2"] || waiting["1"] == waiting["3"] {
		t.Errorf("waiting are %v, %v", waiting, err)
	}
	must(s.Acknowledged(ctx, "1"))
	must(s.Acknowledged(ctx, "99")) // erased meanwhile
	if left, err := s.Unacknowledged(ctx); len(left) != 2 || err != nil {
		t.Errorf("waiting are %v, %v", left, err)
	}
	if id, err := s.AcknowledgementID(ctx, "23104711"); strings.Contains(id, "23104711") || err != nil {
		t.Errorf("the notice tells the number: %s, %v", id, err)
	}
	if author, err := s.DropApplication(ctx, "1", start); author != "" || err != nil {
		t.Errorf("one of two applications takes its author along: %q, %v", author, err)
	}
	camille, err := s.Person(ctx, waiting["1"])
	if err != nil || len(camille.Roles) != 1 || camille.Roles[0].Challenge != "two" {
		t.Errorf("left is %+v, %v", camille, err)
	}
	must(s.ReceiveApplication(ctx, application("1", "camille@example.org", "one")))
	if again, err := s.Person(ctx, waiting["1"]); err != nil || len(again.Roles) != 1 {
		t.Errorf("an erased application comes in again: %+v, %v", again, err)
	}
	if author, err := s.DropApplication(ctx, "3", start); author != waiting["3"] || err != nil {
		t.Errorf("the last application of somebody: %q, %v, want %q to be forgotten", author, err, waiting["3"])
	}
}

package store

import (
	"errors"
	"testing"

	"digbot/internal/programme"
)

func testImports(t *testing.T, open opener) {
	t.Run("all of it, or nothing", func(t *testing.T) { testImport(t, open(t)) })
	t.Run("the data key is made once", func(t *testing.T) { testImportMakesTheDataKeyOnce(t, open(t)) })
}

// testImport takes a list in: what is new, what differs, what leaves; and once only.
func testImport(t *testing.T, s *Store) {
	ctx := t.Context()
	gone, same := programme.Person{ID: "gone", Name: "Alix Exemple"}, programme.Person{ID: "same", Name: "Sacha Exemple"}
	putPeople(t, s, camille(programme.Reserve, ""), gone, same)
	standing, err := s.Standing(ctx)
	if err != nil || len(standing.People) != 3 || standing.People[0].Roles[0].Decision != "" {
		t.Fatalf("%+v, %v", standing.People, err)
	}
	begin := func() *Import {
		t.Helper()
		i := s.Import(standing)
		renamed := camille(programme.Reserve, "")
		renamed.Name = "Camille Autre"
		noe := camille(programme.Declined, "")
		noe.ID, noe.Email = "noe", "noe@example.org"
		differ, err := i.Put(ctx, renamed, noe, same)
		if want := []Difference{{Known: true}, {Known: true, Decision: true}, {}}; err != nil || len(differ) != 3 || differ[0] != want[0] || differ[1] != want[1] || differ[2].Any() {
			t.Fatalf("%+v, %v, want %+v", differ, err, want)
		}
		i.Remove("gone")
		return i
	}
	before := dump(t, s.engine)
	first, second := begin(), begin()
	if after := dump(t, s.engine); len(after) != len(before) {
		t.Error("something was written before it was said yes to")
	}
	if err := first.Commit(ctx); err != nil {
		t.Fatal(err)
	}
	if err := second.Commit(ctx); !errors.Is(err, ErrMoved) {
		t.Errorf("the roster has changed, and it was not noticed: %v", err)
	}
	everybody, err := s.Everybody(ctx)
	if err != nil || len(everybody) != 3 || everybody[0].Name != "Camille Autre" || everybody[0].Roles[0].Decision != programme.Reserve ||
		everybody[1].ID != "noe" || everybody[1].Roles[0].Decision != programme.Declined {
		t.Errorf("there are %+v, %v", everybody, err)
	}
	if nothing := s.Import(standing); nothing.Any() || nothing.Commit(ctx) != nil {
		t.Error("nothing is something")
	}
	if differ, err := s.Import(standing).Put(ctx); len(differ) != 0 || err != nil {
		t.Errorf("nobody differs: %v, %v", differ, err)
	}
}

// testImportMakesTheDataKeyOnce: an import that was looked at before the first decision came does not overwrite its key.
func testImportMakesTheDataKeyOnce(t *testing.T, s *Store) {
	t.Helper()
	standing, err := s.Standing(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	i := s.Import(standing)
	if _, err := i.Put(t.Context(), camille(programme.Laureate, "")); err != nil {
		t.Fatal(err)
	}
	noe := camille(programme.Declined, "")
	noe.ID = "noe"
	putPeople(t, s, noe)
	if err := i.Commit(t.Context()); !errors.Is(err, ErrMoved) {
		t.Errorf("got %v", err)
	}
	if got, err := s.Person(t.Context(), "noe"); err != nil || got.Roles[0].Decision != programme.Declined {
		t.Errorf("read %+v, %v", got, err)
	}
}

package store

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"testing"

	"digbot/internal/programme"
)

func openLate(t *testing.T, path string) *Store {
	t.Helper()
	s, err := Open(path, testPromotion(), Late())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = s.Close() })
	return s
}

func TestLateIsAnEngine(t *testing.T) {
	testEngine(t, func(t *testing.T) engine { return newLate(func() (engine, error) { return openTestBolt(t), nil }) })
}

// TestLookingMakesNoStore reads all that an import reads, then writes.
func TestLookingMakesNoStore(t *testing.T) {
	path := filepath.Join(t.TempDir(), "store.db")
	s := openLate(t, path)
	standing, err := s.Standing(t.Context())
	if err != nil || len(standing.People) != 0 {
		t.Fatal(standing, err)
	}
	secret, err := s.Secret(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	change := s.Import(standing)
	if _, err := change.Put(t.Context(), manyPeople(3)...); err != nil {
		t.Fatal(err)
	}
	if _, err := s.Erased(t.Context(), "camille@example.org"); err != nil {
		t.Fatal(err)
	}
	if content := dump(t, s.engine); len(content) != 2 {
		t.Errorf("reading has made %v", content)
	}
	if err := s.Compact(t.Context()); err != nil {
		t.Error(err)
	}
	if _, err := os.Stat(path); !errors.Is(err, fs.ErrNotExist) {
		t.Fatalf("there is a store: %v", err)
	}
	if err := change.Commit(t.Context()); err != nil {
		t.Fatal(err)
	}
	if people, err := s.Directory(t.Context()); len(people) != 3 || err != nil {
		t.Errorf("%d people, %v", len(people), err)
	}
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	again := openLate(t, path) // as any other: the file is there
	if _, is := again.engine.(*bolt); !is {
		t.Errorf("it is a %T", again.engine)
	}
	if stored, err := again.Secret(t.Context()); string(stored) != string(secret) || err != nil {
		t.Errorf("the key is another one, %v", err)
	}
	if people, err := again.Directory(t.Context()); len(people) != 3 || err != nil {
		t.Errorf("%d people, %v", len(people), err)
	}
}

// TestAStoreThatAnotherMadeMeanwhile is left as it is: what was read does not hold for it.
func TestAStoreThatAnotherMadeMeanwhile(t *testing.T) {
	path := filepath.Join(t.TempDir(), "store.db")
	s := openLate(t, path)
	other, err := Open(path, testPromotion())
	if err != nil {
		t.Fatal(err)
	}
	if err := other.Close(); err != nil {
		t.Fatal(err)
	}
	if err := s.PutPeople(t.Context(), []programme.Person{{ID: "c-1", Name: "Camille Exemple"}}); !errors.Is(err, errMade) {
		t.Errorf("got %v, want %v", err, errMade)
	}
	if people, err := openLate(t, path).Directory(t.Context()); len(people) != 0 || err != nil {
		t.Errorf("%d people, %v", len(people), err)
	}
}

func TestAStoreThatCannotBeMade(t *testing.T) {
	s := openLate(t, filepath.Join(t.TempDir(), "nowhere", "store.db"))
	if people, err := s.Directory(t.Context()); len(people) != 0 || err != nil {
		t.Errorf("%d people, %v", len(people), err)
	}
	if err := s.PutPeople(t.Context(), manyPeople(1)); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("got %v", err)
	}
}

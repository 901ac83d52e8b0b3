package store

import (
	"errors"
	"path/filepath"
	"testing"

	"digbot/internal/programme"
	"digbot/internal/seal"
)

// TestDecisionsNeedTheKey opens a store that holds a decision without the key, and with another one.
func TestDecisionsNeedTheKey(t *testing.T) {
	path := filepath.Join(t.TempDir(), "store.db")
	other, err := seal.Generate()
	if err != nil {
		t.Fatal(err)
	}
	with := func(options ...Option) *Store {
		s, err := Open(path, testPromotion(), append(options, Volatile())...)
		if err != nil {
			t.Fatal(err)
		}
		return s
	}
	s := with()
	putPeople(t, s, camille("", ""))
	if err := s.PutPeople(t.Context(), []programme.Person{camille(programme.Laureate, "")}); !errors.Is(err, ErrNoKey) {
		t.Errorf("a decision was stored without a key: %v", err)
	}
	s.Close()
	s = with(WithKey(testKey))
	putPeople(t, s, camille(programme.Laureate, ""))
	s.Close()
	for name, options := range map[string][]Option{"no key": nil, "another key": {WithKey(other)}} {
		s := with(options...)
		if got, err := s.Person(t.Context(), "camille"); err == nil || got.Roles != nil && got.Roles[0].Decision != "" {
			t.Errorf("%s: read %+v", name, got)
		}
		if _, err := s.People(t.Context(), programme.Audience{Role: programme.Candidate}); err == nil {
			t.Errorf("%s: people were read as if nothing had been decided", name)
		}
		if directory, err := s.Directory(t.Context()); len(directory) != 1 || err != nil {
			t.Errorf("%s: the directory needs no key: %v", name, err)
		}
		s.Close()
	}
}

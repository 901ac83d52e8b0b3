package store

import (
	"bytes"
	"errors"
	"path/filepath"
	"sync"
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

// decisionRecord is what lies in the store.
func decisionRecord(t *testing.T, s *Store, id string) record {
	t.Helper()
	stored, err := s.engine.Get(t.Context(), decisionKey(id))
	if err != nil || stored[0].Value == nil {
		t.Fatalf("no decision on %s: %v", id, err)
	}
	return stored[0]
}

// TestDecisionsOfBefore reads what a version before has sealed with age by itself, and keeps it until it changes.
func TestDecisionsOfBefore(t *testing.T) {
	s := openTestStore(t)
	putPeople(t, s, camille("", ""))
	open, decided := split(camille(programme.Reserve, ""))
	plain, err := encode(decided)
	if err != nil {
		t.Fatal(err)
	}
	sealed, err := testKey.Seal(plain)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := s.engine.Apply(t.Context(), nil, []write{put(decisionKey(open.ID), sealed)}); err != nil {
		t.Fatal(err)
	}
	expect := func(want programme.Decision) {
		t.Helper()
		got, err := s.Person(t.Context(), "camille")
		if err != nil || got.Roles[0].Decision != want {
			t.Errorf("read %+v, %v, want %s", got, err, want)
		}
	}
	expect(programme.Reserve)
	if err := s.CheckKey(t.Context()); err != nil {
		t.Error(err)
	}
	putPeople(t, s, camille(programme.Reserve, ""))
	if !bytes.Equal(decisionRecord(t, s, "camille").Value, sealed) {
		t.Error("what stays as it is was written anew")
	}
	putPeople(t, s, camille(programme.Laureate, ""))
	expect(programme.Laureate)
	if !seal.UnderDataKey(decisionRecord(t, s, "camille").Value) {
		t.Error("what changed is sealed as before")
	}
}

// TestDecisionsLookAlike: neither its length nor anything else of a record tells what was decided, or answered.
func TestDecisionsLookAlike(t *testing.T) {
	s := openTestStore(t)
	lengths := map[int]bool{}
	for _, decision := range []programme.Decision{programme.Laureate, programme.Reserve, programme.Declined} {
		for _, answer := range []programme.Answer{programme.NoAnswer, programme.Accepted, programme.Renounced} {
			putPeople(t, s, camille(decision, answer))
			r := decisionRecord(t, s, "camille")
			lengths[len(r.Value)] = true
			if bytes.Contains(r.Value, []byte(decision)) {
				t.Errorf("%s stands there: %q", decision, r.Value)
			}
		}
	}
	if len(lengths) != 1 {
		t.Errorf("the lengths differ: %v", lengths)
	}
}

// TestDecisionOfSomebodyElse: a record that was put in the place of another is not read as that.
func TestDecisionOfSomebodyElse(t *testing.T) {
	s := openTestStore(t)
	noe := camille(programme.Declined, "")
	noe.ID = "noe"
	putPeople(t, s, camille(programme.Laureate, ""), noe)
	moved := put(decisionKey("noe"), decisionRecord(t, s, "camille").Value)
	if _, err := s.engine.Apply(t.Context(), nil, []write{moved}); err != nil {
		t.Fatal(err)
	}
	if got, err := s.Person(t.Context(), "noe"); err == nil {
		t.Errorf("read %+v", got)
	}
}

// TestFirstDecisionsTogether: of several who make the first data key one wins, and everybody's decisions can be read.
func TestFirstDecisionsTogether(t *testing.T) {
	e := newMemory()
	first, second := timedStore(t, e), timedStore(t, e)
	var working sync.WaitGroup
	for _, s := range []*Store{first, second} {
		working.Go(func() {
			for n := range 20 {
				person := camille(programme.Laureate, "")
				person.ID = string(rune('a'+n)) + map[bool]string{true: "-first", false: "-second"}[s == first]
				if err := s.PutPeople(t.Context(), []programme.Person{person}); err != nil {
					t.Error(err)
				}
			}
		})
	}
	working.Wait()
	for _, s := range []*Store{first, second} {
		everybody, err := s.Everybody(t.Context())
		if err != nil || len(everybody) != 40 {
			t.Errorf("%d people, %v", len(everybody), err)
		}
	}
}

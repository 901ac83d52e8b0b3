package store

import (
	"bytes"
	"errors"
	"fmt"
	"maps"
	"testing"
	"time"

	"digbot/internal/programme"
	"digbot/notifier"
)

// lived is a store in the middle of a season.
func lived(t *testing.T, s *Store) *Store {
	t.Helper()
	putPeople(t, s, camille(programme.Laureate, ""))
	at := paris(t, "2019-05-17T10:00")
	if _, err := s.Activate(t.Context(), at.AddDate(0, -2, 0)); err != nil {
		t.Fatal(err)
	}
	if err := s.Advance(t.Context(), at); err != nil {
		t.Fatal(err)
	}
	planned(t, s, 7)
	claimed := claim(t, s, at, 3)
	commit(t, s, claimed[:2]...)
	settle(t, s, claimed[0], notifier.End{State: notifier.Accepted, At: at})
	return s
}

// recordsOf is what a store holds, but for what is about the place.
func recordsOf(t *testing.T, s *Store) map[string]string {
	t.Helper()
	held := dump(t, s.engine)
	maps.DeleteFunc(held, func(key, _ string) bool { return isMark(key) })
	return held
}

func backup(t *testing.T, s *Store, move bool) (Copied, []byte) {
	t.Helper()
	var file bytes.Buffer
	copied, err := s.Backup(t.Context(), &file, move, paris(t, "2019-05-17T10:01"))
	if err != nil {
		t.Fatal(err)
	}
	return copied, file.Bytes()
}

// engines are the places between which a store moves.
func engines(t *testing.T) map[string]opener {
	t.Helper()
	return map[string]opener{"bbolt": openTestStore, "miniredis": storesAt(miniURL(t)), "socket": openTestSocket}
}

// TestMove takes a store from every engine to every other: everything is there, and nothing happens in the old place.
func TestMove(t *testing.T) {
	places := engines(t)
	for from, open := range places {
		for to, openNew := range places {
			t.Run(from+" to "+to, func(t *testing.T) {
				old, fresh := lived(t, open(t)), openNew(t, ForRestore())
				copied, file := backup(t, old, true)
				restored, err := fresh.Restore(t.Context(), bytes.NewReader(file), paris(t, "2019-05-17T10:05"))
				if err != nil || restored.Copied != copied || len(restored.Paused) > 0 {
					t.Fatalf("%+v, %v; want %+v", restored, err, copied)
				}
				if got, want := dump(t, fresh.engine), recordsOf(t, old); !maps.Equal(got, want) || len(got) != copied.Records {
					t.Errorf("%d records, and %d in the old place", len(got), len(want))
				}
				person, err := fresh.Person(t.Context(), "camille")
				if err != nil || person.Roles[0].Decision != programme.Laureate {
					t.Errorf("%+v, %v", person, err)
				}
				if _, err := old.Claim(t.Context(), "c", notifier.ByMail, paris(t, "2019-05-17T10:06"), lease, 5); !errors.Is(err, ErrRetired) {
					t.Errorf("the old place still works: %v", err)
				}
				if len(claim(t, fresh, paris(t, "2019-05-17T10:06"), 9)) != 5 {
					t.Error("the new place does not go on")
				}
			})
		}
	}
}

// TestReinstate takes a move back.
func TestReinstate(t *testing.T) {
	s := lived(t, openTestStore(t))
	before := recordsOf(t, s)
	backup(t, s, true)
	at, err := s.Retired(t.Context())
	if err != nil || !at.Equal(paris(t, "2019-05-17T10:01")) {
		t.Errorf("retired at %s, %v", at, err)
	}
	for range 2 {
		if err := s.Reinstate(t.Context()); err != nil {
			t.Fatal(err)
		}
	}
	if got := dump(t, s.engine); !maps.Equal(got, before) {
		t.Error("something else has changed")
	}
	if len(claim(t, s, paris(t, "2019-05-17T10:06"), 9)) != 5 {
		t.Error("the store does not go on")
	}
}

// TestOlderCopy restores a copy after which others went on: nothing leaves by itself.
func TestOlderCopy(t *testing.T) {
	_, file := backup(t, lived(t, openTestStore(t)), false)
	s := openTestStore(t, ForRestore())
	at := paris(t, "2019-05-20T09:00")
	restored, err := s.Restore(t.Context(), bytes.NewReader(file), at)
	if err != nil || len(restored.Paused) != 1 || !restored.From.Equal(paris(t, "2019-05-17T10:00")) || !restored.To.Equal(at) {
		t.Fatalf("%+v, %v", restored, err)
	}
	if left, err := s.Claim(t.Context(), restored.Paused[0], notifier.ByMail, at, lease, 9); len(left) > 0 || err != nil {
		t.Errorf("%d deliveries would leave: %v", len(left), err)
	}
	if swept, err := s.Swept(t.Context()); !swept.Equal(at) || err != nil {
		t.Errorf("swept up to %s, %v", swept, err)
	}
}

// TestOccupied never restores over something.
func TestOccupied(t *testing.T) {
	_, file := backup(t, lived(t, openTestStore(t)), true)
	s := lived(t, openTestStore(t))
	before := dump(t, s.engine)
	if _, err := s.Restore(t.Context(), bytes.NewReader(file), time.Now()); !errors.Is(err, ErrOccupied) {
		t.Errorf("restored: %v", err)
	}
	if !maps.Equal(dump(t, s.engine), before) {
		t.Error("the store has changed")
	}
}

// TestSpoiltCopies cuts a copy at many places, and changes it at many: it is refused and nothing is done.
func TestSpoiltCopies(t *testing.T) {
	_, whole := backup(t, lived(t, openTestStore(t)), true)
	spoilt := [][]byte{nil, []byte("digbot"), append(bytes.Clone(whole), whole...)}
	for at := 0; at < len(whole); at += 1 + len(whole)/60 {
		changed := bytes.Clone(whole)
		changed[at] ^= 0x10
		spoilt = append(spoilt, whole[:at], changed)
	}
	s := openTestStore(t, ForRestore())
	before := dump(t, s.engine)
	for i, file := range spoilt {
		_, err := s.Restore(t.Context(), bytes.NewReader(file), time.Now())
		if !errors.Is(err, ErrCopy) && !errors.Is(err, ErrNewer) && !harmless(file, whole) {
			t.Errorf("spoilt copy %d: %v", i, err)
		}
	}
	if got := dump(t, s.engine); !maps.Equal(got, before) {
		t.Error("something was restored")
	}
}

// harmless reports whether the change is in the heading of the compression, where a time and the system stand.
func harmless(file, whole []byte) bool {
	return len(file) == len(whole) && bytes.Equal(file[10:], whole[10:])
}

// TestCutRestoration ends a restoration at every step. Nobody can open what there is, until it was restored again.
func TestCutRestoration(t *testing.T) {
	copied, file := backup(t, lived(t, openTestStore(t)), true)
	for n := 1; ; n++ {
		model := newMemory()
		s := onEngine(t, &dying{engine: model, left: 1 << 30})
		s.engine = &dying{engine: model, left: n, done: n%2 == 0}
		s.restores, s.batch = true, 7
		_, err := s.Restore(t.Context(), bytes.NewReader(file), time.Now())
		if err == nil {
			if n < 8 {
				t.Errorf("only %d steps", n)
			}
			return
		}
		_, opening := newStore(t.Context(), model, testPromotion(), options{now: time.Now})
		if marked := model.values[restoringKey()] != nil; marked != errors.Is(opening, ErrRestoring) || !marked && len(model.values) != 1 && len(model.values) != copied.Records {
			t.Fatalf("cut at step %d: %d records, opened with %v", n, len(model.values), opening)
		}
		s.engine = model
		if model.values[restoringKey()] == nil && len(model.values) == copied.Records {
			continue // it was done, and only the answer got lost
		}
		if _, err := s.Restore(t.Context(), bytes.NewReader(file), time.Now()); err != nil {
			t.Fatalf("again after step %d: %v", n, err)
		}
		if len(dump(t, model)) != copied.Records {
			t.Fatalf("again after step %d: %d records", n, len(dump(t, model)))
		}
	}
}

// FuzzReadCopy reads what may be no copy.
func FuzzReadCopy(f *testing.F) {
	var file bytes.Buffer
	out, err := newCopyWriter(&file, heading{Form: 1, Schema: 1, Copied: Copied{Promotion: "dig-2019"}})
	if err != nil {
		f.Fatal(err)
	}
	for n := range 3 {
		if err := out.add(record{fmt.Sprint("key", n), []byte{byte(n)}}); err != nil {
			f.Fatal(err)
		}
	}
	if _, err := out.close(); err != nil {
		f.Fatal(err)
	}
	f.Add(file.Bytes())
	f.Add(file.Bytes()[:40])
	f.Fuzz(func(t *testing.T, data []byte) {
		copied, err := VerifyBackup(bytes.NewReader(data))
		if err != nil && copied.Records > 0 && copied.Hash == "" {
			t.Errorf("%+v, %v", copied, err)
		}
	})
}

package store

import (
	"errors"
	"fmt"
	"strings"
	"sync"
	"testing"
	"time"

	"digbot/internal/programme"
)

func testAudit(t *testing.T, open opener) {
	t.Run("in order, each event once", func(t *testing.T) { testAppend(t, open(t)) })
	t.Run("from many sides", func(t *testing.T) { testAppendTogether(t, open(t)) })
	t.Run("whatever is changed is found", func(t *testing.T) {
		for name, forge := range forgeries() {
			t.Run(name, func(t *testing.T) { testForgery(t, open(t), forge) })
		}
	})
}

// tell appends n entries.
func tell(t *testing.T, s *Store, n int) {
	t.Helper()
	for i := range n {
		entry := Entry{At: paris(t, "2019-05-17T11:00").Add(time.Duration(i)), Who: "alix", Where: "slack", What: fmt.Sprint("what ", i)}
		told, err := s.Append(t.Context(), entry)
		if err != nil || told.Seq != i+1 {
			t.Fatalf("got %+v, %v", told, err)
		}
	}
}

func testAppend(t *testing.T, s *Store) {
	if err := s.Verify(t.Context()); err != nil {
		t.Errorf("an empty trail: %v", err)
	}
	tell(t, s, 10)
	tell(t, s, 10)
	entries, err := s.Entries(t.Context(), 4, 3)
	if err != nil || len(entries) != 3 || entries[0].Seq != 5 || entries[2].What != "what 6" || entries[1].Prev != entries[0].Hash {
		t.Errorf("got %+v, %v", entries, err)
	}
	if entries, err := s.Entries(t.Context(), 0, 100); len(entries) != 10 || err != nil {
		t.Errorf("%d entries, %v", len(entries), err)
	}
	if last, err := s.LastEntries(t.Context(), 2); err != nil || len(last) != 2 || last[0].Seq != 9 || last[1].Seq != 10 {
		t.Errorf("the last two: %+v, %v", last, err)
	}
	if err := s.Verify(t.Context()); err != nil {
		t.Error(err)
	}
}

func testAppendTogether(t *testing.T, s *Store) {
	var group sync.WaitGroup
	for worker := range 8 {
		group.Go(func() {
			for i := range 5 {
				entry := Entry{At: time.Now(), Who: fmt.Sprint("worker-", worker), What: fmt.Sprint(i)}
				if _, err := s.Append(t.Context(), entry); err != nil {
					t.Error(err)
				}
				if err := s.Verify(t.Context()); err != nil {
					t.Error(err)
				}
			}
		})
	}
	group.Wait()
	if entries, err := s.Entries(t.Context(), 0, 100); len(entries) != 40 || err != nil {
		t.Errorf("%d entries, %v", len(entries), err)
	}
}

// forgeries change an audit trail of five entries.
func forgeries() map[string]func(content map[string]string) []write {
	replace := func(content map[string]string, seq int, before, after string) []write {
		return []write{put(auditKey(seq), []byte(strings.Replace(content[auditKey(seq)], before, after, 1)))}
	}
	return map[string]func(map[string]string) []write{
		"a word":     func(c map[string]string) []write { return replace(c, 3, "what 2", "what 9") },
		"a name":     func(c map[string]string) []write { return replace(c, 1, "alix", "lou") },
		"a content":  func(c map[string]string) []write { return replace(c, 4, `"prev"`, `"content":"x","prev"`) },
		"an instant": func(c map[string]string) []write { return replace(c, 5, "T09:", "T08:") },
		"a number":   func(c map[string]string) []write { return replace(c, 2, `"seq":2`, `"seq":3`) },
		"a whole entry": func(map[string]string) []write {
			entry := Entry{Seq: 3, At: start, Who: "lou", What: "nothing"}
			entry.Hash = entry.sum()
			value, _ := encode(entry)
			return []write{put(auditKey(3), value)}
		},
		"one is missing": func(map[string]string) []write { return []write{remove(auditKey(3))} },
		"the first":      func(map[string]string) []write { return []write{remove(auditKey(1))} },
		"the last":       func(map[string]string) []write { return []write{remove(auditKey(5))} },
		"all are missing": func(map[string]string) []write {
			return []write{remove(auditKey(1)), remove(auditKey(2)), remove(auditKey(3)), remove(auditKey(4)), remove(auditKey(5))}
		},
		"the end is older": func(map[string]string) []write { return []write{put(auditHeadKey(), []byte(`{"seq":4,"hash":"x"}`))} },
		"another end":      func(map[string]string) []write { return []write{put(auditHeadKey(), []byte(`{"seq":5,"hash":"x"}`))} },
	}
}

func testForgery(t *testing.T, s *Store, forge func(map[string]string) []write) {
	tell(t, s, 5)
	if err := s.Verify(t.Context()); err != nil {
		t.Fatal(err)
	}
	must(t, s.engine, forge(dump(t, s.engine))...)
	if err := s.Verify(t.Context()); !errors.Is(err, ErrForged) {
		t.Errorf("got %v", err)
	}
}

// TestTheHashStaysTheSame keeps every trail that was ever written from looking forged, and every key from being lost.
func TestTheHashStaysTheSame(t *testing.T) {
	at := time.Date(2019, 5, 17, 9, 0, 0, 1, time.UTC)
	for want, fields := range map[string][]any{
		"19b6516877d993626c3247313a19cefe80e30edcc98c1388f0909da77020e934": {"slack:D0"},
		"ea3327bb0d3034c63129f29fa840da8d78a905f035999b788adcf37b3106e7ee": {7, at, "alix", "a \"quoted\" line\nwith é, \u00a0, \xff and 👍", programme.French},
	} {
		if got := hashOf(fields...); got != want {
			t.Errorf("%q: %s", fields, got)
		}
	}
}

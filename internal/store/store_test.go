package store

import (
	"errors"
	"fmt"
	"math/rand/v2"
	"path/filepath"
	"testing"
	"time"

	"digbot/internal/programme"
	"digbot/internal/seal"
)

// opener opens an empty store for one test and closes it afterwards.
type opener func(t *testing.T, options ...Option) *Store

func openTestStore(t *testing.T, options ...Option) *Store {
	t.Helper()
	s, err := Open(filepath.Join(t.TempDir(), "store.db"), testPromotion(), append(options, Volatile(), WithKey(testKey))...)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = s.Close() })
	return s
}

// testKey seals the decisions of every test.
var testKey = func() seal.Key {
	key, err := seal.Generate()
	if err != nil {
		panic(err)
	}
	return key
}()

// onEngine is a store on an engine, with small steps, so that work of a few records takes many.
func onEngine(t *testing.T, e engine) *Store {
	t.Helper()
	s, err := newStore(t.Context(), e, testPromotion(), options{now: time.Now, key: &testKey})
	if err != nil {
		t.Fatal(err)
	}
	s.batch = 3
	return s
}

// TestStore runs the conformance suite on bbolt.
func TestStore(t *testing.T) { testStore(t, openTestStore) }

// TestStoreInSmallSteps runs it with steps of three records, and on the plain engine.
func TestStoreInSmallSteps(t *testing.T) {
	testStore(t, func(t *testing.T, opts ...Option) *Store {
		s := openTestStore(t, opts...)
		s.batch = 3
		return s
	})
	testStore(t, func(t *testing.T, opts ...Option) *Store {
		s := onEngine(t, newMemory())
		s.now = newOptions(opts).now
		return s
	})
}

// testStore is what a store must pass on every engine.
func testStore(t *testing.T, open opener) {
	t.Run("schema", func(t *testing.T) { testSchema(t, open) })
	t.Run("firings", func(t *testing.T) { testFirings(t, open) })
	t.Run("season", func(t *testing.T) { testSeason(t, open) })
	t.Run("conversations", func(t *testing.T) { testConversations(t, open) })
	t.Run("inbox", func(t *testing.T) { testInbox(t, open) })
	t.Run("people", func(t *testing.T) { testPeople(t, open) })
	t.Run("campaigns", func(t *testing.T) { testCampaigns(t, open) })
	t.Run("deliveries", func(t *testing.T) { testDeliveries(t, open) })
	t.Run("quotas", func(t *testing.T) { testQuotas(t, open) })
	t.Run("workers", func(t *testing.T) { testWorkers(t, open) })
	t.Run("suppressions", func(t *testing.T) { testSuppressions(t, open) })
	t.Run("audit", func(t *testing.T) { testAudit(t, open) })
	t.Run("desk", func(t *testing.T) { testDesk(t, open) })
	t.Run("dossiers", func(t *testing.T) { testDossiers(t, open) })
	t.Run("imports", func(t *testing.T) { testImports(t, open) })
	t.Run("purge", func(t *testing.T) { testPurge(t, open) })
	t.Run("forget", func(t *testing.T) { testForget(t, open) })
	t.Run("histories", func(t *testing.T) { testHistories(t, open) })
}

func testSchema(t *testing.T, open opener) {
	s := open(t)
	tests := []struct {
		stored string
		want   error
	}{
		{`{"version":1}`, nil},
		{`{"version":2}`, ErrNewer},
		{`{"version":2,"new":"field"}`, ErrNewer},
	}
	for _, test := range tests {
		must(t, s.engine, put(schemaKey(), []byte(test.stored)))
		if err := s.checkSchema(t.Context()); !errors.Is(err, test.want) {
			t.Errorf("%s: got %v, want %v", test.stored, err, test.want)
		}
	}
}

// paris reads an instant of the season such as 2019-05-10T17:00.
func paris(t *testing.T, text string) time.Time {
	t.Helper()
	at, err := time.ParseInLocation("2006-01-02T15:04", text, programme.Paris())
	if err != nil {
		t.Fatal(err)
	}
	return at
}

func moment(t *testing.T, text string) programme.Moment {
	t.Helper()
	m, err := programme.ParseMoment(text)
	if err != nil {
		t.Fatal(err)
	}
	return m
}

func testPromotion() programme.Promotion {
	day := func(month time.Month, day int) programme.Moment {
		return programme.Moment{Date: programme.Date{Year: 2019, Month: month, Day: day}}
	}
	return programme.Promotion{
		ID: "dig-2019",
		Calendar: programme.Calendar{
			programme.Opening: day(4, 12), programme.Deadline: day(5, 10), programme.JuryDay: day(5, 15),
			programme.Announcement: day(5, 17), programme.Start: day(6, 0),
		},
		HandledAt: programme.Clock{Hour: 9},
		Challenges: []programme.Challenge{
			{ID: "one"}, {ID: "two", Start: programme.Date{Year: 2019, Month: 7, Day: 1}},
		},
	}
}

func manyPeople(n int) []programme.Person {
	people := make([]programme.Person, n)
	for i := range people {
		people[i] = programme.Person{
			ID: fmt.Sprintf("p%05d", i), Name: "Camille Exemple", Email: fmt.Sprintf("p%d@example.org", i), Language: programme.French,
			Roles: []programme.Role{{Kind: programme.Candidate, Challenge: "one", Status: programme.Applied}},
		}
	}
	return people
}

// seeded is a random source whose seed is printed.
func seeded(t *testing.T) *rand.Rand {
	t.Helper()
	seed := uint64(time.Now().UnixNano())
	t.Logf("seed %d", seed)
	return rand.New(rand.NewPCG(seed, 1))
}

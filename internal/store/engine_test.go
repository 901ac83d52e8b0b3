package store

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"maps"
	"reflect"
	"slices"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
)

// memory is the engine that every other is compared with: as plain as can be.
type memory struct {
	mu     sync.Mutex
	values map[string][]byte
}

func newMemory() *memory { return &memory{values: map[string][]byte{}} }

func (m *memory) Get(_ context.Context, keys ...string) ([]record, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	records := make([]record, len(keys))
	for i, key := range keys {
		records[i] = record{key, bytes.Clone(m.values[key])}
	}
	return records, nil
}

func (m *memory) Scan(_ context.Context, prefix, after string, limit int) ([]record, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	var records []record
	for _, key := range slices.Sorted(maps.Keys(m.values)) {
		if strings.HasPrefix(key, prefix) && key > after && len(records) < limit {
			records = append(records, record{key, bytes.Clone(m.values[key])})
		}
	}
	return records, nil
}

func (m *memory) Copy(ctx context.Context, each func(record) error) error {
	records, err := m.Scan(ctx, "", "", 1<<30)
	for _, r := range records {
		if err == nil {
			err = each(r)
		}
	}
	return err
}

func (m *memory) Apply(_ context.Context, conditions []condition, writes []write) (bool, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.values[retiredKey()] != nil && !knowsRetired(conditions) {
		return false, ErrRetired
	}
	for _, condition := range conditions {
		value, found := m.values[condition.Key]
		if found != (condition.Value != nil) || !bytes.Equal(value, condition.Value) {
			return false, nil
		}
	}
	for _, write := range writes {
		switch {
		case write.Value != nil:
			m.values[write.Key] = bytes.Clone(write.Value)
		case write.Add == 0:
			delete(m.values, write.Key)
		default:
			n, _ := countOf(m.values[write.Key])
			m.values[write.Key] = []byte(strconv.Itoa(n + write.Add))
		}
	}
	return true, nil
}

func (m *memory) Close() error { return nil }

// dump reads all that an engine holds.
func dump(t *testing.T, e engine) map[string]string {
	t.Helper()
	records, err := e.Scan(t.Context(), "", "", 1<<30)
	if err != nil {
		t.Fatal(err)
	}
	content := map[string]string{}
	for _, record := range records {
		content[record.Key] = string(record.Value)
	}
	return content
}

func openTestBolt(t *testing.T) engine {
	t.Helper()
	e, err := openBolt(t.TempDir()+"/store.db", "dig-2019", true)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = e.Close() })
	return e
}

func TestMemoryIsAnEngine(t *testing.T) {
	testEngine(t, func(*testing.T) engine { return newMemory() })
}
func TestBoltIsAnEngine(t *testing.T) { testEngine(t, openTestBolt) }

// testEngine is what every engine must pass.
func testEngine(t *testing.T, open func(t *testing.T) engine) {
	tests := map[string]func(*testing.T, engine){
		"an absent record is nil":      engineAbsent,
		"conditions decide on all":     engineConditions,
		"writes happen in order":       engineOrder,
		"counts":                       engineCounts,
		"scan pages by key":            engineScan,
		"values are the caller's":      engineCopies,
		"one of many wins":             engineRace,
		"records are read together":    engineSnapshot,
		"no change is lost or doubled": engineSum,
		"random histories":             engineHistory,
		"a copy is of one instant":     engineCopy,
		"who is retired changes not":   engineRetired,
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) { test(t, open(t)) })
	}
}

// must applies without conditions.
func must(t *testing.T, e engine, writes ...write) {
	t.Helper()
	if ok, err := e.Apply(t.Context(), nil, writes); !ok || err != nil {
		t.Fatalf("apply %v: %v, %v", writes, ok, err)
	}
}

func engineAbsent(t *testing.T, e engine) {
	must(t, e, put("b", []byte("2")))
	records, err := e.Get(t.Context(), "a", "b", "a")
	want := []record{{"a", nil}, {"b", []byte("2")}, {"a", nil}}
	if err != nil || !reflect.DeepEqual(records, want) {
		t.Errorf("got %v, %v; want %v", records, err, want)
	}
}

func engineConditions(t *testing.T, e engine) {
	must(t, e, put("a", []byte("1")), put("b", []byte("2")))
	tests := []struct {
		conditions []condition
		want       bool
	}{
		{nil, true},
		{[]condition{{"a", []byte("1")}, {"b", []byte("2")}, {"c", nil}}, true},
		{[]condition{{"a", []byte("1")}, {"b", []byte("3")}}, false},
		{[]condition{{"a", nil}}, false},
		{[]condition{{"c", []byte("1")}}, false},
		{[]condition{{"a", []byte("")}}, false},
		{[]condition{{"c", []byte("")}}, false},
		{[]condition{{"a", []byte("11")}}, false},
	}
	for i, test := range tests {
		key := fmt.Sprintf("done-%d", i)
		ok, err := e.Apply(t.Context(), test.conditions, []write{put(key, []byte("yes")), add("sum", 1)})
		if ok != test.want || err != nil {
			t.Errorf("%v: got %v, %v", test.conditions, ok, err)
		}
		if _, there := dump(t, e)[key]; there != test.want {
			t.Errorf("%v: written is %v", test.conditions, there)
		}
	}
	if sum := dump(t, e)["sum"]; sum != "2" {
		t.Errorf("counted %s, want 2", sum)
	}
}

func engineOrder(t *testing.T, e engine) {
	must(t, e, put("a", []byte("1")), remove("a"), remove("never"), put("b", []byte("1")), put("b", []byte("2")), remove("c"), put("c", []byte("3")))
	want := map[string]string{"b": "2", "c": "3"}
	if got := dump(t, e); !maps.Equal(got, want) {
		t.Errorf("got %v, want %v", got, want)
	}
}

func engineCounts(t *testing.T, e engine) {
	must(t, e, add("n", 3), add("n", -1), add("zero", 1), add("zero", -1), add("below", -2))
	want := map[string]string{"n": "2", "zero": "0", "below": "-2"}
	if got := dump(t, e); !maps.Equal(got, want) {
		t.Errorf("got %v, want %v", got, want)
	}
}

func engineScan(t *testing.T, e engine) {
	for _, key := range []string{"p/é", "p/b", "p/", "p", "p/a", "p/B", "p0", "o/z", "p/a/1", "p/~"} {
		must(t, e, put(key, []byte(key)))
	}
	tests := []struct {
		prefix, after string
		limit         int
		want          string
	}{
		{"p/", "", 100, "p/ p/B p/a p/a/1 p/b p/~ p/é"},
		{"p/", "", 3, "p/ p/B p/a"},
		{"p/", "p/a", 3, "p/a/1 p/b p/~"},
		{"p/", "p/aa", 2, "p/b p/~"},
		{"p/", "o", 1, "p/"},
		{"p/", "p/é", 9, ""},
		{"p/", "q", 9, ""},
		{"x", "", 9, ""},
		{"p/", "", 0, ""},
		{"", "", 2, "o/z p"},
	}
	for _, test := range tests {
		records, err := e.Scan(t.Context(), test.prefix, test.after, test.limit)
		var keys []string
		for _, record := range records {
			keys = append(keys, record.Key)
			if string(record.Value) != record.Key {
				t.Errorf("%s holds %s", record.Key, record.Value)
			}
		}
		if got := strings.Join(keys, " "); got != test.want || err != nil {
			t.Errorf("%q after %q, %d: got %q, %v; want %q", test.prefix, test.after, test.limit, got, err, test.want)
		}
	}
}

func engineCopies(t *testing.T, e engine) {
	value := []byte("first")
	must(t, e, put("a", value))
	copy(value, "wrong")
	read, err := e.Get(t.Context(), "a")
	if err != nil {
		t.Fatal(err)
	}
	scanned, err := e.Scan(t.Context(), "a", "", 1)
	if err != nil {
		t.Fatal(err)
	}
	must(t, e, put("a", []byte("other")))
	if string(read[0].Value) != "first" || string(scanned[0].Value) != "first" {
		t.Errorf("read %s, scanned %s", read[0].Value, scanned[0].Value)
	}
	copy(read[0].Value, "wrong")
	if got := dump(t, e)["a"]; got != "other" {
		t.Errorf("stored is %s", got)
	}
}

func engineRace(t *testing.T, e engine) {
	for round := range 20 {
		var winners atomic.Int32
		var group sync.WaitGroup
		for worker := range 8 {
			group.Go(func() {
				key := fmt.Sprint("round", round)
				ok, err := e.Apply(t.Context(), []condition{{key, nil}}, []write{put(key, []byte(fmt.Sprint(worker)))})
				if err != nil {
					t.Error(err)
				}
				if ok {
					winners.Add(1)
				}
			})
		}
		group.Wait()
		if winners.Load() != 1 {
			t.Errorf("round %d has %d winners", round, winners.Load())
		}
	}
}

// engineSnapshot moves a unit between two counts and reads both: they always add up.
func engineSnapshot(t *testing.T, e engine) {
	must(t, e, add("left", 50), add("right", 50))
	var group sync.WaitGroup
	defer group.Wait()
	for range 2 {
		group.Go(func() {
			for i := range 200 {
				must(t, e, add("left", 1-2*(i%2)), add("right", 2*(i%2)-1))
			}
		})
	}
	for range 400 {
		records, err := e.Get(t.Context(), "left", "right")
		if err != nil {
			t.Error(err)
			return
		}
		left, _ := countOf(records[0].Value)
		right, _ := countOf(records[1].Value)
		if left+right != 100 {
			t.Errorf("%d and %d", left, right)
			return
		}
	}
}

// engineCopy moves a unit between the first record and the last of many while they are copied: they always add up.
func engineCopy(t *testing.T, e engine) {
	const many = 2500
	writes := []write{add("a", 50), add("z", 50)}
	for n := range many {
		writes = append(writes, put(fmt.Sprintf("m%05d", n), []byte{0xff, 0, byte(n)}))
	}
	must(t, e, writes...)
	var group sync.WaitGroup
	defer group.Wait()
	group.Go(func() {
		for i := range 100 {
			must(t, e, add("a", 1-2*(i%2)), add("z", 2*(i%2)-1))
		}
	})
	for range 10 {
		sum, last, n := 0, "", 0
		err := e.Copy(t.Context(), func(r record) error {
			if n++; r.Key <= last {
				t.Errorf("%q comes after %q", r.Key, last)
			}
			last = r.Key
			if count, err := countOf(r.Value); err == nil {
				sum += count
			}
			return nil
		})
		if err != nil || sum != 100 || n != many+2 {
			t.Errorf("%d records that add up to %d: %v", n, sum, err)
		}
	}
	stop := errors.New("enough")
	if err := e.Copy(t.Context(), func(record) error { return stop }); !errors.Is(err, stop) {
		t.Errorf("a copy that is stopped gives %v", err)
	}
}

func engineRetired(t *testing.T, e engine) {
	must(t, e, put("a", []byte("1")), put(retiredKey(), []byte("now")))
	if ok, err := e.Apply(t.Context(), []condition{{"a", []byte("1")}}, []write{put("a", []byte("2"))}); ok || !errors.Is(err, ErrRetired) {
		t.Errorf("changed: %v, %v", ok, err)
	}
	if got := dump(t, e)["a"]; got != "1" {
		t.Errorf("a is %s", got)
	}
	knowing := []condition{{retiredKey(), []byte("now")}}
	if ok, err := e.Apply(t.Context(), knowing, []write{remove(retiredKey())}); !ok || err != nil {
		t.Errorf("not reinstated: %v, %v", ok, err)
	}
	must(t, e, put("a", []byte("2")))
}

// engineSum counts by compare-and-set and by add at once, from many sides.
func engineSum(t *testing.T, e engine) {
	const workers, each = 8, 50
	must(t, e, put("cas", []byte("0")))
	var group sync.WaitGroup
	for range workers {
		group.Go(func() {
			for done := 0; done < each; {
				records, err := e.Get(t.Context(), "cas")
				if err != nil {
					t.Error(err)
					return
				}
				n, _ := countOf(records[0].Value)
				next := []byte(strconv.Itoa(n + 1))
				ok, err := e.Apply(t.Context(), []condition{{"cas", records[0].Value}}, []write{put("cas", next), add("sum", 1)})
				if err != nil {
					t.Error(err)
					return
				}
				if ok {
					done++
				}
			}
		})
	}
	group.Wait()
	want := strconv.Itoa(workers * each)
	if got := dump(t, e); got["cas"] != want || got["sum"] != want {
		t.Errorf("got %v, want %s twice", got, want)
	}
}

// engineHistory gives the same answers as memory to the same random history.
func engineHistory(t *testing.T, e engine) {
	random, model := seeded(t), newMemory()
	pick := func() string { return key(fmt.Sprint(random.IntN(3)), strings.Repeat("k", 1+random.IntN(4))) }
	value := func() []byte { return []byte(strconv.Itoa(random.IntN(3))) }
	for step := range 3000 {
		prefix, after, limit := pick()[:1+random.IntN(2)], pick(), random.IntN(5)
		var conditions []condition
		if random.IntN(2) == 0 {
			conditions = []condition{{pick(), [][]byte{nil, value()}[random.IntN(2)]}}
		}
		writes := []write{put(pick(), value()), add(pick(), 1+random.IntN(3)), remove(pick())}[random.IntN(3):]
		want, _ := model.Apply(t.Context(), conditions, writes)
		if got, err := e.Apply(t.Context(), conditions, writes); got != want || err != nil {
			t.Fatalf("step %d: apply %v, %v; want %v", step, got, err, want)
		}
		listed, _ := model.Scan(t.Context(), prefix, after, limit)
		if got, err := e.Scan(t.Context(), prefix, after, limit); !reflect.DeepEqual(got, listed) || err != nil {
			t.Fatalf("step %d: scan %v, %v; want %v", step, got, err, listed)
		}
	}
	if got, want := dump(t, e), dump(t, model); !maps.Equal(got, want) {
		t.Errorf("got %v, want %v", got, want)
	}
}

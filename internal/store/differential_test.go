package store

import (
	"context"
	"flag"
	"fmt"
	"maps"
	"math/rand/v2"
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"digbot/notifier"
)

// How the engines are compared. miniredis takes some 2 s for a history, a real Redis and bbolt less than one together.
var (
	seeds     = flag.Int("store.seeds", 0, "how many random histories of 3,000 steps to compare; 0: 3, or 1 with -short")
	firstSeed = flag.Uint64("store.seed", 0, "the first seed, to repeat a history; 0: another at each run")
)

// twin is one of the stores that go through the same history.
type twin struct {
	name     string
	s        *Store
	attempts []notifier.Delivery // with its own tokens
}

// turn is one step of a history, drawn once and done by every twin.
type turn struct {
	name string
	do   func(context.Context, *twin) (any, error)
}

// differ lets the twins go through the history of a seed and returns the first difference; empty when there is none.
func differ(ctx context.Context, seed uint64, steps int, twins []*twin) string {
	d := &draw{random: rand.New(rand.NewPCG(seed, 2)), now: start}
	for _, twin := range twins {
		twin.s.now, twin.s.batch, twin.attempts = func() time.Time { return d.now }, 5, nil
	}
	for n := range steps {
		d.now = d.now.Add(time.Duration(d.random.IntN(20)) * time.Second)
		turn := d.turn()
		for i, want := 0, ""; i < len(twins); i++ {
			got := spoken(turn.do(ctx, twins[i]))
			if i == 0 {
				want = got
			} else if got != want {
				return fmt.Sprintf("step %d, %s:\n%s says %s\n%s says %s", n, turn.name, twins[0].name, want, twins[i].name, got)
			}
		}
	}
	return differentContent(ctx, twins)
}

// token is what no two stores have in common.
var token = regexp.MustCompile(`[A-Z2-7]{26}`)

func spoken(value any, err error) string {
	text, marshal := encode(value)
	if marshal != nil {
		return marshal.Error()
	}
	return token.ReplaceAllString(fmt.Sprintf("%s, %v", text, err), "TOKEN")
}

// plain is what a record says: what is sealed is never sealed alike.
func plain(ctx context.Context, s *Store, r record) string {
	switch prefix, _, _ := strings.Cut(r.Key, "/"); prefix {
	case "decision":
		opened, err := s.unsealed(ctx, r)
		return fmt.Sprint(string(opened), err)
	case "sealing":
		_, err := s.sealer.unwrap(r)
		return fmt.Sprint("a data key", err)
	}
	return token.ReplaceAllString(string(r.Value), "TOKEN")
}

func differentContent(ctx context.Context, twins []*twin) string {
	var reference map[string]string
	for i, twin := range twins {
		content := map[string]string{}
		for page, err := range twin.s.pages(ctx, "") {
			if err != nil {
				return fmt.Sprintf("%s cannot be read: %v", twin.name, err)
			}
			for _, record := range page {
				content[record.Key] = plain(ctx, twin.s, record)
			}
		}
		if i == 0 {
			reference = content
			continue
		}
		keys := slices.Sorted(maps.Keys(content))
		for _, key := range slices.Compact(slices.Sorted(slices.Values(append(keys, slices.Collect(maps.Keys(reference))...)))) {
			if got, want := content[key], reference[key]; got != want {
				return fmt.Sprintf("in the end, %s:\n%s holds %q\n%s holds %q", key, twins[0].name, want, twin.name, got)
			}
		}
	}
	return ""
}

// TestDifferential takes bbolt, miniredis and, where there is one, a real Redis through the same random histories.
func TestDifferential(t *testing.T) {
	url, mini := os.Getenv(realRedis), miniURL(t)
	if url == "" {
		t.Logf("without a real Redis: set %s=redis://127.0.0.1:6379/0 to have it compared", realRedis)
	}
	first := *firstSeed
	if first == 0 {
		first = uint64(time.Now().UnixNano())
	}
	for n := range histories() {
		seed := first + uint64(n)
		t.Run(fmt.Sprint("seed ", seed), func(t *testing.T) {
			t.Parallel()
			twins := []*twin{{name: "bbolt", s: openTestStore(t)}, {name: "miniredis", s: storesAt(mini)(t)}}
			if url != "" {
				twins = append(twins, &twin{name: "Redis", s: storesAt(url)(t)})
			}
			if difference := differ(t.Context(), seed, 3000, twins); difference != "" {
				t.Errorf("%s\nrepeat it with -store.seed %d -store.seeds 1", difference, seed)
			}
		})
	}
}

func histories() int {
	switch {
	case *seeds > 0:
		return *seeds
	case testing.Short():
		return 1
	}
	return 3
}

// flawed is an engine with a planted fault.
type flawed struct {
	engine
	scan  func(records []record) []record
	apply func(conditions []condition, writes []write) ([]condition, []write)
}

func (f flawed) Scan(ctx context.Context, prefix, after string, limit int) ([]record, error) {
	records, err := f.engine.Scan(ctx, prefix, after, limit)
	if f.scan != nil {
		records = f.scan(records)
	}
	return records, err
}

func (f flawed) Apply(ctx context.Context, conditions []condition, writes []write) (bool, error) {
	if f.apply != nil {
		conditions, writes = f.apply(conditions, writes)
	}
	return f.engine.Apply(ctx, conditions, writes)
}

// TestDifferentialFindsFaults plants faults in one of two engines, each of which must show.
func TestDifferentialFindsFaults(t *testing.T) {
	tests := map[string]flawed{
		"none":                         {},
		"scan forgets its last record": {scan: func(r []record) []record { return r[:max(0, len(r)-1)] }},
		"scan turns its order round": {scan: func(r []record) []record {
			slices.Reverse(r)
			return r
		}},
		"counts go up only": {apply: func(c []condition, writes []write) ([]condition, []write) {
			writes = slices.DeleteFunc(slices.Clone(writes), func(w write) bool { return w.Add < 0 })
			return c, writes
		}},
		"an absent record fits every condition": {apply: func(c []condition, w []write) ([]condition, []write) {
			return slices.DeleteFunc(slices.Clone(c), func(c condition) bool { return c.Value == nil }), w
		}},
		"an empty value removes": {apply: func(c []condition, writes []write) ([]condition, []write) {
			writes = slices.Clone(writes)
			for i, w := range writes {
				if w.Value != nil && len(w.Value) == 0 {
					writes[i].Value = nil
				}
			}
			return c, writes
		}},
	}
	for name, fault := range tests {
		t.Run(name, func(t *testing.T) {
			s := timedStore(t, newMemory())
			fault.engine = s.engine
			s.engine = fault
			difference := differ(t.Context(), 1, 800, []*twin{{name: "sound", s: timedStore(t, newMemory())}, {name: "flawed", s: s}})
			if (difference != "") != (name != "none") {
				t.Errorf("the difference: %q", difference)
			}
		})
	}
}

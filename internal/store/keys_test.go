package store

import (
	"slices"
	"strings"
	"testing"
	"time"
)

// FuzzKey gives different names different keys, in which they cannot be taken for more or fewer names.
func FuzzKey(f *testing.F) {
	long := strings.Repeat("é", 300)
	for _, pair := range [][2]string{{"a/b", "a%2Fb"}, {"", "/"}, {long, long + "~"}, {"~", "%7E"}, {"\x00", "%00"}, {"é", "e"}} {
		f.Add(pair[0], pair[1])
	}
	f.Fuzz(func(t *testing.T, a, b string) {
		one, two := key("x", a, "y"), key("x", b, "y")
		if (one == two) != (a == b) {
			t.Errorf("%q and %q: %q and %q", a, b, one, two)
		}
		if decisionOf(personKey(a)) != decisionKey(a) {
			t.Errorf("%q: the decision of %q is sought under %q", a, personKey(a), decisionOf(personKey(a)))
		}
		if strings.Count(one, "/") != 2 || len(one) > 2*longest {
			t.Errorf("%q: %q", a, one)
		}
	})
}

func TestInstantsInOrder(t *testing.T) {
	times := []time.Time{
		{}, time.Unix(0, 0), start.Add(-1), start, start.Add(1), start.Add(time.Second),
		start.Add(time.Hour).In(time.FixedZone("", -7200)), start.AddDate(100, 0, 0),
	}
	var texts []string
	for _, at := range times {
		texts = append(texts, instant(at))
		if back, err := instantOf("p/", "p/"+instant(at)+"/x/y"); !back.Equal(at) || err != nil {
			t.Errorf("%v: got %v, %v", at, back, err)
		}
	}
	if !slices.IsSorted(texts) {
		t.Errorf("not in order: %v", texts)
	}
	if _, err := instantOf("p/", "p/soon/x"); err == nil {
		t.Error("no error")
	}
}

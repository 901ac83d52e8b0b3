package seal

import (
	"bytes"
	"errors"
	"fmt"
	"strings"
	"testing"
)

func newKey(t testing.TB) Key {
	t.Helper()
	key, err := Generate()
	if err != nil {
		t.Fatal(err)
	}
	return key
}

func TestOnlyTheKeyOpens(t *testing.T) {
	key := newKey(t)
	again, err := Parse("# made for a test\n" + key.Secret() + "\n")
	if err != nil {
		t.Fatal(err)
	}
	for _, plain := range []string{"", "laureate", strings.Repeat("x", 5000)} {
		sealed, err := key.Seal([]byte(plain))
		if err != nil || plain != "" && bytes.Contains(sealed, []byte(plain)) {
			t.Fatalf("%.10q: %v", plain, err)
		}
		if opened, err := again.Open(sealed); string(opened) != plain || err != nil {
			t.Errorf("%.10q became %.10q, %v", plain, opened, err)
		}
		if _, err := newKey(t).Open(sealed); err == nil {
			t.Errorf("%.10q: another key opened it", plain)
		}
		sealed[len(sealed)-1] ^= 1
		if _, err := key.Open(sealed); err == nil {
			t.Errorf("%.10q: a changed text was opened", plain)
		}
	}
}

func TestLengthAndRepetitionTellNothing(t *testing.T) {
	key := newKey(t)
	seen := map[string]bool{}
	for _, plain := range []string{"laureate", "declined", "reserve", "laureate", "declined, and a long explanation of why"} {
		sealed, err := key.Seal([]byte(plain))
		if err != nil {
			t.Fatal(err)
		}
		if seen[string(sealed)] {
			t.Errorf("%q looks like one before it", plain)
		}
		seen[string(sealed)] = true
		for other := range seen {
			if len(other) != len(sealed) {
				t.Errorf("%q has %d bytes, another one %d", plain, len(sealed), len(other))
			}
		}
	}
}

func TestWhatIsNoKey(t *testing.T) {
	key := newKey(t)
	for _, text := range []string{"", "hunter2", "AGE-SECRET-KEY-1", key.Secret() + "\n" + newKey(t).Secret(), key.Recipient(), "AGE-PLUGIN-X"} {
		_, err := Parse(text)
		if !errors.Is(err, ErrKey) || text != "" && strings.Contains(err.Error(), "hunter2") {
			t.Errorf("%.20q: %v", text, err)
		}
	}
	if text := fmt.Sprintf("%v %+v %s", key, key, key); strings.Contains(text, "SECRET") {
		t.Error("a key that is printed gives itself away")
	}
	if got := fmt.Sprint(Key{}); got != "no key" {
		t.Errorf("no key prints as %q", got)
	}
}

func FuzzOpen(f *testing.F) {
	key := newKey(f)
	sealed, err := key.Seal([]byte("laureate"))
	if err != nil {
		f.Fatal(err)
	}
	f.Add(sealed)
	f.Add([]byte("age-encryption.org/v1\n"))
	f.Fuzz(func(t *testing.T, data []byte) {
		if plain, err := key.Open(data); err == nil && !bytes.Equal(data, sealed) && string(plain) != "laureate" {
			t.Errorf("opened %q", plain)
		}
	})
}

func BenchmarkOpen(b *testing.B) {
	key := newKey(b)
	sealed, err := key.Seal([]byte("laureate"))
	if err != nil {
		b.Fatal(err)
	}
	for b.Loop() {
		if _, err := key.Open(sealed); err != nil {
			b.Fatal(err)
		}
	}
}

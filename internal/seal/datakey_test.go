package seal

import (
	"bytes"
	"strings"
	"testing"
)

func newData(t testing.TB, key Key) (DataKey, []byte) {
	t.Helper()
	data, stored, err := key.NewDataKey()
	if err != nil {
		t.Fatal(err)
	}
	return data, stored
}

func TestDataKeyOpensWhatItSealed(t *testing.T) {
	key := newKey(t)
	data, stored := newData(t, key)
	again, err := key.OpenDataKey(stored)
	if err != nil {
		t.Fatal(err)
	}
	other, _ := newData(t, key)
	for _, plain := range []string{"", "laureate", strings.Repeat("x", 5000)} {
		sealed := data.Seal("camille", []byte(plain), 100)
		if plain != "" && bytes.Contains(sealed, []byte(plain)) {
			t.Errorf("%.10q stands there", plain)
		}
		if opened, err := again.Open("camille", sealed); string(opened) != plain || err != nil {
			t.Errorf("%.10q became %.10q, %v", plain, opened, err)
		}
		for name, try := range map[string]func() ([]byte, error){
			"another name":     func() ([]byte, error) { return data.Open("noe", sealed) },
			"another data key": func() ([]byte, error) { return other.Open("camille", sealed) },
			"no data key":      func() ([]byte, error) { return DataKey{}.Open("camille", sealed) },
			"the key itself":   func() ([]byte, error) { return key.Open(sealed) },
		} {
			if opened, err := try(); err == nil {
				t.Errorf("%s opened %.10q", name, opened)
			}
		}
		for i := range min(len(sealed), 60) {
			sealed[i] ^= 1
			if _, err := data.Open("camille", sealed); err == nil {
				t.Errorf("%.10q: it was changed at byte %d, and opened", plain, i)
			}
			sealed[i] ^= 1
		}
	}
}

func TestDataKeyIsSealed(t *testing.T) {
	key := newKey(t)
	_, stored := newData(t, key)
	if _, err := newKey(t).OpenDataKey(stored); err == nil {
		t.Error("another key opened it")
	}
	short, err := key.Seal([]byte("short"))
	if err != nil {
		t.Fatal(err)
	}
	if _, err := key.OpenDataKey(short); err == nil {
		t.Error("any text serves as a data key")
	}
	if UnderDataKey(stored) || !bytes.HasPrefix(stored, []byte("age-encryption.org/v1\n")) {
		t.Errorf("a data key is not sealed with age: %.30q", stored)
	}
}

func TestDataKeyHidesLengthAndRepetition(t *testing.T) {
	data, _ := newData(t, newKey(t))
	seen := map[string]bool{}
	for _, plain := range []string{"laureate", "declined", "reserve", "laureate", "", "declined, and why"} {
		sealed := data.Seal("camille", []byte(plain), len("declined, and why"))
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

func FuzzDataKey(f *testing.F) {
	data, _ := newData(f, newKey(f))
	sealed := data.Seal("camille", []byte("laureate"), 20)
	for _, seed := range [][]byte{nil, {underDataKey}, sealed, sealed[:len(sealed)-1], sealed[:9]} {
		f.Add("camille", seed)
	}
	f.Fuzz(func(t *testing.T, name string, content []byte) {
		if plain, err := data.Open(name, content); err == nil && (name != "camille" || !bytes.Equal(content, sealed)) {
			t.Errorf("opened %q", plain)
		}
	})
}

func BenchmarkDataKey(b *testing.B) {
	data, _ := newData(b, newKey(b))
	for b.Loop() {
		if _, err := data.Open("camille", data.Seal("camille", []byte("laureate"), 100)); err != nil {
			b.Fatal(err)
		}
	}
}

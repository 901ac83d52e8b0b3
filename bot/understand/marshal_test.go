package understand

import (
	"bytes"
	"crypto/sha256"
	"errors"
	"math"
	"reflect"
	"slices"
	"strings"
	"testing"
)

func kept(t testing.TB, e *Engine) []byte {
	t.Helper()
	data, err := e.MarshalBinary()
	if err != nil {
		t.Fatal(err)
	}
	return data
}

func TestKeptEngineGivesTheSameResults(t *testing.T) {
	learn, ask := readHandMade(t)
	english := []Example{{"salary", "How much does it pay?"}, {"deadline", "When's the deadline, pls?"}}
	for name, fresh := range map[string]*Engine{
		"few examples": train(t, French, learn),
		"simulated":    train(t, French, synthetic(manners)),
		"English":      train(t, English, english),
	} {
		data := kept(t, fresh)
		read := train(t, English, []Example{{"before", "what was there before"}})
		read.Rank("what deadline")
		if err := read.UnmarshalBinary(data); err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		if !bytes.Equal(kept(t, read), data) || read.Calibration() != fresh.Calibration() {
			t.Errorf("%s: kept again, it differs", name)
		}
		questions := append(asked(), "what deadline", "", "cb on gagne")
		for _, question := range ask {
			questions = append(questions, question.Text)
		}
		for _, question := range questions {
			if got, want := read.Rank(question), fresh.Rank(question); !reflect.DeepEqual(got, want) {
				t.Fatalf("%s: %q: %+v, fresh %+v", name, question, got, want)
			}
		}
	}
}

func TestUnmarshalRefuses(t *testing.T) {
	learn, _ := readHandMade(t)
	e := train(t, French, learn)
	data, before := kept(t, e), e.Rank("quel salaire ?")
	other := slices.Replace(slices.Clone(data), len(header)-2, len(header)-1, '9')
	for name, test := range map[string]struct {
		data []byte
		want error
	}{
		"nothing":         {nil, errForeign},
		"something else":  {[]byte("\x89PNG\r\n\x1a\n"), errForeign},
		"another format":  {other, errForeign},
		"only a header":   {data[:len(header)], errDamaged},
		"half of it":      {data[:len(data)/2], errDamaged},
		"one byte less":   {data[:len(data)-1], errDamaged},
		"one byte more":   {append(slices.Clone(data), 0), errDamaged},
		"sealed too soon": {sealed(data[:len(data)-sha256.Size-8]), errDamaged},
		"sealed garbage":  {sealed([]byte(header + "\x02fr\xff\xff\xff\xff\xff\xff\xff\xff\x7f")), errDamaged},
	} {
		if err := e.UnmarshalBinary(test.data); !errors.Is(err, test.want) {
			t.Errorf("%s: %v, want %v", name, err, test.want)
		}
	}
	if err := e.UnmarshalBinary(sealed([]byte(header + "\x02de"))); err == nil || !strings.Contains(err.Error(), `"de"`) {
		t.Errorf("a language without rules: %v", err)
	}
	for at := len(header); at < len(data); at += 97 {
		flipped := slices.Clone(data)
		flipped[at] ^= 4
		if err := e.UnmarshalBinary(flipped); !errors.Is(err, errDamaged) {
			t.Errorf("byte %d flipped: %v", at, err)
		}
	}
	if after := e.Rank("quel salaire ?"); !reflect.DeepEqual(before, after) {
		t.Errorf("refused data changed the engine: %+v, then %+v", before, after)
	}
}

// sealed ends data in the right checksum.
func sealed(data []byte) []byte {
	sum := sha256.Sum256(data)
	return append(slices.Clone(data), sum[:]...)
}

func FuzzUnmarshal(f *testing.F) {
	e := train(f, French, []Example{{"salaire", "c'est payé combien ?"}, {"lieu", "où est-ce ?"}, {"lieu", "dans quelle ville ?"}})
	data := kept(f, e)
	f.Add(data[len(header):len(data)-sha256.Size], "où est le salaire ?")
	f.Add([]byte("\x02en\x01\x01a\x01\x01b\x01\x00\x01\x00"), "b")
	f.Fuzz(func(t *testing.T, payload []byte, question string) {
		var read Engine
		if read.UnmarshalBinary(payload) == nil {
			t.Fatal("read without a header")
		}
		if read.UnmarshalBinary(sealed(append([]byte(header), payload...))) == nil {
			if r := read.Rank(question); len(r.Topics) > mostCandidates {
				t.Fatalf("%+v", r)
			}
			kept(t, &read)
		}
	})
}

func TestFingerprint(t *testing.T) {
	base := []Example{{"a", "quel salaire ?"}, {"b", "où ?"}}
	seen := map[string]string{Fingerprint(French, base): "the base"}
	for name, print := range map[string]string{
		"another language":  Fingerprint(English, base),
		"no language":       Fingerprint("", base),
		"another order":     Fingerprint(French, []Example{base[1], base[0]}),
		"one less":          Fingerprint(French, base[:1]),
		"one more":          Fingerprint(French, append(slices.Clone(base), base[0])),
		"a moved border":    Fingerprint(French, []Example{{"aq", "uel salaire ?"}, {"b", "où ?"}}),
		"a joined example":  Fingerprint(French, []Example{{"a", "quel salaire ?b"}, {"", "où ?"}}),
		"another accent":    Fingerprint(French, []Example{{"a", "quel salaire ?"}, {"b", "ou ?"}}),
		"a renamed topic":   Fingerprint(French, []Example{{"a", "quel salaire ?"}, {"c", "où ?"}}),
		"no example at all": Fingerprint(French, nil),
	} {
		if len(print) != 32 {
			t.Errorf("%s: %q", name, print)
		}
		if other, taken := seen[print]; taken {
			t.Errorf("%s has the fingerprint of %s", name, other)
		}
		seen[print] = name
	}
}

// What an engine says is kept beside its fingerprint. When this test fails, the same examples give other results than
// before, or the words of the language have changed: raise the constant algorithm if the fingerprint is still the old
// one, then write down the new fingerprint and the new results.
func TestResultsAreThoseOfTheFingerprint(t *testing.T) {
	const fingerprint = "e03147a4d213a4fb20f42b7c1256a337"
	examples := synthetic(manners[:8])
	if got := Fingerprint(French, examples); got != fingerprint {
		t.Errorf("fingerprint %q, want %q", got, fingerprint)
	}
	e := train(t, French, examples)
	for _, want := range []struct {
		question   string
		topic      string
		verdict    Verdict
		confidence float64
		alone      float64
	}{
		{"c koi le salaire d'un designer ?", "le salaire des designers", "sure", 0.329423235168, 0.225578725698},
		{"qui compose le jurry", "la composition du jury", "sure", 0.129800620063, 0.075425263289},
		{"peut-on venir en train à Paris ?", "le logement à Paris", "sure", 0.010894274828, 0.008071488796},
		{"mon imprimante est en panne", "le préavis de mon employeur", "unknown", 0.000929705719, 0.000698694330},
	} {
		r := e.Rank(want.question)
		if r.Topics[0].Topic != want.topic || r.Verdict != want.verdict ||
			math.Abs(r.Confidence-want.confidence) > 1e-9 || math.Abs(r.Topics[0].Confidence-want.alone) > 1e-9 {
			t.Errorf("{%q, %q, %q, %.12f, %.12f},", want.question, r.Topics[0].Topic, r.Verdict, r.Confidence, r.Topics[0].Confidence)
		}
	}
}

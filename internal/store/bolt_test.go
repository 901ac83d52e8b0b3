package store

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"testing"
	"time"

	"digbot/internal/programme"
)

// written is the path of a store in a file, closed, that holds people on many pages.
func written(t *testing.T) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "store.db")
	s, err := Open(path, testPromotion())
	if err != nil {
		t.Fatal(err)
	}
	if err := s.PutPeople(t.Context(), manyPeople(2000)); err != nil {
		t.Fatal(err)
	}
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	return path
}

func TestOpenAgain(t *testing.T) {
	path := written(t)
	s, err := Open(path, testPromotion())
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	if people, err := s.Directory(t.Context()); len(people) != 2000 || err != nil {
		t.Errorf("%d people, %v", len(people), err)
	}
	info, err := os.Stat(path)
	if err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("mode %v, %v", info.Mode(), err)
	}
	if beside, _ := filepath.Glob(path + "*"); len(beside) != 1 {
		t.Errorf("left beside the file: %v", beside)
	}
}

func TestOpenBusy(t *testing.T) {
	path := written(t)
	s, err := Open(path, testPromotion())
	if err != nil {
		t.Fatal(err)
	}
	start := time.Now()
	if _, err := Open(path, testPromotion()); !errors.Is(err, ErrBusy) {
		t.Errorf("got %v", err)
	}
	if took := time.Since(start); took > 4*patience {
		t.Errorf("took %v", took)
	}
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	again, err := Open(path, testPromotion())
	if err != nil {
		t.Fatal(err)
	}
	again.Close()
}

func TestOpenPromotionsApart(t *testing.T) {
	path := written(t)
	other := testPromotion()
	other.ID = "dig-2020"
	s, err := Open(path, other)
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	if people, err := s.Directory(t.Context()); len(people) != 0 || err != nil {
		t.Errorf("%d people, %v", len(people), err)
	}
}

// TestOpenDamaged cuts and overwrites a sound file in many ways: whatever is wrong is said, and no fault ends the program.
func TestOpenDamaged(t *testing.T) {
	sound, err := os.ReadFile(written(t))
	if err != nil {
		t.Fatal(err)
	}
	noise := func(from, to int) []byte {
		content := append([]byte(nil), sound...)
		for i := from; i < to; i++ {
			content[i] = byte(i * 7)
		}
		return content
	}
	tests := map[string][]byte{
		"empty":             {},
		"one byte":          sound[:1],
		"one page":          sound[:4096],
		"two pages":         sound[:2*4096],
		"four pages":        sound[:4*4096],
		"half":              sound[:len(sound)/2],
		"text":              []byte("promotion:\n  id: dig-2019\n"),
		"long text":         noise(0, len(sound)),
		"headers destroyed": noise(0, 2*4096),
	}
	for name, content := range tests {
		t.Run(name, func(t *testing.T) {
			path := filepath.Join(t.TempDir(), "store.db")
			if err := os.WriteFile(path, content, 0o600); err != nil {
				t.Fatal(err)
			}
			for range 2 { // the first try must not leave the file locked
				if _, err := Open(path, testPromotion()); !errors.Is(err, ErrDamaged) {
					t.Fatalf("got %v", err)
				}
			}
		})
	}
}

// TestReadDamaged destroys every page behind the headers of a file: opening or reading says so.
func TestReadDamaged(t *testing.T) {
	path := written(t)
	content, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	for i := 2 * 4096; i < len(content); i++ {
		content[i] = 0xA5
	}
	if err := os.WriteFile(path, content, 0o600); err != nil {
		t.Fatal(err)
	}
	s, err := Open(path, testPromotion())
	if err == nil {
		defer s.Close()
		_, err = s.Directory(t.Context())
	}
	if !errors.Is(err, ErrDamaged) {
		t.Errorf("got %v", err)
	}
}

func TestOpenRefuses(t *testing.T) {
	folder := t.TempDir()
	tests := map[string]struct {
		path      string
		promotion programme.Promotion
		want      error
	}{
		"no folder":       {filepath.Join(folder, "none", "store.db"), testPromotion(), fs.ErrNotExist},
		"a folder":        {folder, testPromotion(), nil},
		"no promotion id": {filepath.Join(folder, "store.db"), programme.Promotion{}, nil},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			s, err := Open(test.path, test.promotion)
			if err == nil {
				s.Close()
				t.Fatal("it opened")
			}
			if test.want != nil && !errors.Is(err, test.want) || errors.Is(err, ErrDamaged) {
				t.Errorf("got %v", err)
			}
		})
	}
}

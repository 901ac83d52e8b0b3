package app

import (
	"fmt"
	"log/slog"
	"os"
	"path/filepath"
	"slices"
	"testing"
	"time"

	"digbot/bot/understand"
)

func TestATrainedEngineIsKept(t *testing.T) {
	dir := t.TempDir()
	examples := []understand.Example{{Topic: "salary", Text: "quel est le salaire ?"}, {Topic: "place", Text: "dans quelle ville ?"}}
	train := keptIn(filepath.Join(dir, "cache"), slog.New(slog.DiscardHandler))
	ask := func() understand.Result {
		engine, err := train(understand.French, examples)
		if err != nil {
			t.Fatal(err)
		}
		return engine.Rank("le salaire")
	}
	first := ask()
	files, _ := filepath.Glob(filepath.Join(dir, "cache", "*.engine"))
	if len(files) != 1 {
		t.Fatalf("files %v, want one engine", files)
	}
	if again := ask(); again.Confidence != first.Confidence || again.Topics[0] != first.Topics[0] {
		t.Errorf("the kept engine says %v, the trained one %v", again, first)
	}
	for name, spoil := range map[string]func(){
		"a damaged file":        func() { _ = os.WriteFile(files[0], []byte("x"), 0o600) },
		"a folder in its place": func() { _ = os.Remove(files[0]); _ = os.Mkdir(files[0], 0o700) },
	} {
		spoil()
		if again := ask(); again.Confidence != first.Confidence {
			t.Errorf("%s: %v, want %v", name, again, first)
		}
	}
}

func TestTheEnginesMadeFirstAreDropped(t *testing.T) {
	dir := t.TempDir()
	train := keptIn(dir, slog.New(slog.DiscardHandler))
	for i := range mostKept + 3 {
		old := filepath.Join(dir, fmt.Sprintf("%02d.engine", i))
		if err := os.WriteFile(old, nil, 0o600); err != nil {
			t.Fatal(err)
		}
		made := time.Now().Add(time.Duration(i-100) * time.Hour)
		if err := os.Chtimes(old, made, made); err != nil {
			t.Fatal(err)
		}
	}
	if _, err := train(understand.French, []understand.Example{{Topic: "a", Text: "quoi ?"}, {Topic: "b", Text: "qui ?"}}); err != nil {
		t.Fatal(err)
	}
	left, _ := filepath.Glob(filepath.Join(dir, "*.engine"))
	has := func(name string) bool { return slices.Contains(left, filepath.Join(dir, name)) }
	if len(left) != mostKept || has("03.engine") || !has("04.engine") {
		t.Errorf("%d engines are left; want %d, and those from 04.engine on: %v", len(left), mostKept, left)
	}
}

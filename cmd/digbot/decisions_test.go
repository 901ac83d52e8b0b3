package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"digbot/internal/seal"
)

func TestDecisionsKey(t *testing.T) {
	path := filepath.Join(t.TempDir(), "secrets", "decisions.key")
	first := digbot(t, "", "decisions", "key", path)
	if first.code != 0 || !strings.Contains(first.out, "key_file: "+path) {
		t.Fatalf("code %d: %s%s", first.code, first.out, first.err)
	}
	text, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := seal.Parse(string(text)); err != nil || strings.Contains(first.out, strings.TrimSpace(string(text))) {
		t.Errorf("%v, or the key was shown", err)
	}
	if info, err := os.Stat(path); err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("others can read it: %v, %v", info.Mode(), err)
	}
	second := digbot(t, "", "decisions", "key", path)
	if again, _ := os.ReadFile(path); second.code != exitUsage || string(again) != string(text) {
		t.Errorf("the key was replaced, code %d", second.code)
	}
}

// TestDecisionsKeyInAFolder names the file as it is right from every folder: in the configuration a path counts from its own.
func TestDecisionsKeyInAFolder(t *testing.T) {
	t.Chdir(t.TempDir())
	got := digbot(t, "", "decisions", "key", "secrets/d.key")
	for _, says := range []string{"key_file: " + mustAbs(t, "secrets/d.key") + "\n", "must belong to the user that runs the service"} {
		if got.code != exitOK || !strings.Contains(got.out, says) {
			t.Errorf("code %d, it does not say %q:\n%s%s", got.code, says, got.out, got.err)
		}
	}
}

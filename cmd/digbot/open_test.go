package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// TestNoStore runs commands where no store is: they say where they looked, and make none before there is something to keep.
func TestNoStore(t *testing.T) {
	s := newPeopleSite(t, "")
	file := filepath.Join(s.dir, "digbot.db")
	list := s.write("list.csv", candidates)
	for _, test := range []struct {
		in   string
		args []string
		code int
		says string
	}{
		{"", []string{"status"}, exitFailed, "there is no store at " + file},
		{"", []string{"audit"}, exitFailed, "there is no store at " + file},
		{"", []string{"campaign", "list"}, exitFailed, "there is no store at " + file},
		{"", []string{"backup", filepath.Join(s.dir, "copy")}, exitFailed, "there is no store at " + file},
		{"n\n", []string{"people", "import", list}, exitFailed, "There is no store at " + file + " yet"},
		{"", []string{"people", "export", "camille@example.org"}, exitUsage, "nobody in the roster has this address"},
		{"", []string{"people", "purge", "--dry-run"}, exitOK, "people       0"},
		{"", []string{"suppression", "list"}, exitOK, "The list is empty"},
		{"", []string{"suppression", "lift", "camille@example.org"}, exitFailed, "not on the list"},
		{"", []string{"campaign", "run", "deadline-7d", "--now", "2019-05-01"}, exitUsage, "is due on 2019-05-03"},
	} {
		got := digbot(t, test.in, append(test.args, "--config", example, "--config", s.config)...)
		if got.code != test.code || !strings.Contains(got.out+got.err, test.says) {
			t.Errorf("%v: code %d, want %d; it does not say %q:\n%s%s", test.args, got.code, test.code, test.says, got.out, got.err)
		}
		if made, _ := filepath.Glob(file + "*"); len(made) > 0 {
			t.Fatalf("%v has made %v", test.args, made)
		}
	}
	if got := s.people("y\n", "import", list); got.code != exitOK || len(s.directory()) != 2 {
		t.Errorf("code %d\n%s%s", got.code, got.out, got.err)
	}
	if _, err := os.Stat(file); err != nil {
		t.Error(err)
	}
}

// TestARelativeStore names the place in full.
func TestARelativeStore(t *testing.T) {
	settings := mustAbs(t, example)
	t.Chdir(t.TempDir())
	here := mustAbs(t, ".")
	if got := digbot(t, "", "status", "--config", settings); !strings.Contains(got.err, "there is no store at "+filepath.Join(here, "digbot.db")) {
		t.Errorf("it does not say where:\n%s", got.err)
	}
}

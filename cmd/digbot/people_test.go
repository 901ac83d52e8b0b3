package main

import (
	"crypto/rand"
	"encoding/json"
	"fmt"
	"log/slog"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"digbot/internal/app"
	"digbot/internal/config"
	"digbot/internal/programme"
	"digbot/internal/store"
)

// peopleSite is a folder with a configuration of its own.
type peopleSite struct {
	t           *testing.T
	dir, config string
}

func newPeopleSite(t *testing.T, extra string) peopleSite {
	t.Helper()
	s := peopleSite{t, t.TempDir(), ""}
	s.config = s.write("own.yaml", fmt.Sprintf("store: {file: %q}\nmail: {outbox: %q}\n", filepath.Join(s.dir, "digbot.db"), filepath.Join(s.dir, "outbox"))+extra)
	return s
}

func (s peopleSite) write(name, content string) string {
	s.t.Helper()
	path := filepath.Join(s.dir, name)
	if err := os.WriteFile(path, []byte(content), 0o600); err != nil {
		s.t.Fatal(err)
	}
	return path
}

func (s peopleSite) people(in string, args ...string) result {
	s.t.Helper()
	return digbot(s.t, in, append(append([]string{"people"}, args...), "--config", example, "--config", s.config)...)
}

func (s peopleSite) load() config.Config {
	s.t.Helper()
	cfg, err := config.Load([]string{example, s.config}, func(string) (string, bool) { return "", false })
	if err != nil {
		s.t.Fatal(err)
	}
	return cfg
}

// directory is who is in the store.
func (s peopleSite) directory() []programme.Person {
	s.t.Helper()
	opened, err := app.OpenStore(s.t.Context(), s.load(), slog.New(slog.DiscardHandler))
	if err != nil {
		s.t.Fatal(err)
	}
	defer opened.Close()
	people, err := opened.Directory(s.t.Context())
	if err != nil {
		s.t.Fatal(err)
	}
	return people
}

const (
	candidates = "Nom;Courriel;Rôle;Statut\nCamille Exemple;camille@example.org;candidat;intéressée\nNoé Fictif;noe@example.org;candidat;\n"
	corrected  = "Nom;Courriel;Rôle;Statut\nCamille Exemple;camille@example.org;candidate;candidature déposée\nAlix Exemple;alix@example.org;candidat;\n"
	mentorsToo = "name,email,role,challenge\nNoé Fictif,noe@example.org,mentor,shom\n"
	jury       = "Nom;Courriel;Rôle;Statut;Défi;Décision\nCamille Exemple;camille@example.org;candidat;présélectionnée;shom;lauréate\n"
	heading    = "Nom;Courriel;Rôle;Statut\n"
	faulty     = "Nom;Courriel;Rôle;Défi;Début\nCamille;camille@;candidat;chom;\nNoé;noe@example.org;mentro;shom;31/06/2019\n"
)

func TestPeopleImport(t *testing.T) {
	s := newPeopleSite(t, "")
	list := s.write
	for _, step := range []struct {
		name, in string
		args     []string
		code     int
		says     []string
		people   int
	}{
		{"faults", "", []string{list("faulty.csv", faulty), "--yes"}, exitUsage,
			[]string{"4 faults", `row 2, B2 "Courriel", "camille@"`, "the nearest is shom", `C3 "Rôle", "mentro"`, "there is no such day", "nobody was taken in"}, 0},
		{"decisions without a key", "", []string{list("jury.csv", jury), "--yes"}, exitUsage, []string{"digbot decisions key secrets/decisions.key"}, 0},
		{"nobody says yes", "", []string{list("first.csv", candidates)}, exitFailed, []string{"2 new", "nothing was done"}, 0},
		{"no", "n\n", []string{list("first.csv", candidates)}, exitFailed, []string{"nothing was done"}, 0},
		{"yes", "oui\n", []string{list("first.csv", candidates)}, exitOK, []string{"2 new, 0 changed, 0 to be removed, 0 as they are", "Done."}, 2},
		{"again", "", []string{list("first.csv", candidates), "--yes"}, exitOK, []string{"0 new, 0 changed, 0 to be removed, 2 as they are", "nothing to do"}, 2},
		{"another list", "", []string{list("second.csv", corrected), "--yes"}, exitOK,
			[]string{"1 new, 1 changed, 0 to be removed, 0 as they are", "Camille Exemple (status)", "1 more in the roster are not on the list"}, 3},
		{"a role beside", "", []string{list("mentors.csv", mentorsToo), "--yes"}, exitOK, []string{"Noé Fictif (roles)", "remark: number of mentors of the challenge ameli: 0; fix: add who is missing (the rule: 2)"}, 3},
		{"a complete list of nobody", "", []string{list("zero.csv", heading), "--yes", "--complete"}, exitUsage, []string{"zero.csv: the list names nobody", "nothing was done"}, 3},
		{"a list of nobody", "", []string{list("zero.csv", heading), "--yes"}, exitOK, []string{"3 more in the roster are not on the list, and stay", "nothing to do"}, 3},
		{"less than everybody", "n\n", []string{list("second.csv", corrected), "--complete"}, exitFailed, []string{"Remove 1 person from the roster? [y/N]", "nothing was done"}, 3},
		{"others instead", "", []string{list("first.csv", candidates), "--complete"}, exitFailed, []string{"Take them in, and remove 1 person from the roster? [y/N]"}, 3},
		{"everybody", "", []string{list("second.csv", corrected), "--yes", "--complete"}, exitOK, []string{"to be removed: ", "0 new, 0 changed, 1 to be removed"}, 2},
	} {
		got := s.people(step.in, append([]string{"import"}, step.args...)...)
		for _, says := range step.says {
			if !strings.Contains(got.out+got.err, says) {
				t.Errorf("%s: it does not say %q:\n%s%s", step.name, says, got.out, got.err)
			}
		}
		if people := s.directory(); got.code != step.code || len(people) != step.people {
			t.Errorf("%s: code %d and %d people, want %d and %d:\n%s%s", step.name, got.code, len(people), step.code, step.people, got.out, got.err)
		}
	}
	if audit := digbot(t, "", "audit", "--config", example, "--config", s.config); !strings.Contains(audit.out, "people import: 1 added, 1 changed, 0 removed") {
		t.Errorf("the trail does not tell:\n%s%s", audit.out, audit.err)
	}
}

// TestAFaultyRosterIsNamed tells which of the files on the command line is at fault, and counts as people do.
func TestAFaultyRosterIsNamed(t *testing.T) {
	s := newPeopleSite(t, "")
	one := s.write("one.csv", "Nom;Courriel;Rôle\nCamille Exemple;camille@;candidat\n")
	for says, args := range map[string][]string{
		one + " has 1 fault, nobody was read:\nrow 2":     {"serve", "--no-console", "--roster", one},
		one + " has 1 fault, nobody was read:\n":          {"rehearse", "--out", s.dir, "--roster", one},
		one + " has 1 fault, nobody was taken in:\nrow 2": {"people", "import", one},
	} {
		got := digbot(t, "", append(args, "--config", example, "--config", s.config)...)
		if got.code != exitUsage || !strings.Contains(got.err, says) {
			t.Errorf("code %d, it does not say %q:\n%s", got.code, says, got.err)
		}
	}
}

// TestPeopleBesideAService imports, shows, forgets and purges while a service holds the file, and on Redis.
func TestPeopleBesideAService(t *testing.T) {
	t.Run("file", func(t *testing.T) {
		s := newPeopleSite(t, "")
		cfg := s.load()
		held, err := store.Open(cfg.Store.File, cfg.Promotion, store.Own())
		if err != nil {
			t.Fatal(err)
		}
		defer held.Close()
		if err := held.Share(slog.New(slog.DiscardHandler)); err != nil {
			t.Fatal(err)
		}
		comeAndGo(t, s)
	})
	t.Run("redis", func(t *testing.T) {
		url := os.Getenv("DIGBOT_TEST_REDIS")
		if url == "" {
			t.Skip("no real Redis: set DIGBOT_TEST_REDIS=redis://127.0.0.1:6379/0 to test one")
		}
		s := newPeopleSite(t, "")
		s.config = s.write("own.yaml", fmt.Sprintf("promotion: {id: %q}\nstore: {redis: %q}\nmail: {outbox: %q}\n", "test-"+strings.ToLower(rand.Text()), url, filepath.Join(s.dir, "outbox")))
		comeAndGo(t, s)
	})
}

func comeAndGo(t *testing.T, s peopleSite) {
	t.Helper()
	expect := func(r result, code int, says ...string) {
		t.Helper()
		for _, each := range says {
			if r.code != code || !strings.Contains(r.out+r.err, each) {
				t.Errorf("code %d, want %d; does it say %q?\n%s%s", r.code, code, each, r.out, r.err)
			}
		}
	}
	list := s.write("list.csv", candidates)
	expect(s.people("", "import", list, "--yes"), exitOK, "2 new")
	shown := s.people("", "export", "Camille@example.org")
	var held store.Held
	if err := json.Unmarshal([]byte(shown.out), &held); err != nil || held.Person.Name != "Camille Exemple" {
		t.Errorf("%v: %s%s", err, shown.out, shown.err)
	}
	expect(s.people("", "forget", "camille@example.org"), exitFailed, "identity     1, kept until 2021", "nothing was done")
	gone := s.people("", "forget", held.Person.ID, "--yes")
	expect(gone, exitOK, "Erased at", "receipt e-", "identity     1")
	if _, receipt, _ := strings.Cut(gone.out, "Erased at"); strings.Contains(strings.ToLower(receipt), "camille") || strings.Contains(receipt, held.Person.ID) {
		t.Errorf("the receipt tells of whom it is: %s", receipt)
	}
	expect(s.people("", "export", held.Person.ID), exitUsage, "nobody in the roster has this id")
	expect(s.people("", "forget", "camille@example.org"), exitUsage, "nobody in the roster has this address")
	expect(s.people("", "import", list, "--yes"), exitOK, "Erased at their own wish, and left out", "nothing to do")
	expect(s.people("", "import", list, "--yes", "--readmit"), exitOK, "1 new")
	expect(s.people("", "purge", "--dry-run", "--now", "2019-08-01"), exitOK, "people       0")
	expect(s.people("", "purge", "--dry-run", "--now", "2022-08-01"), exitOK, "people       2 p-", "Nothing was erased")
	expect(s.people("", "purge", "--now", "2022-08-01"), exitOK, "people       2 p-", "receipt e-")
	if left := s.directory(); len(left) != 0 {
		t.Errorf("%d people are left", len(left))
	}
}

// TestPeopleImportWithDecisions seals what the jury decided; nobody reads it without the key.
func TestPeopleImportWithDecisions(t *testing.T) {
	s := newPeopleSite(t, "")
	key := filepath.Join(s.dir, "decisions.key")
	if made := digbot(t, "", "decisions", "key", key); made.code != exitOK {
		t.Fatal(made.err)
	}
	open := s.config
	s.config = s.write("keyed.yaml", string(readFile(t, open))+fmt.Sprintf("decisions: {key_file: %q}\n", key))
	list := s.write("jury.csv", jury)
	if got := s.people("", "import", list, "--yes"); got.code != exitOK || !strings.Contains(got.out, "decisions on 1") {
		t.Fatalf("code %d: %s%s", got.code, got.out, got.err)
	}
	if got := s.people("", "import", list, "--yes"); !strings.Contains(got.out, "1 as they are; decisions on 0") {
		t.Errorf("a second time it is something else: %s%s", got.out, got.err)
	}
	if got := s.people("", "export", "camille@example.org"); strings.Contains(got.out, "laureate") || got.code != exitOK || !strings.Contains(got.err, "not announced yet") {
		t.Errorf("the decision is told before it is announced: code %d, %s%s", got.code, got.out, got.err)
	}
	if got := s.people("", "export", "camille@example.org", "--unannounced"); !strings.Contains(got.out, `"laureate"`) {
		t.Errorf("the operator is not told what is held: %s%s", got.out, got.err)
	}
	if raw := string(readFile(t, s.load().Store.File)); strings.Contains(raw, "laureate") || strings.Contains(raw, "lauréat") {
		t.Error("the file tells the decision")
	}
	s.config = open
	if got := s.people("", "export", "camille@example.org", "--unannounced"); strings.Contains(got.out, "laureate") || !strings.Contains(got.out, `"decision_sealed": true`) {
		t.Errorf("without the key: %s%s", got.out, got.err)
	}
	if got := s.people("", "purge"); got.code == exitOK || !strings.Contains(got.err, "no key is set") {
		t.Errorf("without the key nobody can tell whose time is over: code %d, %s%s", got.code, got.out, got.err)
	}
}

func readFile(t *testing.T, path string) []byte {
	t.Helper()
	content, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return content
}

// TestServeTakesARosterInAgain starts a service twice with a list without ids: nobody is there twice.
func TestServeTakesARosterInAgain(t *testing.T) {
	s := newPeopleSite(t, "")
	cfg := s.load()
	for range 2 {
		held, err := store.Open(cfg.Store.File, cfg.Promotion)
		if err != nil {
			t.Fatal(err)
		}
		if err := app.TakeIn(t.Context(), app.NewImporter(cfg, held), []byte(candidates), "operator", "start", time.Now()); err != nil {
			t.Fatal(err)
		}
		if err := held.Close(); err != nil {
			t.Fatal(err)
		}
	}
	if people := s.directory(); len(people) != 2 {
		t.Errorf("%d people, want 2: %v", len(people), people)
	}
}

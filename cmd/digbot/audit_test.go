package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"syscall"
	"testing"

	"digbot/internal/config"
	"digbot/internal/store"
)

// typed runs a subcommand in which somebody types.
func (s site) typed(t *testing.T, input string, args ...string) string {
	t.Helper()
	var out bytes.Buffer
	command := s.command(t, args...)
	command.Stdin, command.Stdout, command.Stderr = strings.NewReader(input), &out, &out
	if err := command.Run(); err != nil {
		t.Fatalf("%v: %v\n%s", args, err, out.String())
	}
	return out.String()
}

// TestTheStaffOnTheTerminal moves a date from two terminals beside the service, and reads the audit trail.
func TestTheStaffOnTheTerminal(t *testing.T) {
	s := newSite(t, embedded())
	v := s.serve(t, "--now", beforeDeadline)
	preview := s.typed(t, "/dig calendrier déplacer clôture 12/05/2019 17h\n1\n", "chat", "--as", "camille")
	code := regexp.MustCompile(`Code\p{Z}: ([0-9a-f]{10})`).FindStringSubmatch(preview)
	if code == nil || !strings.Contains(preview, "est faite") {
		t.Fatalf("no request was made:\n%s", preview)
	}
	if !strings.HasPrefix(preview, "\nBonjour Camille Exemple. Vos commandes commencent par /dig") {
		t.Errorf("the welcome does not say how commands begin:\n%s", preview)
	}
	if later := s.typed(t, "/dig état\n", "chat", "--as", "camille", "--now", "2019-05-15T10:00:00+02:00"); !strings.Contains(later, ": jury.") {
		t.Errorf("--now does not count for the team:\n%s", later)
	}
	if own := s.typed(t, "/dig approuver "+code[1]+"\n", "chat", "--as", "camille"); !strings.Contains(own, "une autre personne doit l’approuver") {
		t.Errorf("the requester's own approval:\n%s", own)
	}
	if done := s.typed(t, "/dig approuver "+code[1]+"\n", "chat", "--as", "dominique"); !strings.Contains(done, "C’est fait") {
		t.Errorf("the approval:\n%s", done)
	}
	if got := s.run(t, "calendar", "--json"); !strings.Contains(got.out, "2019-05-12T17:00") {
		t.Errorf("the date did not move:\n%s", got.out)
	}
	if got := s.run(t, "chat", "--as", "nobody"); got.code != exitUsage || !strings.Contains(got.err, "camille, dominique") {
		t.Errorf("code %d\n%s", got.code, got.err)
	}
	var last store.Entry
	trail := s.run(t, "audit", "--json")
	for line := range strings.Lines(trail.out) {
		if err := json.Unmarshal([]byte(line), &last); err != nil {
			t.Fatal(err)
		}
	}
	if last.Who != "dominique" || last.What != "approve done move" || !strings.HasPrefix(last.Content, code[1]) || last.Where != "console:direct" {
		t.Errorf("the last entry is %+v", last)
	}
	if got := s.run(t, "audit"); !strings.Contains(got.out, "approve refused: own") {
		t.Errorf("the refusal is not in the trail:\n%s", got.out)
	}
	if got := s.run(t, "audit", "verify"); got.code != exitOK || !strings.Contains(got.out, "The audit trail is whole") {
		t.Errorf("code %d\n%s%s", got.code, got.out, got.err)
	}
	v.kill(syscall.SIGTERM)
}

// trail is the audit trail of a configuration, a line an entry: who, where, what.
func trail(t *testing.T, configs ...string) []string {
	t.Helper()
	args := []string{"audit", "--json"}
	for _, file := range configs {
		args = append(args, "--config", file)
	}
	got := digbot(t, "", args...)
	if got.code != exitOK {
		t.Fatalf("code %d: %s%s", got.code, got.out, got.err)
	}
	var lines []string
	for line := range strings.Lines(got.out) {
		var entry store.Entry
		if err := json.Unmarshal([]byte(line), &entry); err != nil {
			t.Fatal(err)
		}
		lines = append(lines, entry.Who+" "+entry.Where+" "+entry.What)
	}
	return lines
}

// told compares the end of a trail, in which the operator is named as op.
func told(t *testing.T, lines []string, want ...string) {
	t.Helper()
	op := operator(config.Config{})
	for i := range want {
		want[i] = op + " terminal " + want[i]
	}
	if len(lines) < len(want) || !slices.Equal(lines[len(lines)-len(want):], want) {
		t.Errorf("the trail ends\n%s\nwant\n%s", strings.Join(lines, "\n"), strings.Join(want, "\n"))
	}
}

// TestWhatOperatorsLearnIsWrittenDown reads decisions before they are announced, and copies them.
func TestWhatOperatorsLearnIsWrittenDown(t *testing.T) {
	s := newPeopleSite(t, "")
	key := filepath.Join(s.dir, "decisions.key")
	if made := digbot(t, "", "decisions", "key", key); made.code != exitOK {
		t.Fatal(made.err)
	}
	s.config = s.write("keyed.yaml", string(readFile(t, s.config))+fmt.Sprintf("decisions: {key_file: %q}\n", key))
	run := func(args ...string) {
		t.Helper()
		if got := digbot(t, "", append(args, "--config", example, "--config", s.config)...); got.code != exitOK {
			t.Errorf("%v: code %d: %s%s", args, got.code, got.out, got.err)
		}
	}
	run("people", "import", s.write("jury.csv", jury), "--yes")
	id := s.directory()[0].ID
	run("people", "export", "camille@example.org")
	run("people", "export", "camille@example.org", "--unannounced")
	run("backup", filepath.Join(s.dir, "a.copy"))
	run("backup", "--move", filepath.Join(s.dir, "b.copy"))
	run("people", "export", id) // of a store that takes no entry any more
	run("backup", "--stay")
	lines := trail(t, example, s.config)
	told(t, lines, "people export "+id, "people export --unannounced "+id, "backup", "backup --move", "backup --stay")
	if strings.Contains(strings.Join(lines, "\n"), "@example.org") {
		t.Errorf("an address is in the trail: %q", lines)
	}
}

// TestLooksAtCampaignsAreWrittenDown previews and reports: both can tell what the jury decided.
func TestLooksAtCampaignsAreWrittenDown(t *testing.T) {
	p := newPlace(t)
	p.expect(exitOK, "4 accepted", "run", "deadline", "--roster", p.people(threeApplied...), "--yes")
	p.expect(exitOK, "c2@example.org", "preview", "deadline", "--person", "c-2")
	p.expect(exitOK, "== closing", "preview", "deadline")
	p.expect(exitOK, "4 accepted", "report", "deadline")
	p.expect(exitOK, "4 accepted", "report", "deadline", "--csv", filepath.Join(p.dir, "all.csv"))
	const id = "deadline@20190510T1500Z"
	told(t, trail(t, example, filepath.Join(p.dir, "site.yaml")), "run "+id, "preview c-2 "+id, "preview "+id, "report "+id, "report --csv "+id)
}

// TestRefusalsAreWrittenDown tells what was done from what was refused, and who it was in one way.
func TestRefusalsAreWrittenDown(t *testing.T) {
	p := newPlace(t)
	site := filepath.Join(p.dir, "site.yaml")
	do := func(args ...string) {
		t.Helper()
		if got := digbot(t, "", append(args, "--config", example, "--config", site)...); got.code != exitOK {
			t.Fatalf("%v: %s%s", args, got.out, got.err)
		}
	}
	do("suppression", "add", "nobody@example.org")
	p.expect(exitOK, "4 accepted", "run", "deadline", "--roster", p.people(threeApplied...), "--yes")
	p.expect(exitFailed, "too late", "undo", "deadline")
	p.expect(exitFailed, "too late", "cancel", "deadline")
	p.expect(exitFailed, "", "pause", "deadline")
	p.expect(exitUsage, "nothing to \"c-1\" is uncertain", "resolve", "deadline", "c-1", "sent")
	p.expect(exitOK, "0 deliveries", "retry", "deadline")
	list := p.write("one.csv", "id,role,name,email\nc-9,candidate,Alix Exemple,c9@example.org\n")
	do("people", "import", list, "--yes")
	do("people", "forget", "c-9", "--yes")
	const id = "deadline@20190510T1500Z"
	lines := trail(t, example, site)
	if !strings.Contains(lines[len(lines)-1], "people forgot 1") {
		t.Errorf("the last line is %q", lines[len(lines)-1])
	}
	told(t, lines[:len(lines)-1], "people import: 3 added, 0 changed, 0 removed", "run "+id,
		"undo "+id, "undo refused: late", "cancel "+id, "cancel refused: late", "pause "+id, "pause refused: closed",
		"resolve c-1 sent in "+id, "resolve refused: certain", "retry "+id, "people import: 1 added, 0 changed, 0 removed")
	for _, line := range lines {
		if who, _, _ := strings.Cut(line, " "); who != operator(config.Config{}) {
			t.Errorf("another operator: %q", line)
		}
	}
}

// TestACampaignThatIsHeldIsNoSuccess runs what others must approve first.
func TestACampaignThatIsHeldIsNoSuccess(t *testing.T) {
	p := newPlace(t, "decisions: {key_file: %DIR%/decisions.key}")
	if made := digbot(t, "", "decisions", "key", filepath.Join(p.dir, "decisions.key")); made.code != exitOK {
		t.Fatal(made.err)
	}
	p.now = "2019-05-17T09:00:05+02:00"
	p.expect(exitFailed, "must approve exactly this content", "run", "announcement", "--yes", "--roster",
		p.people("c-1,candidate,Camille Exemple,c1@example.org,preselected,shom,laureate"))
	const id = "announcement@20190517T0700Z"
	told(t, trail(t, example, filepath.Join(p.dir, "site.yaml")), "run "+id, "run refused: approval")
}

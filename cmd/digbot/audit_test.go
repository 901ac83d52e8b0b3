package main

import (
	"bytes"
	"encoding/json"
	"regexp"
	"strings"
	"syscall"
	"testing"

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

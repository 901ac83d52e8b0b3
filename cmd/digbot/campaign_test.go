package main

import (
	"encoding/csv"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"syscall"
	"testing"
	"time"

	"digbot/internal/fake"
	"digbot/internal/seal"
	"digbot/notifier"
)

// closed is an instant right after the deadline of 2019.
const closed = "2019-05-10T17:00:05+02:00"

// place is a folder in which commands about campaigns work, at an instant.
type place struct {
	t   *testing.T
	dir string
	now string
}

// newPlace makes a place whose settings come beside the example's; %DIR% is its folder.
func newPlace(t *testing.T, settings ...string) place {
	t.Helper()
	p := place{t, t.TempDir(), closed}
	settings = append(settings, "store: {file: %DIR%/digbot.db}")
	if !slices.ContainsFunc(settings, func(s string) bool { return strings.HasPrefix(s, "mail:") }) {
		settings = append(settings, "mail: {outbox: %DIR%/outbox}")
	}
	text := strings.ReplaceAll(strings.Join(settings, "\n")+"\n", "%DIR%", p.dir)
	p.write("site.yaml", text)
	return p
}

func (p place) write(name, text string) string {
	p.t.Helper()
	path := filepath.Join(p.dir, name)
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		p.t.Fatal(err)
	}
	return path
}

// people writes a roster: a header, and lines.
func (p place) people(lines ...string) string {
	p.t.Helper()
	return p.write("people.csv", "id,role,name,email,status,challenge,decision\n"+strings.Join(lines, "\n")+"\n")
}

// campaign runs a command about campaigns.
func (p place) campaign(args ...string) result {
	p.t.Helper()
	args = append([]string{"campaign"}, args...)
	return digbot(p.t, "", append(args, "--config", example, "--config", filepath.Join(p.dir, "site.yaml"), "--now", p.now)...)
}

// expect runs a command and checks its code and what it says.
func (p place) expect(code int, says string, args ...string) result {
	p.t.Helper()
	got := p.campaign(args...)
	if got.code != code || !strings.Contains(got.out+got.err, says) {
		p.t.Errorf("%v: code %d, want %d and %q:\n%s%s", args, got.code, code, says, got.out, got.err)
	}
	return got
}

func (p place) mails() int {
	files, _ := filepath.Glob(filepath.Join(p.dir, "outbox", "*.eml"))
	return len(files)
}

var threeApplied = []string{
	"c-1,candidate,Camille Exemple,c1@example.org,applied,,",
	"c-2,candidate,=Dominique Exemple,c2@example.org,applied,,",
	"c-3,candidate,Claude Exemple,c3@example.org,applied,,",
}

func TestCampaignRunIsIdempotent(t *testing.T) {
	p := newPlace(t)
	roster := p.people(threeApplied...)
	p.expect(exitUsage, "there is nobody to ask here", "run", "deadline", "--roster", roster)
	p.expect(exitOK, "4 accepted", "run", "deadline", "--roster", roster, "--yes")
	if p.mails() != 3 {
		t.Errorf("%d mails", p.mails())
	}
	for range 2 {
		p.expect(exitOK, "4 accepted", "run", "deadline", "--roster", roster, "--yes")
	}
	var list []campaignJSON
	if err := json.Unmarshal([]byte(p.campaign("list", "--json").out), &list); err != nil || len(list) != 1 || list[0].Counts[notifier.Accepted] != 4 {
		t.Errorf("%v, %+v", err, list)
	}
	p.expect(exitOK, "done", "list")
	p.expect(exitOK, "4 accepted", "status", "deadline")
	p.expect(exitOK, `"state": "done"`, "status", list[0].ID, "--json")
	p.expect(exitOK, "c2@example.org", "preview", "deadline", "--person", "c-2")
	p.expect(exitOK, "== closing, by mail: 3", "preview", "deadline")
	p.expect(exitUsage, "there is no such campaign", "status", "opening")
	p.expect(exitFailed, "too late", "cancel", "deadline")
	if got := digbot(t, "", "audit", "--config", example, "--config", filepath.Join(p.dir, "site.yaml")); !strings.Contains(got.out, "run deadline@") || strings.Contains(got.out, "  2019-") {
		t.Errorf("the audit trail does not tell of it, in real time:\n%s%s", got.out, got.err)
	}
}

func TestCampaignReportForASpreadsheet(t *testing.T) {
	p := newPlace(t)
	p.expect(exitOK, "4 accepted", "run", "deadline", "--roster", p.people(threeApplied...), "--yes")
	path := filepath.Join(p.dir, "report.csv")
	p.expect(exitOK, "4 accepted", "report", "deadline", "--csv", path)
	file, err := os.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	rows, err := csv.NewReader(file).ReadAll()
	if err != nil || len(rows) != 5 || rows[2][1] != "'=Dominique Exemple" || rows[2][4] != "accepted" {
		t.Errorf("%v, %q", err, rows)
	}
	if info, err := file.Stat(); err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("others can read names and addresses: %v, %v", info.Mode(), err)
	}
}

func TestCampaignRunRefuses(t *testing.T) {
	key, err := seal.Generate()
	if err != nil {
		t.Fatal(err)
	}
	for _, test := range []struct {
		name, now, occasion string
		people              []string
		code                int
		says                string
	}{
		{"an unknown occasion", closed, "clôture", nil, exitUsage, "it has opening"},
		{"one that is not due", closed, "announcement", nil, exitUsage, "is due on 2019-05-17"},
		{"one that is over", closed, "deadline-7d", nil, exitUsage, "it would do harm"},
		{"one that needs approval", "2019-05-17T12:00:00+02:00", "announcement",
			[]string{"c-1,candidate,Camille Exemple,c1@example.org,preselected,shom,declined"}, exitFailed, "2 members of the team must approve exactly this content"},
		{"one that lacks values", "2019-05-14T12:00:00+02:00", "jury-1d",
			[]string{"c-1,candidate,Camille Exemple,c1@example.org,preselected,shom,"}, exitFailed, "c-1 (row 2): hearing-reminder needs: hearing time"},
	} {
		t.Run(test.name, func(t *testing.T) {
			p := newPlace(t, "decisions: {key_file: %DIR%/decisions.key}")
			p.write("decisions.key", key.Secret()+"\n")
			p.now = test.now
			p.expect(test.code, test.says, "run", test.occasion, "--roster", p.people(test.people...), "--yes")
			if p.mails() != 0 {
				t.Errorf("%d mails left", p.mails())
			}
		})
	}
}

func TestCampaignPauseResumeCancel(t *testing.T) {
	p := newPlace(t)
	roster := p.people(threeApplied...)
	server, err := fake.NewSMTP(fake.SMTPOptions{Script: fake.At("RCPT", 1, fake.SMTPAct{Reply: "450 4.2.0 later"})})
	if err != nil {
		t.Fatal(err)
	}
	defer server.Close()
	p.write("site.yaml", fmt.Sprintf("store: {file: %[1]s/digbot.db}\nmail: {outbox: %[1]s/outbox, relays: [{host: 127.0.0.1, port: %d, tls: none}]}\n", p.dir, server.Port()))
	cmd := site{dir: p.dir, config: mustAbs(t, example) + "\x00" + filepath.Join(p.dir, "site.yaml")}.command(t, "campaign", "run", "deadline", "--roster", roster, "--yes", "--now", p.now)
	if err := cmd.Start(); err != nil { // one mail waits a minute for its second try
		t.Fatal(err)
	}
	until(func() bool { return server.Count() >= 2 })
	began := time.Now()
	_ = cmd.Process.Signal(syscall.SIGTERM)
	_ = cmd.Wait()
	if took := time.Since(began); took > 5*time.Second || cmd.ProcessState.ExitCode() != exitFailed {
		t.Errorf("it stopped after %s with code %d", took, cmd.ProcessState.ExitCode())
	}
	for range 2 {
		p.expect(exitOK, "is paused: 2 left", "pause", "deadline")
	}
	p.expect(exitFailed, "digbot campaign resume", "run", "deadline", "--yes")
	p.expect(exitOK, "is sending: 2 left", "resume", "deadline")
	p.expect(exitFailed, "too late", "undo", "deadline")
	p.expect(exitOK, "1 delivery of deadline@20190510T1500Z will be tried again", "retry", "deadline")
	p.expect(exitOK, "4 accepted", "run", "deadline", "--yes")
	p.expect(exitFailed, "too late", "cancel", "deadline")
	for _, who := range []string{"c1", "c2", "c3"} {
		if n := server.CountTo(who + "@example.org"); n != 1 {
			t.Errorf("%s got %d mails", who, n)
		}
	}
}

func mustAbs(t *testing.T, path string) string {
	t.Helper()
	absolute, err := filepath.Abs(path)
	if err != nil {
		t.Fatal(err)
	}
	return absolute
}

func TestCampaignResolve(t *testing.T) {
	server, err := fake.NewSMTP(fake.SMTPOptions{Script: fake.At(".", 1, fake.SMTPAct{Cut: true, Keep: true})})
	if err != nil {
		t.Fatal(err)
	}
	defer server.Close()
	p := newPlace(t, fmt.Sprintf("mail: {outbox: %%DIR%%/outbox, connections: 1, relays: [{host: 127.0.0.1, port: %d, tls: none}]}", server.Port()))
	got := p.expect(exitFailed, "Nobody can tell", "run", "deadline", "--roster", p.people(threeApplied[0]), "--yes")
	if !strings.Contains(got.out, "c-1  Camille Exemple  closing  uncertain") {
		t.Errorf("it is not named:\n%s", got.out)
	}
	p.expect(exitUsage, "write sent or resend", "resolve", "deadline", "c-1", "perhaps")
	p.expect(exitUsage, "is for \"c-2\"", "resolve", "deadline", "c-2", "sent")
	p.expect(exitUsage, "is for \"c-8\"\nnothing in deadline@20190510T1500Z is for \"c-9\"", "retry", "deadline", "--person", "c-8", "--person", "c-1", "--person", "c-9")
	if got := digbot(t, "", "audit", "--config", example, "--config", filepath.Join(p.dir, "site.yaml")); strings.Contains(got.out, "retry") || strings.Contains(got.out, "resolve") {
		t.Errorf("what was refused is told as done:\n%s", got.out)
	}
	p.expect(exitOK, "1 delivery to c-1: resend", "resolve", "deadline", "c-1", "resend")
	p.expect(exitOK, "2 accepted", "run", "deadline", "--yes")
	messages := server.Messages()
	if len(messages) != 2 || messageID(messages[0].Text) != messageID(messages[1].Text) {
		t.Errorf("%d messages came, under different ids", len(messages))
	}
	p.expect(exitUsage, "nothing to \"c-1\" is uncertain", "resolve", "deadline", "c-1", "resend")
}

func messageID(text []byte) string {
	for line := range strings.Lines(string(text)) {
		if id, found := strings.CutPrefix(line, "Message-ID: "); found {
			return strings.TrimSpace(id)
		}
	}
	return ""
}

// TestCampaignsBesideTheService works on the store that a service holds.
func TestCampaignsBesideTheService(t *testing.T) {
	s := newSite(t, embedded())
	s.serve(t, "--roster", s.writeRoster(t, 5), "--now", closed) // the deadline is over: the service does not send it
	if got := s.run(t, "campaign", "run", "deadline", "--yes"); got.code != exitOK || !strings.Contains(got.out, "6 accepted") {
		t.Errorf("code %d\n%s%s", got.code, got.out, got.err)
	}
	for _, args := range [][]string{{"list"}, {"status", "deadline"}, {"report", "deadline"}, {"preview", "deadline"}} {
		if got := s.run(t, append([]string{"campaign"}, args...)...); got.code != exitOK || !strings.Contains(got.out, "deadline@20190510T1500Z") {
			t.Errorf("%v: code %d\n%s%s", args, got.code, got.out, got.err)
		}
	}
	if files, _ := filepath.Glob(filepath.Join(s.dir, "outbox", "*.eml")); len(files) != 5 {
		t.Errorf("%d mails", len(files))
	}
}

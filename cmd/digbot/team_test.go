package main

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	"digbot/internal/fake"
)

// chatRoom is a Slack with the team in it, of which a site knows by files: tests with one may run beside others.
func chatRoom(t *testing.T) (*fake.Slack, string) {
	t.Helper()
	w := fake.NewSlack(fake.SlackOptions{})
	t.Cleanup(w.Close)
	w.AddChannel("C0PUBLIC", "annonces", false, fake.SlackBotUser)
	w.AddChannel("C0STAFF", "equipe", true, fake.SlackBotUser, "U0CAMILLE", "U0DOMINIQUE")
	dir := t.TempDir()
	for name, token := range map[string]string{"bot": fake.SlackBotToken, "app": fake.SlackAppToken} {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(token+"\n"), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	staff := "staff: {camille: {slack: U0CAMILLE}, dominique: {slack: U0DOMINIQUE}}"
	return w, fmt.Sprintf("slack: {bot_token_file: %[1]s/bot, app_token_file: %[1]s/app, api_url: %[2]q}\n%[3]s", dir, w.APIURL(), staff)
}

// inChat waits for a message of the bot that holds all that is wanted.
func inChat(t *testing.T, w *fake.Slack, v *service, channel string, wanted ...string) fake.SlackMessage {
	t.Helper()
	var found fake.SlackMessage
	came := w.Await(30*time.Second, func() bool {
		for _, m := range w.Answers(channel) {
			all := fmt.Sprint(m.Text, m.Blocks)
			missing := false
			for _, want := range wanted {
				missing = missing || !strings.Contains(all, want)
			}
			if !missing {
				found = m
				return true
			}
		}
		return false
	})
	if !came {
		log := ""
		if v != nil {
			log = v.log()
		}
		t.Fatalf("nothing in %s holds %q: %+v\n%s", channel, wanted, w.Answers(channel), log)
	}
	return found
}

// TestOperatorsSpeakInTheChat lets a member of the team ask for something on a terminal: the others find it in their channel,
// and approve it there. What an operator sends appears where the service would have posted it.
func TestOperatorsSpeakInTheChat(t *testing.T) {
	t.Parallel()
	w, settings := chatRoom(t)
	s := newSite(t, embedded(), settings)
	v := s.serve(t, "--now", "2019-05-11T10:00:00+02:00", "--roster", s.writeRoster(t, 3))
	v.await("connected to Slack", 10*time.Second)
	var out bytes.Buffer
	talk := s.command(t, "chat", "--as", "camille")
	talk.Stdin, talk.Stdout, talk.Stderr = strings.NewReader("/dig déplacer prise-de-poste 10/06/2019\nDemander l’approbation\n"), &out, &out
	if err := talk.Run(); err != nil || !strings.Contains(out.String(), "est faite") {
		t.Fatalf("%v\n%s", err, out.String())
	}
	request := inChat(t, w, v, "C0STAFF", "10 juin 2019", "Camille Exemple", "Approuver")
	if err := w.Click("U0DOMINIQUE", "C0STAFF", request.TS, "Approuver"); err != nil {
		t.Fatal(err)
	}
	inChat(t, w, v, "C0STAFF", "C’est fait")
	inChat(t, w, v, "C0PUBLIC", "10 juin 2019")

	if got := s.run(t, "campaign", "run", "deadline", "--yes"); got.code != exitOK {
		t.Fatalf("code %d\n%s%s", got.code, got.out, got.err)
	}
	inChat(t, w, v, "C0PUBLIC", "clos")
	if files, _ := filepath.Glob(filepath.Join(s.dir, "outbox", "posts", "*")); len(files) > 0 {
		t.Errorf("posts are in files: %v", files)
	}
	if refused := w.Refused(); len(refused) > 0 {
		t.Errorf("Slack refuses %q", refused)
	}
}

// TestProgressGoesOnAfterAKill kills the service in the middle of a campaign: the next one goes on in the same message, which
// was never edited twice within three seconds, and ends exact.
func TestProgressGoesOnAfterAKill(t *testing.T) {
	if testing.Short() {
		t.Skip("a slow relay, a lease and some progress take fifteen seconds")
	}
	t.Parallel()
	const people = 2000
	slowly := func(m fake.SMTPMoment) fake.SMTPAct {
		if m.Verb == "DATA" {
			time.Sleep(24 * time.Millisecond) // so that the progress is shown several times
		}
		return fake.SMTPAct{}
	}
	server, err := fake.NewSMTP(fake.SMTPOptions{Script: slowly})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(server.Close)
	w, settings := chatRoom(t)
	s := newSite(t, embedded(), settings, "approvals: {undo: 0s}", fmt.Sprintf("mail: {outbox: outbox, connections: 4, relays: [{host: 127.0.0.1, port: %d, tls: none}]}", server.Port()))
	args := []string{"--now", "2019-04-11T10:00:00+02:00", "--roster", s.writeInterested(t, people)} // the opening was due at nine
	v := s.serve(t, args...)
	v.await("connected to Slack", 10*time.Second)

	w.Command("U0CAMILLE", w.Direct("U0CAMILLE"), "annoncer ouverture")
	preview := inChat(t, w, v, w.Direct("U0CAMILLE"), "2000 courriels", "Demander")
	if err := w.Click("U0CAMILLE", preview.Channel, preview.TS, "Demander l’approbation"); err != nil {
		t.Fatal(err)
	}
	request := inChat(t, w, v, "C0STAFF", "2000 courriels", "Approuver")
	if err := w.Click("U0DOMINIQUE", "C0STAFF", request.TS, "Approuver"); err != nil {
		t.Fatal(err)
	}
	until(func() bool { return server.Count() >= people/2 })
	before := inChat(t, w, v, "C0STAFF", "traités sur 2001")
	until(func() bool { // who dies while it edits puts the next edit off, perhaps until the campaign is over
		edits := w.Calls("chat.update")
		ago := time.Since(edits[len(edits)-1].At)
		return ago > 500*time.Millisecond && ago < 2*time.Second
	})
	v.kill(syscall.SIGKILL)
	killed := server.Count()
	v = s.serve(t, args...)
	after := inChat(t, w, v, "C0STAFF", "terminé", "partis sur 2001")
	if before.TS != request.TS || after.TS != request.TS || killed >= people {
		t.Errorf("asked in %s, shown in %s, and after %d mails in %s", request.TS, before.TS, killed, after.TS)
	}
	sent, uncertain := numberBefore(after.Text, "partis sur 2001"), numberBefore(after.Text, "incertain")
	if sent+uncertain != people+1 || server.Count() < sent-1 || numberBefore(after.Text, "en attente") != 0 || numberBefore(after.Text, "non atteint") != 0 {
		t.Errorf("%d mails came; the message reads %q", server.Count(), after.Text)
	}
	var last time.Time
	edits := 0
	for _, call := range w.Calls("chat.update") {
		if call.Values["ts"] != request.TS || strings.Contains(call.Values["text"], "Approuvé par") {
			continue
		}
		if edits++; call.At.Sub(last) < 3*time.Second {
			t.Errorf("edited %s after the edit before", call.At.Sub(last))
		}
		last = call.At
	}
	if edits < 3 {
		t.Errorf("the progress was shown %d times", edits)
	}
}

// numberBefore is the number that stands before some words.
func numberBefore(text, words string) int {
	found := regexp.MustCompile(`(\d+) ` + words).FindStringSubmatch(text)
	if found == nil {
		return -1
	}
	n, _ := strconv.Atoi(found[1]) // digits
	return n
}

// writeInterested writes n people who have not applied yet.
func (s site) writeInterested(t *testing.T, n int) string {
	t.Helper()
	path := s.writeRoster(t, n)
	text, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, bytes.ReplaceAll(text, []byte("candidature déposée"), []byte("intéressé")), 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

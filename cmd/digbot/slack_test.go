package main

import (
	"net/http"
	"strings"
	"syscall"
	"testing"
	"time"

	"digbot/internal/fake"
)

// slackSettings are those of a service in a fake workspace: the tokens and the address come from the environment.
const slackSettings = `slack: {bot_token: "${SLACK_BOT_TOKEN}", app_token: "${SLACK_APP_TOKEN}", api_url: "${SLACK_API_URL}", staff_channel: dig-equipe}`

// newSlack is a workspace, in which services of the environment take part.
func newSlack(t testing.TB, options fake.SlackOptions) *fake.Slack {
	t.Helper()
	w := fake.NewSlack(options)
	t.Cleanup(w.Close)
	w.AddChannel("C0PUBLIC", "annonces", false, fake.SlackBotUser, "U0CAMILLE", "U0DOMINIQUE")
	w.AddChannel("C0STAFF", "dig-equipe", true, fake.SlackBotUser)
	t.Setenv("SLACK_BOT_TOKEN", fake.SlackBotToken)
	t.Setenv("SLACK_APP_TOKEN", fake.SlackAppToken)
	t.Setenv("SLACK_API_URL", w.APIURL())
	return w
}

// slackAnswers waits for n messages of the bot in a channel.
func slackAnswers(t *testing.T, w *fake.Slack, v *service, channel string, n int) []fake.SlackMessage {
	t.Helper()
	if !w.Await(20*time.Second, func() bool { return len(w.Answers(channel)) >= n }) {
		t.Fatalf("%d answers in %s, want %d:\n%s", len(w.Answers(channel)), channel, n, v.log())
	}
	return w.Answers(channel)
}

// TestServeOnSlack asks a running service in every way, kills it, and asks the next one.
func TestServeOnSlack(t *testing.T) {
	w := newSlack(t, fake.SlackOptions{})
	s := newSite(t, embedded(), slackSettings)
	v := s.serve(t, "--now", "2019-04-20T10:00:00+02:00")
	v.await("connected to Slack", 10*time.Second)
	mention := "<@" + fake.SlackBotUser + "> "
	direct := w.Direct("U0CAMILLE")

	question := w.Say("U0CAMILLE", direct, "quel est le salaire ?", "")
	answer := slackAnswers(t, w, v, direct, 1)[0]
	if !strings.Contains(answer.Text, "rémunération") && !strings.Contains(answer.Text, "salaire") && !strings.Contains(answer.Text, "€") {
		t.Errorf("the answer on pay is %q", answer.Text)
	}
	root := w.Say("U0CAMILLE", "C0PUBLIC", mention+"c'est quoi la date limite de candidature ?", "")
	if answer := slackAnswers(t, w, v, "C0PUBLIC", 1)[0]; answer.Thread != root || !strings.Contains(answer.Text, "10 mai") {
		t.Errorf("the mention was answered in thread %q: %q", answer.Thread, answer.Text)
	}
	w.Say("U0CAMILLE", "C0PUBLIC", "date des résultats", root)
	slackAnswers(t, w, v, "C0PUBLIC", 2)
	w.Command("U0DOMINIQUE", "C0PUBLIC", "quel est le lieu de travail ?")
	if whisper := slackAnswers(t, w, v, "C0PUBLIC", 3)[2]; whisper.Reader != "U0DOMINIQUE" {
		t.Errorf("the command was answered to %q: %q", whisper.Reader, whisper.Text)
	}
	if err := w.Click("U0CAMILLE", direct, answer.TS, "Réponse utile"); err != nil {
		t.Fatal(err)
	}
	thanks := slackAnswers(t, w, v, direct, 2)[1]
	if !strings.Contains(thanks.Text, "Merci") {
		t.Errorf("the click was answered with %q", thanks.Text)
	}
	w.OpenHome("U0CAMILLE")
	if !w.Await(10*time.Second, func() bool { _, shown := w.Home("U0CAMILLE"); return shown }) {
		t.Errorf("no home page:\n%s", v.log())
	}
	door := "http://" + v.await("digbot serves", time.Second).fields["door"].(string)
	if _, ready := get(t, door+"/readyz"); !strings.Contains(ready, `"slack"`) {
		t.Errorf("readyz: %s", ready)
	}
	v.kill(syscall.SIGKILL)

	while := w.Wrote(time.Now(), "U0DOMINIQUE", w.Direct("U0DOMINIQUE"), "quel est le salaire ?", "")
	v = s.serve(t, "--now", "2019-04-20T10:00:00+02:00")
	slackAnswers(t, w, v, w.Direct("U0DOMINIQUE"), 1)
	w.Repeat(direct, question)
	w.Repeat(w.Direct("U0DOMINIQUE"), while)
	w.Say("U0CAMILLE", direct, "merci beaucoup", "")
	slackAnswers(t, w, v, direct, 3)
	w.Await(3*time.Second, func() bool { return len(w.Unacked()) == 0 }) // Slack waits as long; an answer can overtake it
	began := time.Now()
	v.kill(syscall.SIGTERM)
	if took := time.Since(began); took > 5*time.Second || v.command.ProcessState.ExitCode() != exitOK {
		t.Errorf("it stopped after %s with code %d:\n%s", took, v.command.ProcessState.ExitCode(), v.log())
	}
	if n := len(w.Answers(direct)); n != 3 {
		t.Errorf("%d answers in direct messages", n)
	}
	if refused := append(w.Refused(), w.Unacked()...); len(refused) > 0 {
		t.Errorf("Slack refuses or misses %q", refused)
	}
	for _, secret := range []string{fake.SlackBotToken, fake.SlackAppToken, "/hook/", "quel est le salaire", "trigger."} {
		if strings.Contains(v.log(), secret) {
			t.Errorf("%q is in the log:\n%s", secret, v.log())
		}
	}
}

// TestAPostIsMadeOnce kills the service when Slack has taken a post of the season, and has not yet said so.
func TestAPostIsMadeOnce(t *testing.T) {
	w := newSlack(t, fake.SlackOptions{})
	w.LoseAnswers("chat.postMessage", 1)
	w.Fail("conversations.history", 1000, http.StatusServiceUnavailable)
	s := newSite(t, embedded(), slackSettings)
	args := []string{"--now", "2019-05-10T16:59:58+02:00", "--roster", s.writeRoster(t, 3)}
	v := s.serve(t, args...)
	slackAnswers(t, w, v, "C0PUBLIC", 1)
	v.kill(syscall.SIGKILL)
	w.Heal("conversations.history")
	v = s.serve(t, args...)
	v.await("post made", 30*time.Second)
	if posts := w.Answers("C0PUBLIC"); len(posts) != 1 {
		t.Errorf("%d posts: %+v", len(posts), posts)
	}
}

// TestAFaultySlack is refused before anything runs, in a sentence without the token.
func TestAFaultySlack(t *testing.T) {
	newSlack(t, fake.SlackOptions{})
	for _, test := range []struct{ name, variable, value, says string }{
		{"another token", "SLACK_BOT_TOKEN", "xoxb-secret-other", "bot_token is refused by Slack (invalid_auth)"},
		{"swapped tokens", "SLACK_APP_TOKEN", fake.SlackBotToken, "xapp-"},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Setenv(test.variable, test.value)
			s := newSite(t, embedded(), slackSettings)
			got := s.run(t, "serve", "--no-console")
			if got.code != exitUsage || !strings.Contains(got.err, test.says) || strings.Contains(got.err, test.value) {
				t.Errorf("code %d:\n%s", got.code, got.err)
			}
		})
	}
}

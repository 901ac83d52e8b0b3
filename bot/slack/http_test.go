package slack

import (
	"net/http"
	"net/http/httptest"
	"net/url"
	"strconv"
	"strings"
	"testing"
	"time"

	"digbot/internal/fake"
)

// newHTTPWorkspace reaches the bot by signed HTTP.
func newHTTPWorkspace(t *testing.T, n *notebook) *workspace {
	t.Helper()
	mux := http.NewServeMux()
	door := httptest.NewServer(mux)
	t.Cleanup(door.Close)
	w := newWorkspace(t, fake.SlackOptions{RequestURL: door.URL})
	w.config.AppToken, w.config.SigningSecret = "", fake.SlackSigningSecret
	s, _ := w.run(n.handle)
	for pattern, route := range s.Routes() {
		mux.Handle(pattern, route)
	}
	for s.inbox.Load() == nil {
		time.Sleep(time.Millisecond)
	}
	return w
}

// TestHTTP hears messages, commands and clicks by HTTP.
func TestHTTP(t *testing.T) {
	n := &notebook{}
	w := newHTTPWorkspace(t, n)
	direct := w.Direct("U0CAMILLE")
	ts := w.Say("U0CAMILLE", direct, "bonjour", "")
	w.answers(direct, 1)
	for range 3 {
		w.Repeat(direct, ts)
	}
	w.Command("U0CAMILLE", "C0OTHER", "combien ?")
	if answer := w.answers("C0OTHER", 1)[0]; screen(answer) != "réponse à combien ?" || answer.Reader != "U0CAMILLE" {
		t.Errorf("the command was answered with %+v", answer)
	}
	root := w.Say("U0CAMILLE", "C0PUBLIC", "<@"+fake.SlackBotUser+"> bonjour", "")
	w.answers("C0PUBLIC", 1)
	w.Say("U0CAMILLE", "C0PUBLIC", "et ensuite ?", root)
	w.answers("C0PUBLIC", 2)
	w.settled()
	if len(w.Answers(direct)) != 1 || len(n.messages()) != 4 {
		t.Errorf("heard %+v", n.messages())
	}
	if status, body := w.Post(eventsKind, map[string]any{"type": "url_verification", "challenge": "abc"}); status != http.StatusOK || body != "abc" {
		t.Errorf("the challenge was answered with %d %q", status, body)
	}
	for _, kind := range []string{eventsKind, commandKind, interactionKind} {
		if status, _ := w.Post(kind, map[string]any{"type": "nonsense", "payload": "{"}); status != http.StatusOK {
			t.Errorf("nonsense of kind %s was answered with %d", kind, status)
		}
	}
}

func TestSignatures(t *testing.T) {
	n := &notebook{}
	w := newHTTPWorkspace(t, n)
	const form = "application/x-www-form-urlencoded"
	hook := url.QueryEscape(strings.TrimSuffix(w.APIURL(), "api/") + "hook/secret-hook")
	body := []byte("command=%2Fdig&text=combien&user_id=U0CAMILLE&channel_id=C0PUBLIC&trigger_id=1.2.secret-trigger&response_url=" + hook)
	at := func(d time.Duration) string { return strconv.FormatInt(time.Now().Add(d).Unix(), 10) }
	signed := func(at string) string { return fake.SlackSignature(fake.SlackSigningSecret, at, body) }
	now := at(0)
	for _, test := range []struct {
		name, at, signature string
		status              int
		reason              string
	}{
		{"good", now, signed(now), http.StatusOK, ""},
		{"replayed", now, signed(now), http.StatusUnauthorized, "replayed"},
		{"replayed again", now, signed(now), http.StatusUnauthorized, "replayed"},
		{"four minutes old", at(-4 * time.Minute), signed(at(-4 * time.Minute)), http.StatusOK, ""},
		{"six minutes old", at(-6 * time.Minute), signed(at(-6 * time.Minute)), http.StatusUnauthorized, "stale"},
		{"of the future", at(6 * time.Minute), signed(at(6 * time.Minute)), http.StatusUnauthorized, "stale"},
		{"another secret", now, fake.SlackSignature("other", now, body), http.StatusUnauthorized, "bad signature"},
		{"another body", now, fake.SlackSignature(fake.SlackSigningSecret, now, append([]byte("x"), body...)), http.StatusUnauthorized, "bad signature"},
		{"another instant", at(time.Second), signed(now), http.StatusUnauthorized, "bad signature"},
		{"another version", now, strings.Replace(signed(now), "v0", "v1", 1), http.StatusUnauthorized, "bad signature"},
		{"half a signature", now, signed(now)[:20], http.StatusUnauthorized, "bad signature"},
		{"no hexadecimal", now, "v0=" + strings.Repeat("zz", 32), http.StatusUnauthorized, "bad signature"},
		{"no instant", "", signed(now), http.StatusUnauthorized, "not signed"},
		{"no number", "now", signed("now"), http.StatusUnauthorized, "bad signature"},
		{"not signed", "", "", http.StatusUnauthorized, "not signed"},
	} {
		before := strings.Count(w.log.String(), "\n")
		status, answer := w.PostSigned("/slack/commands", form, body, test.at, test.signature)
		lines := strings.Split(w.log.String(), "\n")[before:]
		if status != test.status {
			t.Errorf("%s: %d %q, want %d", test.name, status, answer, test.status)
		}
		if log := strings.Join(lines, "\n"); test.reason != "" && (!strings.Contains(log, test.reason) || !strings.Contains(log, "/slack/commands")) {
			t.Errorf("%s: the log says %q", test.name, log)
		}
	}
	for _, secret := range []string{fake.SlackSigningSecret, "secret-trigger", "secret-hook", "combien", signed(now)[3:]} {
		if strings.Contains(w.log.String(), secret) {
			t.Errorf("%q is in the log", secret)
		}
	}
}

package slack

import (
	"context"
	"net/http"
	"net/http/httptest"
	"strconv"
	"strings"
	"testing"
	"time"

	"digbot/bot"
	"digbot/internal/fake"
)

// FuzzHTTP calls the door, with and without Slack's signature: what is not signed goes no further, and nothing that is makes
// it fail.
func FuzzHTTP(f *testing.F) {
	for _, seed := range []struct{ path, body string }{
		{"POST /slack/events", `{"type":"url_verification","challenge":"<b>"}`},
		{"POST /slack/events", `{"type":"event_callback","event":{"type":"message","channel":"D0","channel_type":"im","user":"U0","text":"combien ?","ts":"1.2"}}`},
		{"POST /slack/commands", "command=%2Fdig&text=combien&user_id=U0&channel_id=C0&trigger_id=1.2&response_url=http%3A%2F%2Fx"},
		{"POST /slack/commands", "text=%ZZ"},
		{"POST /slack/interactions", "payload=%7B%22type%22%3A%22block_actions%22%2C%22user%22%3A%7B%22id%22%3A%22U0%22%7D%2C%22actions%22%3A%5B%7B%22action_id%22%3A%22button%3A0%3Asend%22%7D%5D%7D"},
		{"POST /slack/interactions", "payload=" + `{"type":"view_submission","view":{"id":"V","private_metadata":"{","state":{"values":{"a":null}}}}`},
	} {
		f.Add(seed.path, seed.body, true)
		f.Add(seed.path, seed.body, false)
	}
	memory := bot.NewRecall(time.Now)
	f.Fuzz(func(t *testing.T, path, body string, signed bool) {
		s := New(Config{SigningSecret: fake.SlackSigningSecret}, Ports{Claims: memory, Notes: memory, Texts: texts(t), Log: discard()})
		s.me.Store(&identity{user: "U0BOT"})
		inbox := bot.NewInbox(line{s}, func(context.Context, bot.Message) (bot.Reply, error) { return bot.Reply{}, nil }, memory, discard())
		s.inbox.Store(inbox)
		door := s.Routes()[path]
		if door == nil {
			return
		}
		now := strconv.FormatInt(time.Now().Unix(), 10)
		call := httptest.NewRequest(http.MethodPost, "/", strings.NewReader(body))
		call.Header.Set("X-Slack-Request-Timestamp", now)
		if signed {
			call.Header.Set("X-Slack-Signature", fake.SlackSignature(fake.SlackSigningSecret, now, []byte(body)))
		}
		answer := httptest.NewRecorder()
		door.ServeHTTP(answer, call)
		if want := answer.Code == http.StatusUnauthorized; want == signed || answer.Code >= 500 {
			t.Errorf("signed %v: %d to %q", signed, answer.Code, body)
		}
		ended, end := context.WithCancel(t.Context())
		end()
		if err := inbox.Run(ended); err != nil {
			t.Error(err)
		}
	})
}

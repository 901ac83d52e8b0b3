package slack

import (
	"context"
	"strings"
	"testing"
	"time"

	"github.com/slack-go/slack"
)

func TestSlimAnswers(t *testing.T) {
	for _, test := range []struct{ body, want string }{
		{`{"ok":true,"channel":"C1","ts":"1.2","message":{"blocks":[{"type":"section"}]}}`, `{"channel":"C1","ok":true,"ts":"1.2"}`},
		{`{"ok":false,"error":"missing_scope","needed":"chat:write"}`, `{"ok":false,"error":"missing_scope","needed":"chat:write"}`},
		{`<html>`, `<html>`},
		{``, ``},
	} {
		if got := string(withoutMessage([]byte(test.body))); got != test.want {
			t.Errorf("%s became %s", test.body, got)
		}
	}
}

// TestHideURL keeps the address that answers a command out of the log.
func TestHideURL(t *testing.T) {
	const hook = "http://127.0.0.1:1/hook/secret"
	s := New(Config{APIURL: "http://127.0.0.1:1/"}, Ports{Log: discard()})
	ctx, cancel := context.WithTimeout(t.Context(), 150*time.Millisecond)
	defer cancel()
	err := s.answer(ctx, hook, outgoing{text: "x"}, slack.MsgOptionResponseURL(hook, slack.ResponseTypeEphemeral))
	if err == nil || strings.Contains(err.Error(), "secret") {
		t.Errorf("the error is %v", err)
	}
}

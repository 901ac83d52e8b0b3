package slack

import (
	"context"
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptest"
	"reflect"
	"strings"
	"testing"
	"time"

	"github.com/slack-go/slack"
)

// TestPost says what became of a message in the library's errors, on which the callers decide.
func TestPost(t *testing.T) {
	for _, test := range []struct {
		name       string
		status     int
		retryAfter string
		body       string
		ts         string
		refused    bool
		pause      time.Duration // that Slack asks for; 0: none
		says       string
	}{
		{"posted", 200, "", `{"ok":true,"channel":"C1","ts":"1.2","message":{"blocks":[{"type":"a new kind"}]}}`, "1.2", false, 0, ""},
		{"posted, told in another order", 200, "", `{"channel":"C1","message":{"ts":"1.1","blocks":[{"type":"a new kind"}]},"ok":true,"ts":"1.2"}`, "1.2", false, 0, ""},
		{"posted, and the rest got lost", 200, "", `{"ok":true,"channel":"C1","ts":"1.2","message":{"blo`, "1.2", false, 0, ""},
		{"refused, with an id", 200, "", `{"ok":false,"ts":"1.2","error":"not_in_channel"}`, "1.2", true, 0, "not_in_channel"},
		{"refused", 200, "", `{"ok":false,"error":"not_in_channel"}`, "", true, 0, "not_in_channel"},
		{"failed", 200, "", `{"ok":false,"error":"internal_error"}`, "", false, 0, "internal_error"},
		{"too many", 429, "7", "", "", false, 7 * time.Second, "rate limit"},
		{"too many, with no word of when", 429, "", "", "", false, time.Second, "429"},
		{"broken", 503, "", "<html>", "", false, 0, "503"},
		{"not Slack", 404, "", "<html>", "", true, 0, "404"},
		{"no JSON", 200, "", "<html>", "", false, 0, "invalid character"},
		{"cut short", 200, "", `{"ok":true`, "", false, 0, "unexpected end"},
	} {
		t.Run(test.name, func(t *testing.T) {
			var sent map[string]any
			server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
				if err := json.NewDecoder(r.Body).Decode(&sent); err != nil || r.URL.Path != "/chat.postMessage" || r.Header.Get("Authorization") != "Bearer xoxb-1" {
					t.Errorf("%s, %v, %v", r.URL, r.Header, err)
				}
				if test.retryAfter != "" {
					w.Header().Set("Retry-After", test.retryAfter)
				}
				w.WriteHeader(test.status)
				_, _ = io.WriteString(w, test.body)
			}))
			defer server.Close()
			s := New(Config{APIURL: server.URL, BotToken: "xoxb-1"}, Ports{Log: discard()})
			ts, err := s.post(t.Context(), "C1", "", "m", outgoing{text: "a &amp; b", blocks: []slack.Block{slack.NewDividerBlock()}})
			if ts != test.ts || (err == nil) != (test.says == "") || err != nil && !strings.Contains(err.Error(), test.says) {
				t.Errorf("got %q, %v", ts, err)
			}
			pause, limited := pauseOf(err)
			if isRefusal(err) != test.refused || limited != (test.pause > 0) || limited && pause != test.pause {
				t.Errorf("%v: refused %v, limited %v, pause %s", err, isRefusal(err), limited, pause)
			}
			want := map[string]any{"channel": "C1", "text": "a &amp; b", "parse": "none", "unfurl_links": false, "unfurl_media": false,
				"blocks":   []any{map[string]any{"type": "divider"}},
				"metadata": map[string]any{"event_type": metadataType, "event_payload": map[string]any{metadataKey: "m"}}}
			if !reflect.DeepEqual(sent, want) {
				t.Errorf("sent %v, want %v", sent, want)
			}
		})
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

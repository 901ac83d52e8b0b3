package web

import (
	"bytes"
	"log/slog"
	"strings"
	"testing"
)

func TestRedact(t *testing.T) {
	for _, test := range []struct{ text, want string }{
		{"", ""},
		{"connection refused", "connection refused"},
		{"dial tcp 127.0.0.1:6379", "dial tcp 127.0.0.1:6379"},
		{"https://relay.example/a", "https://relay.example/a"},
		{"redis://digbot:hunter2@redis.example:6379/0: refused", "redis://[redacted]@redis.example:6379/0: refused"},
		{"redis://:hunter2@redis.example", "redis://[redacted]@redis.example"},
		{`parse "rediss://u:hun/ter@2@redis.example:1": bad`, `parse "rediss://[redacted]@redis.example:1": bad`},
		{"redis://a:hunter2@one,redis://b:hunter2@two", "redis://[redacted]@two"},
		{"https://a.example/?user=u&access_token=hunter2&x=1", "https://a.example/?user=u&access_token=[redacted]&x=1"},
		{`Get "https://a.example/?Password=hunter2": EOF`, `Get "https://a.example/?Password=[redacted]": EOF`},
		{"people write to digbot@example.org", "people write to digbot@example.org"},
	} {
		got := Redact(test.text)
		if got != test.want || strings.Contains(got, "hunter2") {
			t.Errorf("Redact(%q) = %q, want %q", test.text, got, test.want)
		}
	}
}

func TestServerLogHidesClients(t *testing.T) {
	for _, test := range []struct{ line, want string }{
		{"http: panic serving 192.0.2.7:51234: oh\n", `said="http: panic serving [client]: oh"`},
		{"http: TLS handshake error from [2001:db8::7]:443: EOF", `said="http: TLS handshake error from [client]: EOF"`},
		{"http: x from [fe80::1%eth0]:80: EOF", `said="http: x from [client]: EOF"`},
		{"http: superfluous response.WriteHeader call from main.f (main.go:12)", `said="http: superfluous response.WriteHeader call from main.f (main.go:12)"`},
	} {
		var out bytes.Buffer
		serverLog(slog.New(slog.NewTextHandler(&out, nil))).Print(test.line)
		if !strings.Contains(out.String(), test.want) || !strings.Contains(out.String(), "level=WARN") {
			t.Errorf("%q is logged as %s", test.line, out.String())
		}
	}
}

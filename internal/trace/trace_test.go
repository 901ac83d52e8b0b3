package trace

import (
	"bytes"
	"context"
	"encoding/json"
	"log/slog"
	"strings"
	"testing"
	"testing/slogtest"
)

func TestIDTravelsWithTheContext(t *testing.T) {
	outer := WithID(t.Context(), "outer")
	inner, cancel := context.WithCancel(WithID(outer, "inner"))
	defer cancel()
	for _, test := range []struct {
		name string
		ctx  context.Context
		want string
	}{
		{"none", t.Context(), ""},
		{"set", outer, "outer"},
		{"the nearest counts", inner, "inner"},
		{"through a context made of it", context.WithoutCancel(inner), "inner"},
		{"taken away", WithID(outer, ""), ""},
	} {
		if got := ID(test.ctx); got != test.want {
			t.Errorf("%s: %q, want %q", test.name, got, test.want)
		}
	}
	if one, other := NewID(), NewID(); one == other || len(one) != 26 {
		t.Errorf("NewID gives %q and %q", one, other)
	}
}

// valuer is a value that says itself how it is logged.
type valuer struct{ value slog.Value }

func (v valuer) LogValue() slog.Value { return v.value }

func TestHandler(t *testing.T) {
	const secret = "hunter2"
	with := WithID(t.Context(), "K7")
	for _, test := range []struct {
		name string
		ctx  context.Context
		log  func(context.Context, *slog.Logger)
		want string // the line, without level and message
	}{
		{"the id comes first", with, func(ctx context.Context, l *slog.Logger) { l.InfoContext(ctx, "m", "a", 1) }, `id=K7 a=1`},
		{"no id", t.Context(), func(ctx context.Context, l *slog.Logger) { l.InfoContext(ctx, "m", "a", 1) }, `a=1`},
		{"the id is in no group", with, func(ctx context.Context, l *slog.Logger) {
			l.With("a", 1).WithGroup("g").With("b", 2).InfoContext(ctx, "m", "c", 3)
		}, `id=K7 a=1 g.b=2 g.c=3`},
		{"siblings do not mix", with, func(ctx context.Context, l *slog.Logger) {
			base := l.With("a", 1)
			first, second := base.With("b", 2), base.With("c", 3)
			first.InfoContext(ctx, "m")
			second.InfoContext(ctx, "m")
		}, "id=K7 a=1 b=2\nid=K7 a=1 c=3"},
		{"secrets by key", t.Context(), func(ctx context.Context, l *slog.Logger) {
			l.InfoContext(ctx, "m", "bot_token", secret, "Set-Cookie", secret, "signingSecret", []byte(secret), "X-Api-Key", secret, "user", "U1")
		}, `bot_token=[redacted] Set-Cookie=[redacted] signingSecret=[redacted] X-Api-Key=[redacted] user=U1`},
		{"secrets given beforehand", t.Context(), func(ctx context.Context, l *slog.Logger) {
			l.With("Authorization", "Bearer "+secret).InfoContext(ctx, "m")
		}, `Authorization=[redacted]`},
		{"secrets in groups", t.Context(), func(ctx context.Context, l *slog.Logger) {
			l.InfoContext(ctx, "m", slog.Group("relay", "host", "h", slog.Group("login", "PASSWORD", secret)))
		}, `relay.host=h relay.login.PASSWORD=[redacted]`},
		{"secrets in a value that turns out a group", t.Context(), func(ctx context.Context, l *slog.Logger) {
			l.InfoContext(ctx, "m", "relay", valuer{slog.GroupValue(slog.String("password", secret))})
		}, `relay.password=[redacted]`},
		{"a group that is a secret", with, func(ctx context.Context, l *slog.Logger) {
			l.WithGroup("credentials").With("user", secret).WithGroup("more").InfoContext(ctx, "m", "key", secret)
		}, `id=K7 credentials.user=[redacted] credentials.more.key=[redacted]`},
	} {
		t.Run(test.name, func(t *testing.T) {
			var out bytes.Buffer
			options := &slog.HandlerOptions{ReplaceAttr: func(groups []string, a slog.Attr) slog.Attr {
				if len(groups) == 0 && (a.Key == slog.TimeKey || a.Key == slog.LevelKey || a.Key == slog.MessageKey) {
					return slog.Attr{}
				}
				return a
			}}
			test.log(test.ctx, slog.New(NewHandler(slog.NewTextHandler(&out, options))))
			if got := strings.TrimSpace(out.String()); got != test.want {
				t.Errorf("got  %s\nwant %s", got, test.want)
			}
			if strings.Contains(out.String(), secret) {
				t.Errorf("the secret is logged: %s", out.String())
			}
		})
	}
}

func TestHandlerKeepsTheRulesOfSlog(t *testing.T) {
	var out bytes.Buffer
	slogtest.Run(t, func(*testing.T) slog.Handler {
		out.Reset()
		return NewHandler(slog.NewJSONHandler(&out, nil))
	}, func(t *testing.T) map[string]any {
		line := map[string]any{}
		if err := json.Unmarshal(out.Bytes(), &line); err != nil {
			t.Fatal(err)
		}
		return line
	})
}

// TestConversationsAreHashed names a message by its hash, which stays the same.
func TestConversationsAreHashed(t *testing.T) {
	var out bytes.Buffer
	log := slog.New(NewHandler(slog.NewTextHandler(&out, nil)))
	log.With("event", "D0ZOE:11.1").Info("m", "conversation", "D0ZOE")
	log.Info("m", "event", "D0ZOE:11.1")
	if strings.Contains(out.String(), "D0ZOE") || strings.Count(out.String(), "event=e4e673ecc66f") != 2 {
		t.Error(out.String())
	}
}

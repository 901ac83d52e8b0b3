package slack

import (
	"context"
	"fmt"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/slack-go/slack"

	"digbot/bot"
)

// slowClaims notes how many writes wait at the same time.
type slowClaims struct {
	bot.Claims
	mu           sync.Mutex
	now, most, n int
}

func (s *slowClaims) Answered(context.Context, bot.Message) error {
	s.mu.Lock()
	s.now++
	s.n++
	s.most = max(s.most, s.now)
	s.mu.Unlock()
	time.Sleep(time.Millisecond)
	s.mu.Lock()
	defer s.mu.Unlock()
	s.now--
	return nil
}

// TestBatch answers a few messages, then many: only then they wait for the beat, and all are written down in the end.
func TestBatch(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		claims := &slowClaims{Claims: bot.NewRecall(time.Now)}
		b := newBatch(claims)
		ctx, cancel := context.WithCancel(t.Context())
		lost := func(err error) { t.Error(err) }
		ended := make(chan error)
		go func() { ended <- b.run(ctx, lost) }()
		var mu sync.Mutex
		var longest time.Duration
		total := 0
		for second, rate := range []int{5, 200, 200, 5, 5, 5} {
			for i := range rate {
				began := time.Now()
				m := bot.Message{Event: fmt.Sprint(second, "-", i)}
				go func() {
					if _, mine, err := b.Begin(ctx, m, time.Minute); !mine || err != nil {
						t.Error(mine, err)
					}
					mu.Lock()
					longest = max(longest, time.Since(began))
					mu.Unlock()
					if err := b.Answered(ctx, m); err != nil {
						t.Error(err)
					}
				}()
				time.Sleep(time.Second / time.Duration(rate))
				total++
			}
			synctest.Wait()
			mu.Lock()
			if few := second < 2 || second > 4; few && longest > 0 || second == 2 && longest == 0 || longest > batchEvery {
				t.Errorf("in second %d the longest wait was %s", second, longest)
			}
			longest = 0
			mu.Unlock()
		}
		cancel()
		if err := <-ended; err != nil {
			t.Error(err)
		}
		b.flush(ctx, lost)
		if claims.n != total || claims.most < 4 {
			t.Errorf("%d of %d written down, at most %d at the same time", claims.n, total, claims.most)
		}
	})
}

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

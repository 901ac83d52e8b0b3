package web

import (
	"context"
	"encoding/json"
	"errors"
	"log/slog"
	"net/http/httptest"
	"strings"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"
)

// ready asks for /readyz.
func ready(t *testing.T, r *readiness) (int, report) {
	t.Helper()
	w := httptest.NewRecorder()
	r.ServeHTTP(w, httptest.NewRequest("GET", "/readyz", nil))
	var got report
	if err := json.Unmarshal(w.Body.Bytes(), &got); err != nil {
		t.Fatalf("%v in %s", err, w.Body)
	}
	if kind := w.Header().Get("Content-Type"); kind != "application/json; charset=utf-8" {
		t.Errorf("Content-Type: %q", kind)
	}
	return w.Code, got
}

func fails(reason string) func(context.Context) error {
	return func(context.Context) error { return errors.New(reason) }
}

func passes(context.Context) error { return nil }

func TestReadiness(t *testing.T) {
	for _, test := range []struct {
		name   string
		checks []Check
		status int
		want   string // of each check: its name, and why it fails
	}{
		{"nothing to check", nil, 200, ""},
		{"all is well", []Check{{Name: "storage", Required: true, Probe: passes}, {Name: "slack", Probe: passes}}, 200, "storage; slack"},
		{"something optional is away", []Check{{Name: "storage", Required: true, Probe: passes}, {Name: "slack", Probe: fails("refused")}}, 200, "storage; slack: refused"},
		{"something required is away", []Check{{Name: "slack", Probe: passes}, {Name: "storage", Required: true, Probe: fails("refused")}}, 503, "slack; storage: refused"},
		{"an address is shown without its password", []Check{{Name: "storage", Required: true, Probe: fails("dial redis://u:hunter2@r:1")}}, 503, "storage: dial redis://[redacted]@r:1"},
		{"a check panics", []Check{{Name: "storage", Required: true, Probe: func(context.Context) error { panic("hunter2") }}}, 503, "storage: the check itself panicked"},
	} {
		t.Run(test.name, func(t *testing.T) {
			d, log := newDoor(t)
			for _, check := range test.checks {
				d.AddCheck(check)
			}
			status, got := ready(t, d.readiness)
			var words []string
			for i, result := range got.Checks {
				if result.OK != (result.Reason == "") || result.Since.IsZero() || result.Required != test.checks[i].Required {
					t.Errorf("%+v", result)
				}
				words = append(words, strings.TrimSuffix(result.Name+": "+result.Reason, ": "))
			}
			if words := strings.Join(words, "; "); status != test.status || words != test.want || got.Ready != (status == 200) || got.Checks == nil {
				t.Errorf("%d %t %q, want %d %q", status, got.Ready, words, test.status, test.want)
			}
			if strings.Contains(log.String(), "hunter2") {
				t.Errorf("the log holds a secret: %s", log.String())
			}
		})
	}
}

func TestReadinessWaitsForNobodyTooLong(t *testing.T) {
	for _, test := range []struct {
		name        string
		after, took time.Duration
	}{
		{"no time-out given", 0, 2 * time.Second},
		{"its own time-out", 5 * time.Second, 5 * time.Second},
	} {
		t.Run(test.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				r := newReadiness(slog.New(slog.DiscardHandler))
				release := make(chan bool)
				var asked atomic.Int64
				probe := func(context.Context) error { asked.Add(1); <-release; return nil }
				r.add(Check{Name: "first", Required: true, Probe: probe, Timeout: test.after})
				r.add(Check{Name: "second", Required: true, Probe: probe, Timeout: test.after}) // at the same time
				for range 3 {
					began := time.Now()
					status, got := ready(t, r)
					if took := time.Since(began); took != test.took || status != 503 || got.Checks[1].Reason != "no answer within "+test.took.String() {
						t.Errorf("%d after %s: %+v", status, took, got)
					}
					time.Sleep(freshness)
				}
				if asked.Load() != 2 {
					t.Errorf("checks without an answer were started %d times", asked.Load())
				}
				close(release)
				synctest.Wait()
				if status, _ := ready(t, r); status != 200 || asked.Load() != 4 {
					t.Errorf("%d, asked %d times: the old answer counts", status, asked.Load())
				}
			})
		})
	}
}

func TestReadinessIsKeptForASecond(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		log := &journal{}
		r := newReadiness(slog.New(slog.NewJSONHandler(log, nil)))
		var asked atomic.Int64
		var away atomic.Bool
		r.add(Check{Name: "storage", Required: true, Probe: func(context.Context) error {
			asked.Add(1)
			if away.Load() {
				return errors.New("away")
			}
			return nil
		}})
		start := time.Now().UTC().Truncate(time.Second)
		for _, step := range []struct {
			at     time.Duration
			away   bool
			status int
			asked  int64
			since  time.Duration
		}{
			{0, false, 200, 1, 0},
			{999 * time.Millisecond, true, 200, 1, 0}, // not asked again yet
			{time.Second, true, 503, 2, time.Second},
			{5 * time.Second, true, 503, 3, time.Second}, // still: since the first time
			{6 * time.Second, false, 200, 4, 6 * time.Second},
			{9 * time.Second, false, 200, 5, 6 * time.Second},
		} {
			time.Sleep(time.Until(start.Add(step.at)))
			away.Store(step.away)
			status, got := ready(t, r)
			if since := got.Checks[0].Since.Sub(start); status != step.status || asked.Load() != step.asked || since != step.since {
				t.Errorf("at %s: %d, asked %d times, since %s; want %+v", step.at, status, asked.Load(), since, step)
			}
		}
		down, up := log.lines(t, "check fails"), log.lines(t, "check passes again")
		if len(down) != 1 || len(up) != 1 || up[0]["failed_since"] != start.Add(time.Second).Format(time.RFC3339) {
			t.Errorf("logged %v and %v", down, up)
		}
	})
}

func TestReadinessAskedByManyRunsOnce(t *testing.T) {
	r := newReadiness(slog.New(slog.DiscardHandler))
	var asked atomic.Int64
	began, release := make(chan bool), make(chan bool)
	r.add(Check{Name: "storage", Required: true, Probe: func(ctx context.Context) error {
		asked.Add(1)
		close(began)
		<-release
		return ctx.Err()
	}})
	answers := make(chan bool, 50)
	first, leave := context.WithCancel(t.Context())
	go func() { answers <- r.report(first).Ready }()
	<-began
	for range 49 {
		go func() { answers <- r.report(t.Context()).Ready }()
	}
	leave() // the one who asked goes away: the others still get their answer
	close(release)
	for range 50 {
		if !<-answers {
			t.Error("not ready")
		}
	}
	if asked.Load() != 1 {
		t.Errorf("asked %d times", asked.Load())
	}
}

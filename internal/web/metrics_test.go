package web

import (
	"errors"
	"io"
	"log/slog"
	"maps"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/prometheus/client_golang/prometheus/testutil"
)

func labels() Labels {
	return Labels{
		Outcomes: []string{"handled", "skipped"}, Channels: []string{"mail", "post"}, States: []string{"planned", "accepted"},
		Kinds: []string{"answer", "handover"}, Platforms: []string{"console", "slack"}, Operations: []string{"get", "apply"}, Topics: []string{"salary"},
	}
}

// series are the lines of the page of metrics: value by name and labels, without those of the process and the Go runtime.
func series(t *testing.T, page string) map[string]string {
	t.Helper()
	found := map[string]string{}
	for line := range strings.Lines(page) {
		line = strings.TrimSpace(line)
		if line == "" || strings.HasPrefix(line, "#") {
			continue
		}
		if !strings.HasPrefix(line, "digbot_") {
			t.Errorf("the name does not begin with digbot_: %s", line)
		}
		cut := strings.LastIndex(line, " ")
		if !strings.HasPrefix(line, "digbot_go_") && !strings.HasPrefix(line, "digbot_process_") {
			found[line[:cut]] = line[cut+1:]
		}
	}
	return found
}

// page is what /metrics answers on a real port.
func page(t *testing.T, d *Door) string {
	t.Helper()
	response, err := http.Get("http://" + d.Addr() + "/metrics")
	if err != nil {
		t.Fatal(err)
	}
	defer response.Body.Close()
	text, err := io.ReadAll(response.Body)
	if err != nil || response.StatusCode != http.StatusOK || !strings.HasPrefix(response.Header.Get("Content-Type"), "text/plain") {
		t.Fatalf("%d %s: %v", response.StatusCode, response.Header, err)
	}
	return string(text)
}

func TestMetricsFromTheStart(t *testing.T) {
	d, _ := newDoor(t)
	d.metrics = NewMetrics(Build{Version: "1.2.3", Revision: "abc"}, labels())
	d = New(Options{Address: "127.0.0.1:0", Log: d.log, Metrics: d.metrics})
	d.Handle("POST /slack/events", http.HandlerFunc(echo))
	open(t, d)
	text := page(t, d)
	got := series(t, text)
	for _, want := range []string{
		`digbot_firings_total{outcome="handled"}`, `digbot_firings_total{outcome="skipped"}`,
		`digbot_sweeps_total{result="ok"}`, `digbot_sweeps_total{result="error"}`, `digbot_last_sweep_timestamp_seconds`,
		`digbot_deliveries_total{channel="mail",state="planned"}`, `digbot_deliveries_total{channel="post",state="accepted"}`,
		`digbot_ledger_deliveries{state="planned"}`, `digbot_ledger_deliveries{state="accepted"}`, `digbot_ledger_deliveries{state="other"}`,
		`digbot_replies_total{kind="answer",platform="console"}`, `digbot_replies_total{kind="handover",platform="slack"}`,
		`digbot_reply_duration_seconds_count{platform="slack"}`, `digbot_reply_duration_seconds_sum{platform="slack"}`,
		`digbot_questions_unanswered_total{reason="handover"}`, `digbot_questions_unanswered_total{reason="unknown"}`,
		`digbot_events_deduplicated_total{platform="console"}`, `digbot_answer_opinions_total{topic="salary",useful="no"}`,
		`digbot_store_errors_total{operation="apply"}`, `digbot_store_operation_duration_seconds_count{operation="get"}`,
		`digbot_http_requests_total{class="2xx",route="POST /slack/events"}`, `digbot_http_requests_total{class="5xx",route="GET /healthz"}`,
		`digbot_http_requests_total{class="4xx",route="unmatched"}`,
	} {
		if got[want] != "0" {
			t.Errorf("%s is %q at the start", want, got[want])
		}
	}
	for name, value := range got {
		if isInfo := strings.HasPrefix(name, `digbot_build_info{goversion="go1.`); value != "0" && !isInfo || isInfo && value != "1" {
			t.Errorf("%s is %s at the start", name, value)
		}
	}
	for _, name := range []string{"digbot_process_resident_memory_bytes", "digbot_go_goroutines"} {
		if !strings.Contains(text, "\n"+name+" ") {
			t.Errorf("%s is missing", name)
		}
	}
}

func TestMetricsCount(t *testing.T) {
	for _, test := range []struct {
		name string
		do   func(*Metrics)
		want map[string]string // what is no longer as at the start
	}{
		{"a firing", func(m *Metrics) { m.Fired("skipped") }, map[string]string{`digbot_firings_total{outcome="skipped"}`: "1"}},
		{"a sweep", func(m *Metrics) { m.Swept(time.UnixMilli(1557500400500), nil) },
			map[string]string{`digbot_sweeps_total{result="ok"}`: "1", `digbot_last_sweep_timestamp_seconds`: "1.5575004005e+09"}},
		{"a sweep that went wrong", func(m *Metrics) { m.Swept(time.UnixMilli(1557500400500), errors.New("away")) },
			map[string]string{`digbot_sweeps_total{result="error"}`: "1"}},
		{"a delivery", func(m *Metrics) { m.Delivered("mail", "accepted") }, map[string]string{`digbot_deliveries_total{channel="mail",state="accepted"}`: "1"}},
		{"the ledger, twice", func(m *Metrics) {
			m.Standing(map[string]int{"planned": 12, "lost": 1, "found": 2})
			m.Standing(map[string]int{"planned": 2, "accepted": 10})
		}, map[string]string{`digbot_ledger_deliveries{state="planned"}`: "2", `digbot_ledger_deliveries{state="accepted"}`: "10"}},
		{"a ledger with states that nobody announced", func(m *Metrics) { m.Standing(map[string]int{"lost": 1, "found": 2}) },
			map[string]string{`digbot_ledger_deliveries{state="other"}`: "3"}},
		{"replies", func(m *Metrics) {
			m.Replied("answer", "slack", 3*time.Millisecond)
			m.Replied("answer", "slack", 4*time.Second)
		}, map[string]string{
			`digbot_replies_total{kind="answer",platform="slack"}`: "2", `digbot_reply_duration_seconds_count{platform="slack"}`: "2",
			`digbot_reply_duration_seconds_sum{platform="slack"}`: "4.003",
		}},
		{"values that nobody announced", func(m *Metrics) {
			m.Replied("camille@example.org", "\xff\xfe", 0)
			m.Deduplicated("irc")
		}, map[string]string{
			`digbot_replies_total{kind="other",platform="other"}`: "1", `digbot_reply_duration_seconds_count{platform="other"}`: "1",
			`digbot_reply_duration_seconds_sum{platform="other"}`: "0", `digbot_events_deduplicated_total{platform="other"}`: "1",
		}},
		{"opinions", func(m *Metrics) { m.Judged("salary", true); m.Judged("made-up", false) },
			map[string]string{`digbot_answer_opinions_total{topic="salary",useful="yes"}`: "1", `digbot_answer_opinions_total{topic="other",useful="no"}`: "1"}},
		{"questions without an answer", func(m *Metrics) { m.Unanswered(Handover); m.Unanswered(Unknown); m.Unanswered(Unknown) },
			map[string]string{`digbot_questions_unanswered_total{reason="handover"}`: "1", `digbot_questions_unanswered_total{reason="unknown"}`: "2"}},
		{"an event seen before", func(m *Metrics) { m.Deduplicated("slack") }, map[string]string{`digbot_events_deduplicated_total{platform="slack"}`: "1"}},
		{"the store", func(m *Metrics) {
			m.Stored("get", time.Second, nil)
			m.Stored("apply", 2*time.Second, errors.New("away"))
		}, map[string]string{
			`digbot_store_operation_duration_seconds_count{operation="get"}`: "1", `digbot_store_operation_duration_seconds_sum{operation="get"}`: "1",
			`digbot_store_operation_duration_seconds_count{operation="apply"}`: "1", `digbot_store_operation_duration_seconds_sum{operation="apply"}`: "2",
			`digbot_store_errors_total{operation="apply"}`: "1",
		}},
		{"requests", func(m *Metrics) {
			for _, status := range []int{200, 204, 307, 413, 503, 700} {
				m.requested(unmatched, status)
			}
		}, map[string]string{
			`digbot_http_requests_total{class="2xx",route="unmatched"}`: "2", `digbot_http_requests_total{class="3xx",route="unmatched"}`: "1",
			`digbot_http_requests_total{class="4xx",route="unmatched"}`: "1", `digbot_http_requests_total{class="5xx",route="unmatched"}`: "1",
			`digbot_http_requests_total{class="other",route="unmatched"}`: "1",
		}},
	} {
		t.Run(test.name, func(t *testing.T) {
			m := NewMetrics(Build{}, labels())
			d := New(Options{Address: "127.0.0.1:0", Log: slog.New(slog.DiscardHandler), Metrics: m})
			open(t, d)
			before := series(t, page(t, d))
			test.do(m)
			after := series(t, page(t, d))
			maps.DeleteFunc(after, func(name, value string) bool {
				return before[name] == value || strings.Contains(name, "_bucket{") || strings.Contains(name, `route="GET /metrics"`)
			})
			maps.DeleteFunc(after, func(name, value string) bool { return value == "0" && test.want[name] == "" })
			if !maps.Equal(after, test.want) {
				t.Errorf("changed: %v\nwant     %v", after, test.want)
			}
		})
	}
}

func TestMetricsOfRequests(t *testing.T) {
	d, _ := newDoor(t)
	d.Handle("POST /echo", http.HandlerFunc(echo))
	open(t, d)
	for _, target := range []string{"/healthz", "/healthz?a=b", "/camille", "/camille/2", "/echo"} {
		response, err := http.Get("http://" + d.Addr() + target)
		if err != nil {
			t.Fatal(err)
		}
		_ = response.Body.Close()
	}
	text := page(t, d)
	got := series(t, text)
	for name, want := range map[string]string{
		`digbot_http_requests_total{class="2xx",route="GET /healthz"}`: "2",
		`digbot_http_requests_total{class="4xx",route="unmatched"}`:    "3",
		`digbot_http_requests_total{class="4xx",route="POST /echo"}`:   "0",
	} {
		if got[name] != want {
			t.Errorf("%s is %q, want %s", name, got[name], want)
		}
	}
	if strings.Contains(text, "camille") {
		t.Error("a path became a label")
	}
}

func TestMetricsPassTheLinter(t *testing.T) {
	problems, err := testutil.GatherAndLint(NewMetrics(Build{}, labels()).registry)
	if err != nil {
		t.Fatal(err)
	}
	for _, problem := range problems {
		t.Errorf("%s: %s", problem.Metric, problem.Text)
	}
}

func TestMetricsExistWithoutLabels(t *testing.T) {
	families := func(labels Labels) []string {
		gathered, err := NewMetrics(Build{}, labels).registry.Gather()
		if err != nil {
			t.Fatal(err)
		}
		var names []string
		for _, family := range gathered {
			names = append(names, family.GetName())
		}
		return names
	}
	if with, without := families(labels()), families(Labels{}); !slices.Equal(with, without) || len(with) < 14 {
		t.Errorf("with labels: %v\nwithout: %v", with, without)
	}
}

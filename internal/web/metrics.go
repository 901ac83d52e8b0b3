package web

import (
	"log/slog"
	"net/http"
	"runtime"
	"slices"
	"strings"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/collectors"
	"github.com/prometheus/client_golang/prometheus/promhttp"
)

// prefix begins the name of every metric.
const prefix = "digbot"

// Labels lists the values of the labels that the rooms know, so that each combination is shown from the start, at 0. A
// value that is not listed counts as "other".
type Labels struct {
	Outcomes   []string // of an occasion that was fired
	Channels   []string // of a delivery
	States     []string // of a delivery
	Kinds      []string // of a reply
	Platforms  []string // where people talk to the bot
	Operations []string // of the store
	Topics     []string // of what the bot answers
}

// Build says which program runs.
type Build struct {
	Version  string
	Revision string // of the source; empty: not known
}

// String names the program in one line.
func (b Build) String() string { return strings.TrimSpace(b.Version + " " + b.Revision) }

// Why a question stays without an answer.
const (
	Handover = "handover" // the programme does not settle it: the team takes over
	Unknown  = "unknown"  // it was not understood
)

// Metrics counts what happens, for Prometheus. Every metric exists from the start at 0, and its name begins with
// "digbot_". Only what the labels list ever becomes a label: nothing that people write. It is safe for concurrent use.
type Metrics struct {
	registry *prometheus.Registry

	firings      counter
	sweeps       counter
	lastSweep    gauge
	deliveries   counter
	standing     gauge
	replies      counter
	replySeconds histogram
	unanswered   counter
	opinions     counter
	deduplicated counter
	storeErrors  counter
	storeSeconds histogram
	httpRequests counter
}

// NewMetrics returns metrics with a registry of their own, the process's and the Go runtime's included.
func NewMetrics(build Build, labels Labels) *Metrics {
	registry := prometheus.NewRegistry()
	registry.MustRegister(collectors.NewProcessCollector(collectors.ProcessCollectorOpts{Namespace: prefix}))
	prometheus.WrapRegistererWithPrefix(prefix+"_", registry).MustRegister(collectors.NewGoCollector())
	m := &Metrics{registry: registry}
	m.describeBuild(build)
	m.describeCalendar(labels)
	m.describeDeliveries(labels)
	m.describeReplies(labels)
	m.describeStore(labels)
	m.describeHTTP()
	return m
}

func (m *Metrics) describeBuild(build Build) {
	info := newGauge(m.registry, "build_info", "Always 1: the version and the source revision of the program, and the Go version that built it.",
		axis{"version", []string{build.Version}}, axis{"revision", []string{build.Revision}}, axis{"goversion", []string{runtime.Version()}})
	info.set(1, build.Version, build.Revision, runtime.Version())
}

func (m *Metrics) describeCalendar(labels Labels) {
	m.firings = newCounter(m.registry, "firings_total",
		"Occasions of the calendar that this process has fired and finished, by outcome.", axis{"outcome", labels.Outcomes})
	m.sweeps = newCounter(m.registry, "sweeps_total",
		"Sweeps through the calendar by this process; an error means that part of the sweep is done again.", axis{"result", []string{"ok", "error"}})
	m.lastSweep = newGauge(m.registry, "last_sweep_timestamp_seconds",
		"When this process last swept the whole calendar without an error, in real time, as seconds since 1970; 0: not yet.")
}

func (m *Metrics) describeDeliveries(labels Labels) {
	m.deliveries = newCounter(m.registry, "deliveries_total",
		"Changes of deliveries made by this process, by channel and by the state that a delivery came into.",
		axis{"channel", labels.Channels}, axis{"state", labels.States})
	m.standing = newGauge(m.registry, "ledger_deliveries",
		"Deliveries in the ledger that all processes share, by their state when it was last looked at.", axis{"state", append(slices.Clone(labels.States), other)})
}

func (m *Metrics) describeReplies(labels Labels) {
	platform := axis{"platform", labels.Platforms}
	m.replies = newCounter(m.registry, "replies_total", "Replies to people, by kind and by platform.", axis{"kind", labels.Kinds}, platform)
	m.replySeconds = newHistogram(m.registry, "reply_duration_seconds",
		"Time from a message to its reply, sending it excluded, by platform.", platform)
	m.unanswered = newCounter(m.registry, "questions_unanswered_total",
		"Questions without an answer: left to the team because the programme does not settle them (handover), or not understood (unknown).",
		axis{"reason", []string{Handover, Unknown}})
	m.opinions = newCounter(m.registry, "answer_opinions_total",
		"Clicks that say whether an answer was useful, by the answer's topic.", axis{"topic", labels.Topics}, axis{"useful", []string{"yes", "no"}})
	m.deduplicated = newCounter(m.registry, "events_deduplicated_total",
		"Events of a platform that had been seen before and were not answered again.", platform)
}

func (m *Metrics) describeStore(labels Labels) {
	operation := axis{"operation", labels.Operations}
	m.storeErrors = newCounter(m.registry, "store_errors_total", "Operations of the store that failed, or whose outcome is not known.", operation)
	m.storeSeconds = newHistogram(m.registry, "store_operation_duration_seconds", "Time that operations of the store took, failed ones included.", operation)
}

func (m *Metrics) describeHTTP() {
	m.httpRequests = newCounter(m.registry, "http_requests_total",
		"HTTP requests, by the route's pattern (unmatched: there is none) and by the class of the answer's status.",
		axis{"route", []string{unmatched}}, axis{"class", []string{"2xx", "3xx", "4xx", "5xx"}})
}

// handler shows the metrics as they are now.
func (m *Metrics) handler(log *slog.Logger) http.Handler {
	return promhttp.HandlerFor(m.registry, promhttp.HandlerOpts{
		ErrorLog:            serverLog(log),
		ErrorHandling:       promhttp.ContinueOnError,
		DisableCompression:  true,
		MaxRequestsInFlight: 4,
	})
}

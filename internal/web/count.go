package web

import (
	"strconv"
	"time"
)

// Fired counts an occasion that was fired and finished: digbot_firings_total{outcome}.
func (m *Metrics) Fired(outcome string) { m.firings.inc(outcome) }

// Swept counts a sweep through the calendar, digbot_sweeps_total{result}; one without an error moves
// digbot_last_sweep_timestamp_seconds to at, an instant in real time.
func (m *Metrics) Swept(at time.Time, err error) {
	if err != nil {
		m.sweeps.inc("error")
		return
	}
	m.sweeps.inc("ok")
	m.lastSweep.set(float64(at.UnixMilli()) / 1000)
}

// Delivered counts a delivery that this process brought into a state: digbot_deliveries_total{channel,state}.
func (m *Metrics) Delivered(channel, state string) { m.deliveries.inc(channel, state) }

// Standing says how many deliveries are in each state now, digbot_ledger_deliveries{state}; a state that is left out has
// none.
func (m *Metrics) Standing(byState map[string]int) {
	listed := map[string]int{}
	for state, n := range byState {
		listed[m.standing.axes.known([]string{state})[0]] += n
	}
	for _, state := range m.standing.axes[0].values {
		m.standing.set(float64(listed[state]), state)
	}
}

// Replied counts a reply and how long it took to make: digbot_replies_total{kind,platform} and
// digbot_reply_duration_seconds{platform}.
func (m *Metrics) Replied(kind, platform string, took time.Duration) {
	m.replies.inc(kind, platform)
	m.replySeconds.observe(took.Seconds(), platform)
}

// Unanswered counts a question without an answer, because of Handover or Unknown: digbot_questions_unanswered_total{reason}.
func (m *Metrics) Unanswered(reason string) { m.unanswered.inc(reason) }

// Judged counts what somebody says of the answer on a topic: digbot_answer_opinions_total{topic,useful}.
func (m *Metrics) Judged(topic string, useful bool) {
	word := "no"
	if useful {
		word = "yes"
	}
	m.opinions.inc(topic, word)
}

// Deduplicated counts an event that was seen before: digbot_events_deduplicated_total{platform}.
func (m *Metrics) Deduplicated(platform string) { m.deduplicated.inc(platform) }

// Stored counts how long an operation of the store took, and its failure if err is not nil:
// digbot_store_operation_duration_seconds{operation} and digbot_store_errors_total{operation}.
func (m *Metrics) Stored(operation string, took time.Duration, err error) {
	m.storeSeconds.observe(took.Seconds(), operation)
	if err != nil {
		m.storeErrors.inc(operation)
	}
}

// addRoute makes the series of a route.
func (m *Metrics) addRoute(pattern string) {
	for _, class := range m.httpRequests.axes[1].values {
		m.httpRequests.vec.WithLabelValues(pattern, class)
	}
}

// requested counts a request: digbot_http_requests_total{route,class}. The route is a pattern that the program registered.
func (m *Metrics) requested(route string, status int) {
	class := m.httpRequests.axes[1:].known([]string{strconv.Itoa(status/100) + "xx"})
	m.httpRequests.vec.WithLabelValues(route, class[0]).Inc()
}

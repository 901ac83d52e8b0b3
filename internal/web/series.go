package web

import (
	"slices"

	"github.com/prometheus/client_golang/prometheus"
)

const (
	// other stands for a value that nobody announced: what comes from outside must not make series without end.
	other = "other"

	// unmatched stands for the route of a request that fits none.
	unmatched = "unmatched"
)

// axis is a label with all its values.
type axis struct {
	label  string
	values []string
}

// axes are the labels of a metric, in order.
type axes []axis

// newAxes gives a label without values the value "other": its metric exists all the same.
func newAxes(given []axis) axes {
	made := make(axes, 0, len(given))
	for _, a := range given {
		if len(a.values) == 0 {
			a.values = []string{other}
		}
		made = append(made, a)
	}
	return made
}

func (a axes) labels() []string {
	labels := make([]string, 0, len(a))
	for _, axis := range a {
		labels = append(labels, axis.label)
	}
	return labels
}

// combinations lists each value of the first axis with each of the second, and so on.
func (a axes) combinations() [][]string {
	lists := [][]string{nil}
	for _, axis := range a {
		var longer [][]string
		for _, list := range lists {
			for _, value := range axis.values {
				longer = append(longer, append(slices.Clone(list), value))
			}
		}
		lists = longer
	}
	return lists
}

// known replaces values that are not on their axis.
func (a axes) known(values []string) []string {
	values = slices.Clone(values)
	for i, axis := range a {
		if !slices.Contains(axis.values, values[i]) {
			values[i] = other
		}
	}
	return values
}

type counter struct {
	axes axes
	vec  *prometheus.CounterVec
}

func newCounter(registry *prometheus.Registry, name, help string, given ...axis) counter {
	a := newAxes(given)
	c := counter{a, prometheus.NewCounterVec(prometheus.CounterOpts{Namespace: prefix, Name: name, Help: help}, a.labels())}
	registry.MustRegister(c.vec)
	for _, values := range a.combinations() {
		c.vec.WithLabelValues(values...)
	}
	return c
}

func (c counter) inc(values ...string) { c.vec.WithLabelValues(c.axes.known(values)...).Inc() }

type gauge struct {
	axes axes
	vec  *prometheus.GaugeVec
}

func newGauge(registry *prometheus.Registry, name, help string, given ...axis) gauge {
	a := newAxes(given)
	g := gauge{a, prometheus.NewGaugeVec(prometheus.GaugeOpts{Namespace: prefix, Name: name, Help: help}, a.labels())}
	registry.MustRegister(g.vec)
	for _, values := range a.combinations() {
		g.vec.WithLabelValues(values...)
	}
	return g
}

func (g gauge) set(to float64, values ...string) {
	g.vec.WithLabelValues(g.axes.known(values)...).Set(to)
}

type histogram struct {
	axes axes
	vec  *prometheus.HistogramVec
}

// newHistogram measures durations: from half a millisecond, an embedded store or an answer from memory, to ten seconds, a
// service that is as good as away.
func newHistogram(registry *prometheus.Registry, name, help string, given ...axis) histogram {
	a := newAxes(given)
	buckets := []float64{.0005, .001, .0025, .005, .01, .025, .05, .1, .25, .5, 1, 2.5, 5, 10}
	h := histogram{a, prometheus.NewHistogramVec(
		prometheus.HistogramOpts{Namespace: prefix, Name: name, Help: help, Buckets: buckets}, a.labels())}
	registry.MustRegister(h.vec)
	for _, values := range a.combinations() {
		h.vec.WithLabelValues(values...)
	}
	return h
}

func (h histogram) observe(seconds float64, values ...string) {
	h.vec.WithLabelValues(h.axes.known(values)...).Observe(seconds)
}

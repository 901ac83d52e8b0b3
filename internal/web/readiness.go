package web

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"sync"
	"time"
)

const (
	// freshness is how long the results of the checks are shown again instead of asking anew.
	freshness = time.Second

	// defaultTimeout is how long a check may take that does not say.
	defaultTimeout = 2 * time.Second
)

// readiness runs the checks when somebody asks.
type readiness struct {
	log *slog.Logger

	mu     sync.Mutex // held during a run: whoever asks meanwhile gets its results
	probes []*probe
	ran    time.Time
}

func newReadiness(log *slog.Logger) *readiness { return &readiness{log: log} }

func (r *readiness) add(check Check) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if check.Timeout == 0 {
		check.Timeout = defaultTimeout
	}
	r.probes = append(r.probes, &probe{check: check})
	r.ran = time.Time{}
}

// report is what /readyz answers.
type report struct {
	Ready  bool     `json:"ready"`
	Checks []result `json:"checks"`
}

// result is how one check stands.
type result struct {
	Name     string    `json:"name"`
	Required bool      `json:"required"`
	OK       bool      `json:"ok"`
	Reason   string    `json:"reason,omitempty"` // why it is not ok
	Since    time.Time `json:"since"`            // when it was first seen like this, UTC
}

// ServeHTTP lists the checks; the status is 503 when a required one fails.
func (r *readiness) ServeHTTP(w http.ResponseWriter, request *http.Request) {
	report := r.report(request.Context())
	body, err := json.MarshalIndent(report, "", "  ")
	if err != nil {
		refuse(w, http.StatusInternalServerError)
		return
	}
	w.Header().Set("Content-Type", "application/json; charset=utf-8")
	if !report.Ready {
		w.WriteHeader(http.StatusServiceUnavailable)
	}
	_, _ = w.Write(append(body, '\n'))
}

// report runs the checks, all at once, unless they ran a moment ago. The one who asked may go away meanwhile: the results
// are for the others too.
func (r *readiness) report(ctx context.Context) report {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.ran.IsZero() || time.Since(r.ran) >= freshness {
		var all sync.WaitGroup
		for _, p := range r.probes {
			all.Go(func() { p.run(context.WithoutCancel(ctx), r.log) })
		}
		all.Wait()
		r.ran = time.Now()
	}
	made := report{Ready: true, Checks: make([]result, 0, len(r.probes))}
	for _, p := range r.probes {
		made.Checks = append(made.Checks, p.result)
		made.Ready = made.Ready && (p.result.OK || !p.check.Required)
	}
	return made
}

// probe is a check and how it stands.
type probe struct {
	check   Check
	result  result
	pending chan error // of a probe that has not answered yet
}

// run asks once, and notes how the check stands now.
func (p *probe) run(ctx context.Context, log *slog.Logger) {
	err := p.ask(ctx)
	known := !p.result.Since.IsZero()
	if !known || p.result.OK != (err == nil) {
		p.tell(log, err, known)
		p.result.Since = time.Now().UTC().Truncate(time.Second)
	}
	p.result.Name, p.result.Required, p.result.OK, p.result.Reason = p.check.Name, p.check.Required, err == nil, ""
	if err != nil {
		p.result.Reason = Redact(err.Error())
	}
}

// tell logs that a check fails, or that it does no more.
func (p *probe) tell(log *slog.Logger, err error, known bool) {
	switch {
	case err != nil:
		log.Warn("check fails", "check", p.check.Name, "required", p.check.Required, "reason", Redact(err.Error()))
	case known:
		log.Info("check passes again", "check", p.check.Name, "failed_since", p.result.Since)
	}
}

// ask runs the probe. One that gives no answer in time is left to itself, and is not started again while it runs.
func (p *probe) ask(ctx context.Context) error {
	ctx, cancel := context.WithTimeout(ctx, p.check.Timeout)
	defer cancel()
	p.forget()
	if p.pending == nil {
		p.pending = make(chan error, 1)
		go func(answer chan<- error) { answer <- safely(ctx, p.check.Probe) }(p.pending)
	}
	select {
	case err := <-p.pending:
		p.pending = nil
		return err
	case <-ctx.Done():
		return fmt.Errorf("no answer within %s", p.check.Timeout)
	}
}

// forget drops an answer that came after its time: it may be an old one.
func (p *probe) forget() {
	select {
	case <-p.pending: //nolint:errcheck // it is of no use any more
		p.pending = nil
	default:
	}
}

// safely turns a panic of a probe into its failure.
func safely(ctx context.Context, ask func(context.Context) error) (err error) {
	defer func() {
		if recover() != nil {
			err = errors.New("the check itself panicked")
		}
	}()
	return ask(ctx)
}

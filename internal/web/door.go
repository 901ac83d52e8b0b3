package web

import (
	"context"
	"log/slog"
	"net"
	"net/http"
	"sync/atomic"
	"time"
)

// DefaultAddress is where the door listens when no address is given: this machine only.
const DefaultAddress = "127.0.0.1:8080"

// DefaultBody is the size of the largest body that a route takes, in bytes, unless it has its own limit.
const DefaultBody = 1 << 20

// Options is what a Door is made of.
type Options struct {
	Address string        // host:port; empty: DefaultAddress
	Grace   time.Duration // how long requests under way may last once the door closes; 0: three seconds
	Log     *slog.Logger
	Metrics *Metrics
	Mark    Marker // nil: the id of a request is in the log and in its answer only
}

// Door is the one listener of the service. Routes and checks are added before Serve; it is also an http.Handler.
type Door struct {
	address string
	grace   time.Duration
	log     *slog.Logger
	metrics *Metrics
	mark    Marker
	limits  limits

	mux       *http.ServeMux
	quiet     map[string]bool // routes whose successes are logged at debug level
	readiness *readiness
	listener  net.Listener
	busy      atomic.Int64 // requests under way
}

// limits bound what one client can hold. The write limit counts from the end of the header: it covers the others.
type limits struct {
	readHeader, read, handle, write, idle time.Duration
	header                                int // bytes; net/http adds some slack
}

func defaultLimits() limits {
	return limits{
		readHeader: 5 * time.Second, read: 10 * time.Second, handle: 10 * time.Second, write: 30 * time.Second, idle: time.Minute,
		header: 16 << 10,
	}
}

// New returns a door with the routes /healthz, /readyz and /metrics. It is closed until Listen is called.
func New(options Options) *Door {
	d := &Door{
		address: options.Address, grace: options.Grace, log: options.Log, metrics: options.Metrics, mark: options.Mark,
		limits: defaultLimits(), mux: http.NewServeMux(), quiet: map[string]bool{}, readiness: newReadiness(options.Log),
	}
	if d.address == "" {
		d.address = DefaultAddress
	}
	if d.grace == 0 {
		d.grace = 3 * time.Second
	}
	if d.mark == nil {
		d.mark = func(ctx context.Context, _ string) context.Context { return ctx }
	}
	d.metrics.addRoute(unmatched)
	d.handleQuietly("GET /healthz", http.HandlerFunc(alive))
	d.handleQuietly("GET /readyz", d.readiness)
	d.handleQuietly("GET /metrics", d.metrics.handler(d.log))
	return d
}

// Handle registers a route: the pattern is one of http.ServeMux, such as "POST /slack/events". The body of a request is
// read whole, up to DefaultBody, before h is called, and its context ends after ten seconds. h may replace the security
// headers, which forbid a page to load anything. Handle panics when the pattern is wrong or taken.
func (d *Door) Handle(pattern string, h http.Handler) { d.HandleBody(pattern, DefaultBody, h) }

// HandleBody is Handle with the route's own limit to a request's body, in bytes.
func (d *Door) HandleBody(pattern string, limit int64, h http.Handler) {
	d.HandleSized(pattern, func(*http.Request) int64 { return limit }, h)
}

// HandleSized is Handle with a limit that depends on who asks: limit gets the request before its body is read.
func (d *Door) HandleSized(pattern string, limit func(*http.Request) int64, h http.Handler) {
	d.mux.Handle(pattern, bounded(limit, h))
	d.metrics.addRoute(pattern)
}

// handleQuietly registers a route that machines ask every few seconds, without a body.
func (d *Door) handleQuietly(pattern string, h http.Handler) {
	d.HandleBody(pattern, 0, h)
	d.quiet[pattern] = true
}

// AddCheck adds a check to /readyz.
func (d *Door) AddCheck(check Check) { d.readiness.add(check) }

// alive answers that the process lives.
func alive(w http.ResponseWriter, _ *http.Request) {
	w.Header().Set("Content-Type", "text/plain; charset=utf-8")
	_, _ = w.Write([]byte("ok\n"))
}

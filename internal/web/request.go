package web

import (
	"context"
	"fmt"
	"log/slog"
	"net/http"
	"path"
	"runtime"
	"runtime/debug"
	"slices"
	"strings"
	"time"
)

// ServeHTTP gives the request an id and hands it to its route. Whatever the route does, the request ends as one line in
// the log and one more in the metrics.
func (d *Door) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	d.busy.Add(1)
	defer d.busy.Add(-1)
	v := visit{began: time.Now(), id: requestID(r.Header.Values(idHeader)), outer: r.Context(), answer: &answer{ResponseWriter: w}}
	setHeaders(w.Header(), v.id)
	ctx, cancel := context.WithTimeout(d.mark(r.Context(), v.id), d.limits.handle)
	defer cancel()
	v.request = r.WithContext(ctx)
	defer d.end(v)
	if !isClean(r.URL.Path) {
		refuse(v.answer, http.StatusNotFound)
		return
	}
	d.mux.ServeHTTP(v.answer, v.request)
}

// visit is one request on its way through the door.
type visit struct {
	began   time.Time
	id      string
	outer   context.Context // without the mark: the log lines of the door carry the id themselves
	request *http.Request   // the mux writes its route into it
	answer  *answer
}

// route is the pattern that fits the request: unlike its path, it holds nothing that came from outside.
func (v visit) route() string {
	if v.request.Pattern == "" {
		return unmatched
	}
	return v.request.Pattern
}

// end records the request. A route that panicked becomes an error; when its answer had begun to leave, the connection is
// cut, so that half an answer is not taken for a whole one.
func (d *Door) end(v visit) {
	crash := recover() // deferred directly by ServeHTTP
	cut := crash != nil && (v.answer.status != 0 || crash == any(http.ErrAbortHandler))
	if crash != nil {
		d.crashed(v, crash)
		if !cut {
			refuse(v.answer, http.StatusInternalServerError)
		}
		v.answer.status = http.StatusInternalServerError
	}
	d.record(v)
	if cut {
		panic(http.ErrAbortHandler)
	}
}

// crashed logs a panic. Its value is shown when the runtime wrote it; any other may hold what people wrote.
func (d *Door) crashed(v visit, crash any) {
	if crash == any(http.ErrAbortHandler) { // a route's own wish
		return
	}
	reason := fmt.Sprintf("%T", crash)
	if fault, isRuntime := crash.(runtime.Error); isRuntime {
		reason = fault.Error()
	}
	d.log.ErrorContext(v.outer, "HTTP route panicked", "id", v.id, "route", v.route(), "panic", reason, "stack", string(debug.Stack()))
}

// record is the request's line in the log, and its place in the metrics.
func (d *Door) record(v visit) {
	status := v.answer.final()
	d.metrics.requested(v.route(), status)
	d.log.LogAttrs(v.outer, d.level(v.route(), status), "HTTP request",
		slog.String("id", v.id), slog.String("method", known(v.request.Method)), slog.String("route", v.route()),
		slog.Int("status", status), slog.Duration("took", time.Since(v.began)))
}

func (d *Door) level(route string, status int) slog.Level {
	switch {
	case status == http.StatusInternalServerError:
		return slog.LevelError
	case d.quiet[route] && status < http.StatusBadRequest:
		return slog.LevelDebug
	}
	return slog.LevelInfo
}

// known is the method, unless somebody made it up.
func known(method string) string {
	methods := []string{
		http.MethodGet, http.MethodHead, http.MethodPost, http.MethodPut, http.MethodPatch, http.MethodDelete,
		http.MethodOptions, http.MethodConnect, http.MethodTrace,
	}
	if slices.Contains(methods, method) {
		return method
	}
	return other
}

// isClean reports whether a path is written in the one way that routes are: it begins with a slash and has no empty
// element, "." or "..". Others are not sent elsewhere, as http.ServeMux would.
func isClean(p string) bool {
	clean := path.Clean(p)
	return strings.HasPrefix(p, "/") && (p == clean || p == clean+"/" && clean != "/")
}

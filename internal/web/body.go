package web

import (
	"bytes"
	"errors"
	"io"
	"net"
	"net/http"
)

// bounded reads the body before the route is called: a route never acts on half of one, and never waits for a slow
// client.
func bounded(limit func(*http.Request) int64, h http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body, status := readBody(r, limit(r))
		if status != http.StatusOK {
			w.Header().Set("Connection", "close") // the rest of the body is not waited for
			refuse(w, status)
			return
		}
		r.Body, r.ContentLength = io.NopCloser(bytes.NewReader(body)), int64(len(body))
		h.ServeHTTP(w, r)
	})
}

// readBody gives the body, or the status that says why there is none.
func readBody(r *http.Request, limit int64) ([]byte, int) {
	if r.ContentLength > limit {
		return nil, http.StatusRequestEntityTooLarge
	}
	body, err := io.ReadAll(http.MaxBytesReader(nil, r.Body, limit))
	if err == nil {
		return body, http.StatusOK
	}
	if _, tooLarge := errors.AsType[*http.MaxBytesError](err); tooLarge {
		return nil, http.StatusRequestEntityTooLarge
	}
	if fault, isNet := errors.AsType[net.Error](err); isNet && fault.Timeout() {
		return nil, http.StatusRequestTimeout
	}
	return nil, http.StatusBadRequest
}

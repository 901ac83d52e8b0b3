package web

import "net/http"

// answer remembers what was answered.
type answer struct {
	http.ResponseWriter
	status int // 0 until the answer has begun
}

// WriteHeader implements http.ResponseWriter.
func (a *answer) WriteHeader(status int) {
	if a.status == 0 && status >= http.StatusOK { // not the informational ones
		a.status = status
	}
	a.ResponseWriter.WriteHeader(status)
}

// Write implements http.ResponseWriter.
func (a *answer) Write(p []byte) (int, error) {
	if a.status == 0 {
		a.status = http.StatusOK
	}
	return a.ResponseWriter.Write(p)
}

// Unwrap lets http.ResponseController flush, or move the deadlines.
func (a *answer) Unwrap() http.ResponseWriter { return a.ResponseWriter }

// final is the status that the client gets; a route that writes nothing says 200.
func (a *answer) final() int {
	if a.status == 0 {
		return http.StatusOK
	}
	return a.status
}

// refuse answers with the name of the status, and nothing else.
func refuse(w http.ResponseWriter, status int) {
	http.Error(w, http.StatusText(status), status)
}

package web

import (
	"crypto/rand"
	"net/http"
	"strings"
)

// idHeader carries the id of a request, in both directions.
const idHeader = "X-Request-Id"

const (
	shortestID = 8
	longestID  = 64
	idLetters  = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-"
)

// requestID is the id that a request brought along, when there is exactly one and it is a plain word of 8 to 64 letters,
// digits, "_" and "-"; else a new one.
func requestID(given []string) string {
	if len(given) == 1 && isPlain(given[0]) {
		return given[0]
	}
	return rand.Text()
}

func isPlain(id string) bool {
	return len(id) >= shortestID && len(id) <= longestID && strings.Trim(id, idLetters) == ""
}

// setHeaders forbids browsers everything that a text or JSON has no need for. A route that shows a page replaces what it
// has to.
func setHeaders(header http.Header, id string) {
	header.Set(idHeader, id)
	header.Set("Content-Security-Policy", "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'")
	header.Set("X-Content-Type-Options", "nosniff")
	header.Set("X-Frame-Options", "DENY")
	header.Set("Referrer-Policy", "no-referrer")
	header.Set("Cross-Origin-Resource-Policy", "same-origin")
	header.Set("Cache-Control", "no-store")
}

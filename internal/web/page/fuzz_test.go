package page

import (
	"bufio"
	"bytes"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"digbot/internal/programme"
)

// FuzzRequests sends what no browser would: cookies, links and forms that were made up, and a cookie that somebody has,
// without the proof that stands in our forms. Nothing is changed by it, and a stranger reads nothing.
func FuzzRequests(f *testing.F) {
	w := newWorld(f, "http://127.0.0.1")
	b := w.browser()
	link := w.link("camille", programme.French)
	b.post(link, "form", b.get(link).proof)
	session := b.cookies[sessionCookie].Value
	for _, seed := range []string{
		"GET /tableau/ HTTP/1.1\r\nHost: a\r\n\r\n",
		"GET /tableau/envois/x/a/c-001?avant=-1 HTTP/1.1\r\nHost: a\r\nCookie: digbot-session=SESSION\r\n\r\n",
		"GET /tableau/journal?avant=99999999999999999999 HTTP/1.1\r\nHost: a\r\nCookie: digbot-session=SESSION\r\n\r\n",
		"POST /tableau/personnes/appliquer HTTP/1.1\r\nHost: a\r\nCookie: digbot-session=SESSION\r\nContent-Type: application/x-www-form-urlencoded\r\nContent-Length: 26\r\n\r\ntoken=token-of-camille&a=b",
		"POST /tableau/personnes HTTP/1.1\r\nHost: a\r\nCookie: digbot-session=SESSION\r\nContent-Type: multipart/form-data; boundary=x\r\nContent-Length: 79\r\n\r\n--x\r\nContent-Disposition: form-data; name=\"list\"; filename=\"a.csv\"\r\n\r\nid\r\n--x--\r\n",
		"POST /tableau/langue HTTP/1.1\r\nHost: a\r\nCookie: digbot-session=\"SESSION\"; digbot-session=x\r\nSec-Fetch-Site: same-origin\r\nContent-Type: application/x-www-form-urlencoded\r\nContent-Length: 15\r\n\r\nform=&lang=en%0",
		"POST /tableau/entrer/x HTTP/1.1\r\nHost: a\r\nCookie: digbot-entry=y\r\nContent-Type: application/x-www-form-urlencoded\r\nContent-Length: 6\r\n\r\nform=z",
		"POST /tableau/sortir HTTP/1.1\r\nHost: a\r\nCookie: digbot-session=SESSION\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
	} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, raw []byte) {
		known := bytes.Contains(raw, []byte("SESSION"))
		raw = bytes.ReplaceAll(raw, []byte("SESSION"), []byte(session))
		r, err := http.ReadRequest(bufio.NewReader(bytes.NewReader(raw)))
		if err != nil {
			return
		}
		notes := len(w.notes)
		answer := httptest.NewRecorder()
		w.mux.ServeHTTP(answer, r)
		if w.applied > 0 || w.list != "" || len(w.notes) != notes {
			t.Fatalf("it changed something: %q", raw)
		}
		if answer.Code >= 500 {
			t.Errorf("%d to %q", answer.Code, raw)
		}
		for _, secret := range []string{"Camille Exemple", "Lou Lauréat", "deadline-7d"} {
			if !known && strings.Contains(answer.Body.String(), secret) {
				t.Errorf("a stranger reads %q by %q", secret, raw)
			}
		}
	})
}

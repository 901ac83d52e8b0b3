package demarches

import (
	"errors"
	"net/http"
	"net/http/httptest"
	"net/mail"
	"strings"
	"testing"
	"time"
	"unicode"

	"digbot/internal/programme"
)

// said answers every question with the same text.
type said struct {
	status int
	text   string
}

// RoundTrip implements http.RoundTripper.
func (s said) RoundTrip(*http.Request) (*http.Response, error) {
	answer := httptest.NewRecorder()
	answer.WriteHeader(s.status)
	_, _ = answer.WriteString(s.text)
	return answer.Result(), nil
}

// FuzzAnswers reads whatever the service answers: what cannot be read is an error that tells whether asking again helps,
// and whoever can be written to has a name and an address on one line.
func FuzzAnswers(f *testing.F) {
	for _, seed := range []string{
		`{"data":{"demarche":{"title":"Candidature","state":"publiee","dossiers":{"pageInfo":{"hasNextPage":true,"endCursor":"a"},"nodes":[
			{"number":7,"dateDepot":"2019-04-20T22:30:00Z","usager":{"email":"zoe@example.org"},"demandeur":{"nom":"Fictif","prenom":"Zoé"},
			"champs":[{"label":"Défi","stringValue":"Compte ameli"},{"label":"Langue","stringValue":"Anglais"},{"label":"Vivier","stringValue":"true"}]}]}}}}`,
		`{"data":{"demarche":{"gone":{"nodes":[{"number":1},null,{"number":"2"}]}}}}`,
		`{"data":{"demarche":null},"errors":[{"message":"Demarche not found","extensions":{"code":"not_found"}}]}`,
		`{"errors":[{"message":"Timeout on Query.demarche"}]}`,
		"{\"data\":{\"demarche\":{\"dossiers\":{\"nodes\":[{\"usager\":{\"email\":\"a\\u0007@b.c\"},\"champs\":[{\"label\":\"Nom\",\"stringValue\":\"a\\u0000\\nb\"}]}]}}}}",
		`{"data":{"demarche":[]}}`, "", "<html>",
	} {
		f.Add(200, seed)
	}
	f.Add(429, "")
	mapping := Mapping{Fields: map[string]string{"name": "Nom", "challenge": "Défi", "lang": "Langue", "consent": "Vivier"}, Challenges: map[string]string{"Compte ameli": "ameli"}}
	f.Fuzz(func(t *testing.T, status int, text string) {
		if status < 200 || status > 599 {
			return
		}
		c := NewClient("http://demarches.example", 1, "token")
		c.http.Transport = said{status, text}
		_, unknown := c.Form(t.Context())
		if _, again := errors.AsType[busyError](unknown); again && errors.Is(unknown, ErrRefused) {
			t.Errorf("refused, and to be asked again: %v", unknown)
		}
		if _, err := c.erased(t.Context(), deletedQuery, time.Time{}, ""); err == nil && status != http.StatusOK {
			t.Errorf("read an answer with status %d", status)
		}
		page, err := c.dossiers(t.Context(), time.Time{}, "")
		if err != nil {
			return
		}
		for _, d := range page.Nodes {
			a := mapping.read(d)
			if a.Challenge != "" && a.Challenge != "ameli" || a.Language != programme.French && a.Language != programme.English && a.Language != "" {
				t.Errorf("%+v", a)
			}
			if !a.Complete() {
				continue
			}
			if a.Number != d.Number || a.Name == "" || strings.ContainsFunc(a.Name+a.Email, unicode.IsControl) || strings.TrimSpace(a.Name) != a.Name {
				t.Errorf("whom a mail could not name: %+v", a)
			}
			if _, err := mail.ParseAddress(a.Email); err != nil {
				t.Errorf("to whom no mail could go: %q, %v", a.Email, err)
			}
		}
	})
}

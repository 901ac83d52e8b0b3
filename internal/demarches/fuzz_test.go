package demarches

import (
	"net/mail"
	"strings"
	"testing"
	"unicode"

	"digbot/internal/programme"
)

// FuzzAnswer reads anything that the API, or whatever stands in its place, may answer: it ends in an error, or in applications
// of which the complete ones can be written to.
func FuzzAnswer(f *testing.F) {
	for _, text := range []string{
		`{"data":{"demarche":{"dossiers":{"pageInfo":{"hasNextPage":true,"endCursor":"x"},"nodes":[{"number":7,"dateDepot":"2019-04-20T10:00:00+02:00","usager":{"email":"camille@example.org"},"demandeur":{"nom":"Exemple","prenom":"Camille"},"champs":[{"label":"Défi","stringValue":"Shom"},{"label":"Langue","stringValue":"anglais"}]}]}}}}`,
		`{"data":null,"errors":[{"message":"Timeout on Query.demarche","extensions":{"code":"timeout"}}]}`,
		`{"data":{"demarche":null}}`, `{"data":{"demarche":[]}}`, `{"data":{"dema`, ``, `null`, `{"data":{"demarche":{"dossiers":{"nodes":[{"number":1e99}]}}}}`,
		"{\"data\":{\"demarche\":{\"dossiers\":{\"nodes\":[{\"champs\":[{\"label\":\"Nom\",\"stringValue\":\"a\\u0000\\nb\"},{\"label\":\"Courriel\",\"stringValue\":\"a\\u0007@b.c\"}]}]}}}}",
	} {
		f.Add([]byte(text))
	}
	mapping := Mapping{Fields: map[string]string{"name": "Nom", "email": "Courriel", "challenge": "Défi", "lang": "Langue", "consent": "Accord"}, Challenges: map[string]string{"Shom": "shom"}}
	f.Fuzz(func(t *testing.T, content []byte) {
		var answer struct {
			Dossiers connection[dossier] `json:"dossiers"`
		}
		if err := readAnswer(content, &answer); err != nil {
			return
		}
		for _, d := range answer.Dossiers.Nodes {
			a := mapping.read(d)
			if a.Language != programme.French && a.Language != programme.English || a.Challenge != "" && a.Challenge != "shom" {
				t.Errorf("read %+v", a)
			}
			if !a.Complete() {
				continue
			}
			if strings.ContainsFunc(a.Name+a.Email, unicode.IsControl) || strings.TrimSpace(a.Name) != a.Name {
				t.Errorf("whom a mail could not name: %q %q", a.Name, a.Email)
			}
			if _, err := mail.ParseAddress(a.Email); err != nil {
				t.Errorf("to whom no mail could go: %q, %v", a.Email, err)
			}
		}
	})
}

package app

import (
	"bytes"
	"mime/multipart"
	"net/http"
	"net/http/httptest"
	"net/url"
	"regexp"
	"strings"
	"testing"

	"digbot/internal/config"
	"digbot/internal/programme"
)

// posts sends a form of a few fields, or with a list.
func (s session) posts(path, list string, fields map[string]string) (int, string) {
	s.t.Helper()
	_, page := s.get("/tableau/")
	var body bytes.Buffer
	m := multipart.NewWriter(&body)
	kind := m.FormDataContentType()
	_ = m.WriteField("form", proofForm.FindStringSubmatch(page)[1])
	if list != "" {
		file, _ := m.CreateFormFile("list", "liste.csv")
		_, _ = file.Write([]byte(list))
	}
	_ = m.Close()
	if fields != nil {
		form := url.Values{"form": {proofForm.FindStringSubmatch(page)[1]}}
		for name, value := range fields {
			form.Set(name, value)
		}
		body.Reset()
		body.WriteString(form.Encode())
		kind = "application/x-www-form-urlencoded"
	}
	r := httptest.NewRequestWithContext(s.t.Context(), http.MethodPost, path, &body)
	r.Header.Set("Content-Type", kind)
	r.AddCookie(s.cookie)
	answer := httptest.NewRecorder()
	s.door.ServeHTTP(answer, r)
	return answer.Code, answer.Body.String()
}

// brings previews a list, and gives its report and what applies it.
func (s session) brings(list string) (status int, body, token string) {
	s.t.Helper()
	status, body = s.posts("/tableau/personnes", list, nil)
	if found := regexp.MustCompile(`name="token" value="([^"]+)"`).FindStringSubmatch(body); found != nil {
		token = found[1]
	}
	return status, body, token
}

const oneCandidate = "rôle;nom;courriel;statut;défi;décision\ncandidat;Lou Nouvelle;lou.nouvelle@example.org;présélectionné;shom;"

// TestPageTakesAListIn brings lists as a person does, on a store that encrypts decisions.
func TestPageTakesAListIn(t *testing.T) {
	w := newPageWorld(t)
	w.cfg.Decisions.Key = config.NewSecret(w.key.Secret())
	w.start()
	noa, camille := w.enters("noa"), w.enters("camille")

	status, body, token := noa.brings(oneCandidate + "lauréat\n")
	if status != http.StatusOK || token == "" || !strings.Contains(body, "<strong>1</strong> personnes ajoutées") || !strings.Contains(body, "<strong>60</strong> personnes connues") {
		t.Fatalf("a list is answered %d:\n%s", status, body)
	}
	notes, err := w.store.NotedUnder(t.Context(), listNotes)
	if err != nil || len(notes) != 1 || strings.Contains(notes[listKey(token)], "lou.nouvelle") {
		t.Errorf("between preview and yes the store holds %v, %v", notes, err)
	}
	if status, _ := camille.posts("/tableau/personnes/appliquer", "", map[string]string{"token": token}); status != http.StatusConflict || w.has("lou.nouvelle@example.org") {
		t.Errorf("somebody else applies it: %d", status)
	}
	w.start() // another process, over the same store
	if status, body := noa.posts("/tableau/personnes/appliquer", "", map[string]string{"token": token}); status != http.StatusOK || !w.has("lou.nouvelle@example.org") {
		t.Errorf("the yes is answered %d:\n%s", status, body)
	}
	if status, _ := noa.posts("/tableau/personnes/appliquer", "", map[string]string{"token": token}); status != http.StatusConflict {
		t.Errorf("a second yes is answered %d", status)
	}
	entries, err := w.store.LastEntries(t.Context(), 1)
	if err != nil || entries[0].Who != "noa" || entries[0].What != "people import: 1 added, 0 changed, 0 removed" {
		t.Errorf("the journal ends with %v, %v", entries, err)
	}
	if status, body, token := noa.brings("rôle;nom;courriel\ncandidat;Lou;lou@\n"); status != http.StatusUnprocessableEntity || token != "" || !strings.Contains(body, "lou@") ||
		!strings.Contains(body, "<td>ce qui suit le @ n’est pas possible</td><td>écrire une seule adresse, comme camille@example.org</td>") {
		t.Errorf("a faulty list is answered %d:\n%s", status, body)
	}
	_, _, stale := noa.brings(strings.Replace(oneCandidate, "Lou Nouvelle", "Lou Renommée", 1) + "\n")
	if err := w.store.PutPeople(t.Context(), []programme.Person{{ID: "x-1", Name: "Alex Exemple", Email: "alex@example.org", Roles: []programme.Role{{Kind: programme.Candidate}}}}); err != nil {
		t.Fatal(err)
	}
	if status, _ := noa.posts("/tableau/personnes/appliquer", "", map[string]string{"token": stale}); status != http.StatusConflict {
		t.Errorf("a preview that is no longer true is applied: %d", status)
	}
}

// TestPageListTellsNoDecision tries, one row at a time, to find out what was decided on somebody: every decision gets the
// same answer, and the same line in the journal.
func TestPageListTellsNoDecision(t *testing.T) {
	w := newPageWorld(t)
	w.cfg.Decisions.Key = config.NewSecret(w.key.Secret())
	w.start()
	noa, camille := w.enters("noa"), w.enters("camille")
	_, _, token := camille.brings(oneCandidate + "lauréat\n")
	camille.posts("/tableau/personnes/appliquer", "", map[string]string{"token": token})
	secret := regexp.MustCompile(`value="[^"]*"`)
	var answers, lines []string
	for _, decision := range []string{"lauréat", "non retenu", "liste complémentaire"} {
		status, body, token := noa.brings(oneCandidate + decision + "\n")
		answers = append(answers, secret.ReplaceAllString(body, ""))
		if status != http.StatusOK || token == "" || answers[0] != answers[len(answers)-1] {
			t.Errorf("%q is answered in its own way, %d:\n%s", decision, status, body)
		}
	}
	for _, decision := range []string{"lauréat", "non retenu"} {
		_, _, token := noa.brings(oneCandidate + decision + "\n")
		noa.posts("/tableau/personnes/appliquer", "", map[string]string{"token": token})
		entries, err := w.store.LastEntries(t.Context(), 1)
		if err != nil {
			t.Fatal(err)
		}
		lines = append(lines, entries[0].What)
	}
	if lines[0] != lines[1] {
		t.Errorf("the journal tells decisions: %q", lines)
	}
	if _, body, _ := camille.brings(oneCandidate + "lauréat\n"); !strings.Contains(body, "<strong>1</strong> décisions différentes") {
		t.Errorf("who may know decisions does not learn that one changes:\n%s", body)
	}
}

// TestPageWithoutAKey refuses decisions that could not be encrypted.
func TestPageWithoutAKey(t *testing.T) {
	w := newPageWorld(t)
	noa := w.enters("noa")
	if status, body, token := noa.brings(oneCandidate + "lauréat\n"); status != http.StatusUnprocessableEntity || token != "" || !strings.Contains(body, "pas de clé") {
		t.Errorf("decisions without a key are answered %d:\n%s", status, body)
	}
	_, _, token := noa.brings(oneCandidate + "\n")
	if status, _ := noa.posts("/tableau/personnes/appliquer", "", map[string]string{"token": token}); status != http.StatusOK || !w.has("lou.nouvelle@example.org") {
		t.Errorf("a list without decisions is answered %d", status)
	}
}

// has reports whether somebody has this address.
func (w *pageWorld) has(email string) bool {
	w.t.Helper()
	everybody, err := w.store.Directory(w.t.Context())
	if err != nil {
		w.t.Fatal(err)
	}
	for _, person := range everybody {
		if person.Email == email {
			return true
		}
	}
	return false
}

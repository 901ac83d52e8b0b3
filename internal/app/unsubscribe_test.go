package app

import (
	"context"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"digbot/internal/programme"
	"digbot/internal/web"
	"digbot/notifier"
)

// refusing is a store of one person that keeps who refused what.
type refusing struct {
	away   bool
	listed []notifier.Suppression
}

func (r *refusing) Person(_ context.Context, id string) (programme.Person, error) {
	switch {
	case r.away:
		return programme.Person{}, errAway
	case id == "c-001":
		return programme.Person{ID: id, Email: "camille@example.org", Language: programme.English}, nil
	}
	return programme.Person{}, notifier.ErrUnknown
}

func (r *refusing) Suppress(_ context.Context, entry notifier.Suppression) (notifier.Suppression, error) {
	r.listed = append(r.listed, entry)
	return entry, nil
}

func TestRefuseMails(t *testing.T) {
	log := slog.New(slog.DiscardHandler)
	refuser := notifier.NewRefuser([]byte("secret"), "https://digbot.example.fr")
	r, err := newRefusals(refuser, programme.Promotion{Contact: "equipe@example.fr", Programme: programme.Text{FR: "Designers"}}, log)
	if err != nil {
		t.Fatal(err)
	}
	store := &refusing{}
	r.store = store
	door := web.New(web.Options{Log: log, Metrics: newMetrics(web.Build{})})
	r.enter(door)
	known, gone := refuser.Path("c-001", notifier.Reminders), refuser.Path("c-002", notifier.Calls)
	for _, test := range []struct {
		name, method, path, body string
		away                     bool
		status                   int
		holds                    string
		listed                   int
	}{
		{"a look", http.MethodGet, known, "", false, 200, `<button type="submit">Stop receiving these messages</button>`, 0},
		{"a scanner's look", http.MethodHead, known, "", false, 200, "", 0},
		{"a click on the page", http.MethodPost, known, "", false, 200, `lang="en"`, 1},
		{"a click in the mail program", http.MethodPost, known, "List-Unsubscribe=One-Click", false, 200, "You no longer receive the reminders", 1},
		{"somebody who is gone", http.MethodPost, gone, "", false, 200, "Vous ne recevez plus", 0},
		{"a forged link", http.MethodPost, known + "A", "", false, 404, "Ce lien n’est pas valable", 0},
		{"a forged look", http.MethodGet, notifier.RefusalPath + "x", "", false, 404, `mailto:equipe@example.fr`, 0},
		{"no storage", http.MethodPost, known, "", true, 503, "Essayez de nouveau", 0},
		{"another method", http.MethodDelete, known, "", false, 405, "", 0},
		{"a flood", http.MethodPost, known, strings.Repeat("x", 5000), false, 413, "", 0},
	} {
		store.away, store.listed = test.away, nil
		answer := httptest.NewRecorder()
		door.ServeHTTP(answer, httptest.NewRequest(test.method, test.path, strings.NewReader(test.body)))
		body, _ := io.ReadAll(answer.Body)
		if answer.Code != test.status || !strings.Contains(string(body), test.holds) || len(store.listed) != test.listed {
			t.Errorf("%s: %d with %d entries, want %d with %d, holding %q:\n%s", test.name, answer.Code, len(store.listed), test.status, test.listed, test.holds, body)
		}
		for _, entry := range store.listed {
			if entry.Email != "camille@example.org" || entry.Reason != notifier.Refusing || entry.List != notifier.Reminders {
				t.Errorf("%s: %+v", test.name, entry)
			}
		}
		if policy := answer.Header().Get("Content-Security-Policy"); test.status == 200 && (!strings.Contains(policy, "form-action 'self'") || strings.Contains(policy, "unsafe")) {
			t.Errorf("%s: the page may do: %s", test.name, policy)
		}
	}
}

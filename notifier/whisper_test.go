package notifier

import (
	"errors"
	"fmt"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"digbot/internal/programme"
)

func TestWhisper(t *testing.T) {
	camille := programme.Person{ID: "camille", Name: "Camille Exemple", Email: "camille@example.org"}
	full := fmt.Errorf("450 4.2.0 <camille@example.org> is greylisted: %w", ErrTemporary)
	for _, test := range []struct {
		name  string
		fails int
		err   error
		to    []string
		kind  string
		left  int
		want  error
	}{
		{name: "at once", to: []string{"camille"}, left: 1},
		{name: "greylisted", fails: 2, err: full, to: []string{"camille"}, left: 1},
		{name: "away for long", fails: 9, err: full, to: []string{"camille"}, want: ErrTemporary},
		{name: "refused", fails: 1, err: fmt.Errorf("550 no such user Camille Exemple: %w", ErrRefused), to: []string{"camille"}, want: ErrRefused},
		{name: "to two", to: []string{"camille", "claude"}, want: ErrNotice},
		{name: "to nobody known", to: []string{"claude"}, want: ErrUnknown},
		{name: "what must be approved", kind: "correction", to: []string{"camille"}, want: ErrNotice},
	} {
		t.Run(test.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				w := newWorld(t, camille)
				tries := 0
				w.sink.send = func(Envelope) fate {
					if tries++; tries <= test.fails {
						return fate{err: test.err}
					}
					return fate{}
				}
				kind := test.kind
				if kind == "" {
					kind = "confirmation-code"
				}
				err := w.Whisper(t.Context(), testNotice(kind, test.to...))
				if len(w.sink.left) != test.left || (err == nil) != (test.want == nil) {
					t.Errorf("%d left: %v", len(w.sink.left), err)
				}
				if err != nil && strings.Contains(strings.ToLower(err.Error()), "camille") && test.fails > 0 {
					t.Errorf("the error tells who it was: %v", err)
				}
				if test.fails == 0 && !errors.Is(err, test.want) {
					t.Errorf("got %v, want %v", err, test.want)
				}
				if campaigns, _ := w.memory.Campaigns(t.Context()); len(campaigns) > 0 {
					t.Error("the ledger knows of it")
				}
			})
		})
	}
}

// TestMailedResult tells what has arrived, after the release alone.
func TestMailedResult(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		role := func(decision programme.Decision) []programme.Role {
			return []programme.Role{{Kind: programme.Candidate, Challenge: "shom", Status: programme.Preselected, Decision: decision}}
		}
		w := newWorld(t, programme.Person{ID: "camille", Name: "Camille Exemple", Email: "camille@example.org", Roles: role(programme.Reserve)},
			programme.Person{ID: "claude", Name: "Claude Exemple", Email: "claude@example.org", Roles: role(programme.Declined)})
		w.sink.send = func(e Envelope) fate {
			if e.To.Email == "claude@example.org" {
				return fate{err: ErrRefused}
			}
			return fate{}
		}
		ask := func(person string, want string) {
			t.Helper()
			mailing, at, found, err := w.MailedResult(t.Context(), person, time.Now())
			if mailing != want || found != (want != "") || err != nil || found && at.IsZero() {
				t.Errorf("%s: %q at %s, %v, %v, want %q", person, mailing, at, found, err, want)
			}
		}
		occasion := w.occasion("announcement")
		time.Sleep(time.Until(occasion.Due))
		if err := w.Announce(t.Context(), occasion); err != nil {
			t.Fatal(err)
		}
		ask("camille", "")
		campaign, _ := w.Ledger.Campaign(t.Context(), occasion.ID())
		for _, staff := range []string{"alix", "sacha"} {
			if _, err := w.Approve(t.Context(), campaign.ID, staff, campaign.Hash, time.Now()); err != nil {
				t.Fatal(err)
			}
		}
		ask("camille", "")
		w.deliver(time.Now())
		ask("camille", "result-reserve")
		ask("claude", "")
		ask("nobody", "")
	})
}

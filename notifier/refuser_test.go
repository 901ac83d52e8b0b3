package notifier

import (
	"strings"
	"testing"
	"testing/synctest"
)

func TestRefuser(t *testing.T) {
	r := NewRefuser([]byte("secret"), "https://digbot.example.fr/")
	other := NewRefuser([]byte("another"), "https://digbot.example.fr")
	link := r.refusal(Mailing{List: Reminders}, "c-001").Link
	token, found := strings.CutPrefix(link, "https://digbot.example.fr"+RefusalPath)
	if !found || strings.Contains(link, "c-001") || link != r.refusal(Mailing{List: Reminders}, "c-001").Link {
		t.Fatalf("the link is %q", link)
	}
	if person, list, genuine := r.Read(token); person != "c-001" || list != Reminders || !genuine {
		t.Errorf("read as %q, %q, %t", person, list, genuine)
	}
	forged := r.token("c-001", "results")
	for _, bad := range []string{"", ".", token + "A", token[1:], strings.Replace(token, ".", "", 1), other.token("c-001", Reminders), forged, "é." + token} {
		if person, _, genuine := r.Read(bad); genuine {
			t.Errorf("%q is taken for genuine, of %q", bad, person)
		}
	}
	if got := r.refusal(Mailing{}, "c-001"); got != (Refusal{}) {
		t.Errorf("what nobody may refuse can be refused: %+v", got)
	}
	if got := (*Refuser)(nil).refusal(Mailing{List: Calls}, "c-001"); got != (Refusal{List: Calls}) {
		t.Errorf("without a public address: %+v", got)
	}
}

// TestResultsCannotBeRefused holds which mails say how they can be refused.
func TestResultsCannotBeRefused(t *testing.T) {
	for occasion, want := range map[string]List{"opening": Calls, "deadline-7d": Reminders, "deadline": "", "jury-3d": "", "announcement": "", "start": ""} {
		synctest.Test(t, func(t *testing.T) {
			w := newWorld(t, cast()...)
			w.Refuser = NewRefuser([]byte("secret"), "https://digbot.example.fr")
			w.run(occasion)
			if len(w.sink.mails) == 0 {
				t.Errorf("%s: no mails", occasion)
			}
			for id, mail := range w.sink.mails {
				if mail.Refusal.List != want || (mail.Refusal.Link != "") != (want != "") {
					t.Errorf("%s can be refused: %+v, want %q", id, mail.Refusal, want)
				}
			}
		})
	}
}

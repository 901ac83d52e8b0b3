package store

import (
	"fmt"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"digbot/bot/personal"
	"digbot/internal/programme"
)

func testPersonal(t *testing.T, s *Store) {
	ctx := t.Context()
	link := personal.Link{Person: "camille", How: personal.ByCode, At: start}
	for _, test := range []struct{ platform, user, person, holder string }{
		{"slack", "U1", "camille", ""}, {"slack", "U1", "camille", ""}, {"slack", "U2", "camille", "U1"}, {"mattermost", "m1", "camille", ""}, {"slack", "U3", "claude", ""},
	} {
		link.Person = test.person
		if holder, err := s.Link(ctx, test.platform, test.user, link); holder != test.holder || err != nil {
			t.Errorf("link %s %s to %s: %q, %v, want %q", test.platform, test.user, test.person, holder, err, test.holder)
		}
	}
	if account, err := s.Account(ctx, "slack", "U2"); account.Link.Person != "" || err != nil {
		t.Errorf("whoever claims somebody else's person is linked: %+v, %v", account, err)
	}
	if accounts, err := s.AccountsOf(ctx, "camille"); len(accounts) != 2 || accounts["slack"] != "U1" || accounts["mattermost"] != "m1" || err != nil {
		t.Errorf("accounts %v, %v", accounts, err)
	}
	if err := s.Unlink(ctx, "slack", "U1"); err != nil {
		t.Fatal(err)
	}
	link.Person = "camille"
	if holder, err := s.Link(ctx, "slack", "U2", link); holder != "" || err != nil {
		t.Errorf("after it was unlinked: %q, %v", holder, err)
	}
	answer := personal.HearingAnswer{Answer: "coming", Hearing: start, At: start}
	if err := s.AnswerHearing(ctx, "camille", "shom", answer); err != nil {
		t.Fatal(err)
	}
	if kept, err := s.HearingAnswer(ctx, "camille", "shom"); kept.Answer != "coming" || !kept.Hearing.Equal(start) || err != nil {
		t.Errorf("kept %+v, %v", kept, err)
	}
	for _, r := range []personal.Reminder{{ID: "one", Platform: "slack", User: "U2", Route: personal.ByChat}, {ID: "two", Platform: "slack", User: "U9", Person: "camille", Route: personal.ByMail}, {ID: "three", Platform: "slack", User: "U3"}} {
		if err := s.PutReminder(ctx, r); err != nil {
			t.Fatal(err)
		}
	}
	testTicks(t, s)
	putPeople(t, s, programme.Person{ID: "claude", Name: "Claude Exemple"})
	testForgetPersonal(t, s)
}

// testTicks keeps when each task was done first, of each person alone.
func testTicks(t *testing.T, s *Store) {
	for _, step := range []struct {
		keys []string
		done bool
		at   time.Time
	}{{[]string{"a", "b"}, true, start}, {[]string{"a", "c"}, true, start.Add(time.Hour)}, {[]string{"b", "x"}, false, start.Add(2 * time.Hour)}} {
		if err := s.Tick(t.Context(), "camille", step.keys, step.done, step.at); err != nil {
			t.Fatal(err)
		}
	}
	ticks, err := s.Ticks(t.Context(), "camille")
	if err != nil || len(ticks) != 2 || !ticks["a"].Equal(start) || !ticks["c"].Equal(start.Add(time.Hour)) {
		t.Errorf("ticked are %v, %v", ticks, err)
	}
	if ticks, err := s.Ticks(t.Context(), "claude"); len(ticks) != 0 || err != nil {
		t.Errorf("somebody else's are %v, %v", ticks, err)
	}
}

// testForgetPersonal looks for whatever names somebody who was forgotten.
func testForgetPersonal(t *testing.T, s *Store) {
	for range 2 {
		if err := s.ForgetPersonal(t.Context(), "camille"); err != nil {
			t.Fatal(err)
		}
	}
	for page, err := range s.pages(t.Context(), "") {
		if err != nil {
			t.Fatal(err)
		}
		for _, r := range page {
			for _, trace := range []string{"camille", "U2", "m1"} {
				if strings.Contains(r.Key, trace) || strings.Contains(string(r.Value), trace) && !strings.HasPrefix(r.Key, "person/") {
					t.Errorf("%q holds %q: %s", r.Key, trace, r.Value)
				}
			}
		}
	}
	if left, err := s.Reminders(t.Context()); len(left) != 1 || left[0].ID != "three" || err != nil {
		t.Errorf("reminders %v, %v", left, err)
	}
	if account, err := s.Account(t.Context(), "slack", "U3"); account.Link.Person != "claude" || err != nil {
		t.Errorf("somebody else was forgotten: %+v, %v", account, err)
	}
}

// testAdmitRace lets many try at the same instant: as many are let in as the limit says.
func testAdmitRace(t *testing.T, s *Store) {
	for n := range 20 {
		var admitted atomic.Int32
		var group sync.WaitGroup
		for range 8 {
			group.Go(func() {
				if ok, err := s.Admit(t.Context(), fmt.Sprint("somebody ", n), start, personal.Limit{Most: 3, In: time.Hour}); ok && err == nil {
					admitted.Add(1)
				}
			})
		}
		if group.Wait(); admitted.Load() != 3 {
			t.Errorf("%d are let in, want 3", admitted.Load())
		}
	}
}

func testAdmit(t *testing.T, s *Store) {
	limits := []personal.Limit{{Most: 2, In: time.Hour}, {Most: 3, In: 24 * time.Hour}}
	var admitted []bool
	at := time.Now()
	for _, after := range []time.Duration{0, time.Minute, 2 * time.Minute, time.Hour, 3 * time.Hour, 25 * time.Hour} {
		ok, err := s.Admit(t.Context(), "somebody", at.Add(after), limits...)
		if err != nil {
			t.Fatal(err)
		}
		admitted = append(admitted, ok)
	}
	if want := []bool{true, true, false, true, false, true}; !slices.Equal(admitted, want) {
		t.Errorf("admitted %v, want %v", admitted, want)
	}
	if ok, err := s.Admit(t.Context(), "somebody else", at, limits...); !ok || err != nil {
		t.Errorf("one counts for another: %v, %v", ok, err)
	}
}

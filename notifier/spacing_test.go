package notifier

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"digbot/internal/programme"
)

// both is somebody with two roles on a challenge, and so with two mails at many occasions.
func both(id string, kinds ...programme.RoleKind) programme.Person {
	person := programme.Person{ID: id, Name: "Camille Exemple", Email: id + "@example.org"}
	for _, kind := range kinds {
		role := programme.Role{Kind: kind, Challenge: "shom"}
		if kind == programme.Candidate {
			role.Status, role.Decision = programme.Preselected, programme.Declined
		}
		person.Roles = append(person.Roles, role)
	}
	return person
}

// leaving notes when the mails to each person leave, in order.
func (w *world) leaving() *sync.Map {
	times := &sync.Map{}
	w.sink.leaving = func(_ string, e Envelope) {
		if e.To.Email != "" {
			before, _ := times.LoadOrStore(e.To.Email, []time.Time(nil))
			times.Store(e.To.Email, append(before.([]time.Time), time.Now()))
		}
	}
	return times
}

// agreed announces an occasion at its hour, with a yes of two people.
func (w *world) agreed(occasion programme.Occasion) Campaign {
	w.t.Helper()
	time.Sleep(time.Until(occasion.Due))
	if err := w.Announce(w.t.Context(), occasion); err != nil {
		w.t.Fatal(err)
	}
	campaign, _ := w.Ledger.Campaign(w.t.Context(), occasion.ID())
	for _, staff := range []string{"alix", "sacha"} {
		if _, err := w.Approve(w.t.Context(), campaign.ID, staff, campaign.Hash, time.Now()); err != nil {
			w.t.Fatal(err)
		}
	}
	return campaign
}

// TestTwoRolesTwoMailsAnHourApart sends somebody with two roles both mails of an occasion, and the posts at once.
func TestTwoRolesTwoMailsAnHourApart(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newWorld(t, both("two", programme.Candidate, programme.Mentor), both("one", programme.Candidate))
		times := w.leaving()
		occasion := w.occasion("announcement")
		campaign := w.agreed(occasion)
		w.deliver(time.Now())
		if sent := w.sink.sent(); !slices.Equal(sent, []string{"post-announcement public", "result-declined one", "result-declined two"}) {
			t.Errorf("at the hour left %v", sent)
		}
		if wait, err := w.Waits(t.Context(), campaign.ID); err != nil || wait.Spaced != 1 || wait.Again != 0 || !wait.Next.After(time.Now()) || wait.Next.After(time.Now().Add(time.Hour)) {
			t.Errorf("it waits for %+v, %v", wait, err)
		}
		for range 12 {
			time.Sleep(10 * time.Minute)
			w.deliver(time.Now())
		}
		got, _ := times.Load("two@example.org")
		if mails := got.([]time.Time); len(mails) != 2 || mails[1].Sub(mails[0]) < time.Hour || mails[1].Sub(mails[0]) > 70*time.Minute {
			t.Errorf("the mails to somebody with two roles left at %v", mails)
		}
		if campaign, _ := w.Ledger.Campaign(t.Context(), occasion.ID()); campaign.State != CampaignDone {
			t.Errorf("the campaign is %s", campaign.State)
		}
		if wait, err := w.Waits(t.Context(), campaign.ID); err != nil || wait != (Wait{}) {
			t.Errorf("at the end it waits for %+v, %v", wait, err)
		}
	})
}

// TestThePostWaitsForWhoHadAnotherMail holds the news back while somebody who is to be told has had another mail within the
// hour: nobody learns from a post what was decided on them.
func TestThePostWaitsForWhoHadAnotherMail(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newWorld(t, both("one", programme.Candidate), both("other", programme.Candidate))
		occasion := w.occasion("announcement")
		time.Sleep(time.Until(occasion.Due.Add(-10 * time.Minute)))
		if _, err := w.Notify(t.Context(), testNotice("support-session", "one")); err != nil {
			t.Fatal(err)
		}
		w.deliver(time.Now())
		w.agreed(occasion)
		for range 5 {
			w.deliver(time.Now())
			if sent := w.sink.sent(); len(sent) != 2 {
				t.Fatalf("before the hour was over left %v", sent)
			}
			time.Sleep(9 * time.Minute)
		}
		time.Sleep(10 * time.Minute)
		w.deliver(time.Now())
		w.deliver(time.Now())
		if sent := w.sink.sent(); len(sent) != 4 || !slices.Contains(sent, "post-announcement public") {
			t.Errorf("when the hour was over left %v", sent)
		}
	})
}

// TestRatherTwoThanNone does not let a reminder wait until it is of no use.
func TestRatherTwoThanNone(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		camille := both("camille")
		camille.Roles = []programme.Role{{Kind: programme.Candidate, Status: programme.Interested}}
		w := newWorld(t, camille)
		first, second := testNotice("desk-answer", "camille"), testNotice("support-session", "camille")
		second.NotAfter = second.At.Add(30 * time.Minute)
		third := testNotice("correction", "camille")
		third.ID, third.Kind, third.Data, third.NotAfter = "third", "deadline-asked", nil, third.At.Add(3*time.Hour)
		for _, notice := range []Notice{first, second, third} {
			if _, err := w.Notify(t.Context(), notice); err != nil {
				t.Fatal(err)
			}
		}
		for range 5 {
			w.deliver(time.Now())
		}
		if sent := w.sink.sent(); len(sent) != 2 || !strings.Contains(fmt.Sprint(sent), "support-session") {
			t.Errorf("at once left %v", sent)
		}
		time.Sleep(61 * time.Minute)
		w.deliver(time.Now())
		if sent := w.sink.sent(); len(sent) != 3 {
			t.Errorf("an hour later left %v", sent)
		}
	})
}

// TestNobodyGetsTwoMailsWithinTheHour delivers random campaigns to people with several roles by two processes at once, while
// the relay is unwell: nobody gets two mails within the hour, and everybody gets all of them.
func TestNobodyGetsTwoMailsWithinTheHour(t *testing.T) {
	for seed := range uint64(12) {
		t.Run(fmt.Sprint(seed), func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) { randomlySpaced(t, rand.New(rand.NewPCG(seed, 1))) }) //nolint:gosec // nothing secret
		})
	}
}

func randomlySpaced(t *testing.T, random *rand.Rand) {
	var people []programme.Person
	var ids []string
	for i := range 12 {
		person := both(fmt.Sprintf("p%d", i), programme.Mentor, programme.Administration)
		people, ids = append(people, person), append(ids, person.ID)
	}
	w := newWorld(t, people...)
	var mu sync.Mutex
	left := map[string][]time.Time{}
	w.sink.send = func(Envelope) fate {
		mu.Lock()
		defer mu.Unlock()
		if random.IntN(4) == 0 {
			return fate{err: ErrTemporary}
		}
		return fate{}
	}
	w.sink.leaving = func(_ string, e Envelope) {
		mu.Lock()
		defer mu.Unlock()
		left[e.To.Email] = append(left[e.To.Email], time.Now())
	}
	wanted := map[string]int{}
	for n := range 5 {
		notice := testNotice([]string{"checklist-open", "support-session"}[n%2])
		notice.ID, notice.At = fmt.Sprintf("notice-%d", n), time.Now()
		for _, id := range ids {
			if random.IntN(2) == 0 {
				notice.To = append(notice.To, id)
				wanted[id+"@example.org"]++
			}
		}
		if len(notice.To) == 0 {
			continue
		}
		if _, err := w.Notify(t.Context(), notice); err != nil {
			t.Fatal(err)
		}
		bothDeliver(t, w)
		time.Sleep(time.Duration(random.IntN(40)) * time.Minute)
	}
	for range 200 {
		time.Sleep(10 * time.Minute)
		bothDeliver(t, w)
	}
	for email, n := range wanted {
		times := left[email]
		slices.SortFunc(times, time.Time.Compare)
		if len(times) != n {
			t.Errorf("%s got %d of %d mails", email, len(times), n)
		}
		for i := 1; i < len(times); i++ {
			if times[i].Sub(times[i-1]) < time.Hour {
				t.Errorf("%s got two mails within %s", email, times[i].Sub(times[i-1]))
			}
		}
	}
}

// bothDeliver lets two processes make a pass at the same time.
func bothDeliver(t *testing.T, w *world) {
	t.Helper()
	var both sync.WaitGroup
	for range 2 {
		other := w.restart(Observer{})
		both.Go(func() { _, _ = other.Deliver(t.Context(), time.Now()) })
	}
	both.Wait()
}

package notifier

import (
	"errors"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"digbot/internal/programme"
)

// mixed is a campaign of closing mails that ended in every way.
func mixed(t *testing.T) (*world, Campaign) {
	t.Helper()
	w := newWorld(t)
	for _, id := range []string{"good", "bad", "doubt", "slow", "gave-up"} {
		w.crew.people = append(w.crew.people, person(id, candidate(programme.Applied, "", "")))
	}
	w.sink.send = func(e Envelope) fate {
		return map[string]fate{
			"bad@example.org": {err: ErrRefused}, "doubt@example.org": {err: ErrUncertain, late: true},
			"slow@example.org": {err: ErrTemporary}, "gave-up@example.org": {err: ErrTemporary},
		}[e.To.Email]
	}
	campaign := w.announce("deadline")
	w.deliver(campaign.Occasion.Due)
	for id, d := range w.memory.deliveries[campaign.ID] { // days later
		if d.Recipient == "gave-up" {
			d.State, d.GaveUp = Refused, true
			w.memory.deliveries[campaign.ID][id] = d
		}
	}
	return w, campaign
}

func (w *world) stateOf(campaign Campaign, recipient string) State {
	w.t.Helper()
	for _, d := range w.memory.sorted(campaign.ID) {
		if d.Recipient == recipient {
			return d.State
		}
	}
	return ""
}

func TestRetry(t *testing.T) {
	for _, test := range []struct {
		name  string
		named []string
		want  int
		again map[string]bool
	}{
		{"everybody", nil, 2, map[string]bool{"slow": true, "gave-up": true}},
		{"somebody refused for good", []string{"bad"}, 1, map[string]bool{"bad": true}},
		{"somebody who was reached", []string{"good", "doubt"}, 0, nil},
	} {
		t.Run(test.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				w, campaign := mixed(t)
				freed, err := w.Retry(t.Context(), campaign.ID, "anna", campaign.Occasion.Due, test.named...)
				if freed != test.want || err != nil {
					t.Errorf("freed %d, %v; want %d", freed, err, test.want)
				}
				w.sink.send = nil
				w.deliver(campaign.Occasion.Due)
				for _, who := range []string{"bad", "doubt", "slow", "gave-up"} {
					if got := w.stateOf(campaign, who); (got == Accepted) != test.again[who] {
						t.Errorf("%s is %s", who, got)
					}
				}
			})
		})
	}
}

func TestRetryOpensWhatWasDone(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newWorld(t, person("bad", candidate(programme.Applied, "", "")))
		w.sink.send = func(Envelope) fate { return fate{err: ErrRefused} }
		campaign := w.run("deadline")
		if campaign.State != CampaignDone {
			t.Fatal(campaign.State)
		}
		w.sink.send = nil
		if n, err := w.Retry(t.Context(), campaign.ID, "anna", campaign.Occasion.Due, "bad"); n != 1 || err != nil {
			t.Fatal(n, err)
		}
		w.deliver(campaign.Occasion.Due)
		if got := w.memory.campaigns[campaign.ID].State; got != CampaignDone || w.stateOf(campaign, "bad") != Accepted {
			t.Errorf("the campaign is %s, the mail %s", got, w.stateOf(campaign, "bad"))
		}
	})
}

func TestRetryWithinReason(t *testing.T) {
	w := newWorld(t, person("c-001", candidate("", "", "")))
	campaign := w.announce("deadline-1d")
	if _, err := w.Retry(t.Context(), campaign.ID, "anna", campaign.NotAfter.Add(time.Second)); !errors.Is(err, ErrTooLate) {
		t.Errorf("a reminder of yesterday: %v", err)
	}
	if _, err := w.Retry(t.Context(), campaign.ID, "", campaign.Occasion.Due); !errors.Is(err, ErrNobody) {
		t.Errorf("by nobody: %v", err)
	}
	if _, err := w.Retry(t.Context(), "none", "anna", campaign.Occasion.Due); !errors.Is(err, ErrUnknown) {
		t.Errorf("of no campaign: %v", err)
	}
	if _, err := w.Cancel(t.Context(), campaign.ID, "anna"); err != nil {
		t.Fatal(err)
	}
	if n, err := w.Retry(t.Context(), campaign.ID, "anna", campaign.Occasion.Due); n != 0 || err != nil {
		t.Errorf("of what was cancelled: %d, %v", n, err)
	}
}

func TestResolve(t *testing.T) {
	for verdict, times := range map[Verdict]int{Sent: 0, Resend: 1} {
		t.Run(string(verdict), func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				w, campaign := mixed(t)
				for range 2 {
					if n, err := w.Resolve(t.Context(), campaign.ID, "anna", "doubt", verdict); n != 1 || err != nil {
						t.Errorf("resolved %d, %v", n, err)
					}
				}
				w.sink.send = nil
				w.deliver(campaign.Occasion.Due)
				id := deliveryID(campaign.ID, "closing", "doubt")
				if got := w.stateOf(campaign, "doubt"); got != Accepted || w.sink.times[id] != times {
					t.Errorf("it is %s and left %d times, want %d", got, w.sink.times[id], times)
				}
			})
		})
	}
}

func TestResolveWhatIsUncertainOnly(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w, campaign := mixed(t)
		for _, who := range []string{"good", "bad", "slow", "nobody"} {
			if _, err := w.Resolve(t.Context(), campaign.ID, "anna", who, Resend); !errors.Is(err, ErrUnknown) {
				t.Errorf("%s: %v", who, err)
			}
		}
		if _, err := w.Resolve(t.Context(), campaign.ID, "anna", "doubt", "perhaps"); err == nil {
			t.Error("a verdict that is none")
		}
		if _, err := w.Resolve(t.Context(), campaign.ID, "", "doubt", Sent); !errors.Is(err, ErrNobody) {
			t.Errorf("by nobody: %v", err)
		}
	})
}

// TestAWorkerThatWakesAfterAVerdict settles nothing any more.
func TestAWorkerThatWakesAfterAVerdict(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w, campaign := mixed(t)
		id := deliveryID(campaign.ID, "closing", "doubt")
		old := w.memory.deliveries[campaign.ID][id]
		if _, err := w.Resolve(t.Context(), campaign.ID, "anna", "doubt", Resend); err != nil {
			t.Fatal(err)
		}
		if err := w.memory.Settle(t.Context(), old, End{State: Refused}); !errors.Is(err, ErrLost) {
			t.Errorf("settled: %v", err)
		}
	})
}

func TestPreview(t *testing.T) {
	w := newWorld(t, cast()...)
	campaign := w.announce("announcement")
	groups, err := w.Preview(t.Context(), campaign.ID, campaign.Occasion.Due)
	if err != nil {
		t.Fatal(err)
	}
	total := 0
	for _, g := range groups {
		total += g.Deliveries
		if g.Sample.Why != "" || g.Sample.Changed || g.Channel == ByMail && g.Sample.Envelope.Subject != g.Mailing || g.Channel == ByPost && g.Sample.Body.IsZero() {
			t.Errorf("%s: %+v", g.Mailing, g.Sample)
		}
	}
	if total != campaign.Planned || groups[len(groups)-1].Mailing != "post-announcement" {
		t.Errorf("%d of %d deliveries in %d groups", total, campaign.Planned, len(groups))
	}
	w.words.extra = " (edited)"
	shown, err := w.PreviewTo(t.Context(), campaign.ID, "laureate", campaign.Occasion.Due)
	if err != nil || len(shown) != 1 || !shown[0].Changed || shown[0].Envelope.To.Email != "laureate@example.org" {
		t.Errorf("got %+v, %v", shown, err)
	}
	w.crew.change("laureate", func(p *programme.Person) { p.Roles = nil })
	if shown, err = w.PreviewTo(t.Context(), campaign.ID, "laureate", campaign.Occasion.Due); err != nil || shown[0].Why != noteGone {
		t.Errorf("got %+v, %v", shown, err)
	}
	if _, err := w.PreviewTo(t.Context(), campaign.ID, "nobody", campaign.Occasion.Due); !errors.Is(err, ErrUnknown) {
		t.Errorf("for nobody: %v", err)
	}
}

func TestPace(t *testing.T) {
	var p Pace
	at := time.Date(2019, time.May, 17, 9, 0, 0, 0, time.UTC)
	for _, look := range []struct {
		after      time.Duration
		done, open int
		rate       float64
		left       time.Duration
	}{
		{0, 100, 1900, 0, -1},
		{10 * time.Second, 200, 1800, 10, 3 * time.Minute},
		{20 * time.Second, 200, 1800, 5, 6 * time.Minute},
		{60 * time.Second, 1000, 1000, 15, 67 * time.Second},
		{90 * time.Second, 1000, 1000, 11.428571428571429, 88 * time.Second}, // over the last minute and what began before it
		{100 * time.Second, 900, 1100, 0, -1},                                // some are tried again
		{110 * time.Second, 2000, 0, 110, 0},
	} {
		rate, left := p.Look(at.Add(look.after), look.done, look.open)
		if rate != look.rate || left != look.left {
			t.Errorf("after %s: %v/s and %s, want %v/s and %s", look.after, rate, left, look.rate, look.left)
		}
	}
}

// TestWhatMayHaveLeftIsNamed tells of a reminder that left without an answer, and that it is too late to send again, that it
// may have arrived: nobody is told that it was not sent.
func TestWhatMayHaveLeftIsNamed(t *testing.T) {
	for name, later := range map[string]struct {
		fate fate
		wait time.Duration
	}{
		"it is too late for another try": {fate{}, 48 * time.Hour},
		"another try is refused":         {fate{err: ErrRefused}, time.Hour},
		"no other try has an answer":     {fate{err: ErrTemporary}, time.Hour},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				w := newWorld(t, person("camille", candidate(programme.Interested, "", "")))
				first := true
				w.sink.send = func(Envelope) fate {
					if !first {
						return later.fate
					}
					first = false
					return fate{err: ErrUncertain, late: true, leave: true}
				}
				occasion := w.occasion("deadline-1d")
				time.Sleep(time.Until(occasion.Due))
				campaign := w.announce("deadline-1d")
				w.deliver(time.Now())
				if got := w.stateOf(campaign, "camille"); got != RetryAt {
					t.Fatalf("after no answer it is %s", got)
				}
				for range 48 {
					time.Sleep(later.wait)
					w.deliver(time.Now())
				}
				report, err := w.Report(t.Context(), campaign.ID)
				if err != nil || len(report.Uncertain) != 1 || !strings.Contains(report.Uncertain[0].Note, noteDoubt) {
					t.Errorf("the report names %+v as uncertain, %v", report.Uncertain, err)
				}
				if w.sink.times[deliveryID(campaign.ID, "deadline-reminder", "camille")] != 1 {
					t.Errorf("left %v", w.sink.times)
				}
			})
		})
	}
}

package notifier

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"log/slog"
	"slices"
	"strings"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"digbot/internal/programme"
	"digbot/templates"
)

func TestDeliverSettlesWhatTheMailerSays(t *testing.T) {
	unnamed := errors.New("no idea")
	for _, test := range []struct {
		name     string
		occasion string
		fate     fate
		want     State
	}{
		{"all is well", "deadline", fate{}, Accepted},
		{"for the moment, before the dot", "deadline", fate{err: ErrTemporary}, RetryAt},
		{"for the moment, after the dot", "deadline", fate{err: ErrTemporary, late: true}, RetryAt},
		{"for good, before the dot", "deadline", fate{err: ErrRefused}, Refused},
		{"for good, after the dot", "deadline", fate{err: ErrRefused, late: true}, Refused},
		{"no answer after the dot", "deadline", fate{err: ErrUncertain, late: true, leave: true}, Uncertain},
		{"no answer, and no harm in another one", "deadline-1d", fate{err: ErrUncertain, late: true, leave: true}, RetryAt},
		{"something unnamed before the dot", "deadline", fate{err: unnamed}, Refused},
		{"something unnamed after the dot", "deadline", fate{err: unnamed, late: true}, Uncertain},
	} {
		t.Run(test.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				status := programme.Applied
				if test.occasion != "deadline" {
					status = programme.Interested
				}
				w := newWorld(t, person("c-001", candidate(status, "", "")))
				w.sink.send = func(Envelope) fate { return test.fate }
				campaign := w.run(test.occasion)
				got := w.mailOf(campaign)
				if got.State != test.want {
					t.Errorf("the delivery is %s, want %s", got.State, test.want)
				}
				if wait := time.Until(got.Retry); test.want == RetryAt && (wait < firstWait || wait > 2*firstWait) {
					t.Errorf("tried again in %s", wait)
				}
				if posted := len(w.sink.posted) == 1; posted != test.want.Final() {
					t.Errorf("posted %v although the mail is %s", posted, test.want)
				}
			})
		})
	}
}

// mailOf is the first mail of a campaign.
func (w *world) mailOf(campaign Campaign) Delivery {
	w.t.Helper()
	for _, d := range w.memory.sorted(campaign.ID) {
		if d.Channel == ByMail {
			return d
		}
	}
	w.t.Fatal("no mail was planned")
	return Delivery{}
}

func TestDeliverTriesAgainUntilItIsTooLate(t *testing.T) {
	for _, test := range []struct {
		name string
		down time.Duration
		want State
	}{
		{"greylisted", time.Minute, Accepted},
		{"down for an hour", time.Hour, Accepted},
		{"down for ever", 100 * time.Hour, Refused},
	} {
		t.Run(test.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				w := newWorld(t, person("c-001", candidate("", "", "")))
				campaign := w.announce("deadline-1d")
				began := time.Now()
				w.sink.send = func(Envelope) fate {
					if time.Since(began) < test.down {
						return fate{err: fmt.Errorf("450 come back: %w", ErrTemporary)}
					}
					return fate{}
				}
				now := func() time.Time { return campaign.Occasion.Due.Add(time.Since(began)) }
				ctx, cancel := context.WithCancel(t.Context())
				ended := make(chan error)
				go func() { ended <- w.Run(ctx, now) }()
				time.Sleep(24 * time.Hour)
				cancel()
				if err := <-ended; err != nil {
					t.Error(err)
				}
				if got := w.mailOf(campaign); got.State != test.want {
					t.Errorf("the delivery is %s (%s), want %s", got.State, got.Note, test.want)
				}
				if len(w.sink.posted) != 1 {
					t.Error("the post is missing, which is still in time when the mail is given up")
				}
				if state := w.memory.campaigns[campaign.ID].State; state != CampaignDone {
					t.Errorf("the campaign is %s, want it done", state)
				}
			})
		})
	}
}

func TestDeliverCancelsWhatComesTooLate(t *testing.T) {
	for _, test := range []struct {
		after time.Duration
		want  State
	}{
		{12 * time.Hour, Accepted},
		{12*time.Hour + time.Second, Cancelled},
	} {
		w := newWorld(t, person("c-001", candidate("", "", "")))
		campaign := w.announce("deadline-1d")
		w.deliver(campaign.Occasion.Due.Add(test.after))
		for _, d := range w.memory.sorted(campaign.ID) {
			if d.State != test.want {
				t.Errorf("%s after: %s is %s, want %s", test.after, d.Mailing, d.State, test.want)
			}
		}
	}
}

func TestDeliverDropsWhomItNoLongerConcerns(t *testing.T) {
	for name, spoil := range map[string]func(*programme.Person){
		"has applied in between": func(p *programme.Person) { p.Roles[0].Status = programme.Applied },
		"was erased in between":  func(p *programme.Person) { p.Roles = nil },
	} {
		synctest.Test(t, func(t *testing.T) {
			w := newWorld(t, person("c-001", candidate("", "", "")), person("c-002", candidate("", "", "")))
			campaign := w.announce("deadline-1d")
			w.crew.change("c-001", spoil)
			progress := w.deliver(campaign.Occasion.Due)
			if got := w.mailOf(campaign); got.State != Cancelled || progress.Failed != 1 {
				t.Errorf("%s: the delivery is %s, progress %+v", name, got.State, progress)
			}
			if want := []string{"deadline-reminder c-002", "post-deadline-reminder public"}; !slices.Equal(w.sink.sent(), want) {
				t.Errorf("%s: sent %v, want %v", name, w.sink.sent(), want)
			}
		})
	}
}

func TestDeliverWithManyWorkersSendsEachOnceAndPostsLast(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var people []programme.Person
		for i := range 500 {
			people = append(people, person(fmt.Sprintf("c-%03d", i), candidate("", "", "")))
		}
		w := newWorld(t, people...)
		w.Workers = 16
		w.sink.send = func(Envelope) fate { time.Sleep(50 * time.Millisecond); return fate{} }
		campaign := w.announce("deadline-1d")
		if progress := w.deliver(campaign.Occasion.Due); progress.Accepted != 501 || progress.Waiting != 0 {
			t.Errorf("progress %+v", progress)
		}
		for id, times := range w.sink.times {
			if times != 1 {
				t.Errorf("%s left %d times", id, times)
			}
		}
		if last := w.sink.left[len(w.sink.left)-1]; len(w.sink.left) != 501 || !strings.Contains(last, "post-") {
			t.Errorf("%d left, the last was %s", len(w.sink.left), last)
		}
	})
}

func TestRunStopsInTimeAndLosesNothing(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var people []programme.Person
		for i := range 100 {
			people = append(people, person(fmt.Sprintf("c-%03d", i), candidate(programme.Applied, "", "")))
		}
		w := newWorld(t, people...)
		w.sink.send = func(Envelope) fate { time.Sleep(time.Second); return fate{} }
		campaign := w.announce("deadline")
		ctx, cancel := context.WithCancel(t.Context())
		ended := make(chan error)
		go func() { ended <- w.Run(ctx, func() time.Time { return campaign.Occasion.Due }) }()
		time.Sleep(5500 * time.Millisecond)
		cancel()
		stopping := time.Now()
		<-ended
		if took := time.Since(stopping); took > 5*time.Second {
			t.Errorf("stopping took %s", took)
		}
		counts, _ := w.memory.Counts(t.Context(), campaign.ID)
		if counts[Accepted] != len(w.sink.mails) || counts[Uncertain]+counts[Committing]+counts[Claimed] != 0 {
			t.Errorf("%d left, the ledger says %v", len(w.sink.mails), counts)
		}
		w.restart(Observer{}).deliverAll(t, campaign)
		if len(w.sink.times) != 100 {
			t.Errorf("%d of 100 left in the end", len(w.sink.times))
		}
	})
}

func TestRunStopsInTimeWhileTheLedgerIsAway(t *testing.T) {
	for _, test := range []struct {
		name  string
		slow  time.Duration // how long the relay takes
		stops time.Duration // after the beginning
	}{
		{"all have just left", 100 * time.Millisecond, 200 * time.Millisecond},
		{"all leave while the program stops", drain, 100 * time.Millisecond},
		{"all left long before", 100 * time.Millisecond, 20 * time.Second},
	} {
		synctest.Test(t, func(t *testing.T) {
			w, campaign := newWorldOfLost(t, test.slow, time.Hour)
			ctx, cancel := context.WithCancel(t.Context())
			ended := make(chan error)
			go func() { ended <- w.Run(ctx, func() time.Time { return campaign.Occasion.Due }) }()
			time.Sleep(test.stops)
			cancel()
			stopping := time.Now()
			<-ended
			if took := time.Since(stopping); took > drain+settling {
				t.Errorf("%s: stopping took %s", test.name, took)
			}
			if left := len(w.sink.left); left != w.Workers {
				t.Errorf("%s: %d mails left, want %d", test.name, left, w.Workers)
			}
		})
	}
}

func TestWhatLeftIsRecordedWhenTheLedgerComesBack(t *testing.T) {
	for _, away := range []time.Duration{time.Second, lease - time.Second, insisted*lease - 10*time.Second} {
		synctest.Test(t, func(t *testing.T) {
			w, campaign := newWorldOfLost(t, 100*time.Millisecond, away)
			w.deliver(campaign.Occasion.Due)
			counts, _ := w.memory.Counts(t.Context(), campaign.ID)
			if mails := len(w.sink.mails); mails != w.Workers || counts[Accepted] != mails+len(w.sink.posted) {
				t.Errorf("away for %s: %d mails left, the ledger says %v", away, mails, counts)
			}
		})
	}
}

// newWorldOfLost has as many mails as may leave at the same time, and a ledger that takes no end of them for a while.
func newWorldOfLost(t *testing.T, slow, away time.Duration) (*world, Campaign) {
	t.Helper()
	w := newWorld(t)
	for i := range w.Workers {
		w.crew.people = append(w.crew.people, person(fmt.Sprintf("c-%03d", i), candidate(programme.Applied, "", "")))
	}
	w.sink.leaving = func(string, Envelope) { time.Sleep(slow) }
	began := time.Now()
	w.memory.fail = func(method string) (before, after bool) {
		return (method == "Settle" || method == "Turn") && time.Since(began) < away, false
	}
	return w, w.announce("deadline")
}

// deliverAll makes passes until nothing waits.
func (n *Notifier) deliverAll(t *testing.T, campaign Campaign) {
	t.Helper()
	for range 1000 {
		progress, err := n.Deliver(t.Context(), campaign.Occasion.Due)
		if err == nil && progress.Waiting == 0 {
			return
		}
		time.Sleep(30 * time.Second)
	}
	t.Fatal("something waits for ever")
}

func TestDeliverTakesOverFromADeadWorker(t *testing.T) {
	for _, test := range []struct {
		occasion string
		status   programme.Status
		dies     State // where the first worker stood
		want     State
	}{
		{"deadline", programme.Applied, Claimed, Accepted},
		{"deadline", programme.Applied, Committing, Uncertain},
		{"deadline-1d", programme.Interested, Committing, Accepted}, // a reminder does no harm twice
	} {
		synctest.Test(t, func(t *testing.T) {
			w := newWorld(t, person("c-001", candidate(test.status, "", "")))
			campaign := w.announce(test.occasion)
			claimed, err := w.memory.Claim(t.Context(), campaign.ID, ByMail, time.Now(), lease, 1)
			if err != nil || len(claimed) != 1 {
				t.Fatal(claimed, err)
			}
			if test.dies == Committing {
				if err := w.memory.Commit(t.Context(), claimed[0]); err != nil {
					t.Fatal(err)
				}
			}
			if progress := w.deliver(campaign.Occasion.Due); progress.Accepted != 0 {
				t.Errorf("%s, %s: sent while the lease runs", test.occasion, test.dies)
			}
			time.Sleep(lease + time.Second)
			w.deliver(campaign.Occasion.Due)
			if got := w.mailOf(campaign); got.State != test.want {
				t.Errorf("%s, %s: the delivery is %s, want %s", test.occasion, test.dies, got.State, test.want)
			}
			if len(w.sink.posted) != 1 {
				t.Errorf("%s, %s: the post is missing", test.occasion, test.dies)
			}
		})
	}
}

func TestAWorkerThatFrozeSendsNothingTwice(t *testing.T) {
	for name, late := range map[string]bool{"before the dot": false, "after it": true} {
		synctest.Test(t, func(t *testing.T) {
			w := newWorld(t, person("c-001", candidate(programme.Applied, "", "")))
			campaign := w.announce("deadline")
			var froze atomic.Bool
			freeze := func() {
				if !froze.Swap(true) {
					time.Sleep(2 * lease)
				}
			}
			w.sink.send = func(Envelope) fate {
				if !late {
					freeze()
				}
				return fate{}
			}
			w.sink.leaving = func(_ string, e Envelope) {
				if late && e.Subject != "" {
					freeze()
				}
			}
			woken := make(chan error)
			go func() { _, err := w.Deliver(t.Context(), campaign.Occasion.Due); woken <- err }()
			time.Sleep(lease + time.Second)
			if _, err := w.restart(Observer{}).Deliver(t.Context(), campaign.Occasion.Due); err != nil {
				t.Errorf("%s: %v", name, err)
			}
			if err := <-woken; err != nil {
				t.Errorf("%s: %v", name, err)
			}
			if got := w.mailOf(campaign); w.sink.times[got.ID] != 1 || got.State != Accepted {
				t.Errorf("%s: left %d times and is %s", name, w.sink.times[got.ID], got.State)
			}
		})
	}
}

func TestSettleInsistsWhileTheStorageIsAway(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newWorld(t, person("c-001", candidate(programme.Applied, "", "")))
		campaign := w.announce("deadline")
		until := time.Now().Add(30 * time.Second)
		w.memory.fail = func(method string) (bool, bool) { return method == "Settle" && time.Now().Before(until), false }
		w.deliver(campaign.Occasion.Due)
		if got := w.mailOf(campaign); got.State != Accepted {
			t.Errorf("the delivery is %s, want it accepted", got.State)
		}
	})
}

func TestNothingPersonalIsLoggedOrNoted(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var lines bytes.Buffer
		w := newWorld(t, person("c-001", candidate(programme.Applied, "", "")))
		w.Log = slog.New(slog.NewTextHandler(&lines, &slog.HandlerOptions{Level: slog.LevelDebug}))
		w.sink.send = func(e Envelope) fate {
			return fate{err: fmt.Errorf("550 <%s> (%s) unknown here: %w", strings.ToUpper(e.To.Email), e.To.Name, ErrRefused)}
		}
		campaign := w.run("deadline")
		for place, text := range map[string]string{"log": lines.String(), "note": w.mailOf(campaign).Note} {
			if !strings.Contains(text, "550") {
				t.Errorf("the %s does not say why: %s", place, text)
			}
			if lower := strings.ToLower(text); strings.Contains(lower, "@example.org") || strings.Contains(lower, "camille") {
				t.Errorf("the %s holds personal data: %s", place, text)
			}
		}
	})
}

func TestReportAddsUp(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newWorld(t, person("good", candidate(programme.Applied, "", "")), person("bad", candidate(programme.Applied, "", "")),
			person("doubt", candidate(programme.Applied, "", "")), person("slow", candidate(programme.Applied, "", "")))
		w.sink.send = func(e Envelope) fate {
			switch e.To.Email {
			case "bad@example.org":
				return fate{err: ErrRefused}
			case "doubt@example.org":
				return fate{err: ErrUncertain, late: true}
			case "slow@example.org":
				return fate{err: ErrTemporary}
			}
			return fate{}
		}
		campaign := w.run("deadline")
		report, err := w.Report(t.Context(), campaign.ID)
		if err != nil {
			t.Fatal(err)
		}
		if !report.Balanced() || report.Total != 5 || report.Waiting != 2 {
			t.Errorf("counts %v of %d planned, %d waiting", report.Counts, report.Campaign.Planned, report.Waiting)
		}
		if len(report.Unreached) != 1 || report.Unreached[0].Recipient != "bad" || len(report.Uncertain) != 1 || report.Uncertain[0].Recipient != "doubt" {
			t.Errorf("unreached %v, uncertain %v", report.Unreached, report.Uncertain)
		}
		if _, err := w.Report(t.Context(), "unknown"); !errors.Is(err, ErrUnknown) {
			t.Errorf("error %v, want %v", err, ErrUnknown)
		}
	})
}

func TestRetriesGrowAndEnd(t *testing.T) {
	now := time.Date(2019, time.May, 10, 15, 0, 0, 0, time.UTC)
	for _, test := range []struct {
		attempts    int
		least, most time.Duration
	}{
		{0, time.Minute, 72 * time.Second},
		{1, time.Minute, 72 * time.Second},
		{2, 2 * time.Minute, 144 * time.Second},
		{6, 32 * time.Minute, 39 * time.Minute},
		{7, time.Hour, 72 * time.Minute},
		{99, time.Hour, 72 * time.Minute},
	} {
		for range 50 {
			at, ok := retryAt(test.attempts, now, time.Time{})
			if wait := at.Sub(now); !ok || wait < test.least || wait > test.most {
				t.Errorf("attempt %d: again in %s (%v), want %s to %s", test.attempts, wait, ok, test.least, test.most)
			}
		}
	}
	if _, ok := retryAt(mostTries, now, time.Time{}); ok {
		t.Error("it never gives up")
	}
	if _, ok := retryAt(1, now, now.Add(30*time.Second)); ok {
		t.Error("it is tried again after the limit")
	}
}

func TestObserverIsTold(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newWorld(t, person("laureate", candidate(programme.Preselected, programme.Laureate, "shom")))
		var told []string
		tell := func(format string, values ...any) { told = append(told, fmt.Sprintf(format, values...)) }
		w.Workers = 1
		w.Observer = Observer{
			Announced: func(c Campaign) { tell("announced %s", c.State) },
			Approved:  func(_ Campaign, a Approval) { tell("approved by %s", a.By) },
			Released:  func(Campaign, time.Time) { tell("released") },
			Mailed:    func(d Delivery, _ Envelope) { tell("mailed %s, %s", d.Mailing, d.State) },
			Posted: func(d Delivery, channel string, _ templates.Document, _ time.Time) {
				tell("posted in %s, %s", channel, d.Ref[:5])
			},
			Ended: func(c Campaign, _ time.Time) { tell("ended %s", c.State) },
		}
		w.run("announcement")
		w.deliver(w.occasion("announcement").Due)
		want := []string{"announced held", "approved by staff-0", "approved by staff-1", "released",
			"mailed result-laureate, accepted", "posted in public, post:", "ended done"}
		if !slices.Equal(told, want) {
			t.Errorf("told %q\nwant %q", told, want)
		}
	})
}

// TestStorageThatGoesAwayIsNoAttempt tries again within seconds, whatever could not be read or written before the dot.
func TestStorageThatGoesAwayIsNoAttempt(t *testing.T) {
	for _, method := range []string{"Commit", "Person"} {
		t.Run(method, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				w := newWorld(t, person("c-001", candidate(programme.Applied, "", "")))
				campaign := w.announce("deadline")
				away := true
				w.memory.fail = func(called string) (bool, bool) { return away && called == method, false }
				w.crew.away = func() bool { return away && method == "Person" }
				w.deliver(campaign.Occasion.Due)
				if got := w.mailOf(campaign); got.State != RetryAt || got.Attempts != 0 || time.Until(got.Retry) > 10*time.Second {
					t.Errorf("it is %s after %d attempts, again in %s", got.State, got.Attempts, time.Until(got.Retry))
				}
				away = false
				time.Sleep(10 * time.Second)
				w.deliver(campaign.Occasion.Due)
				if got := w.mailOf(campaign); got.State != Accepted || got.Attempts != 1 {
					t.Errorf("it is %s after %d attempts", got.State, got.Attempts)
				}
			})
		})
	}
}

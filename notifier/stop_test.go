package notifier

import (
	"context"
	"errors"
	"fmt"
	"testing"
	"testing/synctest"
	"time"
)

// undoable is a world whose results have their two approvals and a minute in which to think again.
func undoable(t *testing.T) (*world, Campaign) {
	t.Helper()
	w := newWorld(t, cast()...)
	w.UndoTime = time.Minute
	campaign := w.announce("announcement")
	for _, by := range []string{"anna", "bruno"} {
		if _, err := w.Approve(t.Context(), campaign.ID, by, campaign.Hash, campaign.Occasion.Due); err != nil {
			t.Fatal(err)
		}
	}
	return w, campaign
}

// live runs the notifier, as its restarts do, for a while of real time.
func (w *world) live(due time.Time, began time.Time, while time.Duration) {
	w.t.Helper()
	again := w.restart(w.Observer)
	ctx, cancel := context.WithTimeout(w.t.Context(), while)
	defer cancel()
	_ = again.Run(ctx, func() time.Time { return due.Add(time.Since(began)) })
	synctest.Wait()
}

func TestUndo(t *testing.T) {
	for _, test := range []struct {
		after time.Duration
		left  bool
	}{{0, false}, {time.Minute - time.Nanosecond, false}, {time.Minute + time.Millisecond, true}} {
		t.Run(test.after.String(), func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				w, campaign := undoable(t)
				due, began := campaign.Occasion.Due, time.Now()
				w.live(due, began, test.after/2) // a crash and a restart in between
				w.live(due, began, test.after-test.after/2)
				stopped, err := w.Undo(t.Context(), campaign.ID, "anna")
				if errors.Is(err, ErrTooLate) != test.left || !test.left && err != nil {
					t.Errorf("undone: %v", err)
				}
				if got := stopped.Left == stopped.Campaign.Planned; got != test.left || len(w.sink.left) != stopped.Left {
					t.Errorf("%d of %d left, says the undo; %d did", stopped.Left, stopped.Campaign.Planned, len(w.sink.left))
				}
				w.live(due, began, time.Hour)
				now := w.memory.campaigns[campaign.ID]
				if !test.left && (len(w.sink.left) > 0 || now.State != CampaignHeld || now.Approved() || !w.memory.season.Released.IsZero()) {
					t.Errorf("after the undo %d left, the campaign is %s with %v", len(w.sink.left), now.State, now.Approvals)
				}
				if test.left && now.State != CampaignDone {
					t.Errorf("after an undo that came too late the campaign is %s", now.State)
				}
			})
		})
	}
}

// TestUndoAgainstTheFirstClaim lets an undo and the start meet at every point: one of them wins, whole.
func TestUndoAgainstTheFirstClaim(t *testing.T) {
	for at := range 12 {
		t.Run(fmt.Sprint(at), func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				w, campaign := undoable(t)
				time.Sleep(time.Minute)
				calls, undone := 0, error(nil)
				w.memory.fail = func(string) (bool, bool) {
					if calls++; calls == at+1 {
						w.memory.mu.Unlock() // the call waits while somebody else is served
						_, undone = w.Undo(t.Context(), campaign.ID, "anna")
						w.memory.mu.Lock()
					}
					return false, false
				}
				_, _ = w.Deliver(t.Context(), campaign.Occasion.Due.Add(time.Minute))
				w.memory.fail = nil
				if left := len(w.sink.left); undone == nil && left > 0 || errors.Is(undone, ErrTooLate) != (left > 0) {
					t.Errorf("the undo says %v, and %d left", undone, left)
				}
			})
		})
	}
}

func TestHeldUntilTheUndoTimeIsOver(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w, campaign := undoable(t)
		w.deliver(campaign.Occasion.Due.Add(time.Second))
		s, err := w.Standing(t.Context(), campaign.ID)
		if err != nil || s.Campaign.State != CampaignApproved || s.Open != campaign.Planned || !s.Campaign.Leaves.Equal(time.Now().Add(time.Minute)) {
			t.Errorf("got %+v, %v", s, err)
		}
		w.words.extra = " (edited in the last minute)"
		time.Sleep(time.Minute)
		w.deliver(campaign.Occasion.Due.Add(time.Minute))
		if state := w.memory.campaigns[campaign.ID].State; state != CampaignHeld || len(w.sink.left) > 0 {
			t.Errorf("a content that nobody approved: the campaign is %s and %d left", state, len(w.sink.left))
		}
	})
}

func TestPause(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w, campaign := approved(t)
		w.Workers = 1
		var paused Stopped
		w.sink.send = func(Envelope) fate {
			time.Sleep(2 * linger) // the end of the mail before stands in the ledger; one worker: nobody else writes
			if len(w.sink.left) == 2 && paused.Campaign.ID == "" {
				var err error
				if paused, err = w.Pause(t.Context(), campaign.ID, "bruno"); err != nil {
					t.Error(err)
				}
			}
			return fate{}
		}
		due := campaign.Occasion.Due
		w.deliver(due)
		if len(w.sink.left) != 2 || paused.Left != 2 || paused.Kept != campaign.Planned-2 {
			t.Errorf("%d left; the pause says %+v", len(w.sink.left), paused)
		}
		for range 2 { // repeated, and across a restart
			if _, err := w.Pause(t.Context(), campaign.ID, "anna"); err != nil {
				t.Fatal(err)
			}
			w.live(due, time.Now(), time.Hour)
		}
		if len(w.sink.left) != 2 {
			t.Errorf("%d left while it was paused", len(w.sink.left))
		}
		if _, err := w.Resume(t.Context(), campaign.ID, "anna"); err != nil {
			t.Fatal(err)
		}
		w.deliver(due)
		for _, d := range w.memory.sorted(campaign.ID) {
			if d.State != Accepted || d.Attempts != 1 && d.Channel == ByMail || w.sink.times[d.ID] > 1 {
				t.Errorf("%s is %s after %d attempts, and left %d times", d.ID, d.State, d.Attempts, w.sink.times[d.ID])
			}
		}
	})
}

func TestCancelHalfway(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w, campaign := approved(t)
		w.Workers = 1
		var stopped Stopped
		w.sink.send = func(Envelope) fate {
			time.Sleep(2 * linger) // as above
			if len(w.sink.left) == 1 {
				stopped, _ = w.Cancel(t.Context(), campaign.ID, "bruno")
			}
			return fate{}
		}
		w.deliver(campaign.Occasion.Due)
		w.live(campaign.Occasion.Due, time.Now(), time.Hour)
		if len(w.sink.left) != 1 || stopped.Left != 1 || stopped.Kept != campaign.Planned-1 {
			t.Errorf("%d left; the stop says %+v", len(w.sink.left), stopped)
		}
		for name, stop := range map[string]func(context.Context, string, string) (Stopped, error){"resume": w.Resume, "pause": w.Pause, "undo": w.Undo} {
			if _, err := stop(t.Context(), campaign.ID, "anna"); !errors.Is(err, ErrClosed) && !errors.Is(err, ErrTooLate) {
				t.Errorf("%s of a cancelled campaign: %v", name, err)
			}
		}
	})
}

func TestStopsNeedSomebodyAndSomething(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w, campaign := approved(t)
		w.deliver(campaign.Occasion.Due)
		for name, stop := range map[string]func(context.Context, string, string) (Stopped, error){
			"undo": w.Undo, "pause": w.Pause, "resume": w.Resume, "cancel": w.Cancel, "hold": w.HoldPosts, "let": w.LetPosts,
		} {
			if _, err := stop(t.Context(), campaign.ID, ""); !errors.Is(err, ErrNobody) {
				t.Errorf("%s by nobody: %v", name, err)
			}
			if _, err := stop(t.Context(), "none", "anna"); !errors.Is(err, ErrUnknown) {
				t.Errorf("%s of no campaign: %v", name, err)
			}
			if _, err := stop(t.Context(), campaign.ID, "anna"); !errors.Is(err, ErrTooLate) && !errors.Is(err, ErrClosed) {
				t.Errorf("%s of what is done: %v", name, err)
			}
		}
	})
}

package notifier

import (
	"errors"
	"testing"
	"testing/synctest"
	"time"

	"digbot/internal/programme"
)

func TestApprove(t *testing.T) {
	type vote struct{ by, hash string }
	for _, test := range []struct {
		name  string
		votes []vote
		err   error
		leave bool
	}{
		{"nobody", nil, nil, false},
		{"one person", []vote{{"anna", ""}}, nil, false},
		{"one person twice", []vote{{"anna", ""}, {"anna", ""}}, nil, false},
		{"two people", []vote{{"anna", ""}, {"bruno", ""}}, nil, true},
		{"two people and another content", []vote{{"anna", ""}, {"bruno", "other"}}, ErrChanged, false},
		{"somebody without a name", []vote{{"anna", ""}, {"", ""}}, ErrNobody, false},
	} {
		t.Run(test.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				w := newWorld(t, cast()...)
				campaign := w.announce("announcement")
				due := campaign.Occasion.Due
				var last error
				for _, vote := range test.votes {
					hash := campaign.Hash
					if vote.hash != "" {
						hash = vote.hash
					}
					_, last = w.Approve(t.Context(), campaign.ID, vote.by, hash, due)
				}
				if !errors.Is(last, test.err) {
					t.Errorf("error %v, want %v", last, test.err)
				}
				w.deliver(due.Add(time.Minute))
				if got := len(w.sink.left) > 0; got != test.leave {
					t.Errorf("mails left: %v, want %v", got, test.leave)
				}
				if got := !w.memory.season.Released.IsZero(); got != test.leave {
					t.Errorf("released: %v, want %v", got, test.leave)
				}
			})
		})
	}
}

func TestApproveOnlyWhatWaits(t *testing.T) {
	w := newWorld(t, person("bare", candidate(programme.Preselected, "", "")))
	refused := w.announce("jury-3d")
	if _, err := w.Approve(t.Context(), refused.ID, "anna", refused.Hash, time.Now()); !errors.Is(err, ErrClosed) {
		t.Errorf("error %v, want %v", err, ErrClosed)
	}
	if _, err := w.Approve(t.Context(), "unknown", "anna", "", time.Now()); !errors.Is(err, ErrUnknown) {
		t.Errorf("error %v, want %v", err, ErrUnknown)
	}
}

// approved is a world whose results have their two approvals.
func approved(t *testing.T) (*world, Campaign) {
	t.Helper()
	w := newWorld(t, cast()...)
	campaign := w.announce("announcement")
	for _, by := range []string{"anna", "bruno"} {
		if _, err := w.Approve(t.Context(), campaign.ID, by, campaign.Hash, campaign.Occasion.Due); err != nil {
			t.Fatal(err)
		}
	}
	return w, campaign
}

func TestApprovedContentOnly(t *testing.T) {
	for name, spoil := range map[string]func(*world){
		"an edited text": func(w *world) { w.words.extra = " (corrected)" },
		"a new laureate": func(w *world) {
			w.crew.change("applied", func(p *programme.Person) { p.Roles[0].Decision = programme.Laureate })
		},
		"somebody is gone":   func(w *world) { w.crew.change("reserve", func(p *programme.Person) { p.Roles = nil }) },
		"an address is gone": func(w *world) { w.crew.change("reserve", func(p *programme.Person) { p.Email = "" }) },
		"a decision came late": func(w *world) {
			w.crew.change("undecided", func(p *programme.Person) { p.Roles[1].Decision = programme.Declined })
		},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				w, campaign := approved(t)
				due := campaign.Occasion.Due
				spoil(w)
				for range 3 {
					w.deliver(due)
				}
				if state := w.memory.campaigns[campaign.ID].State; state != CampaignHeld || len(w.sink.left) > 0 || !w.memory.season.Released.IsZero() {
					t.Fatalf("campaign %s, %d left, released %v; want it held and nothing out", state, len(w.sink.left), w.memory.season.Released)
				}
				if name == "an address is gone" {
					return
				}
				again := w.announce("announcement") // the staff look at the new content
				if again.Hash == campaign.Hash || len(again.Approvals) > 0 {
					t.Fatal("the new content carries the old approvals")
				}
				w.run("announcement")
				if state := w.memory.campaigns[campaign.ID].State; state != CampaignDone {
					t.Errorf("after two new approvals the campaign is %s", state)
				}
			})
		})
	}
}

func TestApprovedContentThatCameBackLeaves(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w, campaign := approved(t)
		w.words.extra = " (mistaken)"
		w.deliver(campaign.Occasion.Due)
		w.words.extra = ""
		w.deliver(campaign.Occasion.Due)
		if state := w.memory.campaigns[campaign.ID].State; state != CampaignDone {
			t.Errorf("the campaign is %s, want it done", state)
		}
	})
}

func TestApprovedContentThatChangesHalfway(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w, campaign := approved(t)
		w.Workers = 1
		w.sink.send = func(Envelope) fate {
			w.words.extra = " (edited while it leaves)" // called under no lock of words
			return fate{}
		}
		w.deliver(campaign.Occasion.Due)
		if len(w.sink.left) != 1 || w.memory.campaigns[campaign.ID].State != CampaignHeld {
			t.Errorf("%d left, campaign %s; want one, and the rest held", len(w.sink.left), w.memory.campaigns[campaign.ID].State)
		}
		w.memory.fail = func(method string) (bool, bool) {
			if method == "SetState" || method == "Claim" {
				t.Errorf("%s is called for a campaign that is held", method)
			}
			return false, false
		}
		w.deliver(campaign.Occasion.Due)
	})
}

func TestResultsWaitForTheirDay(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w, campaign := approved(t)
		due := campaign.Occasion.Due
		w.deliver(due.Add(-time.Second))
		if len(w.sink.left) > 0 || !w.memory.season.Released.IsZero() {
			t.Fatal("results left before their instant")
		}
		w.deliver(due)
		if len(w.sink.left) == 0 || !w.memory.season.Released.Equal(due) {
			t.Errorf("%d left, released %v; want all, at %v", len(w.sink.left), w.memory.season.Released, due)
		}
	})
}

func TestResultsOfAMovedDayAreCancelled(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w, old := approved(t)
		moved, err := programme.ParseMoment("2019-05-24")
		if err != nil {
			t.Fatal(err)
		}
		w.memory.season.Promotion = w.memory.season.WithCalendar(programme.Calendar{programme.Announcement: moved})
		w.deliver(old.Occasion.Due)
		if state := w.memory.campaigns[old.ID].State; state != CampaignCancelled || len(w.sink.left) > 0 {
			t.Fatalf("the old campaign is %s and %d left", state, len(w.sink.left))
		}
		campaign := w.run("announcement")
		if campaign.State != CampaignDone || !w.memory.season.Released.Equal(campaign.Occasion.Due) {
			t.Errorf("the new campaign is %s, released %v", campaign.State, w.memory.season.Released)
		}
	})
}

func TestStartAfterACrashRightAfterTheLastApproval(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newWorld(t, cast()...)
		campaign := w.announce("announcement")
		w.memory.fail = func(method string) (bool, bool) { return method == "SetState", false }
		for _, by := range []string{"anna", "bruno"} {
			_, _ = w.Approve(t.Context(), campaign.ID, by, campaign.Hash, campaign.Occasion.Due)
		}
		w.memory.fail = nil
		w.deliver(campaign.Occasion.Due)
		if state := w.memory.campaigns[campaign.ID].State; state != CampaignDone {
			t.Errorf("the campaign is %s, want it done", state)
		}
	})
}

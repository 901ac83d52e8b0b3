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

// TestRequest lets somebody ask and others say yes, at some hours of real time.
func TestRequest(t *testing.T) {
	type step struct {
		after time.Duration
		who   string
		asks  bool
		err   error
	}
	for _, test := range []struct {
		name  string
		steps []step
		leave bool
	}{
		{"asked and approved", []step{{0, "anna", true, nil}, {time.Hour, "bruno", false, nil}}, true},
		{"asked and approved by the same", []step{{0, "anna", true, nil}, {0, "anna", false, ErrOwnRequest}}, false},
		{"asked twice by the same", []step{{0, "anna", true, nil}, {0, "anna", true, nil}}, false},
		{"asked by two", []step{{0, "anna", true, nil}, {0, "bruno", true, ErrRequested}}, false},
		{"too late", []step{{0, "anna", true, nil}, {24 * time.Hour, "bruno", false, ErrExpired}}, false},
		{"just in time", []step{{0, "anna", true, nil}, {24*time.Hour - time.Second, "bruno", false, nil}}, true},
		{"asked again in time", []step{{0, "anna", true, nil}, {24 * time.Hour, "bruno", false, ErrExpired}, {0, "anna", true, nil}, {0, "bruno", false, nil}}, true},
		{"asked anew by another", []step{{0, "anna", true, nil}, {24 * time.Hour, "bruno", true, nil}, {0, "anna", false, nil}}, true},
		{"nobody asked, the first yes has expired", []step{{0, "anna", false, nil}, {24 * time.Hour, "bruno", false, nil}}, false},
		{"nobody asked, and the first says yes again", []step{{0, "anna", false, nil}, {24 * time.Hour, "bruno", false, nil}, {0, "anna", false, nil}}, true},
		{"a third yes", []step{{0, "anna", true, nil}, {0, "bruno", false, nil}, {0, "chloe", false, ErrClosed}, {0, "bruno", false, nil}}, true},
	} {
		t.Run(test.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				w := newWorld(t, cast()...)
				w.Expires = 24 * time.Hour
				campaign, err := w.Prepare(t.Context(), w.occasion("announcement"))
				if err != nil {
					t.Fatal(err)
				}
				for i, s := range test.steps {
					time.Sleep(s.after)
					say := w.Approve
					if s.asks {
						say = w.Request
					}
					if _, err := say(t.Context(), campaign.ID, s.who, campaign.Hash, campaign.Occasion.Due); !errors.Is(err, s.err) {
						t.Errorf("step %d: %v, want %v", i+1, err, s.err)
					}
				}
				w.deliver(campaign.Occasion.Due)
				if got := len(w.sink.left) > 0; got != test.leave {
					t.Errorf("left: %v, want %v", got, test.leave)
				}
			})
		})
	}
}

// TestPrepared is a draft of an occasion that the calendar sends by itself: it keeps nothing back, and sends nothing early.
func TestPrepared(t *testing.T) {
	for name, approve := range map[string]bool{"abandoned": false, "approved": true} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				w := newWorld(t, person("c-001", candidate(programme.Applied, "", "")))
				occasion := w.occasion("deadline")
				draft, err := w.Prepare(t.Context(), occasion)
				if err != nil || draft.State != CampaignHeld || draft.Approvers != 2 {
					t.Fatal(draft, err)
				}
				if approve {
					_, _ = w.Request(t.Context(), draft.ID, "anna", draft.Hash, occasion.Due)
					if _, err := w.Approve(t.Context(), draft.ID, "bruno", draft.Hash, occasion.Due); err != nil {
						t.Fatal(err)
					}
				}
				w.crew.people = append(w.crew.people, person("c-002", candidate(programme.Applied, "", "")))
				w.deliver(occasion.Due.Add(-time.Second))
				if len(w.sink.left) > 0 {
					t.Error("it left before it was due")
				}
				if !approve {
					w.announce("deadline")
				}
				w.deliver(occasion.Due)
				w.deliver(occasion.Due)
				if len(w.sink.mails) != 2 || w.memory.campaigns[draft.ID].State != CampaignDone {
					t.Errorf("in the end the campaign is %s and %d left", w.memory.campaigns[draft.ID].State, len(w.sink.mails))
				}
			})
		})
	}
	w := newWorld(t)
	if _, err := w.Prepare(t.Context(), w.occasion("opening-1d")); !errors.Is(err, ErrNothing) {
		t.Errorf("an occasion at which nothing is sent: %v", err)
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
			if method == "Update" || method == "Claim" {
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
		w.memory.fail = func(method string) (bool, bool) { return false, method == "Update" }
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

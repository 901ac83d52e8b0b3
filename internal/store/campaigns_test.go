package store

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"reflect"
	"slices"
	"sync"
	"testing"
	"time"

	"digbot/internal/programme"
	"digbot/notifier"
)

// testOccasion is a reminder at some instant.
func testOccasion(due time.Time) programme.Occasion {
	return programme.Occasion{
		OccasionSpec: programme.OccasionSpec{Milestone: programme.Deadline, Offset: programme.Offset{Days: -7}},
		Due:          due.In(programme.Paris()), Milestoned: due.In(programme.Paris()).AddDate(0, 0, 7),
	}
}

// testCampaign is a campaign with n deliveries.
func testCampaign(id string, n int) (notifier.Campaign, []notifier.Delivery) {
	campaign := notifier.Campaign{ID: id, Occasion: testOccasion(start), State: notifier.CampaignSending, Hash: "h1", Planned: n}
	var deliveries []notifier.Delivery
	for i := range n {
		deliveries = append(deliveries, notifier.Delivery{
			ID: fmt.Sprintf("%s-%04d", id, i), Campaign: id, Mailing: "reminder", Channel: notifier.ByMail,
			Recipient: fmt.Sprintf("p%05d", i), Hash: "h", State: notifier.Planned,
		})
	}
	return campaign, deliveries
}

// planned is a store in which a campaign "c" of n deliveries is planned.
func planned(t *testing.T, s *Store, n int, change ...func(*notifier.Campaign)) *Store {
	t.Helper()
	campaign, deliveries := testCampaign("c", n)
	for _, change := range change {
		change(&campaign)
	}
	if err := s.Plan(t.Context(), campaign, deliveries); err != nil {
		t.Fatal(err)
	}
	return s
}

func held(c *notifier.Campaign)   { c.State, c.Approvers = notifier.CampaignHeld, 2 }
func resend(c *notifier.Campaign) { c.Resend = true }

// setState moves a campaign to a state, whatever the notifier's rules are.
func setState(ctx context.Context, s *Store, id string, state notifier.CampaignState) error {
	_, err := s.Update(ctx, id, func(c notifier.Campaign) (notifier.Campaign, error) {
		c.State = state
		return c, nil
	})
	return err
}

type counts = map[notifier.State]int

// expectCounts compares the counts with what is wanted, and with the list of deliveries.
func expectCounts(t *testing.T, s *Store, want counts) {
	t.Helper()
	got, err := s.Counts(t.Context(), "c")
	if err != nil || !maps.Equal(got, want) {
		t.Errorf("counted %v, %v; want %v", got, err, want)
	}
	list, err := s.Deliveries(t.Context(), "c")
	listed := counts{}
	for _, delivery := range list {
		listed[delivery.State]++
		if one, err := s.Delivery(t.Context(), "c", delivery.ID); err != nil || one.State != delivery.State {
			t.Errorf("%s alone is %s, %v; want %s", delivery.ID, one.State, err, delivery.State)
		}
	}
	if err != nil || !maps.Equal(listed, want) {
		t.Errorf("listed %v, %v; want %v", listed, err, want)
	}
}

func testCampaigns(t *testing.T, open opener) {
	t.Run("unknown", func(t *testing.T) { testUnknown(t, open(t)) })
	t.Run("planned once", func(t *testing.T) { testPlanOnce(t, open(t)) })
	t.Run("refused, then planned anew", func(t *testing.T) { testPlanAnew(t, open(t)) })
	t.Run("plans with faults", func(t *testing.T) { testPlanFaults(t, open(t)) })
	t.Run("by due instant", func(t *testing.T) { testCampaignOrder(t, open(t)) })
	t.Run("changes", func(t *testing.T) { testUpdate(t, open(t)) })
	t.Run("completed, and open again", func(t *testing.T) { testComplete(t, open(t)) })
	t.Run("posts held back", func(t *testing.T) { testHeldPosts(t, open(t)) })
	t.Run("states", func(t *testing.T) { testStates(t, open(t)) })
}

func testUnknown(t *testing.T, s *Store) {
	delivery := notifier.Delivery{ID: "d", Campaign: "c", Token: "t"}
	calls := map[string]func() error{
		"Campaign":   func() error { _, err := s.Campaign(t.Context(), "c"); return err },
		"Deliveries": func() error { _, err := s.Deliveries(t.Context(), "c"); return err },
		"Counts":     func() error { _, err := s.Counts(t.Context(), "c"); return err },
		"Complete":   func() error { _, err := s.Complete(t.Context(), "c"); return err },
		"Delivery":   func() error { _, err := s.Delivery(t.Context(), "c", "d"); return err },
		"Amend":      func() error { _, err := s.Amend(t.Context(), "c", "d", nil); return err },
		"Update":     func() error { return setState(t.Context(), s, "c", notifier.CampaignDone) },
		"Claim": func() error {
			_, err := s.Claim(t.Context(), "c", notifier.ByMail, time.Now(), time.Minute, 1)
			return err
		},
		"Commit": func() error { return s.Commit(t.Context(), delivery) },
		"Settle": func() error { return s.Settle(t.Context(), delivery, notifier.End{State: notifier.Accepted}) },
	}
	for name, call := range calls {
		if err := call(); !errors.Is(err, notifier.ErrUnknown) {
			t.Errorf("%s: got %v", name, err)
		}
	}
}

func testPlanOnce(t *testing.T, s *Store) {
	campaign, deliveries := testCampaign("c", 8)
	deliveries[2].State = notifier.Suppressed
	if err := s.Plan(t.Context(), campaign, deliveries); err != nil {
		t.Fatal(err)
	}
	want := dump(t, s.engine)
	other, more := testCampaign("c", 12)
	other.Hash = "h2"
	for _, again := range []struct {
		campaign   notifier.Campaign
		deliveries []notifier.Delivery
	}{{campaign, deliveries}, {other, more}, {other, nil}} {
		if err := s.Plan(t.Context(), again.campaign, again.deliveries); err != nil {
			t.Fatal(err)
		}
		if got := dump(t, s.engine); !maps.Equal(got, want) {
			t.Errorf("got %v, want %v", got, want)
		}
	}
	if got, err := s.Campaign(t.Context(), "c"); !reflect.DeepEqual(got, campaign) || err != nil {
		t.Errorf("got %+v, %v; want %+v", got, err, campaign)
	}
	if got, err := s.Deliveries(t.Context(), "c"); !reflect.DeepEqual(got, deliveries) || err != nil {
		t.Errorf("got %+v, %v; want %+v", got, err, deliveries)
	}
	expectCounts(t, s, counts{notifier.Planned: 7, notifier.Suppressed: 1})
}

func testPlanAnew(t *testing.T, s *Store) {
	planned(t, s, 5, func(c *notifier.Campaign) { c.State, c.Faults = notifier.CampaignRefused, []string{"p00001: hearing"} })
	expectCounts(t, s, counts{notifier.Cancelled: 5})
	if err := setState(t.Context(), s, "c", notifier.CampaignSending); err == nil {
		t.Error("a refused campaign is sending")
	}
	if done, err := s.Complete(t.Context(), "c"); done || err != nil {
		t.Errorf("a refused campaign is done: %v, %v", done, err)
	}
	planned(t, s, 4)
	expectCounts(t, s, counts{notifier.Planned: 4})
	stands, err := s.Campaign(t.Context(), "c")
	if err != nil || stands.State != notifier.CampaignSending || stands.Planned != 4 || stands.Faults != nil {
		t.Errorf("got %+v, %v", stands, err)
	}
	got := claim(t, s, start, 100)
	if len(got) != 4 {
		t.Fatalf("claimed %v", got)
	}
	commit(t, s, got[0])
	if err := setState(t.Context(), s, "c", notifier.CampaignRefused); err != nil {
		t.Fatal(err)
	}
	campaign, deliveries := testCampaign("c", 4)
	if err := s.Plan(t.Context(), campaign, deliveries); !errors.Is(err, errLeft) {
		t.Errorf("planned anew what has left: %v", err)
	}
	expectCounts(t, s, counts{notifier.Cancelled: 3, notifier.Committing: 1})
}

func testPlanFaults(t *testing.T, s *Store) {
	campaign, deliveries := testCampaign("c", 2)
	_, foreign := testCampaign("d", 1)
	for name, list := range map[string][]notifier.Delivery{
		"foreign": append(slices.Clone(deliveries), foreign...), "twice": append(slices.Clone(deliveries), deliveries[1]),
	} {
		if err := s.Plan(t.Context(), campaign, list); err == nil {
			t.Errorf("%s: no error", name)
		}
	}
	if list, err := s.Campaigns(t.Context()); len(list) != 0 || err != nil {
		t.Errorf("got %v, %v", list, err)
	}
}

func testCampaignOrder(t *testing.T, s *Store) {
	for _, id := range []string{"c/3", "a", "b", "c"} {
		campaign, deliveries := testCampaign(id, 2)
		if id == "a" {
			campaign.Occasion.Due = campaign.Occasion.Due.Add(time.Minute)
		}
		if err := s.Plan(t.Context(), campaign, deliveries); err != nil {
			t.Fatal(err)
		}
	}
	list, err := s.Campaigns(t.Context())
	var ids []string
	for _, campaign := range list {
		ids = append(ids, campaign.ID)
	}
	if want := []string{"b", "c", "c/3", "a"}; !slices.Equal(ids, want) || err != nil {
		t.Errorf("got %v, %v; want %v", ids, err, want)
	}
	if list, err := s.Deliveries(t.Context(), "c"); len(list) != 2 || err != nil {
		t.Errorf("got %v, %v", list, err)
	}
}

// testUpdate changes a campaign from many sides at once: no change is lost, and one that is refused changes nothing.
func testUpdate(t *testing.T, s *Store) {
	planned(t, s, 2, held)
	var working sync.WaitGroup
	for i := range 8 {
		working.Go(func() {
			_, err := s.Update(t.Context(), "c", func(c notifier.Campaign) (notifier.Campaign, error) {
				a := notifier.Approval{By: fmt.Sprint("p", i), Hash: c.Hash, At: paris(t, "2019-05-17T09:30")}
				if !slices.ContainsFunc(c.Approvals, func(b notifier.Approval) bool { return a.By == b.By }) {
					c.Approvals = append(c.Approvals, a)
				}
				return c, nil
			})
			if err != nil {
				t.Error(err)
			}
		})
	}
	working.Wait()
	errNo := errors.New("no")
	_, err := s.Update(t.Context(), "c", func(c notifier.Campaign) (notifier.Campaign, error) {
		c.State = notifier.CampaignCancelled
		return c, errNo
	})
	got, reading := s.Campaign(t.Context(), "c")
	if !errors.Is(err, errNo) || reading != nil || len(got.Approvals) != 8 || got.State != notifier.CampaignHeld {
		t.Errorf("got %+v, %v, %v", got, err, reading)
	}
	if at := got.Approvals[0].At; at.Location() != programme.Paris() {
		t.Errorf("an instant is in %s", at.Location())
	}
}

// testComplete is done only when every delivery is final, and undone by an amendment.
func testComplete(t *testing.T, s *Store) {
	planned(t, s, 2)
	complete := func(want bool) {
		t.Helper()
		for range 2 {
			if done, err := s.Complete(t.Context(), "c"); done != want || err != nil {
				t.Errorf("done is %v, %v; want %v", done, err, want)
			}
		}
	}
	complete(false)
	got := claim(t, s, start, 2)
	commit(t, s, got...)
	settle(t, s, got[0], notifier.End{State: notifier.Accepted})
	complete(false)
	settle(t, s, got[1], notifier.End{State: notifier.Uncertain})
	complete(true)
	amend := func(d notifier.Delivery, end notifier.End, want error) {
		t.Helper()
		if _, err := s.Amend(t.Context(), "c", d.ID, func(notifier.Delivery) (notifier.End, error) { return end, want }); !errors.Is(err, want) {
			t.Errorf("amended: %v, want %v", err, want)
		}
	}
	amend(got[1], notifier.End{State: notifier.RetryAt, Retry: start}, errBusy)
	complete(true)
	amend(got[1], notifier.End{State: notifier.RetryAt, Retry: start}, nil)
	expectCounts(t, s, counts{notifier.Accepted: 1, notifier.RetryAt: 1})
	complete(false)
	if err := s.Settle(t.Context(), got[1], notifier.End{State: notifier.Accepted}); !errors.Is(err, notifier.ErrLost) {
		t.Errorf("an attempt that was amended is settled: %v", err)
	}
	again := claim(t, s, start, 2)
	if len(again) != 1 || again[0].ID != got[1].ID || again[0].Attempts != 2 {
		t.Fatalf("claimed %+v", again)
	}
	settle(t, s, again[0], notifier.End{State: notifier.RetryAt, Retry: start, Untried: true})
	amend(got[1], notifier.End{State: notifier.Accepted, Note: "says lou"}, nil)
	complete(true)
	list, err := s.Deliveries(t.Context(), "c")
	if err != nil || list[1].Attempts != 1 || list[1].Note != "says lou" {
		t.Errorf("got %+v, %v", list, err)
	}
}

var errBusy = errors.New("not now")

// testHeldPosts keeps posts back while mails go on, also one that was claimed before.
func testHeldPosts(t *testing.T, s *Store) {
	campaign, deliveries := testCampaign("c", 3)
	deliveries[1].Channel, deliveries[2].Channel = notifier.ByPost, notifier.ByPost
	if err := s.Plan(t.Context(), campaign, deliveries); err != nil {
		t.Fatal(err)
	}
	hold := func(held bool) {
		t.Helper()
		_, err := s.Update(t.Context(), "c", func(c notifier.Campaign) (notifier.Campaign, error) {
			c.PostsHeld = held
			return c, nil
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	posts := func() []notifier.Delivery {
		t.Helper()
		claimed, err := s.Claim(t.Context(), "c", notifier.ByPost, start, lease, 1)
		if err != nil {
			t.Fatal(err)
		}
		return claimed
	}
	first := posts()
	hold(true)
	if err := s.Commit(t.Context(), first[0]); !errors.Is(err, notifier.ErrLost) {
		t.Errorf("a post leaves that is held back: %v", err)
	}
	if more := posts(); len(more) != 0 {
		t.Errorf("claimed %v", more)
	}
	commit(t, s, claim(t, s, start, 3)...)
	hold(false)
	commit(t, s, first...)
	expectCounts(t, s, counts{notifier.Committing: 2, notifier.Planned: 1})
	if _, err := s.Claim(t.Context(), "c", notifier.ByMail, start.Add(lease), lease, 1); err != nil {
		t.Fatal(err)
	}
	expectCounts(t, s, counts{notifier.Uncertain: 1, notifier.RetryAt: 1, notifier.Planned: 1}) // a post is marked: no harm in another try
}

func testStates(t *testing.T, s *Store) {
	planned(t, s, 5, held)
	expectCounts(t, s, counts{notifier.Held: 5})
	if got := claim(t, s, start, 1); len(got) != 0 {
		t.Errorf("claimed %v of a held campaign", got)
	}
	set := func(state notifier.CampaignState) {
		t.Helper()
		for range 2 {
			if err := setState(t.Context(), s, "c", state); err != nil {
				t.Fatal(err)
			}
		}
	}
	set(notifier.CampaignSending)
	got := claim(t, s, start, 4)
	commit(t, s, got[:2]...)
	settle(t, s, got[0], notifier.End{State: notifier.Accepted})
	settle(t, s, got[2], notifier.End{State: notifier.RetryAt, Retry: start})
	expectCounts(t, s, counts{notifier.Planned: 1, notifier.Claimed: 1, notifier.Committing: 1, notifier.Accepted: 1, notifier.RetryAt: 1})

	for _, state := range []notifier.CampaignState{notifier.CampaignHeld, notifier.CampaignApproved, notifier.CampaignPaused} {
		set(state)
		expectCounts(t, s, counts{notifier.Held: 1, notifier.Claimed: 1, notifier.Committing: 1, notifier.Accepted: 1, notifier.RetryAt: 1})
		if err := s.Commit(t.Context(), got[3]); !errors.Is(err, notifier.ErrLost) {
			t.Errorf("committed while %s: %v", state, err)
		}
		if got := claim(t, s, start, 1); len(got) != 0 {
			t.Errorf("claimed %v while %s", got, state)
		}
	}
	set(notifier.CampaignCancelled)
	expectCounts(t, s, counts{notifier.Cancelled: 3, notifier.Committing: 1, notifier.Accepted: 1})
	if err := s.Commit(t.Context(), got[3]); !errors.Is(err, notifier.ErrLost) {
		t.Errorf("committed after the cancellation: %v", err)
	}
	if err := setState(t.Context(), s, "c", notifier.CampaignSending); err == nil {
		t.Error("a cancelled campaign has come back")
	}
	settle(t, s, got[1], notifier.End{State: notifier.Accepted})
	expectCounts(t, s, counts{notifier.Cancelled: 3, notifier.Accepted: 2})
}

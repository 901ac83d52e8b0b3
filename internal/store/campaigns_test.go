package store

import (
	"errors"
	"fmt"
	"maps"
	"reflect"
	"slices"
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
	t.Run("approvals", func(t *testing.T) { testApprovals(t, open(t)) })
	t.Run("states", func(t *testing.T) { testStates(t, open(t)) })
}

func testUnknown(t *testing.T, s *Store) {
	delivery := notifier.Delivery{ID: "d", Campaign: "c", Token: "t"}
	calls := map[string]func() error{
		"Campaign":   func() error { _, err := s.Campaign(t.Context(), "c"); return err },
		"Deliveries": func() error { _, err := s.Deliveries(t.Context(), "c"); return err },
		"Counts":     func() error { _, err := s.Counts(t.Context(), "c"); return err },
		"Approve":    func() error { _, err := s.Approve(t.Context(), "c", notifier.Approval{}); return err },
		"SetState":   func() error { return s.SetState(t.Context(), "c", notifier.CampaignDone) },
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
	if err := s.SetState(t.Context(), "c", notifier.CampaignSending); err == nil {
		t.Error("a refused campaign is sending")
	}
	if err := s.SetState(t.Context(), "c", notifier.CampaignDone); err != nil {
		t.Error(err)
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
	if err := s.SetState(t.Context(), "c", notifier.CampaignRefused); err != nil {
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

func testApprovals(t *testing.T, s *Store) {
	planned(t, s, 2, held)
	at := paris(t, "2019-05-17T09:30")
	steps := []struct {
		by, hash string
		want     int
		err      error
	}{
		{"alix", "h0", 0, notifier.ErrChanged},
		{"alix", "h1", 1, nil},
		{"alix", "h1", 1, nil},
		{"lou", "h0", 1, notifier.ErrChanged},
		{"lou", "h1", 2, nil},
	}
	for _, step := range steps {
		got, err := s.Approve(t.Context(), "c", notifier.Approval{By: step.by, Hash: step.hash, At: at})
		if !errors.Is(err, step.err) {
			t.Errorf("%v: %v", step, err)
		}
		stored, err := s.Campaign(t.Context(), "c")
		if err != nil || len(stored.Approvals) != step.want || stored.Approved() != (step.want == 2) {
			t.Errorf("%v: got %+v, %v", step, stored, err)
		}
		if step.err == nil && !reflect.DeepEqual(got, stored) {
			t.Errorf("%v: returned %+v, stored %+v", step, got, stored)
		}
	}
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
			if err := s.SetState(t.Context(), "c", state); err != nil {
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

	set(notifier.CampaignHeld)
	expectCounts(t, s, counts{notifier.Held: 1, notifier.Claimed: 1, notifier.Committing: 1, notifier.Accepted: 1, notifier.RetryAt: 1})
	if err := s.Commit(t.Context(), got[3]); !errors.Is(err, notifier.ErrLost) {
		t.Errorf("committed while paused: %v", err)
	}
	set(notifier.CampaignCancelled)
	expectCounts(t, s, counts{notifier.Cancelled: 3, notifier.Committing: 1, notifier.Accepted: 1})
	if err := s.Commit(t.Context(), got[3]); !errors.Is(err, notifier.ErrLost) {
		t.Errorf("committed after the cancellation: %v", err)
	}
	if err := s.SetState(t.Context(), "c", notifier.CampaignSending); err == nil {
		t.Error("a cancelled campaign has come back")
	}
	settle(t, s, got[1], notifier.End{State: notifier.Accepted})
	expectCounts(t, s, counts{notifier.Cancelled: 3, notifier.Accepted: 2})
}

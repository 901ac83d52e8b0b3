package store

import (
	"errors"
	"testing"

	"digbot/notifier"
)

// testTurn makes the step from one delivery to the next: both change, or neither.
func testTurn(t *testing.T, s *Store) {
	planned(t, s, 3)
	claimed := claim(t, s, start, 3)
	commit(t, s, claimed[0])
	end := notifier.End{State: notifier.Accepted, At: start}
	for _, test := range []struct {
		name   string
		turned bool
	}{{"first", true}, {"repeated", false}} {
		if turned, err := s.Turn(t.Context(), claimed[0], end, claimed[1]); turned != test.turned || err != nil {
			t.Errorf("%s: %v, %v", test.name, turned, err)
		}
		expectCounts(t, s, counts{notifier.Accepted: 1, notifier.Committing: 1, notifier.Claimed: 1})
	}
	if _, err := s.Turn(t.Context(), claimed[1], notifier.End{State: notifier.Claimed}, claimed[2]); err == nil {
		t.Error("what is no end was taken for one")
	}
	if _, err := s.Update(t.Context(), "c", func(c notifier.Campaign) (notifier.Campaign, error) {
		c.State, c.Paused = notifier.CampaignPaused, c.State
		return c, nil
	}); err != nil {
		t.Fatal(err)
	}
	if turned, err := s.Turn(t.Context(), claimed[1], end, claimed[2]); turned || err != nil {
		t.Errorf("of a campaign that was paused: %v, %v", turned, err)
	}
	expectCounts(t, s, counts{notifier.Accepted: 1, notifier.Committing: 1, notifier.Claimed: 1})
	settle(t, s, claimed[1], end)
	if err := s.Commit(t.Context(), claimed[2]); !errors.Is(err, notifier.ErrLost) {
		t.Errorf("commit in a paused campaign: %v", err)
	}
	expectCounts(t, s, counts{notifier.Accepted: 2, notifier.Claimed: 1})
}

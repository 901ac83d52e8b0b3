package store

import (
	"errors"
	"testing"
	"time"

	"digbot/notifier"
)

// start is the instant at which the tests' workers begin; lease is how long their attempts last.
var start = time.Date(2019, 5, 3, 15, 0, 0, 0, time.UTC)

const lease = time.Minute

func claim(t *testing.T, s *Store, now time.Time, limit int) []notifier.Delivery {
	t.Helper()
	claimed, err := s.Claim(t.Context(), "c", notifier.ByMail, now, lease, limit)
	if err != nil {
		t.Fatal(err)
	}
	return claimed
}

func commit(t *testing.T, s *Store, deliveries ...notifier.Delivery) {
	t.Helper()
	for _, delivery := range deliveries {
		if err := s.Commit(t.Context(), delivery); err != nil {
			t.Fatal(err)
		}
	}
}

func settle(t *testing.T, s *Store, delivery notifier.Delivery, end notifier.End) {
	t.Helper()
	if err := s.Settle(t.Context(), delivery, end); err != nil {
		t.Fatal(err)
	}
}

// stored finds a delivery in the list.
func stored(t *testing.T, s *Store, id string) notifier.Delivery {
	t.Helper()
	list, err := s.Deliveries(t.Context(), "c")
	if err != nil {
		t.Fatal(err)
	}
	for _, delivery := range list {
		if delivery.ID == id {
			return delivery
		}
	}
	t.Fatalf("no delivery %s", id)
	return notifier.Delivery{}
}

func testDeliveries(t *testing.T, open opener) {
	tests := map[string]func(*testing.T, *Store){
		"claimed in order, by channel":           testClaimOrder,
		"from claim to end":                      testAttempt,
		"every step can be repeated":             testRepeat,
		"tried again when it is time":            testRetry,
		"a lease runs out":                       testLease,
		"a hand-over runs out":                   testHandover,
		"it may be sent again":                   testResend,
		"it may have left before":                testDoubt,
		"cancelled in the hand-over":             testCancelledHandover,
		"the end comes late":                     testLateEnd,
		"the end comes late, and is another try": testLateRetry,
		"what is no end":                         testNoEnd,
		"from one to the next":                   testTurn,
		"an owner ends all leases":               testEndLeases,
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) { test(t, open(t)) })
	}
}

func testClaimOrder(t *testing.T, s *Store) {
	campaign, deliveries := testCampaign("c", 6)
	deliveries[1].Channel = notifier.ByPost
	deliveries[3].State = notifier.Suppressed
	if err := s.Plan(t.Context(), campaign, deliveries); err != nil {
		t.Fatal(err)
	}
	for _, step := range []struct {
		limit int
		want  []string
	}{{0, nil}, {-1, nil}, {2, []string{"c-0000", "c-0002"}}, {9, []string{"c-0004", "c-0005"}}, {9, nil}} {
		got := claim(t, s, start, step.limit)
		if len(got) != len(step.want) {
			t.Fatalf("%d: got %v", step.limit, got)
		}
		for i, delivery := range got {
			if delivery.ID != step.want[i] || delivery.State != notifier.Claimed || delivery.Attempts != 1 ||
				!delivery.Lease.Equal(start.Add(lease)) || delivery.Token == "" {
				t.Errorf("%d: got %+v", step.limit, delivery)
			}
		}
	}
	posts, err := s.Claim(t.Context(), "c", notifier.ByPost, start, lease, 9)
	if len(posts) != 1 || posts[0].ID != "c-0001" || err != nil {
		t.Errorf("got %v, %v", posts, err)
	}
}

func testAttempt(t *testing.T, s *Store) {
	planned(t, s, 3)
	got := claim(t, s, start, 2)
	expectCounts(t, s, counts{notifier.Planned: 1, notifier.Claimed: 2})
	commit(t, s, got...)
	expectCounts(t, s, counts{notifier.Planned: 1, notifier.Committing: 2})
	at := start.Add(time.Second)
	settle(t, s, got[0], notifier.End{State: notifier.Accepted, At: at, Ref: "mail/1.eml"})
	settle(t, s, got[1], notifier.End{State: notifier.Refused, At: at, Note: "550"})
	expectCounts(t, s, counts{notifier.Planned: 1, notifier.Accepted: 1, notifier.Refused: 1})
	if d := stored(t, s, got[0].ID); d.Ref != "mail/1.eml" || !d.Settled.Equal(at) {
		t.Errorf("got %+v", d)
	}
	if d := stored(t, s, got[1].ID); d.Note != "550" {
		t.Errorf("got %+v", d)
	}
	if got := claim(t, s, start.Add(24*time.Hour), 9); len(got) != 1 {
		t.Errorf("claimed again: %v", got)
	}
}

func testRepeat(t *testing.T, s *Store) {
	planned(t, s, 1)
	delivery := claim(t, s, start, 1)[0]
	commit(t, s, delivery, delivery)
	end := notifier.End{State: notifier.Accepted, At: start}
	settle(t, s, delivery, end)
	settle(t, s, delivery, end)
	if err := s.Commit(t.Context(), delivery); !errors.Is(err, notifier.ErrLost) {
		t.Errorf("committed after its end: %v", err)
	}
	if err := s.Settle(t.Context(), delivery, notifier.End{State: notifier.Refused}); !errors.Is(err, notifier.ErrLost) {
		t.Errorf("settled otherwise: %v", err)
	}
	foreign := delivery
	foreign.Token = ""
	if err := s.Commit(t.Context(), foreign); !errors.Is(err, notifier.ErrLost) {
		t.Errorf("committed without a token: %v", err)
	}
	expectCounts(t, s, counts{notifier.Accepted: 1})
}

func testRetry(t *testing.T, s *Store) {
	planned(t, s, 1)
	delivery, again := claim(t, s, start, 1)[0], start.Add(time.Hour)
	end := notifier.End{State: notifier.RetryAt, Retry: again, At: start, Note: "451"}
	settle(t, s, delivery, end)
	settle(t, s, delivery, end)
	expectCounts(t, s, counts{notifier.RetryAt: 1})
	if got := claim(t, s, again.Add(-1), 1); len(got) != 0 {
		t.Errorf("claimed too early: %v", got)
	}
	got := claim(t, s, again, 1)
	if len(got) != 1 || got[0].Attempts != 2 || got[0].Token == delivery.Token || !got[0].Retry.IsZero() {
		t.Errorf("got %+v", got)
	}
}

func testLease(t *testing.T, s *Store) {
	planned(t, s, 1)
	slow := claim(t, s, start, 1)[0]
	if got := claim(t, s, slow.Lease.Add(-1), 1); len(got) != 0 {
		t.Errorf("claimed twice: %v", got)
	}
	fast := claim(t, s, slow.Lease, 1)
	if len(fast) != 1 || fast[0].Attempts != 2 {
		t.Fatalf("got %+v", fast)
	}
	if err := s.Commit(t.Context(), slow); !errors.Is(err, notifier.ErrLost) {
		t.Errorf("the slow worker committed: %v", err)
	}
	if err := s.Settle(t.Context(), slow, notifier.End{State: notifier.Accepted}); !errors.Is(err, notifier.ErrLost) {
		t.Errorf("the slow worker settled: %v", err)
	}
	commit(t, s, fast[0])
	expectCounts(t, s, counts{notifier.Committing: 1})
}

func testHandover(t *testing.T, s *Store) {
	planned(t, s, 2)
	delivery := claim(t, s, start, 1)[0]
	commit(t, s, delivery)
	if got := claim(t, s, delivery.Lease.Add(-1), 9); len(got) != 1 {
		t.Errorf("got %v", got)
	}
	expectCounts(t, s, counts{notifier.Claimed: 1, notifier.Committing: 1})
	claim(t, s, delivery.Lease, 9)
	expectCounts(t, s, counts{notifier.Claimed: 1, notifier.Uncertain: 1})
	if d := stored(t, s, delivery.ID); d.Note != leaseOver || !d.Settled.Equal(delivery.Lease) {
		t.Errorf("got %+v", d)
	}
}

func testResend(t *testing.T, s *Store) {
	planned(t, s, 1, resend)
	delivery := claim(t, s, start, 1)[0]
	commit(t, s, delivery)
	again := claim(t, s, delivery.Lease, 1)
	if len(again) != 1 || again[0].Attempts != 2 || again[0].Token == delivery.Token {
		t.Fatalf("got %+v", again)
	}
	if err := s.Settle(t.Context(), delivery, notifier.End{State: notifier.Accepted}); !errors.Is(err, notifier.ErrLost) {
		t.Errorf("the lost worker settled: %v", err)
	}
}

// testDoubt never counts as not sent what may have left before, whatever becomes of it and of its campaign.
func testDoubt(t *testing.T, s *Store) {
	planned(t, s, 4, resend)
	commit(t, s, claim(t, s, start, 3)...)
	at := start.Add(2 * lease)
	again := claim(t, s, at, 2)
	again = append(again, claim(t, s, at, 1)...)
	expectCounts(t, s, counts{notifier.Claimed: 3, notifier.RetryAt: 1})
	for range 2 {
		settle(t, s, again[len(again)-1], notifier.End{State: notifier.Cancelled, At: at, Note: "too late"})
	}
	expectCounts(t, s, counts{notifier.Claimed: 2, notifier.RetryAt: 1, notifier.Uncertain: 1})
	if done, err := s.Complete(t.Context(), "c"); done || err != nil {
		t.Errorf("the campaign is done: %v, %v", done, err)
	}
	if err := setState(t.Context(), s, "c", notifier.CampaignCancelled); err != nil {
		t.Fatal(err)
	}
	expectCounts(t, s, counts{notifier.Uncertain: 3, notifier.Cancelled: 1})
}

func testCancelledHandover(t *testing.T, s *Store) {
	planned(t, s, 2, resend)
	delivery := claim(t, s, start, 1)[0]
	commit(t, s, delivery)
	if err := setState(t.Context(), s, "c", notifier.CampaignCancelled); err != nil {
		t.Fatal(err)
	}
	if got := claim(t, s, delivery.Lease, 9); len(got) != 0 {
		t.Errorf("claimed %v", got)
	}
	expectCounts(t, s, counts{notifier.Uncertain: 1, notifier.Cancelled: 1})
}

func testLateEnd(t *testing.T, s *Store) {
	planned(t, s, 2)
	got := claim(t, s, start, 2)
	commit(t, s, got...)
	claim(t, s, start.Add(lease), 1)
	expectCounts(t, s, counts{notifier.Uncertain: 2})
	settle(t, s, got[0], notifier.End{State: notifier.Accepted, At: start.Add(2 * lease)})
	settle(t, s, got[1], notifier.End{State: notifier.Uncertain, At: start.Add(2 * lease)})
	expectCounts(t, s, counts{notifier.Accepted: 1, notifier.Uncertain: 1})
}

// testLateRetry lets a process that was frozen find out, when the campaign is done without it, that its mail did not leave:
// the campaign goes on, so that the mail is tried again.
func testLateRetry(t *testing.T, s *Store) {
	planned(t, s, 2)
	got := claim(t, s, start, 2)
	commit(t, s, got...)
	settle(t, s, got[0], notifier.End{State: notifier.Accepted, At: start})
	claim(t, s, start.Add(lease), 1)
	if done, err := s.Complete(t.Context(), "c"); !done || err != nil {
		t.Fatalf("the campaign is not done: %v, %v", done, err)
	}
	settle(t, s, got[1], notifier.End{State: notifier.RetryAt, Retry: start.Add(3 * lease), At: start.Add(2 * lease)})
	if c, err := s.Campaign(t.Context(), "c"); c.State != notifier.CampaignSending || err != nil {
		t.Errorf("with a mail to be tried again the campaign is %s, %v", c.State, err)
	}
	again := claim(t, s, start.Add(3*lease), 2)
	if len(again) != 1 || again[0].ID != got[1].ID {
		t.Fatalf("tried again: %v", again)
	}
	commit(t, s, again...)
	settle(t, s, again[0], notifier.End{State: notifier.Accepted, At: start.Add(3 * lease)})
	if done, err := s.Complete(t.Context(), "c"); !done || err != nil {
		t.Errorf("the campaign is not done in the end: %v, %v", done, err)
	}
}

func testNoEnd(t *testing.T, s *Store) {
	planned(t, s, 1)
	delivery := claim(t, s, start, 1)[0]
	for _, state := range []notifier.State{"", notifier.Planned, notifier.Held, notifier.Claimed, notifier.Committing} {
		if err := s.Settle(t.Context(), delivery, notifier.End{State: state}); err == nil {
			t.Errorf("settled as %q", state)
		}
	}
}

// testEndLeases is a process that starts after its predecessor died with work in its hands.
func testEndLeases(t *testing.T, s *Store) {
	campaign, deliveries := testCampaign("c", 3)
	if err := s.Plan(t.Context(), campaign, deliveries); err != nil {
		t.Fatal(err)
	}
	before := claim(t, s, start, 2)
	commit(t, s, before[1])
	if got := claim(t, s, start.Add(time.Second), 9); len(got) != 1 {
		t.Fatalf("%d deliveries are free while two are leased, want 1", len(got))
	}
	for range 2 {
		if err := s.EndLeases(t.Context(), start.Add(2*time.Second)); err != nil {
			t.Fatal(err)
		}
	}
	after := claim(t, s, start.Add(2*time.Second), 9)
	if len(after) != 2 || after[0].Token == before[0].Token {
		t.Errorf("claimed again: %v, want the two that were claimed and not handed over", after)
	}
	if got := stored(t, s, before[1].ID).State; got != notifier.Uncertain {
		t.Errorf("what was being handed over is %s, want %s", got, notifier.Uncertain)
	}
	if err := s.Commit(t.Context(), before[0]); !errors.Is(err, notifier.ErrLost) {
		t.Errorf("the dead worker's commit gave %v, want ErrLost", err)
	}
}

package store

import (
	"errors"
	"fmt"
	"maps"
	"math/rand/v2"
	"slices"
	"testing"
	"time"

	"digbot/notifier"
)

// model is the ledger as plain as can be: what the store must do, without keys, lists or counts.
type model struct {
	campaigns  map[string]*notifier.Campaign
	deliveries map[string]*notifier.Delivery
}

func (m *model) plan(campaign notifier.Campaign, deliveries []notifier.Delivery) bool {
	if before := m.campaigns[campaign.ID]; before != nil && before.State != notifier.CampaignRefused {
		return true
	}
	counts := m.counts(campaign.ID)
	if counts[notifier.Committing]+counts[notifier.Accepted]+counts[notifier.Uncertain] > 0 {
		return false
	}
	campaign.Planned = len(deliveries)
	maps.DeleteFunc(m.deliveries, func(_ string, d *notifier.Delivery) bool { return d.Campaign == campaign.ID })
	m.campaigns[campaign.ID] = &campaign
	for _, delivery := range deliveries {
		m.deliveries[delivery.ID] = &delivery
	}
	return true
}

func (m *model) setState(id string, state notifier.CampaignState) bool {
	campaign := m.campaigns[id]
	if campaign == nil {
		return false
	}
	if campaign.State == notifier.CampaignCancelled || campaign.State == notifier.CampaignRefused {
		return state == campaign.State
	}
	campaign.State = state
	return true
}

// claimable says whether a delivery is free, and since when.
func claimable(d *notifier.Delivery, now time.Time) (time.Time, bool) {
	since := map[notifier.State]time.Time{notifier.Planned: {}, notifier.RetryAt: d.Retry, notifier.Claimed: d.Lease}
	from, free := since[d.State]
	return from, free && !from.After(now)
}

func (m *model) claim(id string, now time.Time, limit int) []string {
	if limit <= 0 {
		return nil
	}
	for _, d := range m.deliveries {
		if d.State == notifier.Committing && !d.Lease.After(now) {
			d.State = notifier.Uncertain
			owner := m.campaigns[d.Campaign]
			if owner.Resend && owner.State.Open() {
				d.State, d.Retry, d.Doubt = notifier.RetryAt, now, true
			}
		}
	}
	if campaign := m.campaigns[id]; campaign == nil || campaign.State != notifier.CampaignSending {
		return nil
	}
	var free []*notifier.Delivery
	for _, d := range m.deliveries {
		if _, ok := claimable(d, now); ok && d.Campaign == id {
			free = append(free, d)
		}
	}
	slices.SortFunc(free, func(a, b *notifier.Delivery) int {
		since, _ := claimable(a, now)
		until, _ := claimable(b, now)
		if c := since.Compare(until); c != 0 {
			return c
		}
		return slices.Compare([]byte(a.ID), []byte(b.ID))
	})
	var ids []string
	for _, d := range free[:min(limit, len(free))] {
		d.State, d.Lease = notifier.Claimed, now.Add(lease)
		d.Attempts++
		ids = append(ids, d.ID)
	}
	return ids
}

func (m *model) commit(attempt notifier.Delivery) bool {
	d := m.deliveries[attempt.ID]
	switch {
	case d == nil || d.Token != attempt.Token:
		return false
	case d.State == notifier.Committing:
		return true
	case d.State != notifier.Claimed || m.campaigns[d.Campaign].State != notifier.CampaignSending:
		return false
	}
	d.State = notifier.Committing
	return true
}

func (m *model) settle(attempt notifier.Delivery, end notifier.End) bool {
	d := m.deliveries[attempt.ID]
	switch {
	case d == nil || d.Token != attempt.Token:
		return false
	case d.State == end.State:
		return true
	case d.State != notifier.Claimed && d.State != notifier.Committing && d.State != notifier.Uncertain:
		return false
	}
	d.State, d.Retry = end.State, end.Retry
	if d.Doubt && (end.State == notifier.Refused || end.State == notifier.Cancelled) {
		d.State = notifier.Uncertain
	}
	if owner := m.campaigns[d.Campaign]; owner.State == notifier.CampaignDone && !d.State.Final() {
		owner.State = notifier.CampaignSending
	}
	return true
}

func (m *model) complete(id string) bool {
	campaign := m.campaigns[id]
	if campaign == nil || campaign.State != notifier.CampaignSending {
		return campaign != nil && campaign.State == notifier.CampaignDone
	}
	for _, d := range m.deliveries {
		if d.Campaign == id && !d.State.Final() {
			return false
		}
	}
	campaign.State = notifier.CampaignDone
	return true
}

// amend frees what is refused or uncertain.
func (m *model) amend(campaign, id string, now time.Time) bool {
	owner, d := m.campaigns[campaign], m.deliveries[id]
	if owner == nil || d == nil || owner.State == notifier.CampaignCancelled || owner.State == notifier.CampaignRefused ||
		d.State != notifier.Refused && d.State != notifier.Uncertain {
		return false
	}
	d.State, d.Retry, d.Token = notifier.RetryAt, now, ""
	if owner.State == notifier.CampaignDone {
		owner.State = notifier.CampaignSending
	}
	return true
}

func (m *model) counts(campaign string) counts {
	found := counts{}
	for _, d := range m.deliveries {
		if d.Campaign == campaign {
			found[shown(m.campaigns[campaign].State, *d)]++
		}
	}
	return found
}

// walk is a random history of a store and of the model.
type walk struct {
	t        *testing.T
	s        *Store
	m        *model
	random   *rand.Rand
	now      time.Time
	attempts []notifier.Delivery
}

// testHistories gives the same answers as the model to the same random history.
func testHistories(t *testing.T, open opener) {
	w := walk{
		t: t, s: open(t), random: seeded(t), now: start,
		m: &model{map[string]*notifier.Campaign{}, map[string]*notifier.Delivery{}},
	}
	steps := []func(string){w.plan, w.setState, w.claim, w.claim, w.claim, w.commit, w.commit, w.settle, w.settle, w.complete, w.amend, w.compare}
	for range 2500 {
		w.now = w.now.Add(time.Duration(w.random.IntN(20)) * time.Second)
		steps[w.random.IntN(len(steps))](string(rune('a' + w.random.IntN(8))))
		if t.Failed() {
			return
		}
	}
	if len(w.attempts) < 50 {
		t.Errorf("a history of %d attempts proves little", len(w.attempts))
	}
}

func (w *walk) plan(id string) {
	campaign, deliveries := testCampaign(id, w.random.IntN(30))
	campaign.Resend = w.random.IntN(2) == 0
	campaign.State = []notifier.CampaignState{notifier.CampaignSending, notifier.CampaignHeld, notifier.CampaignRefused}[w.random.IntN(3)]
	want := w.m.plan(campaign, deliveries)
	if err := w.s.Plan(w.t.Context(), campaign, deliveries); (err == nil) != want {
		w.t.Errorf("plan %s: %v, want %v", id, err, want)
	}
}

func (w *walk) setState(id string) {
	all := []notifier.CampaignState{notifier.CampaignHeld, notifier.CampaignPaused, notifier.CampaignApproved, notifier.CampaignSending, notifier.CampaignSending, notifier.CampaignSending}
	state := all[w.random.IntN(len(all))]
	if w.random.IntN(30) == 0 { // rarely, for it may be for ever
		state = []notifier.CampaignState{notifier.CampaignCancelled, notifier.CampaignRefused}[w.random.IntN(2)]
	}
	want := w.m.setState(id, state)
	if err := setState(w.t.Context(), w.s, id, state); (err == nil) != want {
		w.t.Errorf("%s to %s: %v, want %v", id, state, err, want)
	}
}

func (w *walk) claim(id string) {
	limit := w.random.IntN(5)
	want := w.m.claim(id, w.now, limit)
	claimed, err := w.s.Claim(w.t.Context(), id, notifier.ByMail, w.now, lease, limit)
	if err != nil && w.m.campaigns[id] != nil {
		w.t.Error(err)
	}
	var got []string
	for _, delivery := range claimed {
		got = append(got, delivery.ID)
		if d := w.m.deliveries[delivery.ID]; d != nil {
			d.Token = delivery.Token // it is random: the model learns it
		}
	}
	if !slices.Equal(got, want) {
		w.t.Errorf("claimed %v, want %v", got, want)
	}
	w.attempts = append(w.attempts, claimed...)
}

func (w *walk) complete(id string) {
	want := w.m.complete(id)
	if got, err := w.s.Complete(w.t.Context(), id); got != want || err != nil && w.m.campaigns[id] != nil {
		w.t.Errorf("%s is complete: %v, %v; want %v", id, got, err, want)
	}
}

func (w *walk) amend(id string) {
	delivery := fmt.Sprintf("%s-%04d", id, w.random.IntN(30))
	want := w.m.amend(id, delivery, w.now)
	_, err := w.s.Amend(w.t.Context(), id, delivery, func(d notifier.Delivery) (notifier.End, error) {
		if d.State != notifier.Refused && d.State != notifier.Uncertain {
			return notifier.End{}, errors.New("it stays")
		}
		return notifier.End{State: notifier.RetryAt, Retry: w.now, At: w.now}, nil
	})
	if (err == nil) != want {
		w.t.Errorf("amend %s: %v, want %v", delivery, err, want)
	}
}

// attempt picks one of the last attempts, which may be lost already.
func (w *walk) attempt() (notifier.Delivery, bool) {
	if len(w.attempts) == 0 {
		return notifier.Delivery{}, false
	}
	return w.attempts[max(0, len(w.attempts)-1-w.random.IntN(12))], true
}

func (w *walk) commit(string) {
	attempt, found := w.attempt()
	if !found {
		return
	}
	want := w.m.commit(attempt)
	w.check("commit", attempt, w.s.Commit(w.t.Context(), attempt), want)
}

func (w *walk) settle(string) {
	attempt, found := w.attempt()
	if !found {
		return
	}
	ends := []notifier.End{
		{State: notifier.Accepted, At: w.now}, {State: notifier.Refused, At: w.now}, {State: notifier.Uncertain, At: w.now},
		{State: notifier.RetryAt, At: w.now, Retry: w.now.Add(time.Duration(w.random.IntN(60)) * time.Second)},
		{State: notifier.RetryAt, At: w.now, Retry: w.now},
	}
	end := ends[w.random.IntN(len(ends))]
	want := w.m.settle(attempt, end)
	w.check(fmt.Sprintf("settle as %s", end.State), attempt, w.s.Settle(w.t.Context(), attempt, end), want)
}

func (w *walk) check(what string, attempt notifier.Delivery, err error, want bool) {
	lost := errors.Is(err, notifier.ErrLost) || errors.Is(err, notifier.ErrUnknown)
	if want && err != nil || !want && !lost {
		w.t.Errorf("%s %s (attempt %d): got %v, want %v", what, attempt.ID, attempt.Attempts, err, want)
	}
}

func (w *walk) compare(id string) {
	campaign := w.m.campaigns[id]
	if campaign == nil {
		return
	}
	want := w.m.counts(id)
	if got, err := w.s.Counts(w.t.Context(), id); !maps.Equal(got, want) || err != nil {
		w.t.Errorf("counted %v, %v; want %v", got, err, want)
	}
	list, err := w.s.Deliveries(w.t.Context(), id)
	if err != nil || len(list) != campaign.Planned {
		w.t.Errorf("%d deliveries, %v; want %d", len(list), err, campaign.Planned)
	}
	for _, got := range list {
		d := w.m.deliveries[got.ID]
		if want := shown(campaign.State, *d); got.State != want || got.Attempts != d.Attempts {
			w.t.Errorf("%s is %s after %d attempts, want %s after %d", got.ID, got.State, got.Attempts, want, d.Attempts)
		}
	}
}

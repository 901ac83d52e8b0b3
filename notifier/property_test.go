package notifier

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"digbot/internal/programme"
)

// TestWhateverHappens plays random histories of announcing, approving, delivering, editing, answering, failing and
// crashing, and checks at each message that leaves that it may.
func TestWhateverHappens(t *testing.T) {
	histories := 100
	if testing.Short() {
		histories = 20
	}
	for seed := range uint64(histories) {
		synctest.Test(t, func(t *testing.T) {
			h := newHistory(t, seed)
			for range 40 {
				h.step()
			}
			h.finish()
			if t.Failed() {
				t.Fatalf("seed %d", seed)
			}
		})
	}
}

type history struct {
	*world
	t        *testing.T
	occasion programme.Occasion
	began    time.Time
	start    time.Time // the programme's clock when it began

	mu     sync.Mutex
	random *rand.Rand
	rough  bool     // things fail
	shown  []string // hashes, as people saw them at some time
}

func newHistory(t *testing.T, seed uint64) *history {
	h := &history{world: newWorld(t, cast()...), t: t, random: rand.New(rand.NewPCG(seed, 0)), rough: true, began: time.Now()}
	h.occasion = h.world.occasion("announcement")
	h.start = h.occasion.Due.Add(-time.Minute)
	h.memory.fail = func(string) (bool, bool) { return h.chance(8), h.chance(8) }
	h.sink.send = h.fate
	h.sink.leaving = h.mayLeave
	return h
}

// chance is true in some per cent of all cases, while things are rough.
func (h *history) chance(percent int) bool {
	h.mu.Lock()
	defer h.mu.Unlock()
	return h.rough && h.random.IntN(100) < percent
}

func (h *history) pick(n int) int {
	h.mu.Lock()
	defer h.mu.Unlock()
	return h.random.IntN(n)
}

func (h *history) now() time.Time { return h.start.Add(time.Since(h.began)) }

func (h *history) fate(Envelope) fate {
	time.Sleep(time.Duration(h.pick(20)) * time.Second)
	if !h.chance(30) {
		return fate{}
	}
	return []fate{
		{err: ErrTemporary}, {err: ErrTemporary, late: true}, {err: ErrRefused},
		{err: errors.New("cut"), late: true, leave: true}, {err: ErrUncertain, late: true, leave: true}, {err: ErrUncertain, late: true},
	}[h.pick(6)]
}

func (h *history) step() {
	switch h.pick(8) {
	case 0:
		_ = h.Announce(h.t.Context(), h.occasion)
	case 1, 2:
		h.approve()
	case 3, 4:
		_, _ = h.Deliver(h.t.Context(), h.now())
	case 5:
		h.deliverAndCrash()
	case 6:
		h.edit()
	case 7:
		time.Sleep(time.Duration(h.pick(180)) * time.Second)
	}
}

// approve lets somebody approve what they were shown, now or some time ago.
func (h *history) approve() {
	h.memory.mu.Lock()
	h.shown = append(h.shown, h.memory.campaigns[h.occasion.ID()].Hash)
	h.memory.mu.Unlock()
	by, hash := []string{"anna", "bruno", "chloe"}[h.pick(3)], h.shown[h.pick(len(h.shown))]
	if h.pick(2) == 0 {
		hash = h.shown[len(h.shown)-1]
	}
	_, _ = h.Approve(h.t.Context(), h.occasion.ID(), by, hash, h.now())
}

// deliverAndCrash lets two processes deliver at once and ends one of them at some moment.
func (h *history) deliverAndCrash() {
	var both sync.WaitGroup
	for range 2 {
		other := h.restart(Observer{})
		ctx, cancel := context.WithTimeout(h.t.Context(), time.Duration(h.pick(30))*time.Second)
		both.Go(func() { defer cancel(); _, _ = other.Deliver(ctx, h.now()) })
	}
	both.Wait()
}

// edit changes a text, or what is known about somebody.
func (h *history) edit() {
	if h.pick(2) == 0 {
		h.words.mu.Lock()
		defer h.words.mu.Unlock()
		h.words.extra = []string{"", " (edited)"}[h.pick(2)]
		return
	}
	decision := []programme.Decision{programme.Reserve, programme.Declined, programme.Laureate}[h.pick(3)]
	h.crew.change("applied", func(p *programme.Person) { p.Roles[0].Decision = decision })
}

// mayLeave checks a message at the instant at which it leaves.
func (h *history) mayLeave(id string, e Envelope) {
	h.memory.mu.Lock()
	defer h.memory.mu.Unlock()
	campaign := h.memory.campaigns[h.occasion.ID()]
	delivery := h.memory.deliveries[campaign.ID][id]
	people := map[string]bool{}
	for _, approval := range campaign.Approvals {
		people[approval.By] = approval.Hash == campaign.Hash || people[approval.By]
	}
	yes := 0
	for _, approved := range people {
		if approved {
			yes++
		}
	}
	if yes < 2 {
		h.t.Errorf("%s left with %d approvals", id, yes)
	}
	if got := (content{e.Subject, e.Body, e.Entry}).hash(); got != delivery.Hash {
		h.t.Errorf("%s left with a content that nobody approved", id)
	}
	if released := h.memory.season.Released; released.IsZero() || released.Before(h.occasion.Due) || h.now().Before(released) {
		h.t.Errorf("%s left at %s, released %s", id, h.now(), released)
	}
	if delivery.Channel == ByMail {
		return
	}
	waited := time.Since(campaign.Began) >= h.PostWait
	for _, d := range h.memory.deliveries[campaign.ID] {
		if d.Channel == ByMail && !d.State.Final() && !(waited && d.Attempts > 0) {
			h.t.Errorf("the post %s left while %s is %s after %d attempts", id, d.ID, d.State, d.Attempts)
		}
	}
	if !campaign.Lets(delivery.Channel) && delivery.State != Committing {
		h.t.Errorf("%s left although its campaign is %s", id, campaign.State)
	}
}

// finish lets everything go well, and checks that everybody was dealt with, once.
func (h *history) finish() {
	h.mu.Lock()
	h.rough = false
	h.mu.Unlock()
	time.Sleep(2 * lease)
	campaign := h.settleDown()
	h.memory.mu.Lock()
	defer h.memory.mu.Unlock()
	deliveries := h.memory.sorted(campaign.ID)
	if len(deliveries) != campaign.Planned {
		h.t.Errorf("planned %d, recorded %d", campaign.Planned, len(deliveries))
	}
	told := map[string]string{}
	for id, times := range h.sink.times {
		parts := strings.SplitN(strings.TrimPrefix(id, campaign.ID+"."), ".", 2)
		if other, found := told[parts[1]]; found || times != 1 {
			h.t.Errorf("%s left %d times, and %q went to the same person", id, times, other)
		}
		told[parts[1]] = parts[0]
	}
	for _, d := range deliveries {
		if d.State == Accepted && d.Channel == ByMail && h.sink.times[d.ID] != 1 {
			h.t.Errorf("%s is accepted and did not leave", d.ID)
		}
		if campaign.State == CampaignDone && !d.State.Final() {
			h.t.Errorf("the campaign is done and %s is %s", d.ID, d.State)
		}
	}
	if released := h.memory.season.Released; !released.IsZero() && released.Before(h.occasion.Due) {
		h.t.Errorf("released at %s, before %s", released, h.occasion.Due)
	}
}

// settleDown brings the campaign to its end, the content that was planned last in force. What was edited halfway cannot
// be brought back by the program: the campaign may stay held then.
func (h *history) settleDown() Campaign {
	id := h.occasion.ID()
	for range 200 {
		h.must(h.Announce(h.t.Context(), h.occasion))
		campaign, err := h.memory.Campaign(h.t.Context(), id)
		h.must(err)
		for _, by := range []string{"anna", "bruno"} {
			if campaign.State == CampaignHeld {
				if _, err := h.Approve(h.t.Context(), id, by, campaign.Hash, h.now()); !errors.Is(err, ErrClosed) {
					h.must(err) // somebody's earlier yes may have been enough
				}
			}
		}
		_, err = h.Deliver(h.t.Context(), h.now())
		h.must(err)
		if campaign, err = h.memory.Campaign(h.t.Context(), id); err == nil && campaign.State == CampaignDone {
			return campaign
		}
		time.Sleep(time.Minute)
	}
	campaign, _ := h.memory.Campaign(h.t.Context(), id)
	if len(h.sink.left) == 0 || campaign.State != CampaignHeld {
		h.t.Errorf("the campaign is stuck as %s with %d left", campaign.State, len(h.sink.left))
	}
	return campaign
}

func (h *history) must(err error) {
	h.t.Helper()
	if err != nil {
		h.t.Error(fmt.Errorf("with nothing in the way: %w", err))
	}
}

package store

import (
	"context"
	"fmt"
	"time"

	"digbot/notifier"
)

func (d *draw) plan() turn {
	campaign, deliveries := testCampaign(d.campaign(), d.random.IntN(25))
	campaign.Resend = d.random.IntN(2) == 0
	campaign.State = pick(d, notifier.CampaignSending, notifier.CampaignHeld, notifier.CampaignRefused)
	return turn{"plan " + campaign.ID, func(ctx context.Context, w *twin) (any, error) {
		return nil, w.s.Plan(ctx, campaign, deliveries)
	}}
}

func (d *draw) state() turn {
	id, state := d.campaign(), pick(d, notifier.CampaignHeld, notifier.CampaignPaused, notifier.CampaignSending, notifier.CampaignSending, notifier.CampaignSending)
	if d.random.IntN(30) == 0 { // rarely, for it is for ever
		state = pick(d, notifier.CampaignCancelled, notifier.CampaignRefused)
	}
	return turn{"state " + id, func(ctx context.Context, w *twin) (any, error) { return nil, setState(ctx, w.s, id, state) }}
}

func (d *draw) update() turn {
	id, approval, held := d.campaign(), notifier.Approval{By: pick(d, "alix", "sacha"), Hash: "h1", At: d.now}, d.random.IntN(4) == 0
	return turn{"update " + id, func(ctx context.Context, w *twin) (any, error) {
		return w.s.Update(ctx, id, func(c notifier.Campaign) (notifier.Campaign, error) {
			c.Approvals = []notifier.Approval{approval}
			c.Leaves, c.PostsHeld = approval.At, held
			return c, nil
		})
	}}
}

func (d *draw) complete() turn {
	id := d.campaign()
	return turn{"complete " + id, func(ctx context.Context, w *twin) (any, error) { return w.s.Complete(ctx, id) }}
}

// amend is a person's decision on any delivery.
func (d *draw) amend() turn {
	id, n, from := d.campaign(), d.random.IntN(25), pick(d, notifier.Uncertain, notifier.Refused, notifier.RetryAt)
	end := notifier.End{State: pick(d, notifier.Accepted, notifier.RetryAt), Retry: d.now, At: d.now}
	return turn{"amend " + id, func(ctx context.Context, w *twin) (any, error) {
		return w.s.Amend(ctx, id, fmt.Sprintf("%s-%04d", id, n), func(d notifier.Delivery) (notifier.End, error) {
			if d.State != from {
				return end, fmt.Errorf("it is %s", d.State)
			}
			return end, nil
		})
	}}
}

func (d *draw) claim() turn {
	id, limit, now := d.campaign(), d.random.IntN(5), d.now
	return turn{"claim " + id, func(ctx context.Context, w *twin) (any, error) {
		claimed, err := w.s.Claim(ctx, id, notifier.ByMail, now, lease, limit)
		w.attempts = append(w.attempts, claimed...)
		return claimed, err
	}}
}

func (d *draw) reserve() turn {
	relay, now, n := pick(d, "one:25", "two:587"), d.now, 1+d.random.IntN(4)
	return turn{"reserve " + relay, func(ctx context.Context, w *twin) (any, error) {
		return w.s.Reserve(ctx, relay, []notifier.Window{{Messages: n, Per: time.Minute}, {Messages: 8, Per: time.Hour}}, now)
	}}
}

// attempt is one of the last, which may be lost already.
func (w *twin) attempt(back int) notifier.Delivery {
	if len(w.attempts) == 0 {
		return notifier.Delivery{ID: "none", Campaign: "a"}
	}
	return w.attempts[max(0, len(w.attempts)-1-back)]
}

func (d *draw) commit() turn {
	back := d.random.IntN(12)
	return turn{"commit", func(ctx context.Context, w *twin) (any, error) { return nil, w.s.Commit(ctx, w.attempt(back)) }}
}

func (d *draw) settle() turn {
	back, end := d.random.IntN(12), notifier.End{State: pick(d, notifier.Accepted, notifier.Refused, notifier.Uncertain, notifier.RetryAt), At: d.now}
	if end.State == notifier.RetryAt {
		end.Retry, end.Untried = d.now.Add(time.Duration(d.random.IntN(60))*time.Second), d.random.IntN(3) == 0
	}
	return turn{"settle", func(ctx context.Context, w *twin) (any, error) { return nil, w.s.Settle(ctx, w.attempt(back), end) }}
}

func (d *draw) deliveries() turn {
	id := d.campaign()
	return turn{"deliveries " + id, func(ctx context.Context, w *twin) (any, error) {
		counted, err := w.s.Counts(ctx, id)
		if err != nil {
			return nil, err
		}
		list, err := w.s.Deliveries(ctx, id)
		return []any{counted, list}, err
	}}
}

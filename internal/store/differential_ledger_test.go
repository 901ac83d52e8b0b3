package store

import (
	"context"
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
	id, state := d.campaign(), pick(d, notifier.CampaignHeld, notifier.CampaignDone, notifier.CampaignSending, notifier.CampaignSending)
	if d.random.IntN(30) == 0 { // rarely, for it is for ever
		state = pick(d, notifier.CampaignCancelled, notifier.CampaignRefused)
	}
	return turn{"state " + id, func(ctx context.Context, w *twin) (any, error) { return nil, w.s.SetState(ctx, id, state) }}
}

func (d *draw) approve() turn {
	id, approval := d.campaign(), notifier.Approval{By: pick(d, "alix", "sacha"), Hash: pick(d, "h1", "h2"), At: d.now}
	return turn{"approve " + id, func(ctx context.Context, w *twin) (any, error) { return w.s.Approve(ctx, id, approval) }}
}

func (d *draw) claim() turn {
	id, limit, now := d.campaign(), d.random.IntN(5), d.now
	return turn{"claim " + id, func(ctx context.Context, w *twin) (any, error) {
		claimed, err := w.s.Claim(ctx, id, notifier.ByMail, now, lease, limit)
		w.attempts = append(w.attempts, claimed...)
		return claimed, err
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
		end.Retry = d.now.Add(time.Duration(d.random.IntN(60)) * time.Second)
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

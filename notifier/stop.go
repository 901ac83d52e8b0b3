package notifier

import (
	"context"
	"errors"
	"fmt"
	"time"
)

// Stopped is what a stop has come to.
type Stopped struct {
	Campaign Campaign
	Left     int // deliveries that have left
	Leaving  int // that are being handed over, or of which nobody can tell
	Kept     int // that have not left: they wait, or never leave
}

// Undo takes back every approval while nothing has left: the campaign waits for approvals again. ErrTooLate when the undo
// time is over: what has left comes with it, and Cancel keeps the rest back. It may be repeated.
func (n *Notifier) Undo(ctx context.Context, campaignID, staffID string) (Stopped, error) {
	return n.stop(ctx, campaignID, staffID, "undo", func(c Campaign) (Campaign, error) {
		switch {
		case !c.Began.IsZero(), c.State == CampaignSending, c.State == CampaignDone:
			return c, ErrTooLate
		case !c.State.Open():
			return c, fmt.Errorf("it is %s: %w", c.State, ErrClosed)
		}
		c.State, c.Paused, c.Requester, c.Approvals, c.Leaves = CampaignHeld, "", "", nil, time.Time{}
		return c, nil
	})
}

// Pause keeps everything back that has not left, until Resume: when it returns, nothing new leaves. It may be repeated.
func (n *Notifier) Pause(ctx context.Context, campaignID, staffID string) (Stopped, error) {
	return n.stop(ctx, campaignID, staffID, "pause", func(c Campaign) (Campaign, error) {
		switch {
		case c.State == CampaignPaused:
			return c, nil
		case !c.State.Open():
			return c, fmt.Errorf("it is %s: %w", c.State, ErrClosed)
		}
		c.State, c.Paused = CampaignPaused, c.State
		return c, nil
	})
}

// Resume lets a paused campaign go on from where it stood. It may be repeated.
func (n *Notifier) Resume(ctx context.Context, campaignID, staffID string) (Stopped, error) {
	stopped, err := n.stop(ctx, campaignID, staffID, "resume", func(c Campaign) (Campaign, error) {
		switch {
		case !c.State.Open():
			return c, fmt.Errorf("it is %s: %w", c.State, ErrClosed)
		case c.State == CampaignPaused:
			c.State, c.Paused = c.Paused, ""
		}
		return c, nil
	})
	n.rouse()
	return stopped, err
}

// Cancel keeps everything back that has not left, for good. ErrTooLate when there is nothing to keep back. It may be
// repeated.
func (n *Notifier) Cancel(ctx context.Context, campaignID, staffID string) (Stopped, error) {
	return n.stop(ctx, campaignID, staffID, "cancel", func(c Campaign) (Campaign, error) {
		switch c.State {
		case CampaignDone:
			return c, ErrTooLate
		case CampaignRefused:
			return c, fmt.Errorf("it is %s: %w", c.State, ErrClosed)
		}
		c.State, c.Paused = CampaignCancelled, ""
		return c, nil
	})
}

// HoldPosts keeps the campaign's posts back while its mails go on, until LetPosts. ErrTooLate when they have left, or are
// about to. It may be repeated.
func (n *Notifier) HoldPosts(ctx context.Context, campaignID, staffID string) (Stopped, error) {
	stopped, err := n.posts(ctx, campaignID, staffID, "hold the posts", true)
	if err != nil {
		return stopped, err
	}
	deliveries, err := n.Ledger.Deliveries(ctx, campaignID)
	if err != nil {
		return stopped, fmt.Errorf("look at the posts: %w", err)
	}
	for _, d := range deliveries {
		if d.Channel == ByPost && !d.State.Final() && d.State != Committing {
			return stopped, nil
		}
	}
	return stopped, fmt.Errorf("hold the posts: %w", ErrTooLate)
}

// LetPosts lets posts leave that were held back, once their time has come. It may be repeated.
func (n *Notifier) LetPosts(ctx context.Context, campaignID, staffID string) (Stopped, error) {
	stopped, err := n.posts(ctx, campaignID, staffID, "let the posts leave", false)
	n.rouse()
	return stopped, err
}

func (n *Notifier) posts(ctx context.Context, campaignID, staffID, what string, held bool) (Stopped, error) {
	return n.stop(ctx, campaignID, staffID, what, func(c Campaign) (Campaign, error) {
		if c.State == CampaignDone {
			return c, ErrTooLate
		}
		if !c.State.Open() {
			return c, fmt.Errorf("it is %s: %w", c.State, ErrClosed)
		}
		c.PostsHeld = held
		return c, nil
	})
}

// stop changes a campaign on somebody's behalf, and counts what has left by then.
func (n *Notifier) stop(ctx context.Context, campaignID, staffID, what string, change func(Campaign) (Campaign, error)) (Stopped, error) {
	if staffID == "" {
		return Stopped{}, fmt.Errorf("%s: %w", what, ErrNobody)
	}
	var before Campaign
	after, err := n.Ledger.Update(ctx, campaignID, func(c Campaign) (Campaign, error) {
		before = c
		return change(c)
	})
	if err != nil && !errors.Is(err, ErrTooLate) {
		return Stopped{}, fmt.Errorf("%s: %w", what, err)
	}
	if err != nil {
		after = before
	} else if before.State != after.State || before.PostsHeld != after.PostsHeld {
		n.Log.Info("campaign changed by the staff", "campaign", campaignID, "by", staffID, "what", what, "state", after.State)
		n.Observer.moved(after, staffID)
	}
	stopped, counting := n.stopped(ctx, after)
	if err != nil {
		err = fmt.Errorf("%s: %w", what, err)
	}
	return stopped, errors.Join(err, counting)
}

// stopped counts what has left of a campaign.
func (n *Notifier) stopped(ctx context.Context, c Campaign) (Stopped, error) {
	counts, err := n.Ledger.Counts(ctx, c.ID)
	if err != nil {
		return Stopped{Campaign: c}, fmt.Errorf("count what has left: %w", err)
	}
	s := Stopped{Campaign: c, Left: counts[Accepted] + counts[Bounced], Leaving: counts[Committing] + counts[Uncertain]}
	s.Kept = counts[Planned] + counts[Held] + counts[Claimed] + counts[RetryAt] + counts[Cancelled]
	return s, nil
}

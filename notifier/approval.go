package notifier

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"
)

// Errors of an approval.
var (
	ErrNobody     = errors.New("nobody of the staff is named who does it")
	ErrOwnRequest = errors.New("whoever asked for it cannot approve it, too")
	ErrRequested  = errors.New("somebody else has asked for it already")
	ErrExpired    = errors.New("the request has expired: it must be made again")
)

// Request records that a member of the staff wants the content with this hash to leave. It is the first yes; another
// person's must follow. at is on the programme's clock. It may be repeated, which renews it. ErrRequested when somebody
// else's request stands.
func (n *Notifier) Request(ctx context.Context, campaignID, staffID, hash string, at time.Time) (Campaign, error) {
	return n.yes(ctx, campaignID, n.approval(staffID, hash, at), Campaign.requested)
}

// Approve records that a member of the staff approves the content with this hash; at is on the programme's clock. When
// enough different people have, the campaign leaves after the undo time. The same person twice counts once, which makes it
// safe to repeat. ErrChanged means that the content is no longer the one that was shown; ErrOwnRequest, that the person has
// asked for it; ErrExpired, that too much time has passed since the request; ErrClosed, that it no longer waits.
func (n *Notifier) Approve(ctx context.Context, campaignID, staffID, hash string, at time.Time) (Campaign, error) {
	return n.yes(ctx, campaignID, n.approval(staffID, hash, at), Campaign.approved)
}

// approval is a yes that stands for as long as approvals do.
func (n *Notifier) approval(staffID, hash string, at time.Time) Approval {
	a := Approval{By: staffID, Hash: hash, At: at}
	if n.Expires > 0 {
		a.Expires = time.Now().Add(n.Expires)
	}
	return a
}

// yes records an approval and starts the undo time when it is the last that was needed, all in one step.
func (n *Notifier) yes(ctx context.Context, campaignID string, a Approval, add func(Campaign, Approval, time.Time) (Campaign, error)) (Campaign, error) {
	if a.By == "" {
		return Campaign{}, ErrNobody
	}
	news := false
	campaign, err := n.Ledger.Update(ctx, campaignID, func(c Campaign) (Campaign, error) {
		now := time.Now()
		given := c.gave(a.By, a.Hash, now)
		next, err := add(c, a, now)
		if err == nil && next.State == CampaignHeld && next.Approved() {
			next.State, next.Leaves = CampaignApproved, now.Add(n.UndoTime)
		}
		news = err == nil && !given
		return next, err
	})
	if err != nil {
		return campaign, fmt.Errorf("approve: %w", err)
	}
	n.Log.Info("campaign approved", "campaign", campaignID, "by", a.By, "enough", campaign.Approved())
	if news {
		n.Observer.approved(campaign, a)
	}
	if campaign.State == CampaignApproved {
		n.Observer.moved(campaign, a.By)
		n.rouse()
	}
	return campaign, nil
}

// requested is the campaign with a member's request.
func (c Campaign) requested(a Approval, now time.Time) (Campaign, error) {
	if c.Requester != "" && c.Requester != a.By && c.gave(c.Requester, c.Hash, now) {
		return c, ErrRequested
	}
	if c.State == CampaignHeld {
		c.Requester = a.By
	}
	return c.with(a, now)
}

// approved is the campaign with a member's approval.
func (c Campaign) approved(a Approval, now time.Time) (Campaign, error) {
	switch {
	case c.Requester == a.By:
		return c, ErrOwnRequest
	case c.State == CampaignHeld && c.Requester != "" && c.Hash == a.Hash && !c.gave(c.Requester, c.Hash, now):
		return c, ErrExpired
	}
	return c.with(a, now)
}

// with is the campaign with one more yes to its content. Whoever approved an earlier content is counted for the new one
// only, and a yes that has expired is gone.
func (c Campaign) with(a Approval, now time.Time) (Campaign, error) {
	switch {
	case a.Hash != c.Hash:
		return c, ErrChanged
	case c.State.Open() && c.State != CampaignHeld && c.gave(a.By, a.Hash, time.Time{}):
		return c, nil // it is repeated
	case c.State != CampaignHeld:
		return c, fmt.Errorf("it is %s: %w", c.State, ErrClosed)
	}
	c.Approvals = slices.DeleteFunc(slices.Clone(c.Approvals), func(old Approval) bool {
		return old.By == a.By || !old.Stands(now)
	})
	c.Approvals = append(c.Approvals, a)
	return c, nil
}

// gave reports whether somebody's yes to a content stands at an instant of real time.
func (c Campaign) gave(who, hash string, now time.Time) bool {
	return slices.ContainsFunc(c.Approvals, func(a Approval) bool { return a.By == who && a.Hash == hash && a.Stands(now) })
}

package notifier

import (
	"context"
	"errors"
	"fmt"
	"time"
)

// Errors of an approval.
var (
	ErrNobody = errors.New("an approval needs somebody who gives it")
	ErrClosed = errors.New("the campaign does not wait for approvals")
)

// Approve records that a member of the staff approves the content with this hash; at is on the programme's clock. When
// enough different people have, the campaign starts. The same person twice counts once, which makes it safe to repeat.
// ErrChanged means that the content is no longer the one that was shown.
func (n *Notifier) Approve(ctx context.Context, campaignID, staffID, hash string, at time.Time) (Campaign, error) {
	if staffID == "" {
		return Campaign{}, ErrNobody
	}
	campaign, err := n.Ledger.Campaign(ctx, campaignID)
	if err != nil {
		return Campaign{}, fmt.Errorf("approve: %w", err)
	}
	if campaign.State != CampaignHeld && campaign.State != CampaignSending {
		return campaign, fmt.Errorf("approve %s, which is %s: %w", campaignID, campaign.State, ErrClosed)
	}
	approval := Approval{By: staffID, Hash: hash, At: at}
	campaign, err = n.Ledger.Approve(ctx, campaignID, approval)
	if err != nil {
		return Campaign{}, fmt.Errorf("approve: %w", err)
	}
	n.Log.Info("campaign approved", "campaign", campaignID, "by", staffID, "enough", campaign.Approved())
	n.Observer.approved(campaign, approval)
	if !campaign.Approved() {
		return campaign, nil
	}
	if err := n.Ledger.SetState(ctx, campaignID, CampaignSending); err != nil {
		return campaign, fmt.Errorf("start: %w", err) // the approval counts: the next pass starts the campaign
	}
	campaign.State = CampaignSending
	n.rouse()
	return campaign, nil
}

package notifier

import (
	"context"
	"fmt"
	"time"
)

// postsDue decides whether the campaign's posts may leave in this pass: once every mail is final. Where every mail was
// tried and some are tried again, the post waits for them no longer than PostWait: one full mailbox must not keep the news
// from everybody.
func (j *job) postsDue(ctx context.Context) (bool, error) {
	if j.campaign.Posts == 0 || j.campaign.PostsHeld || j.halted() {
		return false, nil
	}
	open, err := j.open(ctx, j.campaign)
	if err != nil || open == 0 {
		return false, err
	}
	waited := time.Since(j.campaign.Began) >= j.PostWait
	if open > j.campaign.Posts && !waited {
		return false, nil
	}
	deliveries, err := j.Ledger.Deliveries(ctx, j.campaign.ID)
	if err != nil {
		return false, fmt.Errorf("look at the mails: %w", err)
	}
	for _, d := range deliveries {
		tried := d.Attempts > 1 || d.Attempts == 1 && d.State == RetryAt
		if d.Channel == ByMail && !d.State.Final() && !(tried && waited) {
			return false, nil
		}
	}
	return true, nil
}

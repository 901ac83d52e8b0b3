package notifier

import (
	"context"
	"errors"
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
	if time.Since(j.campaign.Began) >= j.PostWait {
		return j.allTried(ctx)
	}
	if open > j.campaign.Posts {
		return j.onlySpaced(ctx, open)
	}
	posts, err := j.openPosts(ctx)
	return open == posts, err
}

// openPosts counts the posts that are not final.
func (j *job) openPosts(ctx context.Context) (int, error) {
	open := 0
	for _, m := range j.rule.Mailings {
		if m.Channel != ByPost || j.channel(m.Purpose) == "" {
			continue
		}
		d, err := j.Ledger.Delivery(ctx, j.campaign.ID, deliveryID(j.campaign.ID, m.Name, string(m.Purpose)))
		switch {
		case errors.Is(err, ErrUnknown): // posts of this purpose were switched off when it was planned
		case err != nil:
			return 0, fmt.Errorf("look at the posts: %w", err)
		case !d.State.Final():
			open++
		}
	}
	return open, nil
}

// allTried reports whether every mail is final, or was tried.
func (j *job) allTried(ctx context.Context) (bool, error) {
	deliveries, err := j.Ledger.Deliveries(ctx, j.campaign.ID)
	if err != nil {
		return false, fmt.Errorf("look at the mails: %w", err)
	}
	for _, d := range deliveries {
		tried := d.State.Final() || d.waits() || d.Attempts > 1 || d.Attempts == 1 && d.State == RetryAt
		if d.Channel == ByMail && !tried {
			return false, nil
		}
	}
	return true, nil
}

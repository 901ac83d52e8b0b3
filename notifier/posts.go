package notifier

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"
)

// postsDue decides whether the campaign's posts may leave in this pass: once every mail is final, or follows one of the
// campaign that its recipient has had. Where every mail was tried and some are tried again, the posts wait for them no longer
// than PostWait: one full mailbox must not keep the news from everybody.
func (j *job) postsDue(ctx context.Context) (bool, error) {
	if j.campaign.Posts == 0 || j.campaign.PostsHeld || j.halted() {
		return false, nil
	}
	counts, err := j.Ledger.Counts(ctx, j.campaign.ID)
	if err != nil {
		return false, fmt.Errorf("count deliveries: %w", err)
	}
	posts, err := j.openPosts(ctx)
	if err != nil || posts == 0 {
		return false, err
	}
	mails, late := openIn(counts)-posts, time.Since(j.campaign.Began) >= j.PostWait
	switch {
	case mails <= 0:
		return true, nil
	case counts[RetryAt] < mails && !late:
		return false, nil // some were never tried: no need to look at each
	}
	return j.allTold(ctx, late)
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

// allTold reports whether everybody was told, or cannot be told yet: each mail that is not final follows another one of the
// campaign that its recipient has had, or, when it is late, was tried.
func (j *job) allTold(ctx context.Context, late bool) (bool, error) {
	deliveries, err := j.Ledger.Deliveries(ctx, j.campaign.ID)
	if err != nil {
		return false, fmt.Errorf("look at the mails: %w", err)
	}
	told := map[string]bool{}
	for _, d := range deliveries {
		told[d.Recipient] = told[d.Recipient] || d.Channel == ByMail && d.State == Accepted
	}
	return !slices.ContainsFunc(deliveries, func(d Delivery) bool {
		dealt := d.State.Final() || d.waits() && told[d.Recipient] || late && d.tried()
		return d.Channel == ByMail && !dealt
	}), nil
}

// tried reports whether an attempt has come to its end.
func (d Delivery) tried() bool { return d.Attempts > 1 || d.Attempts == 1 && d.State == RetryAt }

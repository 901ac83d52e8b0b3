package notifier

import (
	"context"
	"errors"
	"fmt"
	"time"
)

// Verdict is what a person knows of a delivery that is uncertain.
type Verdict string

// The verdicts.
const (
	Sent   Verdict = "sent"   // it has arrived: nothing more happens
	Resend Verdict = "resend" // it shall be sent again, at the risk that it arrives twice
)

// Retry tries again, at once, what waits for another try, and what was given up for lack of time. Given recipients, it
// tries these alone, and also those who were refused for good: their address may have been put right since. It returns how
// many there are. ErrTooLate when the campaign is of no use any more; ErrClosed when it was refused or cancelled. now is on
// the programme's clock. It may be repeated.
func (n *Notifier) Retry(ctx context.Context, campaignID, staffID string, now time.Time, recipients ...string) (int, error) {
	if staffID == "" {
		return 0, fmt.Errorf("retry: %w", ErrNobody)
	}
	campaign, err := n.Ledger.Campaign(ctx, campaignID)
	if err != nil {
		return 0, fmt.Errorf("retry: %w", err)
	}
	if limit := campaign.NotAfter; !limit.IsZero() && now.After(limit) {
		return 0, fmt.Errorf("retry %s, which is of no use after %s: %w", campaignID, limit.Format(time.RFC3339), ErrTooLate)
	}
	deliveries, err := n.Ledger.Deliveries(ctx, campaignID)
	if err != nil {
		return 0, fmt.Errorf("retry: %w", err)
	}
	named := map[string]bool{}
	for _, recipient := range recipients {
		named[recipient] = true
	}
	freed := 0
	for _, d := range deliveries {
		if len(named) > 0 && !named[d.Recipient] {
			continue
		}
		again, err := n.free(ctx, d, len(named) > 0)
		if err != nil {
			return freed, fmt.Errorf("retry: %w", err)
		}
		if again {
			freed++
		}
	}
	n.Log.Info("deliveries are tried again", "campaign", campaignID, "by", staffID, "deliveries", freed)
	n.rouse()
	return freed, nil
}

// errAsItIs leaves a delivery as it is.
var errAsItIs = errors.New("the delivery stays as it is")

// free makes a delivery due now. refused frees one, too, that was refused for good.
func (n *Notifier) free(ctx context.Context, d Delivery, refused bool) (bool, error) {
	again := func(d Delivery) (End, error) {
		if d.State == RetryAt || d.State == Refused && (d.GaveUp || refused) {
			return End{State: RetryAt, Retry: time.Now(), At: time.Now(), Note: d.Note}, nil
		}
		return End{}, errAsItIs
	}
	if _, err := again(d); err != nil {
		return false, nil //nolint:nilerr // most deliveries need no look at the ledger
	}
	_, err := n.Ledger.Amend(ctx, d.Campaign, d.ID, again)
	if errors.Is(err, errAsItIs) {
		return false, nil
	}
	return err == nil, err
}

// Resolve settles the uncertain deliveries to a recipient, and returns how many there were. ErrUnknown when there is
// none. It may be repeated.
func (n *Notifier) Resolve(ctx context.Context, campaignID, staffID, recipient string, verdict Verdict) (int, error) {
	if staffID == "" {
		return 0, fmt.Errorf("resolve: %w", ErrNobody)
	}
	end, err := verdict.end(staffID)
	if err != nil {
		return 0, fmt.Errorf("resolve: %w", err)
	}
	deliveries, err := n.Ledger.Deliveries(ctx, campaignID)
	if err != nil {
		return 0, fmt.Errorf("resolve: %w", err)
	}
	resolved := 0
	for _, d := range deliveries {
		if d.Recipient != recipient || d.State != Uncertain && d.Note != end.Note {
			continue
		}
		if err := n.resolve(ctx, d, end); err != nil {
			return resolved, fmt.Errorf("resolve: %w", err)
		}
		resolved++
	}
	if resolved == 0 {
		return 0, fmt.Errorf("resolve: nothing to %s is uncertain in %s: %w", recipient, campaignID, ErrUnknown)
	}
	n.Log.Info("uncertain deliveries resolved", "campaign", campaignID, "by", staffID, "recipient", recipient, "verdict", verdict)
	n.rouse()
	return resolved, nil
}

// end is what a verdict makes of a delivery.
func (v Verdict) end(staffID string) (End, error) {
	now := time.Now()
	switch v {
	case Sent:
		return End{State: Accepted, At: now, Note: fmt.Sprintf(noteSent, staffID)}, nil
	case Resend:
		return End{State: RetryAt, Retry: now, At: now, Note: fmt.Sprintf(noteAgain, staffID)}, nil
	}
	return End{}, fmt.Errorf("%q is no verdict: it is %s or %s", v, Sent, Resend)
}

func (n *Notifier) resolve(ctx context.Context, d Delivery, end End) error {
	_, err := n.Ledger.Amend(ctx, d.Campaign, d.ID, func(d Delivery) (End, error) {
		if d.State != Uncertain {
			return End{}, errAsItIs // it was resolved already
		}
		return end, nil
	})
	if errors.Is(err, errAsItIs) {
		return nil
	}
	return err
}

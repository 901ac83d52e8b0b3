package notifier

import (
	"context"
	"fmt"
	"time"
)

// Wait is what the deliveries of a campaign wait for that cannot leave yet.
type Wait struct {
	Spaced int       // follow another mail, which the same person has had within the hour or gets first
	Again  int       // were tried, and are tried again
	Next   time.Time // when the first of them is looked at again, real time; zero: none waits
}

// Waits reads what a campaign waits for.
func (n *Notifier) Waits(ctx context.Context, campaignID string) (Wait, error) {
	deliveries, err := n.Ledger.Deliveries(ctx, campaignID)
	if err != nil {
		return Wait{}, fmt.Errorf("look what the mails wait for: %w", err)
	}
	var wait Wait
	for _, d := range deliveries {
		switch {
		case d.State != RetryAt:
			continue
		case d.waits():
			wait.Spaced++
		default:
			wait.Again++
		}
		if wait.Next.IsZero() || d.Retry.Before(wait.Next) {
			wait.Next = d.Retry
		}
	}
	return wait, nil
}

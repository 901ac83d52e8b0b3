package rehearsal

import (
	"context"
	"time"

	"digbot/internal/store"
	"digbot/notifier"
)

// shifted is a store whose ledger lives by the rehearsal's clock. The notifier waits in real time, of which a rehearsal has
// none: an hour until the next try is an hour of the season here.
type shifted struct {
	*store.Store
	now func() time.Time
}

// by is how far real time is ahead of the season.
func (s shifted) by() time.Duration { return time.Since(s.now()) }

// moved is an instant moved on; the zero time stays what it is.
func moved(at time.Time, by time.Duration) time.Time {
	if at.IsZero() {
		return at
	}
	return at.Add(by)
}

func movedAll(deliveries []notifier.Delivery, by time.Duration) []notifier.Delivery {
	for i, d := range deliveries {
		d.Lease, d.Retry, d.Settled = moved(d.Lease, by), moved(d.Retry, by), moved(d.Settled, by)
		deliveries[i] = d
	}
	return deliveries
}

// Claim implements notifier.Ledger.
func (s shifted) Claim(ctx context.Context, campaign string, channel notifier.Channel, now time.Time, lease time.Duration, limit int) ([]notifier.Delivery, error) {
	by := s.by()
	claimed, err := s.Store.Claim(ctx, campaign, channel, now.Add(-by), lease, limit)
	return movedAll(claimed, by), err
}

// Commit implements notifier.Ledger.
func (s shifted) Commit(ctx context.Context, d notifier.Delivery) error {
	d.Lease = moved(d.Lease, -s.by())
	return s.Store.Commit(ctx, d)
}

// Settle implements notifier.Ledger.
func (s shifted) Settle(ctx context.Context, d notifier.Delivery, end notifier.End) error {
	by := s.by()
	end.At, end.Retry = moved(end.At, -by), moved(end.Retry, -by)
	return s.Store.Settle(ctx, d, end)
}

// Turn implements notifier.Ledger.
func (s shifted) Turn(ctx context.Context, d notifier.Delivery, end notifier.End, next notifier.Delivery) (bool, error) {
	by := s.by()
	end.At, end.Retry, next.Lease = moved(end.At, -by), moved(end.Retry, -by), moved(next.Lease, -by)
	return s.Store.Turn(ctx, d, end, next)
}

// Delivery implements notifier.Ledger.
func (s shifted) Delivery(ctx context.Context, campaign, id string) (notifier.Delivery, error) {
	d, err := s.Store.Delivery(ctx, campaign, id)
	return movedAll([]notifier.Delivery{d}, s.by())[0], err
}

// Deliveries implements notifier.Ledger.
func (s shifted) Deliveries(ctx context.Context, campaign string) ([]notifier.Delivery, error) {
	deliveries, err := s.Store.Deliveries(ctx, campaign)
	return movedAll(deliveries, s.by()), err
}

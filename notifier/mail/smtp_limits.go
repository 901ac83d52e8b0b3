package mail

import (
	"context"
	"fmt"
	"time"

	"digbot/notifier"
)

// Quota counts what relays were given, in all processes and across restarts.
type Quota interface {
	// Reserve takes a place for one message at now, in real time, in every window. When one of them is full it takes none,
	// and gives the instant from which there may be room; else the zero time.
	Reserve(ctx context.Context, relay string, windows []notifier.Window, now time.Time) (time.Time, error)
}

// reserve takes a place within the relay's limits. Without one, another relay may have room.
func (r *relay) reserve(ctx context.Context) error {
	if len(r.limits) == 0 {
		return nil
	}
	free, err := r.quota.Reserve(ctx, r.address(), r.limits, time.Now())
	switch {
	case err != nil:
		return &setback{relay: r.Host, step: stepLimit, kind: notifier.ErrTemporary, cause: fmt.Errorf("the count of messages is not to be had: %w", err)}
	case !free.IsZero():
		return &setback{relay: r.Host, step: stepLimit, kind: notifier.ErrTemporary, elsewhere: true, cause: &notifier.NotYetError{At: free}}
	}
	return nil
}

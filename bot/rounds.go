package bot

import (
	"context"
	"time"
)

// Rounds looks after something at once, and again each time that pause has passed, until ctx ends. failed is told of a look
// that did not succeed; the next one may.
func Rounds(ctx context.Context, pause time.Duration, look func(context.Context) error, failed func(error)) {
	ticker := time.NewTicker(pause)
	defer ticker.Stop()
	for {
		if err := look(ctx); err != nil && ctx.Err() == nil {
			failed(err)
		}
		select {
		case <-ctx.Done():
			return
		case <-ticker.C:
		}
	}
}

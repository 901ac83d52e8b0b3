package notifier

import (
	"fmt"
	"time"
)

// Window allows so many messages in any stretch of time of that length.
type Window struct {
	Messages int
	Per      time.Duration
}

// NotYetError means that a message did not leave because a limit is reached. It is no failure, and no attempt.
type NotYetError struct {
	At time.Time // when there may be room again, real time
}

func (e *NotYetError) Error() string {
	return fmt.Sprintf(noteLimit, e.At.Format(time.TimeOnly))
}

// notYet gives a delivery back until there is room, and lets the job claim no more of them: each would find no room either.
func (j *job) notYet(e *NotYetError) End {
	j.full.Store(true)
	j.mu.Lock()
	j.wakeAt(e.At)
	j.mu.Unlock()
	return End{State: RetryAt, Retry: e.At, Untried: true, Note: e.Error()}
}

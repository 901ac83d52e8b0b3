package scheduler

import (
	"context"
	"time"

	"digbot/internal/programme"
)

// Calendar gives the occasions as they stand now, with moved dates and individual starts, ordered by due instant.
type Calendar interface {
	Occasions(ctx context.Context) ([]programme.Occasion, error)
}

// Firings remembers what was fired. Every method can be repeated without harm: a caller that got no answer asks again.
type Firings interface {
	// Activate stores the instant of the first start and returns the stored one: the given one on the first call only.
	Activate(ctx context.Context, at time.Time) (time.Time, error)

	// Swept returns the instant up to which every occasion was dealt with; the zero time before the first sweep.
	Swept(ctx context.Context) (time.Time, error)

	// Advance moves the instant of Swept forward; an earlier instant changes nothing.
	Advance(ctx context.Context, to time.Time) error

	// Fire claims an occasion, named by its ID, which holds its due instant. It returns the stored firing: a new one with
	// Fired = at on the first call, else what is there.
	Fire(ctx context.Context, occasion programme.Occasion, at time.Time) (Firing, error)

	// Finish records what became of a firing. It is done once; a later call changes nothing.
	Finish(ctx context.Context, occasionID string, outcome Outcome, at time.Time) error

	// Fired lists every firing by due instant.
	Fired(ctx context.Context) ([]Firing, error)
}

// Outcome is what became of an occasion.
type Outcome string

// The outcomes.
const (
	Pending Outcome = ""        // claimed, its work not yet completely planned
	Handled Outcome = "handled" // its work is planned
	Skipped Outcome = "skipped" // it came too late to be of use
)

// Firing is the record of one occasion at one due instant.
type Firing struct {
	ID        string              `json:"id"`   // of the occasion
	Name      string              `json:"name"` // of the occasion
	Milestone programme.Milestone `json:"milestone"`
	Due       time.Time           `json:"due"`
	Fired     time.Time           `json:"fired"`
	Outcome   Outcome             `json:"outcome,omitempty"`
	Finished  time.Time           `json:"finished,omitzero"`
}

// Announcer does the work of an occasion: it plans what must be sent. It can be repeated: what is planned stays as it is.
type Announcer interface {
	Announce(ctx context.Context, occasion programme.Occasion) error
}

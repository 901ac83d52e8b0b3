package bot

import (
	"context"
	"sync"
	"time"
)

// Recall is a Memory that lives as long as the process: for a conversation on a terminal, which needs no store.
type Recall struct {
	mu       sync.Mutex
	now      func() time.Time
	events   map[string]bool
	sessions map[string]kept
}

type kept struct {
	session Session
	until   time.Time
}

// NewRecall returns an empty memory. now is real time.
func NewRecall(now func() time.Time) *Recall {
	return &Recall{now: now, events: map[string]bool{}, sessions: map[string]kept{}}
}

// FirstSight implements Memory.
func (r *Recall) FirstSight(_ context.Context, event string) (bool, error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	seen := r.events[event]
	r.events[event] = true
	return !seen, nil
}

// Session implements Memory.
func (r *Recall) Session(_ context.Context, conversation string) (Session, error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	kept := r.sessions[conversation]
	if !r.now().Before(kept.until) {
		return Session{}, nil
	}
	return kept.session, nil
}

// Remember implements Memory.
func (r *Recall) Remember(_ context.Context, conversation string, session Session, ttl time.Duration) error {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.sessions[conversation] = kept{session, r.now().Add(ttl)}
	return nil
}

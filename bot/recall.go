package bot

import (
	"context"
	"strings"
	"sync"
	"time"
)

// Recall is a Memory, with Claims and Notes, that lives as long as the process: for a conversation on a terminal, which
// needs no store.
type Recall struct {
	mu       sync.Mutex
	now      func() time.Time
	sessions map[string]kept[Session]
	notes    map[string]kept[string]
	begun    map[string]kept[Message] // until the lease is over
	answered map[string]bool
}

type kept[T any] struct {
	value T
	until time.Time
}

var (
	_ Memory = (*Recall)(nil)
	_ Claims = (*Recall)(nil)
	_ Notes  = (*Recall)(nil)
)

// NewRecall returns an empty memory. now is real time.
func NewRecall(now func() time.Time) *Recall {
	return &Recall{now: now, sessions: map[string]kept[Session]{}, notes: map[string]kept[string]{},
		begun: map[string]kept[Message]{}, answered: map[string]bool{}}
}

// Session implements Memory.
func (r *Recall) Session(_ context.Context, conversation string) (Session, error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	return alive(r.sessions, conversation, r.now()), nil
}

// Remember implements Memory.
func (r *Recall) Remember(_ context.Context, conversation string, session Session, ttl time.Duration) error {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.sessions[conversation] = kept[Session]{session, r.now().Add(ttl)}
	return nil
}

// alive is a value that has not expired; otherwise the zero value.
func alive[T any](values map[string]kept[T], key string, now time.Time) T {
	var none T
	if k, found := values[key]; found && now.Before(k.until) {
		return k.value
	}
	return none
}

// Begin implements Claims.
func (r *Recall) Begin(_ context.Context, m Message, lease time.Duration) (Message, bool, error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	id := m.Platform + "\n" + m.Event
	before, again := r.begun[id]
	switch {
	case m.Event == "":
		return m, true, nil
	case r.answered[id], again && r.now().Before(before.until):
		return m, false, nil
	case again:
		m = before.value
		m.Again = true
	}
	r.begun[id] = kept[Message]{m, r.now().Add(lease)}
	return m, true, nil
}

// Answered implements Claims.
func (r *Recall) Answered(_ context.Context, m Message) error {
	r.mu.Lock()
	defer r.mu.Unlock()
	id := m.Platform + "\n" + m.Event
	delete(r.begun, id)
	r.answered[id] = true
	return nil
}

// Orphans implements Claims.
func (r *Recall) Orphans(_ context.Context, platform string) ([]Message, error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	var orphans []Message
	for _, k := range r.begun {
		if k.value.Platform == platform && !r.now().Before(k.until) {
			orphans = append(orphans, k.value)
		}
	}
	return orphans, nil
}

// Note implements Notes.
func (r *Recall) Note(_ context.Context, key, value string, ttl time.Duration) error {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.notes[key] = kept[string]{value, r.now().Add(ttl)}
	return nil
}

// Noted implements Notes.
func (r *Recall) Noted(_ context.Context, key string) (string, error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	return alive(r.notes, key, r.now()), nil
}

// NotedUnder implements Notes.
func (r *Recall) NotedUnder(_ context.Context, prefix string) (map[string]string, error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	found := map[string]string{}
	for key, k := range r.notes {
		if strings.HasPrefix(key, prefix) && r.now().Before(k.until) {
			found[key] = k.value
		}
	}
	return found, nil
}

// Take implements Notes.
func (r *Recall) Take(_ context.Context, key string) (string, bool, error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	k, found := r.notes[key]
	delete(r.notes, key)
	if !found || !r.now().Before(k.until) {
		return "", false, nil
	}
	return k.value, true, nil
}

// Swap writes a note anew where it still reads from.
func (r *Recall) Swap(_ context.Context, key, from, to string, ttl time.Duration) (bool, error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if k, found := r.notes[key]; !found || k.value != from || !r.now().Before(k.until) {
		return false, nil
	}
	r.notes[key] = kept[string]{to, r.now().Add(ttl)}
	return true, nil
}

// Pass takes one note and leaves another instead, in one step.
func (r *Recall) Pass(_ context.Context, from, to, value string, ttl time.Duration) (bool, error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	k, found := r.notes[from]
	if !found || !r.now().Before(k.until) {
		return false, nil
	}
	delete(r.notes, from)
	r.notes[to] = kept[string]{value, r.now().Add(ttl)}
	return true, nil
}

package mattermost

import "sync"

// recent remembers what was used lately, at most twice its limit.
type recent[V any] struct {
	limit int

	mu       sync.Mutex
	now, old map[string]V
}

func newRecent[V any](limit int) *recent[V] {
	return &recent[V]{limit: limit, now: map[string]V{}}
}

func (r *recent[V]) get(key string) (V, bool) {
	r.mu.Lock()
	defer r.mu.Unlock()
	value, found := r.now[key]
	if !found {
		if value, found = r.old[key]; found {
			r.set(key, value)
		}
	}
	return value, found
}

func (r *recent[V]) put(key string, value V) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.set(key, value)
}

func (r *recent[V]) set(key string, value V) {
	if len(r.now) >= r.limit {
		r.old, r.now = r.now, map[string]V{}
	}
	r.now[key] = value
}

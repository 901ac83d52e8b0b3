package store

import (
	"sync"

	"digbot/notifier"
)

// recent remembers the deliveries that this process has claimed as it wrote them, so that the steps of an attempt need not
// read them again: two of three round trips to Redis. It decides nothing: a change is made under the condition that the
// records are still so, and otherwise again from what is stored.
type recent struct {
	mu       sync.Mutex
	attempts map[string]attemptRecord // by key of the delivery, as long as it is claimed or being handed over
}

// attemptRecord is a delivery and its campaign, with their records.
type attemptRecord struct {
	delivery       notifier.Delivery
	campaign       notifier.Campaign
	stored, parent record
}

// remember notes a delivery after a change; one whose attempt is over is forgotten.
func (r *recent) remember(a attemptRecord) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if a.delivery.State != notifier.Claimed && a.delivery.State != notifier.Committing {
		delete(r.attempts, a.stored.Key)
		return
	}
	if r.attempts == nil {
		r.attempts = map[string]attemptRecord{}
	}
	r.attempts[a.stored.Key] = a
}

// recall gives a delivery as this process has last written it in the attempt with this token.
func (r *recent) recall(key, token string) (attemptRecord, bool) {
	r.mu.Lock()
	defer r.mu.Unlock()
	a, found := r.attempts[key]
	return a, found && a.delivery.Token == token
}

// forget drops what turned out not to be so any more.
func (r *recent) forget(key string) {
	r.mu.Lock()
	defer r.mu.Unlock()
	delete(r.attempts, key)
}

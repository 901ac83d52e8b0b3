package store

import (
	"runtime"
	"sync"
)

// queue gathers the changes of all who wait into one commit, for the disk takes as long for one change as for many.
// Whoever comes when nobody commits does so at once; those who come meanwhile go together in the next commit.
//
// It knows no goroutine and no channel of its own, only mutexes, so that a store may be opened outside the bubble of a
// synctest in which it is used.
type queue struct {
	commit func([]*change)

	mu      sync.Mutex
	busy    bool // somebody commits, or is about to
	waiting []*change
}

// change is one Apply on its way.
type change struct {
	conditions []condition
	writes     []write
	applied    bool
	err        error
	done       bool
	turn       sync.Mutex // locked until the change is done, or its owner is the next to commit
}

// do returns when the change was committed, by its owner or by another.
func (q *queue) do(conditions []condition, writes []write) (bool, error) {
	c := &change{conditions: conditions, writes: writes}
	c.turn.Lock()
	if q.join(c) {
		c.turn.Lock()
	}
	if !c.done {
		q.lead()
	}
	return c.applied, c.err
}

// join adds a change and reports whether somebody else is committing.
func (q *queue) join(c *change) bool {
	q.mu.Lock()
	defer q.mu.Unlock()
	q.waiting = append(q.waiting, c)
	busy := q.busy
	q.busy = true
	return busy
}

// lead commits all that waits, wakes the owners, and names the next to lead.
func (q *queue) lead() {
	runtime.Gosched() // those who were woken at the same time come along
	q.mu.Lock()
	changes := q.waiting
	q.waiting = nil
	q.mu.Unlock()
	q.commit(changes)
	for _, c := range changes {
		c.done = true
		c.turn.Unlock()
	}
	q.mu.Lock()
	defer q.mu.Unlock()
	q.busy = len(q.waiting) > 0
	if q.busy {
		q.waiting[0].turn.Unlock()
	}
}

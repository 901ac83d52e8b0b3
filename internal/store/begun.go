package store

import (
	"slices"
	"sync"
	"time"
)

// begun are the messages that this process is answering, as it has written them down: they are not read again when they are
// answered. Another process may have taken one over meanwhile: then its record is another one, and it is read after all.
type begun struct {
	mu      sync.Mutex
	records map[string]begunRecord // by key
}

// begunRecord is the record of a message that is being answered, and when it goes.
type begunRecord struct {
	record
	until time.Time
}

// mostBegun is the number of messages that are remembered; those of which no answer came go with the others.
const mostBegun = 2000

// remember finds the record among what was written.
func (b *begun) remember(writes []write, key string, until time.Time) {
	i := slices.IndexFunc(writes, func(w write) bool { return w.Key == key })
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.records == nil || len(b.records) >= mostBegun {
		b.records = map[string]begunRecord{}
	}
	b.records[key] = begunRecord{record{key, writes[i].Value}, until}
}

// recall gives a message's record once.
func (b *begun) recall(key string) (begunRecord, bool) {
	b.mu.Lock()
	defer b.mu.Unlock()
	known, found := b.records[key]
	delete(b.records, key)
	return known, found
}

// begunOf reads it.
func begunOf(stored record) (begunRecord, error) {
	value, err := decodeKept[unanswered](stored)
	return begunRecord{stored, value.Until}, err
}

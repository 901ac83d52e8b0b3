package store

import (
	"context"
	"encoding/json"
	"sync"
	"time"
)

// knownRecords are the records of the messages that this process is answering, as it has last read or written them: they are not
// read again when the messages are answered. Another process may have changed one meanwhile: then the change that builds
// on it is not made, and the record is read after all.
type knownRecords struct {
	mu      sync.Mutex
	records map[string]knownRecord // by key
}

// knownRecord is a record, and when it goes.
type knownRecord struct {
	record
	until time.Time
}

// mostKnown is the number of records that are remembered; those of which no answer came go with the others.
const mostKnown = 6000

func (k *knownRecords) remember(r record, until time.Time) {
	k.mu.Lock()
	defer k.mu.Unlock()
	if k.records == nil || len(k.records) >= mostKnown {
		k.records = map[string]knownRecord{}
	}
	k.records[r.Key] = knownRecord{r, until}
}

// recall gives the records that are known, each once, and the keys of the others.
func (k *knownRecords) recall(keys []string) (found map[string]knownRecord, others []string) {
	k.mu.Lock()
	defer k.mu.Unlock()
	found = make(map[string]knownRecord, len(keys))
	for _, key := range keys {
		if r, is := k.records[key]; is {
			found[key] = r
			delete(k.records, key)
		} else {
			others = append(others, key)
		}
	}
	return found, others
}

// recalled are records as they are known here or, with fresh, all as they stand together.
func (s *Store) recalled(ctx context.Context, fresh bool, keys ...string) ([]knownRecord, error) {
	found, missing := s.known.recall(keys)
	if fresh {
		missing = keys
	}
	if len(missing) > 0 {
		records, err := s.engine.Get(ctx, missing...)
		if err != nil {
			return nil, err
		}
		for _, r := range records {
			value, err := decodeKept[json.RawMessage](r)
			if err != nil {
				return nil, err
			}
			found[r.Key] = knownRecord{r, value.Until}
		}
	}
	all := make([]knownRecord, len(keys))
	for i, key := range keys {
		all[i] = found[key]
	}
	return all, nil
}

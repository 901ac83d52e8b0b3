package store

import (
	"context"
	"crypto/sha256"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"sync"

	"digbot/internal/seal"
)

// ErrNoKey says that decisions can neither be stored nor read.
var ErrNoKey = errors.New("decisions are encrypted, and no key is set: make one with digbot decisions key secrets/decisions.key, name it in decisions.key_file, and keep a copy of it in a safe place")

// WithKey sets the key with which decisions are encrypted. Without it none can be stored, and none be read.
func WithKey(key seal.Key) Option { return func(o *options) { o.key = &key } }

// CheckKey looks whether what was decided can be read with the key that is set: ErrNoKey when none is, and another error
// when it is another key. It is nil when nothing is stored.
func (s *Store) CheckKey(ctx context.Context) error {
	records, err := s.engine.Scan(ctx, decisionKey(""), "", 1)
	if err != nil || len(records) == 0 {
		return err
	}
	_, err = s.sealer.open(records[0])
	return err
}

// sealer encrypts verdicts. What it has opened it remembers, by the hash of what was sealed: a campaign of thousands reads
// everybody several times.
type sealer struct {
	key *seal.Key

	mu     sync.Mutex
	opened map[[sha256.Size]byte]verdicts
}

// mostOpened is the number of people whose verdicts are remembered: some megabytes.
const mostOpened = 50_000

func (s *sealer) seal(v verdicts) ([]byte, error) {
	if s.key == nil {
		return nil, ErrNoKey
	}
	plain, err := json.Marshal(v)
	if err != nil {
		return nil, err
	}
	return s.key.Seal(plain)
}

// open reads what seal wrote. The record is there.
func (s *sealer) open(r record) (verdicts, error) {
	if s.key == nil {
		return nil, ErrNoKey
	}
	id := sha256.Sum256(r.Value)
	if known, found := s.recall(id); found {
		return known, nil
	}
	plain, err := s.key.Open(r.Value)
	if err != nil {
		return nil, fmt.Errorf("record %s: %w", r.Key, err)
	}
	v, err := decode[verdicts](record{Key: r.Key, Value: plain})
	if err == nil {
		s.remember(id, v)
	}
	return slices.Clone(v), err
}

func (s *sealer) recall(id [sha256.Size]byte) (verdicts, bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	v, found := s.opened[id]
	return slices.Clone(v), found
}

func (s *sealer) remember(id [sha256.Size]byte, v verdicts) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.opened == nil || len(s.opened) >= mostOpened {
		s.opened = map[[sha256.Size]byte]verdicts{}
	}
	s.opened[id] = v
}

// forget drops what was opened.
func (s *sealer) forget() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.opened = nil
}

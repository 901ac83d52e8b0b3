package store

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"sync"

	"digbot/internal/programme"
	"digbot/internal/seal"
)

// What was decided is sealed with a data key, under the key of its record: it opens nowhere else. The data key lies in the
// store, too, sealed with age for the key that the operator keeps. Whoever has a copy of the store alone opens neither.
//
// A decision is only ever written on condition that its data key stands, or together with it. Versions before sealed each
// decision with age by itself: those are read as they are.

// ErrNoKey says that decisions can neither be stored nor read.
var ErrNoKey = errors.New("decisions are encrypted, and no key is set: make one with digbot decisions key secrets/decisions.key, name it in decisions.key_file, and keep a copy of it in a safe place")

// ErrOtherKey says that what is set is not the key with which something was sealed.
var ErrOtherKey = errors.New("it was sealed with another key than the one that decisions.key_file names: name that one")

// WithKey sets the key with which decisions are encrypted. Without it none can be stored, and none be read.
func WithKey(key seal.Key) Option { return func(o *options) { o.key = &key } }

// CheckKey looks whether what was decided can be read with the key that is set: ErrNoKey when none is, ErrOtherKey when it
// is another one. It is nil when nothing is stored.
func (s *Store) CheckKey(ctx context.Context) error {
	records, err := s.engine.Scan(ctx, decisionKey(""), "", 1)
	if err != nil || len(records) == 0 {
		return err
	}
	_, err = s.verdictsIn(ctx, records[0])
	return err
}

// sealer holds the operator's key, and the data key that it has opened last.
type sealer struct {
	key *seal.Key

	mu   sync.Mutex
	last seal.DataKey
}

// recordKey is the key of the record of the data key; empty without a key of the operator's.
func (s *sealer) recordKey() string {
	if s.key == nil {
		return ""
	}
	return sealingKey(s.key.Recipient())
}

// remembered is the data key with which something was sealed, if it is at hand.
func (s *sealer) remembered(sealed []byte) (seal.DataKey, bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.last, s.last.Sealed(sealed)
}

// unwrap opens a data key as it is stored, and remembers it.
func (s *sealer) unwrap(stored record) (seal.DataKey, error) {
	wrapped, err := decode[[]byte](stored)
	if err != nil {
		return seal.DataKey{}, err
	}
	key, err := s.key.OpenDataKey(wrapped)
	if err != nil {
		return seal.DataKey{}, fmt.Errorf("record %s: %w", stored.Key, err)
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.last = key
	return key, nil
}

// verdictsIn reads what is stored; nothing when there is no such record.
func (s *Store) verdictsIn(ctx context.Context, decided record) (verdicts, error) {
	switch {
	case decided.Value == nil:
		return nil, nil
	case s.sealer.key == nil:
		return nil, ErrNoKey
	}
	plain, err := s.unsealed(ctx, decided)
	if err != nil {
		return nil, fmt.Errorf("record %s: %w", decided.Key, err)
	}
	return decode[verdicts](record{Key: decided.Key, Value: plain})
}

func (s *Store) unsealed(ctx context.Context, r record) ([]byte, error) {
	if !seal.UnderDataKey(r.Value) {
		return s.sealer.key.Open(r.Value)
	}
	key, found := s.sealer.remembered(r.Value)
	if !found {
		stored, err := s.engine.Get(ctx, s.sealer.recordKey())
		if err == nil && stored[0].Value == nil {
			err = ErrOtherKey
		}
		if err == nil {
			key, err = s.sealer.unwrap(stored[0])
		}
		if err != nil {
			return nil, err
		}
	}
	return key.Open(r.Key, r.Value)
}

// sealing seals what is written in one step.
type sealing struct {
	sealer *sealer
	stored record // of the data key, as it was read together with what the step changes

	key  seal.DataKey
	made []byte // the record of the data key, when it is new
	used bool
}

func (s *sealing) seal(name string, v verdicts) ([]byte, error) {
	if err := s.ready(); err != nil {
		return nil, err
	}
	plain, err := json.Marshal(v)
	if err != nil {
		return nil, err
	}
	room, err := json.Marshal(v.longest())
	return s.key.Seal(name, plain, len(room)), err
}

// ready opens the data key, or makes the first one.
func (s *sealing) ready() (err error) {
	switch {
	case s.sealer.key == nil:
		return ErrNoKey
	case s.used:
		return nil
	case s.stored.Value != nil:
		s.key, err = s.sealer.unwrap(s.stored)
	default:
		var wrapped []byte
		if s.key, wrapped, err = s.sealer.key.NewDataKey(); err == nil {
			s.made, err = encode(wrapped)
		}
	}
	s.used = err == nil
	return err
}

// conditions let the step be done only while the data key is as it was read.
func (s *sealing) conditions() []condition {
	if !s.used {
		return nil
	}
	return []condition{unchanged(s.stored)}
}

func (s *sealing) writes() []write {
	if s.made == nil {
		return nil
	}
	return []write{put(s.stored.Key, s.made)}
}

// longest are verdicts on the same roles that take the most room.
func (v verdicts) longest() verdicts {
	long := slices.Clone(v)
	for i := range long {
		long[i].Decision, long[i].Answer = programme.Laureate, programme.Renounced
	}
	return long
}

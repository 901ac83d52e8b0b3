// Package store keeps what must outlive the program (firings, campaigns and deliveries, conversations, people, moved
// dates, the audit trail) and gives it back to the ports of bot, notifier and scheduler.
//
// It is the only package that knows a database. Every method may be repeated: an error means that the outcome is
// unknown, and doing the same again is harmless.
package store

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"sync"
	"sync/atomic"
	"time"

	"digbot/bot"
	"digbot/internal/programme"
	"digbot/internal/seal"
	"digbot/notifier"
	"digbot/scheduler"
)

// Errors on which callers decide when they open a store.
var (
	ErrBusy    = errors.New("another process holds the store: stop it, or try again when it has ended")
	ErrNewer   = errors.New("the store was written by a newer version of digbot: install that version, or name another store")
	ErrDamaged = errors.New("the store is damaged: put a copy of it back, or move it away to begin with an empty one")
)

var (
	_ scheduler.Firings = (*Store)(nil)
	_ notifier.Ledger   = (*Store)(nil)
	_ notifier.Seasons  = (*Store)(nil)
	_ notifier.Roster   = (*Store)(nil)

	_ notifier.Suppressions = (*Store)(nil)
	_ bot.Memory            = (*Store)(nil)
	_ bot.Seasons           = (*Store)(nil)
)

// Store keeps one promotion. It is safe for many goroutines.
type Store struct {
	engine    engine
	promotion programme.Promotion // as configured: its calendar before any move
	now       func() time.Time    // real time
	batch     int                 // number of records in one step of a long piece of work
	starts    startDays
	recent    recent
	season    atomic.Pointer[readSeason]
	accounts  accounts
	directs   knownDirects
	known     knownRecords
	secret    atomic.Pointer[[]byte]
	sealer    sealer
	restores  bool // see ForRestore

	quotas  sync.Mutex
	sharing sync.Mutex
	server  *socketServer // while the store is shared
}

// Option changes how a store is opened.
type Option func(*options)

type options struct {
	now      func() time.Time // by which events and sessions expire
	log      *slog.Logger
	volatile bool
	own      bool
	late     bool
	replicas int
	key      *seal.Key
	restores bool
}

func newOptions(opts []Option) options {
	o := options{now: time.Now, log: slog.New(slog.DiscardHandler)}
	for _, option := range opts {
		option(&o)
	}
	return o
}

// Volatile does not wait for the disk, nor ask Redis to have one: for a store that is thrown away, such as a rehearsal's.
func Volatile() Option { return func(o *options) { o.volatile = true } }

// ForRestore opens a store also when an earlier restoration into it was cut short.
func ForRestore() Option { return func(o *options) { o.restores = true } }

// Open opens the promotion's store in a local file, readable by its owner alone, and makes it when there is none. While
// another process holds the file and shares it, the store works through that process. Otherwise Open does not wait long
// for the file: see ErrBusy. ErrNewer and ErrDamaged say that the file cannot be used.
func Open(path string, promotion programme.Promotion, opts ...Option) (*Store, error) {
	o := newOptions(opts)
	if promotion.ID == "" {
		return nil, fmt.Errorf("open store %s: the promotion has no id", path)
	}
	engine, err := openFileOrSocket(context.Background(), path, promotion.ID, o)
	if err != nil {
		return nil, fmt.Errorf("open store %s: %w", path, err)
	}
	store, err := newStore(context.Background(), engine, promotion, o)
	if err != nil {
		return nil, errors.Join(fmt.Errorf("open store %s: %w", path, err), engine.Close())
	}
	return store, nil
}

// newStore builds the store on an engine, whose content it must be able to read.
func newStore(ctx context.Context, engine engine, promotion programme.Promotion, o options) (*Store, error) {
	s := &Store{engine: engine, promotion: promotion, now: o.now, batch: 500, sealer: sealer{key: o.key}, restores: o.restores}
	return s, s.checkSchema(ctx)
}

// schemaVersion is the form of the records that this package writes. Raise it when an older program would misread them.
const schemaVersion = 1

// schema says in which form the promotion's records are written.
type schema struct {
	Version int `json:"version"`
}

// checkSchema looks whether the records can be used, and says in an empty store in which form they will be. A store that is
// retired can still be looked into.
func (s *Store) checkSchema(ctx context.Context) error {
	stored, found, err := load[schema](ctx, s, schemaKey())
	if err == nil && found.Value == nil {
		stored, err = first(ctx, s, schemaKey(), schema{schemaVersion})
	}
	if err != nil {
		return err
	}
	if stored.Version > schemaVersion {
		return fmt.Errorf("form %d of the records, while this version knows up to %d: %w", stored.Version, schemaVersion, ErrNewer)
	}
	if s.restores {
		return nil
	}
	return s.checkWhole(ctx)
}

func (s *Store) checkWhole(ctx context.Context) error {
	marks, err := s.engine.Get(ctx, restoringKey())
	if err == nil && marks[0].Value != nil {
		err = ErrRestoring
	}
	return err
}

// Close lets go of the store, and ends Share before.
func (s *Store) Close() error { return errors.Join(s.unshare(), s.engine.Close()) }

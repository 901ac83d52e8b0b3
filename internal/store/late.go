package store

import (
	"bytes"
	"context"
	"errors"
	"maps"
	"slices"
	"strings"
	"sync"
)

// Late makes Open leave a file alone that is not there, until something is written: looking makes none. What reading makes
// by itself is no such thing: the form of the records, and the promotion's key.
func Late() Option { return func(o *options) { o.late = true } }

// errMade says that what was read while there was no file does not hold any more.
var errMade = errors.New("another process has made the store meanwhile: do it again")

// late is the engine in a file that may have to be made.
type late struct {
	open func() (engine, error)

	mu   sync.RWMutex
	made engine            // nil as long as there is no file
	kept map[string][]byte // what reading has made, as long as there is no file
}

func newLate(open func() (engine, error)) *late { return &late{open: open, kept: map[string][]byte{}} }

// current is the file, or nil.
func (l *late) current() engine {
	l.mu.RLock()
	defer l.mu.RUnlock()
	return l.made
}

// Get implements engine.
func (l *late) Get(ctx context.Context, keys ...string) ([]record, error) {
	if made := l.current(); made != nil {
		return made.Get(ctx, keys...)
	}
	l.mu.RLock()
	defer l.mu.RUnlock()
	records := make([]record, len(keys))
	for i, key := range keys {
		records[i] = record{key, l.kept[key]}
	}
	return records, ctx.Err()
}

// Scan implements engine.
func (l *late) Scan(ctx context.Context, prefix, after string, limit int) ([]record, error) {
	if made := l.current(); made != nil {
		return made.Scan(ctx, prefix, after, limit)
	}
	l.mu.RLock()
	defer l.mu.RUnlock()
	var records []record
	for _, key := range slices.Sorted(maps.Keys(l.kept)) {
		if strings.HasPrefix(key, prefix) && key > after && len(records) < limit {
			records = append(records, record{key, l.kept[key]})
		}
	}
	return records, ctx.Err()
}

// Copy implements engine.
func (l *late) Copy(ctx context.Context, each func(record) error) error {
	if made := l.current(); made != nil {
		return made.Copy(ctx, each)
	}
	records, err := l.Scan(ctx, "", "", 2)
	for _, r := range records {
		if err == nil {
			err = each(r)
		}
	}
	return err
}

// Apply implements engine.
func (l *late) Apply(ctx context.Context, conditions []condition, writes []write) (bool, error) {
	made, applied, err := l.prepare(ctx, conditions, writes)
	if made == nil || err != nil {
		return applied, err
	}
	return made.Apply(ctx, conditions, writes)
}

// prepare gives the file into which a change goes, and makes it when there is none; what reading makes is kept meanwhile.
func (l *late) prepare(ctx context.Context, conditions []condition, writes []write) (made engine, applied bool, err error) {
	if made := l.current(); made != nil {
		return made, false, nil
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.made == nil && !slices.ContainsFunc(writes, changesMore) {
		return nil, l.keep(conditions, writes), ctx.Err()
	}
	err = l.make(ctx)
	return l.made, false, err
}

// changesMore reports whether a write is more than what reading makes by itself.
func changesMore(w write) bool { return w.Key != schemaKey() && w.Key != secretKey() }

// keep notes what reading makes. The caller holds the lock.
func (l *late) keep(conditions []condition, writes []write) bool {
	for _, c := range conditions {
		if !bytes.Equal(l.kept[c.Key], c.Value) {
			return false
		}
	}
	for _, w := range writes {
		l.kept[w.Key] = w.Value
	}
	return true
}

// make makes the file, with what reading has made, unless it is made. Somebody else may have made another one since: what
// was read is wrong then. The caller holds the lock.
func (l *late) make(ctx context.Context) error {
	if l.made != nil {
		return nil
	}
	made, err := l.open()
	if err != nil {
		return err
	}
	var absent []condition
	var writes []write
	for key, value := range l.kept {
		absent, writes = append(absent, condition{Key: key}), append(writes, put(key, value))
	}
	applied, err := made.Apply(ctx, absent, writes)
	if err == nil && !applied {
		err = errMade
	}
	if err != nil {
		return errors.Join(err, made.Close())
	}
	l.made = made
	return nil
}

// Compact implements compacter: what is not made keeps nothing.
func (l *late) Compact(ctx context.Context) error {
	if made, can := l.current().(compacter); can {
		return made.Compact(ctx)
	}
	return nil
}

// Close implements engine.
func (l *late) Close() error {
	if made := l.current(); made != nil {
		return made.Close()
	}
	return nil
}

package store

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"strconv"
	"sync"
	"sync/atomic"

	"go.etcd.io/bbolt"
)

// bolt is the engine in one local file.
type bolt struct {
	path     string
	volatile bool
	bucket   []byte // name of the promotion's bucket
	queue    queue
	commits  atomic.Uint64

	changing sync.Mutex // held by whoever changes the file, or puts another in its place
	mu       sync.Mutex
	file     *boltFile
}

// boltFile is one file. Compact puts another in its place, and closes it when nobody reads it any more.
type boltFile struct {
	*bbolt.DB
	readers sync.RWMutex
}

// borrow is the file as it is now, until give is called.
func (b *bolt) borrow() (file *boltFile, give func()) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.file.readers.RLock()
	return b.file, b.file.readers.RUnlock
}

// view reads the promotion's bucket in one transaction.
func (b *bolt) view(ctx context.Context, read func(*bbolt.Bucket)) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	file, give := b.borrow()
	defer give()
	return guard(func() error {
		return file.View(func(tx *bbolt.Tx) error {
			read(tx.Bucket(b.bucket))
			return nil
		})
	})
}

// Get implements engine.
func (b *bolt) Get(ctx context.Context, keys ...string) ([]record, error) {
	records := make([]record, len(keys))
	err := b.view(ctx, func(bucket *bbolt.Bucket) {
		cursor := bucket.Cursor()
		for i, key := range keys {
			records[i] = record{Key: key, Value: bytes.Clone(valueAt(cursor, key))}
		}
	})
	return records, err
}

// valueAt is what a key holds, as a bucket's Get tells; a cursor that is asked for many keys costs the memory of one.
func valueAt(cursor *bbolt.Cursor, key string) []byte {
	if found, value := cursor.Seek([]byte(key)); string(found) == key {
		return value
	}
	return nil
}

// Scan implements engine.
func (b *bolt) Scan(ctx context.Context, prefix, after string, limit int) ([]record, error) {
	var records []record
	err := b.view(ctx, func(bucket *bbolt.Bucket) {
		cursor := bucket.Cursor()
		key, value := cursor.Seek([]byte(max(prefix, after)))
		if key != nil && string(key) == after {
			key, value = cursor.Next()
		}
		for ; len(records) < limit && key != nil && bytes.HasPrefix(key, []byte(prefix)); key, value = cursor.Next() {
			records = append(records, record{Key: string(key), Value: bytes.Clone(value)})
		}
	})
	return records, err
}

// Copy implements engine.
func (b *bolt) Copy(ctx context.Context, each func(record) error) error {
	var failed error
	err := b.view(ctx, func(bucket *bbolt.Bucket) {
		failed = bucket.ForEach(func(key, value []byte) error {
			return each(record{Key: string(key), Value: bytes.Clone(value)})
		})
	})
	return errors.Join(err, failed)
}

// Apply implements engine.
func (b *bolt) Apply(ctx context.Context, conditions []condition, writes []write) (bool, error) {
	if err := ctx.Err(); err != nil {
		return false, err
	}
	return b.queue.do(conditions, writes)
}

// errIdle rolls a transaction back that has nothing to write, which saves the wait for the disk.
var errIdle = errors.New("nothing to write")

// commit does the changes one after the other in one transaction. They succeed or fail together.
func (b *bolt) commit(changes []*change) {
	b.changing.Lock()
	defer b.changing.Unlock()
	err := guard(func() error {
		return b.file.Update(func(tx *bbolt.Tx) error {
			written, err := applyAll(tx.Bucket(b.bucket), changes)
			if err == nil && !written {
				err = errIdle
			}
			return err
		})
	})
	b.commits.Add(1)
	if err == nil || errors.Is(err, errIdle) {
		return
	}
	for _, change := range changes {
		change.applied, change.err = false, err
	}
}

// applyAll does those changes whose conditions hold, and reports whether anything was written.
func applyAll(bucket *bbolt.Bucket, changes []*change) (written bool, err error) {
	retired := isRetired(bucket)
	for _, change := range changes {
		knows := knowsRetired(change.conditions)
		if retired && !knows {
			change.err = ErrRetired
			continue
		}
		change.applied = holds(bucket.Cursor(), change.conditions)
		if !change.applied {
			continue
		}
		written = true
		if err := perform(bucket, change.writes); err != nil {
			return written, err
		}
		if knows {
			retired = isRetired(bucket)
		}
	}
	return written, nil
}

// isRetired reports whether no change is taken any more, but for one that knows of it: of its own mark.
func isRetired(bucket *bbolt.Bucket) bool { return valueAt(bucket.Cursor(), retiredKey()) != nil }

func holds(cursor *bbolt.Cursor, conditions []condition) bool {
	for _, condition := range conditions {
		value := valueAt(cursor, condition.Key)
		if (value == nil) != (condition.Value == nil) || !bytes.Equal(value, condition.Value) {
			return false
		}
	}
	return true
}

// bulk is the number of writes from which a change lays out pages of its own: it fills them, where bbolt leaves half of each
// for what may come between.
const bulk = 1000

func perform(bucket *bbolt.Bucket, writes []write) error {
	if len(writes) >= bulk {
		bucket.FillPercent = 0.9
	}
	for _, write := range writes {
		if err := performOne(bucket, []byte(write.Key), write); err != nil {
			return fmt.Errorf("write %q: %w", write.Key, err)
		}
	}
	return nil
}

func performOne(bucket *bbolt.Bucket, key []byte, write write) error {
	switch {
	case write.Value != nil:
		return bucket.Put(key, write.Value)
	case write.Add == 0:
		return bucket.Delete(key)
	}
	count, err := countOf(bucket.Get(key))
	if err != nil {
		return err
	}
	return bucket.Put(key, strconv.AppendInt(nil, int64(count+write.Add), 10))
}

// countOf reads a count; an absent one is 0.
func countOf(value []byte) (int, error) {
	if value == nil {
		return 0, nil
	}
	return strconv.Atoi(string(value))
}

// Version implements versioned. A commit that failed counts, too: what became of it is not known.
func (b *bolt) Version() uint64 { return b.commits.Load() }

// Close implements engine.
func (b *bolt) Close() error {
	b.changing.Lock()
	defer b.changing.Unlock()
	return b.file.close()
}

// close waits for those who read.
func (f *boltFile) close() error {
	f.readers.Lock()
	defer f.readers.Unlock()
	return f.Close()
}

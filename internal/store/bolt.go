package store

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"runtime/debug"
	"strconv"
	"syscall"
	"time"

	"go.etcd.io/bbolt"
	berrors "go.etcd.io/bbolt/errors"
)

// patience is how long Open waits for a file that another process holds.
const patience = 500 * time.Millisecond

// bolt is the engine in one local file.
type bolt struct {
	db     *bbolt.DB
	bucket []byte // name of the promotion's bucket
	queue  queue
}

// openBolt opens the file, and makes it when there is none. volatile leaves out the wait for the disk.
func openBolt(path, bucket string, volatile bool) (*bolt, error) {
	if err := makeFile(path); err != nil {
		return nil, err
	}
	db, err := openFile(path, volatile)
	if err != nil {
		return nil, err
	}
	b := &bolt{db: db, bucket: []byte(bucket)}
	b.queue.commit = b.commit
	err = guard(func() error {
		return db.Update(func(tx *bbolt.Tx) error {
			_, err := tx.CreateBucketIfNotExists(b.bucket)
			return err
		})
	})
	if err != nil {
		return nil, errors.Join(err, db.Close())
	}
	return b, nil
}

// makeFile makes an empty database beside its place and then links it there, so that a file that is there is always
// whole: an empty one has lost its content.
func makeFile(path string) error {
	info, err := os.Stat(path)
	switch {
	case err == nil && !info.Mode().IsRegular():
		return errors.New("it is not a file")
	case err == nil && info.Size() == 0:
		return fmt.Errorf("the file is empty: %w", ErrDamaged)
	case !errors.Is(err, os.ErrNotExist):
		return err
	}
	return newFile(path)
}

func newFile(path string) error {
	folder, err := os.MkdirTemp(filepath.Dir(path), filepath.Base(path)+".new-")
	if err != nil {
		return err
	}
	defer os.RemoveAll(folder)
	fresh := filepath.Join(folder, "store")
	db, err := bbolt.Open(fresh, 0o600, nil)
	if err != nil {
		return err
	}
	if err := db.Close(); err != nil {
		return err
	}
	if err := os.Link(fresh, path); err != nil && !errors.Is(err, os.ErrExist) {
		return err
	}
	return nil
}

// openFile opens a file that is whole. bbolt fails on a bad one in many ways, one of which is a memory fault.
func openFile(path string, volatile bool) (*bbolt.DB, error) {
	if err := checkFile(path); err != nil {
		return nil, damage(err)
	}
	var db *bbolt.DB
	err := guard(func() (err error) {
		db, err = bbolt.Open(path, 0o600, &bbolt.Options{Timeout: patience, NoSync: volatile, FreelistType: bbolt.FreelistMapType})
		return err
	})
	return db, damage(err)
}

// checkFile finds a file that was cut: it must hold every page of which its last transaction speaks. It is opened for
// reading alone, since bbolt then looks at its headers only.
func checkFile(path string) error {
	return guard(func() error {
		db, err := bbolt.Open(path, 0o600, &bbolt.Options{Timeout: patience, ReadOnly: true})
		if err != nil {
			return err
		}
		defer db.Close()
		return db.View(func(tx *bbolt.Tx) error {
			info, err := os.Stat(path)
			if err == nil && info.Size() < tx.Size() {
				err = fmt.Errorf("%d of %d bytes are there: %w", info.Size(), tx.Size(), ErrDamaged)
			}
			return err
		})
	})
}

// damage names the errors by which bbolt says that a file is in use, or is not, or no longer, one of its own.
func damage(err error) error {
	var system syscall.Errno // permissions, memory: the file may be sound
	switch {
	case err == nil, errors.Is(err, ErrDamaged), errors.As(err, &system):
		return err
	case errors.Is(err, berrors.ErrTimeout):
		return ErrBusy
	}
	return fmt.Errorf("%w: %w", err, ErrDamaged)
}

// guard runs f and turns the panics and memory faults of a damaged file into ErrDamaged.
func guard(f func() error) (err error) {
	defer debug.SetPanicOnFault(debug.SetPanicOnFault(true))
	defer func() {
		if fault := recover(); fault != nil {
			err = fmt.Errorf("%v: %w", fault, ErrDamaged)
		}
	}()
	return f()
}

// view reads the promotion's bucket in one transaction.
func (b *bolt) view(ctx context.Context, read func(*bbolt.Bucket)) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	return guard(func() error {
		return b.db.View(func(tx *bbolt.Tx) error {
			read(tx.Bucket(b.bucket))
			return nil
		})
	})
}

// Get implements engine.
func (b *bolt) Get(ctx context.Context, keys ...string) ([]record, error) {
	records := make([]record, len(keys))
	err := b.view(ctx, func(bucket *bbolt.Bucket) {
		for i, key := range keys {
			records[i] = record{Key: key, Value: bytes.Clone(bucket.Get([]byte(key)))}
		}
	})
	return records, err
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
	err := guard(func() error {
		return b.db.Update(func(tx *bbolt.Tx) error {
			idle, bucket := true, tx.Bucket(b.bucket)
			for _, change := range changes {
				change.applied = holds(bucket, change.conditions)
				if !change.applied {
					continue
				}
				idle = false
				if err := perform(bucket, change.writes); err != nil {
					return err
				}
			}
			if idle {
				return errIdle
			}
			return nil
		})
	})
	if err == nil || errors.Is(err, errIdle) {
		return
	}
	for _, change := range changes {
		change.applied, change.err = false, err
	}
}

func holds(bucket *bbolt.Bucket, conditions []condition) bool {
	for _, condition := range conditions {
		value := bucket.Get([]byte(condition.Key))
		if (value == nil) != (condition.Value == nil) || !bytes.Equal(value, condition.Value) {
			return false
		}
	}
	return true
}

func perform(bucket *bbolt.Bucket, writes []write) error {
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

// Close implements engine.
func (b *bolt) Close() error { return b.db.Close() }

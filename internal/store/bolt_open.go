package store

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"runtime/debug"
	"syscall"
	"time"

	"go.etcd.io/bbolt"
	berrors "go.etcd.io/bbolt/errors"
)

// patience is how long Open waits for a file that another process holds.
const patience = 500 * time.Millisecond

const (
	// mapped is the part of a file that bbolt maps into memory from the beginning, in bytes of address space alone. It would
	// begin with some KB, and, each time that a change outgrows what is mapped, copy all that the change has written.
	mapped = 1 << 30

	// growth is how much a file grows at once, in bytes. The file system keeps no place for what is not written.
	growth = 1 << 20
)

// openBolt opens the file, and makes it when there is none. volatile leaves out the wait for the disk.
func openBolt(path, bucket string, volatile bool) (*bolt, error) {
	if err := makeFile(path); err != nil {
		return nil, err
	}
	db, err := openInPlace(path, volatile)
	if err != nil {
		return nil, err
	}
	dropLeftovers(path)
	b := &bolt{path: path, volatile: volatile, file: &boltFile{DB: db}, bucket: []byte(bucket)}
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

// openInPlace opens the file that has the name. Whoever waits for the lock of one that is being compacted gets it when
// another file has taken its place: that one is opened then.
func openInPlace(path string, volatile bool) (*bbolt.DB, error) {
	for {
		db, opened, err := openFile(path, volatile)
		if err != nil {
			return nil, err
		}
		there, err := os.Stat(path)
		if err != nil {
			return nil, errors.Join(err, db.Close())
		}
		if os.SameFile(opened, there) {
			return db, nil
		}
		if err := db.Close(); err != nil {
			return nil, err
		}
	}
}

// openFile opens a file that is whole. bbolt fails on a bad one in many ways, one of which is a memory fault.
func openFile(path string, volatile bool) (db *bbolt.DB, opened os.FileInfo, err error) {
	if err := checkFile(path); err != nil {
		return nil, nil, damage(err)
	}
	open := func(name string, flag int, mode os.FileMode) (*os.File, error) {
		file, err := os.OpenFile(name, flag, mode)
		if err == nil {
			opened, err = file.Stat()
		}
		return file, err
	}
	err = guard(func() (err error) {
		db, err = openToWrite(path, bbolt.Options{Timeout: patience, NoSync: volatile, OpenFile: open})
		return err
	})
	return db, opened, damage(err)
}

// openToWrite opens a file with what is the same for every one that grows.
func openToWrite(path string, options bbolt.Options) (*bbolt.DB, error) {
	options.FreelistType, options.InitialMmapSize = bbolt.FreelistMapType, mapped
	db, err := bbolt.Open(path, 0o600, &options)
	if err == nil {
		db.AllocSize = growth
	}
	return db, err
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

package store

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"

	"go.etcd.io/bbolt"
)

// A value that was removed stays in the pages of the file that are free, until they are used again. To overwrite those
// pages in place would be wrong: the last transaction but one may need them after a crash, and bbolt does not tell which
// they are. What is live is copied into a new file instead, which then takes the place of the old one: at every instant
// there is one whole file under the name, and a crash leaves the old one.

// compactAt is how much is copied in one transaction, in bytes.
const compactAt = 4 << 20

// Compact implements compacter. Reading goes on meanwhile; changes wait, for about a second for each 100 MB.
func (b *bolt) Compact(ctx context.Context) error {
	old, err := b.renew(ctx)
	if err != nil {
		return err
	}
	return old.close()
}

// renew puts a new file in the place of the old one, which it returns.
func (b *bolt) renew(ctx context.Context) (*boltFile, error) {
	b.changing.Lock()
	defer b.changing.Unlock()
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	path, err := filepath.EvalSymlinks(b.path)
	if err != nil {
		return nil, err
	}
	folder, err := os.MkdirTemp(filepath.Dir(path), filepath.Base(path)+".compact-")
	if err != nil {
		return nil, err
	}
	defer os.RemoveAll(folder)
	fresh, err := b.copied(filepath.Join(folder, "store"))
	if err != nil {
		return nil, err
	}
	if err := errors.Join(os.Rename(fresh.Path(), path), b.syncFolder(filepath.Dir(path))); err != nil {
		return nil, errors.Join(err, fresh.Close())
	}
	b.mu.Lock()
	defer b.mu.Unlock()
	old := b.file
	b.file = fresh
	return old, nil
}

// copied is a new file with all that is live. It is locked from the beginning, so that nobody else can open it before it
// is ours under its name.
func (b *bolt) copied(path string) (*boltFile, error) {
	var fresh *bbolt.DB
	err := guard(func() (err error) {
		fresh, err = openToWrite(path, bbolt.Options{NoSync: true})
		return err
	})
	if err != nil {
		return nil, err
	}
	err = guard(func() error { return bbolt.Compact(fresh, b.file.DB, compactAt) })
	if err == nil && !b.volatile {
		err = fresh.Sync()
	}
	if err != nil {
		return nil, errors.Join(fmt.Errorf("copy the store: %w", err), fresh.Close())
	}
	fresh.NoSync = b.volatile
	return &boltFile{DB: fresh}, nil
}

// syncFolder makes the new name durable.
func (b *bolt) syncFolder(path string) error {
	if b.volatile {
		return nil
	}
	folder, err := os.Open(path)
	if err != nil {
		return err
	}
	return errors.Join(folder.Sync(), folder.Close())
}

// dropLeftovers removes what a process left that died while it made a new file. The caller holds the store.
func dropLeftovers(path string) {
	folders, _ := filepath.Glob(path + ".compact-*") // beside a path with a pattern in it they stay
	for _, folder := range folders {
		_ = os.RemoveAll(folder)
	}
}

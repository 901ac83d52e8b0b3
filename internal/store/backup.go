package store

import (
	"context"
	"fmt"
	"io"
	"time"
)

// Backup writes a copy of every record, as they stand together at one instant, while others go on working. With move the
// store is retired first, so that the copy holds all that ever happened here.
func (s *Store) Backup(ctx context.Context, w io.Writer, move bool, at time.Time) (Copied, error) {
	if move {
		if err := s.Retire(ctx, at); err != nil {
			return Copied{}, err
		}
	}
	copied := Copied{Promotion: s.promotion.ID, Taken: at, Moved: move}
	out, err := newCopyWriter(w, heading{Form: backupForm, Schema: schemaVersion, Copied: copied})
	if err != nil {
		return Copied{}, fmt.Errorf("write the copy: %w", err)
	}
	err = s.engine.Copy(ctx, func(r record) error {
		if isMark(r.Key) {
			return nil
		}
		return out.add(r)
	})
	if err != nil {
		return Copied{}, fmt.Errorf("copy the store: %w", err)
	}
	end, err := out.close()
	if err != nil {
		return Copied{}, fmt.Errorf("write the copy: %w", err)
	}
	copied.Records, copied.Hash = end.Records, end.Hash
	return copied, nil
}

// VerifyBackup reads a copy to its end. ErrCopy says that it is none, or not whole; ErrNewer that a newer version made it.
func VerifyBackup(r io.Reader) (Copied, error) {
	return readCopy(r, func(Copied, record) error { return nil })
}

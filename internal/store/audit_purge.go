package store

import (
	"context"
	"fmt"
	"time"
)

// PurgeAudit removes the entries of the audit trail from before an instant, oldest first, and counts them. The hash of the
// last of them stays, so that those which follow can still be verified. With dry it only counts.
func (s *Store) PurgeAudit(ctx context.Context, before time.Time, dry bool) (int, error) {
	purged := 0
	for {
		tail, _, err := load[head](ctx, s, auditTailKey())
		if err != nil {
			return purged, fmt.Errorf("purge the audit trail: %w", err)
		}
		if dry {
			tail.Seq += purged
		}
		entries, err := s.Entries(ctx, tail.Seq, s.batch)
		if err != nil {
			return purged, err
		}
		old := 0
		for old < len(entries) && entries[old].At.Before(before) {
			old++
		}
		if old == 0 {
			return purged, nil
		}
		if !dry {
			if err := s.dropEntries(ctx, entries[:old]); err != nil {
				return purged, fmt.Errorf("purge the audit trail: %w", err)
			}
		}
		purged += old
	}
}

// dropEntries moves the beginning of the trail behind some entries. To do it twice does no harm.
func (s *Store) dropEntries(ctx context.Context, entries []Entry) error {
	last := entries[len(entries)-1]
	value, err := encode(head{last.Seq, last.Hash})
	if err != nil {
		return err
	}
	writes := []write{put(auditTailKey(), value)}
	for _, entry := range entries {
		writes = append(writes, remove(auditKey(entry.Seq)), remove(auditNameKey(entry.name())))
	}
	_, err = s.engine.Apply(ctx, nil, writes)
	return err
}

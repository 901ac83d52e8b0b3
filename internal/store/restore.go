package store

import (
	"context"
	"errors"
	"fmt"
	"io"
	"time"

	"digbot/internal/programme"
	"digbot/notifier"
)

// Restored says what has come of a restoration.
type Restored struct {
	Copied

	// Of a copy that was taken without a move, something may have happened after it. So these campaigns are paused, and
	// nothing is fired that was due by now.
	Paused []string  `json:"paused,omitempty"` // campaigns, by id
	From   time.Time `json:"from,omitzero"`    // how far the calendar had been swept,
	To     time.Time `json:"to,omitzero"`      // and is now
}

// Restore puts a copy into an empty store, and verifies it by count and hash. What was cut short is begun anew by calling
// it again; until it is whole, nobody else can open the store. ErrOccupied, ErrCopy and ErrNewer say that nothing was done.
func (s *Store) Restore(ctx context.Context, file io.ReadSeeker, at time.Time) (Restored, error) {
	copied, err := VerifyBackup(file)
	if err != nil {
		return Restored{}, err
	}
	if copied.Promotion != s.promotion.ID {
		return Restored{}, fmt.Errorf("%w: it is of the promotion %q, and this configuration of %q", ErrCopy, copied.Promotion, s.promotion.ID)
	}
	if err := s.clear(ctx, at); err != nil {
		return Restored{}, err
	}
	if _, err := file.Seek(0, io.SeekStart); err != nil {
		return Restored{}, fmt.Errorf("read the copy again: %w", err)
	}
	if err := s.fill(ctx, file); err != nil {
		return Restored{}, fmt.Errorf("restore: %w", err)
	}
	if err := s.compare(ctx, copied); err != nil {
		return Restored{}, fmt.Errorf("verify what was restored: %w", err)
	}
	restored := Restored{Copied: copied}
	if !copied.Moved {
		if restored, err = s.calm(ctx, restored, at); err != nil {
			return Restored{}, err
		}
	}
	_, err = s.engine.Apply(ctx, nil, []write{remove(restoringKey())})
	return restored, err
}

// clear marks a store as being restored, and takes out what an earlier attempt has put in.
func (s *Store) clear(ctx context.Context, at time.Time) error {
	began, err := encode(at)
	if err != nil {
		return err
	}
	if err := s.claimEmpty(ctx, began); err != nil {
		return err
	}
	for page, err := range s.pages(ctx, "") {
		if err != nil {
			return fmt.Errorf("clear the store: %w", err)
		}
		var writes []write
		for _, r := range page {
			if !isMark(r.Key) {
				writes = append(writes, remove(r.Key))
			}
		}
		if _, err := s.engine.Apply(ctx, nil, writes); err != nil {
			return fmt.Errorf("clear the store: %w", err)
		}
	}
	return nil
}

// claimEmpty puts the mark, unless the store holds more than that somebody has opened it.
func (s *Store) claimEmpty(ctx context.Context, began []byte) error {
	records, err := s.engine.Scan(ctx, "", "", 3)
	if err != nil {
		return fmt.Errorf("look whether the store is empty: %w", err)
	}
	for _, r := range records {
		if r.Key == restoringKey() {
			return nil
		}
	}
	for _, r := range records {
		if r.Key != schemaKey() {
			marks, err := s.engine.Get(ctx, restoringKey())
			if err == nil && marks[0].Value == nil {
				err = ErrOccupied
			}
			return err
		}
	}
	_, err = s.engine.Apply(ctx, []condition{{Key: restoringKey()}}, []write{put(restoringKey(), began)})
	return err
}

// fill writes the records, some in each step.
func (s *Store) fill(ctx context.Context, file io.Reader) error {
	var writes []write
	flush := func() error {
		_, err := s.engine.Apply(ctx, nil, writes)
		writes = writes[:0]
		return err
	}
	_, err := readCopy(file, func(_ Copied, r record) error {
		writes = append(writes, put(r.Key, r.Value))
		if len(writes) < s.batch {
			return nil
		}
		return flush()
	})
	return errors.Join(err, flush())
}

// compare reads the store back.
func (s *Store) compare(ctx context.Context, want Copied) error {
	t := newSum()
	err := s.engine.Copy(ctx, func(r record) error {
		if !isMark(r.Key) {
			t.add(r)
		}
		return nil
	})
	if end := t.ending(); err == nil && (end.Records != want.Records || end.Hash != want.Hash) {
		err = fmt.Errorf("%d records with hash %s are there, and should be %d with %s", end.Records, end.Hash, want.Records, want.Hash)
	}
	return err
}

// calm keeps everything back that may have left since the copy was taken: a person decides what is still to be sent.
func (s *Store) calm(ctx context.Context, r Restored, at time.Time) (Restored, error) {
	list, err := s.Campaigns(ctx)
	if err != nil {
		return r, err
	}
	for _, c := range list {
		if !c.State.Open() || c.State == notifier.CampaignPaused {
			continue
		}
		if _, err := s.Update(ctx, c.ID, pause); err != nil {
			return r, err
		}
		r.Paused = append(r.Paused, c.ID)
	}
	return s.skipTo(ctx, r, at)
}

func pause(c notifier.Campaign) (notifier.Campaign, error) {
	c.State, c.Paused = notifier.CampaignPaused, c.State
	return c, nil
}

// skipTo fires nothing that was due by an instant of real time. A season that was never begun has nothing to skip.
func (s *Store) skipTo(ctx context.Context, r Restored, at time.Time) (Restored, error) {
	clock, err := s.Clock(ctx)
	if err != nil {
		return r, err
	}
	swept, err := s.Swept(ctx)
	if err != nil || swept.IsZero() {
		return r, err
	}
	r.From, r.To = swept, clock.Now(at).In(programme.Paris())
	return r, s.Advance(ctx, r.To)
}

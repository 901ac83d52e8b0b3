package store

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"strconv"
	"time"
)

// ErrForged means that the audit trail is not what was written.
var ErrForged = errors.New("the audit trail was changed")

// Entry is one line of the audit trail: who did what. Each holds the hash of the one before, so that none can be
// changed, removed or put in between unseen.
type Entry struct {
	Seq     int       `json:"seq"` // from 1, without a gap
	At      time.Time `json:"at"`  // UTC
	Who     string    `json:"who"` // the id of the entry in the configuration's staff, or of a part of the program
	Where   string    `json:"where,omitempty"`
	What    string    `json:"what"`              // ids only: never a name or an address
	Content string    `json:"content,omitempty"` // hash of the content that it was about
	Hash    string    `json:"hash,omitempty"`
	Prev    string    `json:"prev"` // hash of the entry before; empty on the first
}

// head is the end of the trail.
type head struct {
	Seq  int    `json:"seq"`
	Hash string `json:"hash"`
}

// name tells an event from every other, so that it is written once however often it is told.
func (e Entry) name() string { return hashOf(e.At.UTC(), e.Who, e.Where, e.What, e.Content) }

// sum is the hash of all but the hash.
func (e Entry) sum() string {
	return hashOf(e.Seq, e.At.UTC(), e.Who, e.Where, e.What, e.Content, e.Prev)
}

func hashOf(fields ...any) string {
	var text []byte
	for _, field := range fields {
		text = append(strconv.AppendQuote(text, asWritten(field)), '\n')
	}
	sum := sha256.Sum256(text)
	return hex.EncodeToString(sum[:])
}

func asWritten(field any) string {
	switch field := field.(type) {
	case string:
		return field
	case time.Time:
		return field.Format(time.RFC3339Nano)
	}
	return fmt.Sprint(field)
}

// Append writes an entry at the end of the trail and returns it with its number and hashes. The same event at the same
// instant is written once.
func (s *Store) Append(ctx context.Context, entry Entry) (Entry, error) {
	entry.At = entry.At.UTC().Round(0)
	for {
		told, done, err := s.tell(ctx, entry)
		if err != nil {
			return Entry{}, fmt.Errorf("append to the audit trail: %w", err)
		}
		if done {
			return told, nil
		}
	}
}

// tell writes the entry, or finds it. It reports false when somebody came between.
func (s *Store) tell(ctx context.Context, entry Entry) (Entry, bool, error) {
	seq, told, err := load[int](ctx, s, auditNameKey(entry.name()))
	if err != nil {
		return entry, false, err
	}
	if told.Value != nil {
		found, _, err := load[Entry](ctx, s, auditKey(seq))
		return found, err == nil, err
	}
	last, end, err := load[head](ctx, s, auditHeadKey())
	if err != nil {
		return entry, false, err
	}
	entry.Seq, entry.Prev = last.Seq+1, last.Hash
	entry.Hash = entry.sum()
	writes, err := entry.writes()
	if err != nil {
		return entry, false, err
	}
	ok, err := s.apply(ctx, []condition{unchanged(end), unchanged(told)}, writes)
	return entry, ok, err
}

func (e Entry) writes() ([]write, error) {
	value, err := encode(e)
	if err != nil {
		return nil, err
	}
	end, err := encode(head{e.Seq, e.Hash})
	if err != nil {
		return nil, err
	}
	seq, err := encode(e.Seq)
	return []write{put(auditKey(e.Seq), value), put(auditHeadKey(), end), put(auditNameKey(e.name()), seq)}, err
}

// Entries lists up to limit entries whose number is greater than after, in order.
func (s *Store) Entries(ctx context.Context, after, limit int) ([]Entry, error) {
	records, err := s.engine.Scan(ctx, audits(), auditKey(after), limit)
	if err != nil {
		return nil, fmt.Errorf("read the audit trail: %w", err)
	}
	entries := make([]Entry, 0, len(records))
	for _, stored := range records {
		entry, err := decode[Entry](stored)
		if err != nil {
			return nil, fmt.Errorf("read the audit trail: %w", err)
		}
		entries = append(entries, entry)
	}
	return entries, nil
}

// LastEntries lists the last n entries, in order.
func (s *Store) LastEntries(ctx context.Context, n int) ([]Entry, error) {
	end, _, err := load[head](ctx, s, auditHeadKey())
	if err != nil {
		return nil, fmt.Errorf("read the audit trail: %w", err)
	}
	return s.Entries(ctx, max(end.Seq-n, 0), n)
}

// Verify follows the chain from the first entry that was not purged to the last. ErrForged names the first entry that does not fit.
func (s *Store) Verify(ctx context.Context) error {
	before, _, err := load[head](ctx, s, auditHeadKey())
	if err != nil {
		return fmt.Errorf("read the audit trail: %w", err)
	}
	last, err := s.follow(ctx)
	if err != nil {
		return err
	}
	after, _, err := load[head](ctx, s, auditHeadKey()) // entries may have come in between
	if err != nil {
		return fmt.Errorf("read the audit trail: %w", err)
	}
	switch {
	case last.Seq < before.Seq:
		return fmt.Errorf("entry %d is missing: %w", last.Seq+1, ErrForged)
	case last.Seq > after.Seq, last.Seq == after.Seq && last.Hash != after.Hash:
		return fmt.Errorf("entry %d is not the end: %w", last.Seq, ErrForged)
	}
	return nil
}

// follow checks each entry against the one before and returns the last.
func (s *Store) follow(ctx context.Context) (head, error) {
	last, _, err := load[head](ctx, s, auditTailKey()) // what came before was purged
	if err != nil {
		return last, fmt.Errorf("read the audit trail: %w", err)
	}
	for {
		entries, err := s.Entries(ctx, last.Seq, s.batch)
		if err != nil || len(entries) == 0 {
			return last, err
		}
		for _, entry := range entries {
			if entry.Seq != last.Seq+1 || entry.Prev != last.Hash || entry.Hash != entry.sum() {
				return last, fmt.Errorf("entry %d: %w", last.Seq+1, ErrForged)
			}
			last = head{entry.Seq, entry.Hash}
		}
	}
}

package store

import (
	"bufio"
	"compress/gzip"
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"hash"
	"io"
	"time"
)

// A copy is a file of JSON, a line each, compressed: a heading, every record by key, and how many there were with their
// hash. What is encrypted in the store is so in the copy.

// backupForm is the form of the file: raise it when an older program would misread it.
const backupForm = 1

// ErrCopy means that a file is no copy of a store, or not a whole one.
var ErrCopy = errors.New("the file is no complete copy made by digbot backup")

// Copied says what a copy holds.
type Copied struct {
	Promotion string    `json:"promotion"`
	Taken     time.Time `json:"taken"`
	Moved     bool      `json:"moved"` // the store was retired with it: nothing has happened there since
	Records   int       `json:"records"`
	Hash      string    `json:"sha256"` // over keys and values, in their order
}

type heading struct {
	Form   int `json:"digbot_backup"`
	Schema int `json:"schema"`
	Copied
}

type line struct {
	Key    []byte  `json:"k,omitempty"`
	Value  []byte  `json:"v,omitempty"`
	Ending *ending `json:"end,omitempty"`
}

type ending struct {
	Records int    `json:"records"`
	Hash    string `json:"sha256"`
}

// checksum counts records and hashes them.
type checksum struct {
	records int
	hash    hash.Hash
}

func newSum() *checksum { return &checksum{hash: sha256.New()} }

// add takes the next record. Lengths are hashed, too, so that no two contents look the same.
func (t *checksum) add(r record) {
	var lengths [16]byte
	binary.BigEndian.PutUint64(lengths[:8], uint64(len(r.Key)))
	binary.BigEndian.PutUint64(lengths[8:], uint64(len(r.Value)))
	t.hash.Write(lengths[:])
	io.WriteString(t.hash, r.Key) //nolint:errcheck // a hash takes everything
	t.hash.Write(r.Value)
	t.records++
}

func (t *checksum) ending() ending { return ending{t.records, hex.EncodeToString(t.hash.Sum(nil))} }

// copyWriter writes a copy. close must be called for it to be whole.
type copyWriter struct {
	packed *gzip.Writer
	lines  *json.Encoder
	sum    *checksum
}

func newCopyWriter(w io.Writer, h heading) (*copyWriter, error) {
	packed := gzip.NewWriter(w)
	c := &copyWriter{packed, json.NewEncoder(packed), newSum()}
	return c, c.lines.Encode(h)
}

func (c *copyWriter) add(r record) error {
	c.sum.add(r)
	return c.lines.Encode(line{Key: []byte(r.Key), Value: r.Value})
}

func (c *copyWriter) close() (ending, error) {
	end := c.sum.ending()
	return end, errors.Join(c.lines.Encode(line{Ending: &end}), c.packed.Close())
}

// readCopy reads a copy and gives its records away as they come: only when it returns without an error was it whole.
func readCopy(r io.Reader, each func(Copied, record) error) (Copied, error) {
	packed, err := gzip.NewReader(bufio.NewReader(r))
	if err != nil {
		return Copied{}, fmt.Errorf("%w: %w", ErrCopy, err)
	}
	lines := json.NewDecoder(packed)
	var h heading
	if err := lines.Decode(&h); err != nil || h.Form == 0 {
		return Copied{}, errors.Join(ErrCopy, err)
	}
	if h.Form > backupForm || h.Schema > schemaVersion {
		return Copied{}, fmt.Errorf("the copy: %w", ErrNewer)
	}
	end, err := readRecords(lines, func(r record) error { return each(h.Copied, r) })
	if err != nil {
		return Copied{}, err
	}
	h.Taken, h.Records, h.Hash = inParis(h.Taken), end.Records, end.Hash
	return h.Copied, checkTail(packed, lines)
}

func readRecords(lines *json.Decoder, each func(record) error) (ending, error) {
	for t := newSum(); ; {
		var l line
		if err := lines.Decode(&l); err != nil {
			return ending{}, fmt.Errorf("%w: after %d records: %w", ErrCopy, t.records, noEOF(err))
		}
		if l.Ending != nil {
			if end := t.ending(); *l.Ending != end {
				return ending{}, fmt.Errorf("%w: it holds %d records with hash %s, and should hold %d with %s",
					ErrCopy, end.Records, end.Hash, l.Ending.Records, l.Ending.Hash)
			}
			return *l.Ending, nil
		}
		if len(l.Key) == 0 {
			return ending{}, fmt.Errorf("%w: record %d has no key", ErrCopy, t.records+1)
		}
		r := record{string(l.Key), append([]byte{}, l.Value...)}
		t.add(r)
		if err := each(r); err != nil {
			return ending{}, err
		}
	}
}

// checkTail reads to the end, where the compression keeps a checksum of its own.
func checkTail(packed io.Reader, lines *json.Decoder) error {
	if lines.More() {
		return fmt.Errorf("%w: something follows its end", ErrCopy)
	}
	if _, err := io.Copy(io.Discard, packed); err != nil {
		return fmt.Errorf("%w: %w", ErrCopy, err)
	}
	return nil
}

package store

import "context"

// engine is what a database must offer: small records in key order, changed by compare-and-set. All of the store's logic
// is written once upon it, so an engine knows nothing of firings, deliveries or people.
//
// How it maps onto bbolt: one bucket per promotion; Apply is a part of one Update transaction, shared by everybody who
// waits at that moment. Onto Redis: one hash (key -> value) and one sorted set of all keys (score 0) under the
// promotion's hash tag; Get is one HMGET, Scan is ZRANGEBYLEX and HMGET in one script, Apply is one script.
//
// A store that is retired (see Retire) takes no change but one of which a condition speaks of retiredKey.
//
// An error means that the outcome is unknown, never that nothing happened: the same Apply may be sent again, for its
// conditions stop it from being done twice.
type engine interface {
	// Get reads records as they stand together at one instant, in the order of the keys. An absent one has a nil Value.
	Get(ctx context.Context, keys ...string) ([]record, error)

	// Scan reads up to limit records whose key begins with prefix and is greater than after, by key in byte order.
	Scan(ctx context.Context, prefix, after string, limit int) ([]record, error)

	// Copy gives every record, as they all stand together at one instant, by key in byte order. It ends after the first
	// error of each.
	Copy(ctx context.Context, each func(record) error) error

	// Apply does all the writes, in order, if all the conditions hold, in one step that is durable when it returns. It
	// reports false when a condition does not hold; then nothing was written, except that an engine may have sent the
	// change before, had no answer, and sent it again.
	Apply(ctx context.Context, conditions []condition, writes []write) (bool, error)

	Close() error
}

// versioned is an engine through which every change of its records goes: while its version stays the same, so do they.
type versioned interface {
	// Version is another number after each change, before whoever made the change learns of it.
	Version() uint64
}

// record is one value under its key.
type record struct {
	Key   string
	Value []byte
}

// condition asks that a key holds exactly this value; a nil Value asks that it is absent.
type condition struct {
	Key   string
	Value []byte
}

// write changes one record. put, remove and add make them.
type write struct {
	Key   string
	Value []byte // the new value; nil to remove the record, or to count
	Add   int    // what to add to a count, a decimal number that begins at 0 when absent
}

func put(key string, value []byte) write { return write{Key: key, Value: value} }

func remove(key string) write { return write{Key: key} }

func add(key string, n int) write { return write{Key: key, Add: n} }

package store

import (
	"errors"
	"fmt"
	"time"
)

// A file of bbolt belongs to one process. That process shares it over a Unix socket beside the file, and the engine of
// every other process is the other end of that socket.
//
// Both sides first say a hello. Then the client asks and the server answers, one question at a time on a connection. Each
// message is a frame: its length in four bytes, the highest first, and that much JSON.
const (
	socketProtocol = 1 // raise it when the other side would misread a question or an answer

	maxHello = 4 << 10  // bytes in the first frame, from whoever it comes
	maxFrame = 16 << 20 // bytes in any other

	partRecords = 1000    // records in one answer to a scan,
	partBytes   = 1 << 20 // and about how many bytes of them

	greetingTime = time.Second      // for each side to say its hello
	transferTime = 2 * time.Second  // for a frame that has begun to be through
	answerTime   = 10 * time.Second // for a question to be answered
	idleTime     = time.Minute      // for a client to think of its next question
)

// hello says who speaks. Its form never changes.
type hello struct {
	Protocol  int    `json:"protocol"`
	Promotion string `json:"promotion"`
}

// refusal is why two processes cannot work together, however often they try.
type refusal string

func (r refusal) Error() string { return string(r) }

// check compares what the server said with what this client is.
func (h hello) check(server hello) error {
	switch {
	case server.Protocol != h.Protocol:
		return refusal(fmt.Sprintf("the process that holds the store speaks version %d of its socket and this program version %d: use the same version of digbot for both",
			server.Protocol, h.Protocol))
	case server.Promotion != h.Promotion:
		return refusal(fmt.Sprintf("the process that holds the store works for the promotion %q and not for %q: stop it, or name another store",
			server.Promotion, h.Promotion))
	}
	return nil
}

// cell is a record, a condition or a write on its way. Its key is bytes because JSON would change one that is not UTF-8.
type cell struct {
	Key   []byte `json:"k"`
	Value []byte `json:"v"` // null and "" differ, as nil and empty do for an engine
	Add   int    `json:"n,omitempty"`
}

// The questions: the methods of an engine.
const (
	asksGet     = "get"
	asksScan    = "scan"
	asksApply   = "apply"
	asksCopy    = "copy" // answered by as many frames as it takes
	asksCompact = "compact"
)

type socketQuestion struct {
	Asks       string   `json:"asks"`
	Keys       [][]byte `json:"keys,omitempty"`
	Prefix     []byte   `json:"prefix,omitempty"`
	After      []byte   `json:"after,omitempty"`
	Limit      int      `json:"limit,omitempty"`
	Conditions []cell   `json:"conditions,omitempty"`
	Writes     []cell   `json:"writes,omitempty"`
}

type socketAnswer struct {
	Records []cell `json:"records,omitempty"`
	More    bool   `json:"more,omitempty"` // there was no room for all that the question asks for
	Applied bool   `json:"applied,omitempty"`
	Fault   string `json:"fault,omitempty"`
	Damaged bool   `json:"damaged,omitempty"` // the fault is an ErrDamaged
	Retired bool   `json:"retired,omitempty"` // the fault is an ErrRetired
}

// failed is the answer to a question that ended in an error.
func failed(err error) socketAnswer {
	return socketAnswer{Fault: err.Error(), Damaged: errors.Is(err, ErrDamaged), Retired: errors.Is(err, ErrRetired)}
}

// remoteError is an error that happened in the process that holds the store.
type remoteError struct {
	text    string
	damaged bool
	retired bool
}

func (e remoteError) Error() string { return "the process that holds the store says: " + e.text }

// Is keeps the meaning of an error across the socket.
func (e remoteError) Is(target error) bool {
	return e.damaged && target == ErrDamaged || e.retired && target == ErrRetired
}

func (a socketAnswer) err() error {
	if a.Fault == "" {
		return nil
	}
	return remoteError{a.Fault, a.Damaged, a.Retired}
}

// pack makes cells of records or conditions.
func pack[T record | condition](values []T) []cell {
	cells := make([]cell, len(values))
	for i, value := range values {
		cells[i] = cell{Key: []byte(record(value).Key), Value: record(value).Value}
	}
	return cells
}

// unpack reads what pack made.
func unpack[T record | condition](cells []cell) []T {
	if len(cells) == 0 {
		return nil
	}
	values := make([]T, len(cells))
	for i, cell := range cells {
		values[i] = T(record{string(cell.Key), cell.Value})
	}
	return values
}

func packWrites(writes []write) []cell {
	cells := make([]cell, len(writes))
	for i, write := range writes {
		cells[i] = cell{[]byte(write.Key), write.Value, write.Add}
	}
	return cells
}

func unpackWrites(cells []cell) []write {
	writes := make([]write, len(cells))
	for i, cell := range cells {
		writes[i] = write{string(cell.Key), cell.Value, cell.Add}
	}
	return writes
}

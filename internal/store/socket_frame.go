package store

import (
	"bufio"
	"bytes"
	"encoding/binary"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net"
	"time"
)

// errOversize is a frame that nobody would send in earnest.
var errOversize = errors.New("the message is too long")

const headerSize = 4

// frame writes a message as it goes over the wire.
func frame(message any, limit int) ([]byte, error) {
	var buffer bytes.Buffer
	buffer.Write(make([]byte, headerSize))
	if err := json.NewEncoder(&buffer).Encode(message); err != nil {
		return nil, err
	}
	size := buffer.Len() - headerSize
	if size > limit {
		return nil, fmt.Errorf("%w: %d bytes, %d at most", errOversize, size, limit)
	}
	binary.BigEndian.PutUint32(buffer.Bytes(), uint32(size))
	return buffer.Bytes(), nil
}

// readFrame reads the JSON of one frame. Memory grows with what arrives, not with what the header promises.
func readFrame(r io.Reader, limit int) ([]byte, error) {
	var header [headerSize]byte
	if _, err := io.ReadFull(r, header[:]); err != nil {
		return nil, err
	}
	size := int64(binary.BigEndian.Uint32(header[:]))
	if size > int64(limit) {
		return nil, fmt.Errorf("%w: %d bytes, %d at most", errOversize, size, limit)
	}
	var buffer bytes.Buffer
	buffer.Grow(int(min(size, 64<<10)))
	if _, err := io.CopyN(&buffer, r, size); err != nil {
		return nil, noEOF(err)
	}
	return buffer.Bytes(), nil
}

// noEOF tells a message that was cut from the end of a conversation.
func noEOF(err error) error {
	if errors.Is(err, io.EOF) {
		return io.ErrUnexpectedEOF
	}
	return err
}

// wire is one connection between a client and the server.
type wire struct {
	conn   *net.UnixConn
	reader *bufio.Reader
}

func newWire(conn *net.UnixConn) *wire { return &wire{conn, bufio.NewReader(conn)} }

// within gives everything that follows on the connection this long.
func (w *wire) within(d time.Duration) error { return w.conn.SetDeadline(time.Now().Add(d)) }

// send writes one message.
func (w *wire) send(message any, limit int) error {
	content, err := frame(message, limit)
	if err != nil {
		return err
	}
	_, err = w.conn.Write(content)
	return err
}

// receive reads one message.
func (w *wire) receive(message any, limit int) error {
	content, err := readFrame(w.reader, limit)
	if err != nil {
		return err
	}
	return json.Unmarshal(content, message)
}

// rests reports whether a connection can be asked again: it is open, and nothing that was not asked for has come.
func (w *wire) rests() bool { return w.reader.Buffered() == 0 && silent(w.conn) }

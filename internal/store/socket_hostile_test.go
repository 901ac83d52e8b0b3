package store

import (
	"bytes"
	"context"
	"encoding/binary"
	"encoding/json"
	"errors"
	"io"
	"net"
	"testing"
	"time"
)

// failing is an engine that does nothing but fail.
type failing struct{ err error }

func (f failing) Copy(context.Context, func(record) error) error { return f.err }

func (f failing) Get(context.Context, ...string) ([]record, error) { return nil, f.err }

func (f failing) Scan(context.Context, string, string, int) ([]record, error) { return nil, f.err }

func (f failing) Apply(context.Context, []condition, []write) (bool, error) { return false, f.err }

func (f failing) Close() error { return nil }

// raw is a connection to a server that no client of ours makes.
func raw(t *testing.T, s *socketServer) *wire {
	t.Helper()
	conn, err := dialUnix(t.Context(), s.path)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = conn.Close() })
	w := newWire(conn)
	if err := w.within(10 * time.Second); err != nil {
		t.Fatal(err)
	}
	return w
}

// known is such a connection that has said hello.
func known(t *testing.T, s *socketServer) *wire {
	t.Helper()
	w := raw(t, s)
	var server hello
	if err := errors.Join(w.send(s.self, maxHello), w.receive(&server, maxHello)); err != nil {
		t.Fatal(err)
	}
	return w
}

func header(size uint32) string { return string(binary.BigEndian.AppendUint32(nil, size)) }

// TestSocketGarbage hangs up on whoever does not speak the language, and serves the others.
func TestSocketGarbage(t *testing.T) {
	tests := map[string]struct {
		from func(*testing.T, *socketServer) *wire
		sent string
	}{
		"noise for a hello":      {raw, "GET / HTTP/1.1\r\nHost: store.example\r\n\r\n"},
		"an oversize hello":      {raw, header(maxHello + 1)},
		"the longest of hellos":  {raw, header(1<<32 - 1)},
		"a hello of no JSON":     {raw, header(4) + "noop"},
		"a hello of a list":      {raw, header(2) + "[]"},
		"noise for a question":   {known, "\x00\x00\x00\x04nope"},
		"an oversize question":   {known, header(maxFrame + 1)},
		"a question of a number": {known, header(1) + "7"},
		"an empty question":      {known, header(0)},
	}
	s := serveTest(t, newMemory())
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			w := test.from(t, s)
			if _, err := w.conn.Write([]byte(test.sent)); err != nil {
				t.Fatal(err)
			}
			if n, err := w.conn.Read(make([]byte, 1)); n != 0 || isTimeout(err) {
				t.Errorf("got %d bytes, %v", n, err)
			}
			must(t, clientOf(t, s), put("a", []byte("1")))
		})
	}
}

func isTimeout(err error) bool {
	timeout, ok := errors.AsType[net.Error](err)
	return ok && timeout.Timeout()
}

// TestSocketUnknownQuestion answers a question of another time with a fault, and goes on.
func TestSocketUnknownQuestion(t *testing.T) {
	w := known(t, serveTest(t, newMemory()))
	for _, asks := range []string{"", "drop", "GET"} {
		var a socketAnswer
		if err := errors.Join(w.send(socketQuestion{Asks: asks}, maxFrame), w.receive(&a, maxFrame)); err != nil || a.Fault == "" {
			t.Errorf("%q: got %+v, %v", asks, a, err)
		}
	}
}

// TestSocketSlowClients keeps the server free for others, and for its end, while some are silent, send half a question, or
// never read their answers.
func TestSocketSlowClients(t *testing.T) {
	t.Parallel()
	model := newMemory()
	must(t, model, put("large", make([]byte, 4<<20)))
	s := serveTest(t, model)
	for range 10 {
		raw(t, s)
		known(t, s)
		half := known(t, s)
		if _, err := half.conn.Write([]byte(header(100) + `{"asks":`)); err != nil {
			t.Fatal(err)
		}
		deaf := known(t, s)
		if err := deaf.send(socketQuestion{Asks: asksGet, Keys: [][]byte{[]byte("large")}}, maxFrame); err != nil {
			t.Fatal(err)
		}
	}
	must(t, clientOf(t, s), put("a", []byte("1")))
	begin := time.Now()
	if err := s.stop(); err != nil {
		t.Error(err)
	}
	if took := time.Since(begin); took > transferTime+2*time.Second {
		t.Errorf("the end took %v", took)
	}
}

// TestSocketHalfAQuestion hangs up on whoever does not finish.
func TestSocketHalfAQuestion(t *testing.T) {
	t.Parallel()
	w := known(t, serveTest(t, newMemory()))
	if _, err := w.conn.Write([]byte(header(100))); err != nil {
		t.Fatal(err)
	}
	begin := time.Now()
	if _, err := w.conn.Read(make([]byte, 1)); !errors.Is(err, io.EOF) {
		t.Errorf("got %v", err)
	}
	if took := time.Since(begin); took > 2*transferTime {
		t.Errorf("took %v", took)
	}
}

func FuzzReadFrame(f *testing.F) {
	f.Add([]byte(header(2)+"{}"), 10)
	f.Add([]byte(header(0)), 0)
	f.Add([]byte(header(11)+"short"), 10)
	f.Add([]byte(header(1<<32-1)), 1<<20)
	f.Add([]byte{0, 0, 0}, 5)
	f.Fuzz(func(t *testing.T, sent []byte, limit int) {
		limit = max(0, limit%(1<<20))
		content, err := readFrame(bytes.NewReader(sent), limit)
		if err != nil {
			return
		}
		if len(content) > limit || string(append([]byte(header(uint32(len(content)))), content...)) != string(sent[:headerSize+len(content)]) {
			t.Errorf("read %q of %q, %d at most", content, sent, limit)
		}
	})
}

// FuzzSocketReply asks anything: every question gets one answer that a client can read, or ends the conversation.
func FuzzSocketReply(f *testing.F) {
	f.Add([]byte(`{"asks":"get","keys":["YQ==",null]}`))
	f.Add([]byte(`{"asks":"scan","prefix":"YQ==","limit":-1}`))
	f.Add([]byte(`{"asks":"apply","conditions":[{"k":"YQ==","v":null}],"writes":[{"k":"YQ==","v":""},{"k":"bg==","n":1},{"k":""}]}`))
	f.Add([]byte(`{"asks":7}`))
	f.Fuzz(func(t *testing.T, content []byte) {
		s := &socketServer{engine: newMemory()}
		q, err := questionOf(content)
		if err != nil {
			return
		}
		reply, err := s.reply(t.Context(), q)
		if err != nil {
			return
		}
		read, err := readFrame(bytes.NewReader(reply), maxFrame)
		if err != nil {
			t.Fatal(err)
		}
		var a socketAnswer
		if err := json.Unmarshal(read, &a); err != nil {
			t.Errorf("answered %q: %v", read, err)
		}
	})
}

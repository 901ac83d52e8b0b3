package store

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net"

	"go.etcd.io/bbolt"
)

// serve talks to one client until it leaves, misbehaves or falls asleep, or ctx ends. A question that was read by then is
// still answered.
func (s *socketServer) serve(ctx context.Context, conn *net.UnixConn) {
	defer func() { _ = conn.Close() }()
	defer context.AfterFunc(ctx, func() { _ = conn.CloseRead() })()
	w := newWire(conn)
	err := s.welcome(w)
	for err == nil {
		err = s.exchange(context.WithoutCancel(ctx), w)
	}
	if !errors.Is(err, io.EOF) {
		s.log.Debug("a connection to the store's socket ended", "error", err)
	}
}

// welcome looks who comes. Both sides learn of each other; the client then says what does not fit.
func (s *socketServer) welcome(w *wire) error {
	user, err := peerUser(w.conn)
	if err != nil {
		return fmt.Errorf("look who connects: %w", err)
	}
	if user != s.user {
		s.log.Warn("another user was refused at the store's socket", "uid", user)
		return fmt.Errorf("user %d is not user %d", user, s.user)
	}
	var client hello
	if err := errors.Join(w.within(greetingTime), w.receive(&client, maxHello)); err != nil {
		return fmt.Errorf("hello: %w", err)
	}
	if err := w.send(s.self, maxHello); err != nil {
		return fmt.Errorf("hello: %w", err)
	}
	return s.self.check(client)
}

// exchange waits for one question and answers it. It ends with io.EOF when the client has left.
func (s *socketServer) exchange(ctx context.Context, w *wire) error {
	if err := w.within(idleTime); err != nil {
		return err
	}
	if _, err := w.reader.Peek(1); err != nil {
		return err
	}
	if err := w.within(transferTime); err != nil {
		return err
	}
	content, err := readFrame(w.reader, maxFrame)
	if err != nil {
		return fmt.Errorf("question: %w", noEOF(err))
	}
	q, err := questionOf(content)
	if err != nil {
		return err
	}
	if q.Asks == asksCopy {
		return s.copyTo(ctx, w)
	}
	reply, err := s.reply(ctx, q)
	if err != nil {
		return err
	}
	if err := w.within(transferTime); err != nil {
		return err
	}
	_, err = w.conn.Write(reply)
	return err
}

func questionOf(content []byte) (socketQuestion, error) {
	var q socketQuestion
	if err := json.Unmarshal(content, &q); err != nil {
		return q, fmt.Errorf("question: %w", err)
	}
	return q, nil
}

// reply is the frame that answers a question.
func (s *socketServer) reply(ctx context.Context, q socketQuestion) ([]byte, error) {
	a, err := s.answer(ctx, q)
	if err != nil {
		a = failed(err)
	}
	reply, err := frame(a, maxFrame)
	if errors.Is(err, errOversize) {
		return frame(failed(err), maxFrame)
	}
	return reply, err
}

// answer asks the engine.
func (s *socketServer) answer(ctx context.Context, q socketQuestion) (socketAnswer, error) {
	switch q.Asks {
	case asksGet:
		keys := make([]string, len(q.Keys))
		for i, key := range q.Keys {
			keys[i] = string(key)
		}
		records, err := s.engine.Get(ctx, keys...)
		return socketAnswer{Records: pack(records)}, err
	case asksScan:
		return s.scan(ctx, q)
	case asksApply:
		if err := checkKeys(q.Writes); err != nil {
			return socketAnswer{}, err
		}
		applied, err := s.engine.Apply(ctx, unpack[condition](q.Conditions), unpackWrites(q.Writes))
		return socketAnswer{Applied: applied}, err
	case asksCompact:
		return socketAnswer{}, s.compact(ctx)
	}
	return socketAnswer{}, fmt.Errorf("%q is not a question", q.Asks)
}

// scan answers with as many records as one frame should hold, and at least one of those that are there.
func (s *socketServer) scan(ctx context.Context, q socketQuestion) (socketAnswer, error) {
	limit := min(q.Limit, partRecords)
	records, err := s.engine.Scan(ctx, string(q.Prefix), string(q.After), limit)
	size, room := 0, len(records)
	for i, record := range records {
		if size += len(record.Key) + len(record.Value); size > partBytes && i > 0 {
			room = i
			break
		}
	}
	more := room < len(records) || room == limit && limit < q.Limit
	return socketAnswer{Records: pack(records[:room]), More: more}, err
}

// checkKeys finds the writes that bbolt would not take, before they spoil the commit of all who wait.
func checkKeys(writes []cell) error {
	for _, write := range writes {
		if len(write.Key) == 0 || len(write.Key) > bbolt.MaxKeySize {
			return fmt.Errorf("a key of %d bytes cannot be written", len(write.Key))
		}
	}
	return nil
}

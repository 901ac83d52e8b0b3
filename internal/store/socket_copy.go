package store

import (
	"context"
	"fmt"
)

// copyTo answers with everything there is, a part of it in each frame.
func (s *socketServer) copyTo(ctx context.Context, w *wire) error {
	var part []record
	size := 0
	flush := func(more bool) error {
		a := socketAnswer{Records: pack(part), More: more}
		part, size = part[:0], 0
		if err := w.within(transferTime); err != nil {
			return err
		}
		return w.send(a, maxFrame)
	}
	broken := false // the line: nothing more can be said on it
	err := s.engine.Copy(ctx, func(r record) error {
		part = append(part, r)
		if size += len(r.Key) + len(r.Value); size < partBytes && len(part) < partRecords {
			return nil
		}
		err := flush(true)
		broken = err != nil
		return err
	})
	switch {
	case broken:
		return err
	case err != nil:
		return w.send(failed(err), maxFrame)
	}
	return flush(false)
}

// Copy implements engine.
func (c *socketClient) Copy(ctx context.Context, each func(record) error) error {
	select {
	case c.slots <- struct{}{}:
		defer func() { <-c.slots }()
	case <-ctx.Done():
		return ctx.Err()
	}
	w, err := c.borrow(ctx)
	if err != nil {
		return fmt.Errorf("ask the process that holds the store: %w", err)
	}
	if err := w.copy(ctx, each); err != nil {
		_ = w.conn.Close()
		return fmt.Errorf("copy over the store's socket: %w", err)
	}
	return c.giveBack(w)
}

// copy asks for everything, and reads until it has come.
func (w *wire) copy(ctx context.Context, each func(record) error) error {
	question, err := frame(socketQuestion{Asks: asksCopy}, maxFrame)
	if err != nil {
		return err
	}
	for more := true; more; {
		var a socketAnswer
		if err := w.exchange(ctx, question, &a); err != nil {
			return err
		}
		if err := a.err(); err != nil {
			return err
		}
		for _, r := range unpack[record](a.Records) {
			if err := each(r); err != nil {
				return err
			}
		}
		question, more = nil, a.More
	}
	return nil
}

package store

import (
	"context"
	"fmt"
	"net"
	"time"
)

// borrow takes a connection that waits, or makes one.
func (c *socketClient) borrow(ctx context.Context) (*wire, error) {
	for {
		w, err := c.waiting()
		if err != nil {
			return nil, err
		}
		if w == nil {
			return c.connect(ctx)
		}
		if w.rests() {
			return w, nil
		}
		_ = w.conn.Close()
	}
}

// waiting takes a connection out of those that wait; nil when there is none.
func (c *socketClient) waiting() (*wire, error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.closed {
		return nil, net.ErrClosed
	}
	last := len(c.idle) - 1
	if last < 0 {
		return nil, nil
	}
	w := c.idle[last]
	c.idle = c.idle[:last]
	return w, nil
}

// giveBack keeps a connection for the next question.
func (c *socketClient) giveBack(w *wire) error {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.closed {
		return w.conn.Close()
	}
	if err := w.conn.SetDeadline(time.Time{}); err != nil {
		_ = w.conn.Close()
		return nil
	}
	c.idle = append(c.idle, w)
	return nil
}

// connect makes a connection on which both sides have said who they are.
func (c *socketClient) connect(ctx context.Context) (*wire, error) {
	conn, err := dialUnix(ctx, c.path)
	if err != nil {
		return nil, err
	}
	w := newWire(conn)
	if err := c.greet(w); err != nil {
		_ = conn.Close()
		return nil, err
	}
	return w, nil
}

// greet makes sure that the other side is the same user, so that nobody answers in the place of the store.
func (c *socketClient) greet(w *wire) error {
	user, err := peerUser(w.conn)
	if err != nil {
		return fmt.Errorf("look who answers: %w", err)
	}
	if user != c.user {
		return refusal(fmt.Sprintf("the store is held by a process of user %d, while this is user %d: run this command as that user", user, c.user))
	}
	if err := w.within(greetingTime); err != nil {
		return err
	}
	if err := w.send(c.self, maxHello); err != nil {
		return err
	}
	var server hello
	if err := w.receive(&server, maxHello); err != nil {
		return noEOF(err)
	}
	return c.self.check(server)
}

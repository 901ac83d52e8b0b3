package store

import (
	"context"
	"fmt"
	"os"
	"sync"
	"time"
)

// maxQuestions is how many questions of one client are on their way at once.
const maxQuestions = 8

// socketClient is the engine that another process holds. It connects anew when that process was restarted.
//
// Like every engine it never sends an Apply twice by itself: when the answer does not come, the caller decides.
type socketClient struct {
	path  string
	self  hello
	user  int           // who must be at the other end
	slots chan struct{} // one for each question on its way

	mu     sync.Mutex
	idle   []*wire
	closed bool
}

func newSocketClient(path, promotion string) *socketClient {
	return &socketClient{
		path: path, self: hello{socketProtocol, promotion}, user: os.Geteuid(), slots: make(chan struct{}, maxQuestions),
	}
}

// dialSocket finds the process that holds a store. A refusal says that it is there, but of no use.
func dialSocket(ctx context.Context, path, promotion string) (*socketClient, error) {
	c := newSocketClient(path, promotion)
	w, err := c.connect(ctx)
	if err != nil {
		return nil, err
	}
	return c, c.giveBack(w)
}

// Get implements engine.
func (c *socketClient) Get(ctx context.Context, keys ...string) ([]record, error) {
	q := socketQuestion{Asks: asksGet, Keys: make([][]byte, len(keys))}
	for i, key := range keys {
		q.Keys[i] = []byte(key)
	}
	a, err := c.ask(ctx, q)
	if err == nil && len(a.Records) != len(keys) {
		err = fmt.Errorf("ask for %d records over the store's socket: %d came", len(keys), len(a.Records))
	}
	return unpack[record](a.Records), err
}

// Scan implements engine. A long list comes in several answers.
func (c *socketClient) Scan(ctx context.Context, prefix, after string, limit int) ([]record, error) {
	var records []record
	for {
		a, err := c.ask(ctx, socketQuestion{Asks: asksScan, Prefix: []byte(prefix), After: []byte(after), Limit: limit - len(records)})
		if err != nil {
			return nil, err
		}
		records = append(records, unpack[record](a.Records)...)
		if !a.More || len(a.Records) == 0 {
			return records, nil
		}
		after = records[len(records)-1].Key
	}
}

// Apply implements engine.
func (c *socketClient) Apply(ctx context.Context, conditions []condition, writes []write) (bool, error) {
	a, err := c.ask(ctx, socketQuestion{Asks: asksApply, Conditions: pack(conditions), Writes: packWrites(writes)})
	return a.Applied, err
}

// Close implements engine.
func (c *socketClient) Close() error {
	c.mu.Lock()
	defer c.mu.Unlock()
	for _, w := range c.idle {
		_ = w.conn.Close()
	}
	c.idle, c.closed = nil, true
	return nil
}

// ask sends a question and waits for its answer.
func (c *socketClient) ask(ctx context.Context, q socketQuestion) (socketAnswer, error) {
	if err := ctx.Err(); err != nil {
		return socketAnswer{}, err
	}
	content, err := frame(q, maxFrame)
	if err != nil {
		return socketAnswer{}, fmt.Errorf("ask over the store's socket: %w", err)
	}
	select {
	case c.slots <- struct{}{}:
		defer func() { <-c.slots }()
	case <-ctx.Done():
		return socketAnswer{}, ctx.Err()
	}
	a, err := c.exchange(ctx, content)
	if err != nil && ctx.Err() != nil {
		return socketAnswer{}, fmt.Errorf("ask over the store's socket: %w", ctx.Err())
	}
	if err != nil {
		return socketAnswer{}, fmt.Errorf("ask the process that holds the store: %w", err)
	}
	return a, a.err()
}

// exchange uses one connection, and keeps it for the next question if all went well.
func (c *socketClient) exchange(ctx context.Context, content []byte) (socketAnswer, error) {
	w, err := c.borrow(ctx)
	if err != nil {
		return socketAnswer{}, err
	}
	var a socketAnswer
	if err := w.exchange(ctx, content, &a); err != nil {
		_ = w.conn.Close()
		return socketAnswer{}, err
	}
	return a, c.giveBack(w)
}

// exchange ends early when ctx does. A connection on which it failed is of no more use.
func (w *wire) exchange(ctx context.Context, content []byte, a *socketAnswer) error {
	if err := w.within(answerTime); err != nil {
		return err
	}
	leave := context.AfterFunc(ctx, func() { _ = w.conn.SetDeadline(time.Unix(1, 0)) })
	defer leave()
	if _, err := w.conn.Write(content); err != nil {
		return err
	}
	if err := w.receive(a, maxFrame); err != nil {
		return noEOF(err)
	}
	if !leave() {
		return ctx.Err() // its deadline may come at any instant
	}
	return nil
}

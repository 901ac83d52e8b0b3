package store

import (
	"context"
	"errors"
	"fmt"
)

// compacter is an engine that keeps what was erased for a while, until it is made to let go of it.
type compacter interface {
	Compact(ctx context.Context) error
}

// Compact makes sure that what was erased cannot be found any more where the store lies: in its file, or in the log that
// Redis appends to. Copies that somebody made are not reached. It may be called while the store is used.
func (s *Store) Compact(ctx context.Context) error {
	engine, can := s.engine.(compacter)
	if !can {
		return nil
	}
	if err := engine.Compact(ctx); err != nil {
		return fmt.Errorf("let the store go of what was erased: %w", err)
	}
	return nil
}

// Compact implements compacter in the process that holds the file.
func (c *socketClient) Compact(ctx context.Context) error {
	_, err := c.ask(ctx, socketQuestion{Asks: asksCompact})
	return err
}

// errNoCompacter says that there is nothing to compact.
var errNoCompacter = errors.New("this store keeps nothing of what was erased")

func (s *socketServer) compact(ctx context.Context) error {
	engine, can := s.engine.(compacter)
	if !can {
		return errNoCompacter
	}
	return engine.Compact(ctx)
}

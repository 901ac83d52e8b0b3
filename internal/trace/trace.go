// Package trace carries the id that ties a message to all that follows from it through contexts and into the log, from
// which it keeps secrets out.
package trace

import (
	"context"
	"crypto/rand"
)

// key is where a context holds the id.
type key struct{}

// NewID returns an id that no other call returns: 26 capital letters and digits, safe in logs, file names and headers.
func NewID() string { return rand.Text() }

// WithID returns a context in which everything is logged with this id. An empty id takes the id away.
func WithID(ctx context.Context, id string) context.Context { return context.WithValue(ctx, key{}, id) }

// ID is the id of the context; empty when it has none.
func ID(ctx context.Context) string {
	id, _ := ctx.Value(key{}).(string)
	return id
}

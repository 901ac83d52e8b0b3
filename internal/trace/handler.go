package trace

import (
	"context"
	"log/slog"
	"slices"
)

// handler hands records on to another handler, with the id and without secrets.
type handler struct {
	root   slog.Handler // without attributes and groups: the id goes before them
	inner  slog.Handler // root with the attributes and groups that were added since
	steps  []step       // how inner is made from root
	hidden bool         // an open group is secret as a whole
}

// step adds attributes or a group to a handler.
type step func(slog.Handler) slog.Handler

// NewHandler wraps a handler: each record gets the context's id as the attribute "id", outside of all groups, and the
// value of every attribute whose key names a secret is replaced by a mark, in groups too. What stands in the message
// itself, or in the fields of a value, is the caller's responsibility.
func NewHandler(inner slog.Handler) slog.Handler {
	return &handler{root: inner, inner: inner}
}

// Enabled implements slog.Handler.
func (h *handler) Enabled(ctx context.Context, level slog.Level) bool {
	return h.inner.Enabled(ctx, level)
}

// Handle implements slog.Handler.
func (h *handler) Handle(ctx context.Context, record slog.Record) error {
	id := ID(ctx)
	clean := slog.NewRecord(record.Time, record.Level, record.Message, record.PC)
	if id != "" && len(h.steps) == 0 { // no handler has to be made for it
		clean.AddAttrs(slog.String("id", id))
		id = ""
	}
	record.Attrs(func(a slog.Attr) bool {
		clean.AddAttrs(h.clean(a))
		return true
	})
	return h.identified(id).Handle(ctx, clean)
}

// identified is the inner handler with the id as its first attribute.
func (h *handler) identified(id string) slog.Handler {
	if id == "" {
		return h.inner
	}
	inner := h.root.WithAttrs([]slog.Attr{slog.String("id", id)})
	for _, apply := range h.steps {
		inner = apply(inner)
	}
	return inner
}

// WithAttrs implements slog.Handler.
func (h *handler) WithAttrs(attrs []slog.Attr) slog.Handler {
	clean := make([]slog.Attr, 0, len(attrs))
	for _, a := range attrs {
		clean = append(clean, h.clean(a))
	}
	return h.with(func(inner slog.Handler) slog.Handler { return inner.WithAttrs(clean) })
}

// WithGroup implements slog.Handler.
func (h *handler) WithGroup(name string) slog.Handler {
	if name == "" {
		return h
	}
	next := h.with(func(inner slog.Handler) slog.Handler { return inner.WithGroup(name) })
	next.hidden = h.hidden || namesSecret(name)
	return next
}

func (h *handler) with(add step) *handler {
	return &handler{root: h.root, inner: add(h.inner), steps: append(slices.Clip(h.steps), add), hidden: h.hidden}
}

func (h *handler) clean(a slog.Attr) slog.Attr {
	if h.hidden {
		return mark(a)
	}
	return clean(a)
}

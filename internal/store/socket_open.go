package store

import (
	"context"
	"errors"
	"fmt"
	"os"
)

// Own makes Open fail with ErrBusy when another process holds the file, even if that process shares it.
func Own() Option { return func(o *options) { o.own = true } }

// openFileOrSocket goes through the process that holds the file, if there is one, and else opens the file. The socket
// comes first, so that nobody waits for the lock of a store that is shared.
func openFileOrSocket(ctx context.Context, path, promotion string, o options) (engine, error) {
	if _, err := os.Stat(path); o.late && errors.Is(err, os.ErrNotExist) {
		o.late = false
		return newLate(func() (engine, error) { return openFileOrSocket(ctx, path, promotion, o) }), nil
	}
	if o.own {
		return openBolt(path, promotion, o.volatile)
	}
	client, away := dialSocket(ctx, socketPath(path), promotion)
	if away == nil || isRefusal(away) {
		return client, away
	}
	file, err := openBolt(path, promotion, o.volatile)
	if !errors.Is(err, ErrBusy) {
		return file, err
	}
	if !errors.Is(away, os.ErrDeadlineExceeded) { // it may have been about to share
		client, away = dialSocket(ctx, socketPath(path), promotion)
	}
	if away == nil || isRefusal(away) {
		return client, away
	}
	return nil, fmt.Errorf("nobody answers on its socket (%s): %w", away.Error(), err)
}

func isRefusal(err error) bool {
	_, refused := errors.AsType[refusal](err)
	return refused
}

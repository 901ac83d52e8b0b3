package app

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"log/slog"
	"os"

	"digbot/internal/config"
	"digbot/internal/seal"
	"digbot/internal/store"
)

// OpenStore opens the configured store, for a service or for a command beside it: a file that a running service holds is
// reached through its socket. It makes the file when there is none.
func OpenStore(ctx context.Context, cfg config.Config, log *slog.Logger, options ...store.Option) (*store.Store, error) {
	if !cfg.Decisions.Key.IsZero() {
		key, err := seal.Parse(cfg.Decisions.Key.Reveal())
		if err != nil {
			return nil, fmt.Errorf("decisions.key_file: %w", err)
		}
		options = append(options, store.WithKey(key))
	}
	if !cfg.Store.Redis.IsZero() {
		options = append(options, store.WithLogger(log), store.WaitReplicas(cfg.Store.WaitReplicas))
		return store.OpenRedis(ctx, cfg.Store.Redis.Reveal(), cfg.Promotion, options...)
	}
	return store.Open(cfg.Store.File, cfg.Promotion, options...)
}

// LookIntoStore opens the configured store when there is one; looking must not make one. It returns nil when there is none.
func LookIntoStore(ctx context.Context, cfg config.Config, log *slog.Logger) (*store.Store, error) {
	if cfg.Store.Redis.IsZero() {
		if _, err := os.Stat(cfg.Store.File); errors.Is(err, fs.ErrNotExist) {
			return nil, nil
		}
	}
	opened, err := OpenStore(ctx, cfg, log)
	if err != nil {
		return nil, fmt.Errorf("look into the store: %w", err)
	}
	return opened, nil
}

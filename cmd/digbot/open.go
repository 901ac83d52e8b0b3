package main

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"

	"digbot/internal/app"
	"digbot/internal/config"
	"digbot/internal/store"
)

// withStore opens the configured store for a while, also beside a running service.
func (d *door) withStore(ctx context.Context, do func(*store.Store) error) error {
	return d.withConfiguredStore(ctx, func(_ config.Config, s *store.Store) error { return do(s) })
}

// withConfiguredStore is withStore for what needs the configuration, too.
func (d *door) withConfiguredStore(ctx context.Context, do func(config.Config, *store.Store) error) error {
	cfg, err := d.config()
	if err != nil {
		return err
	}
	s, err := d.openStore(ctx, cfg)
	if err != nil {
		return err
	}
	defer s.Close()
	return do(cfg, s)
}

// openStore opens the configured store, an empty one when there is none: it is made when something is written. Whoever is in
// the wrong folder learns where that would be.
func (d *door) openStore(ctx context.Context, cfg config.Config) (*store.Store, error) {
	if _, err := os.Stat(cfg.Store.File); cfg.Store.Redis.IsZero() && errors.Is(err, fs.ErrNotExist) {
		fmt.Fprintf(d.Err, "There is no store at %s yet: it is made as soon as there is something to keep.\n", absolute(cfg.Store.File))
	}
	s, err := app.OpenStore(ctx, cfg, d.log(), store.Late())
	return s, misconfigured(err)
}

// lookIntoStore opens the configured store, which must be there.
func (d *door) lookIntoStore(ctx context.Context, cfg config.Config) (*store.Store, error) {
	s, err := app.LookIntoStore(ctx, cfg, d.log())
	if err == nil && s == nil {
		err = fmt.Errorf("there is no store at %s: digbot serve makes it. If the service has one, run this in its folder, from which store.file counts",
			absolute(cfg.Store.File))
	}
	return s, misconfigured(err)
}

// absolute is a path that is right in every folder.
func absolute(path string) string {
	if whole, err := filepath.Abs(path); err == nil {
		return whole
	}
	return path
}

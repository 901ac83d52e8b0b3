package app

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"log/slog"
	"os"
	"path/filepath"
	"syscall"

	"digbot/bot"
	"digbot/internal/config"
	"digbot/internal/store"
)

// inspectStore gives the store where there is one. A file that is not there yet will be made.
func inspectStore(ctx context.Context, cfg config.Config, log *slog.Logger) (*store.Store, []bot.Finding) {
	f := bot.Finding{What: "the store in " + cfg.Store.File}
	if !cfg.Store.Redis.IsZero() {
		f.What = "the store in Redis"
	}
	s, err := LookIntoStore(ctx, cfg, log)
	switch {
	case err != nil:
		f.Fault = err.Error()
	case s != nil:
		f.Fault = retired(ctx, s)
		return s, []bot.Finding{f, inspectDecisions(ctx, s)}
	default:
		f.What += ", which digbot serve will make"
		if err := holdsFiles(filepath.Dir(cfg.Store.File)); err != nil {
			f.Fault = "digbot serve cannot make it: make its folder, writable for the user that runs digbot, or correct store.file (" + err.Error() + ")"
		}
	}
	return nil, []bot.Finding{f}
}

// retired says that a store takes no change any more, or that nobody can tell.
func retired(ctx context.Context, s *store.Store) string {
	at, err := s.Retired(ctx)
	if err == nil && !at.IsZero() {
		err = store.ErrRetired
	}
	if err != nil {
		return err.Error()
	}
	return ""
}

func inspectDecisions(ctx context.Context, s *store.Store) bot.Finding {
	f := bot.Finding{What: "the key of the jury's decisions"}
	if err := decisionsOpen(ctx, s); err != nil {
		f.Fault = err.Error()
	}
	return f
}

// decisionsOpen says why the stored decisions cannot be read, and names nobody.
func decisionsOpen(ctx context.Context, s *store.Store) error {
	err := s.CheckKey(ctx)
	const fix = "name the key with which they were stored in decisions.key_file"
	switch {
	case errors.Is(err, store.ErrNoKey):
		return errors.New("the stored decisions cannot be read, no key is set: " + fix)
	case errors.Is(err, store.ErrOtherKey):
		return errors.New("the stored decisions cannot be read, another key is set: " + fix)
	}
	return err
}

// inspectOutbox looks whether the folder can be made, which is made even where a relay sends the mails.
func inspectOutbox(cfg config.Config) []bot.Finding {
	f := bot.Finding{What: "the outbox in " + cfg.Mail.Outbox}
	if err := willHoldFiles(cfg.Mail.Outbox); err != nil {
		f.Fault = "it cannot be made or written: make it writable for the user that runs digbot, or correct mail.outbox (" + err.Error() + ")"
	}
	return []bot.Finding{f}
}

// willHoldFiles tells why a folder cannot be written, or cannot be made with those above it.
func willHoldFiles(folder string) error {
	for {
		_, err := os.Stat(folder)
		above := filepath.Dir(folder)
		if !errors.Is(err, fs.ErrNotExist) || above == folder {
			return cmp.Or(err, holdsFiles(folder))
		}
		folder = above
	}
}

// holdsFiles tells why no file can be made in a folder. One is made and gone at once: nothing else gives a true answer.
func holdsFiles(folder string) error {
	info, err := os.Stat(folder)
	if err == nil && !info.IsDir() {
		err = &fs.PathError{Op: "open", Path: folder, Err: syscall.ENOTDIR}
	}
	if err != nil {
		return err
	}
	file, err := os.CreateTemp(folder, ".digbot-check-*")
	if err != nil {
		return fmt.Errorf("%s takes no file: %w", folder, err)
	}
	return errors.Join(file.Close(), os.Remove(file.Name()))
}

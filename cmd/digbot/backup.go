package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"time"

	"github.com/spf13/cobra"

	"digbot/internal/app"
	"digbot/internal/config"
	"digbot/internal/store"
)

func backupCommand(d *door) *cobra.Command {
	var move, stay, asJSON bool
	command := &cobra.Command{
		Use:   "backup FILE",
		Short: "Copy all that the store holds into a file",
		Long: `Copy all that the store holds, as it stands at one instant, into FILE, which nobody but its
owner can read. The service may run meanwhile. Decisions stay encrypted in it: keep their key apart.

With --move nothing can change in the store any more from then on, and a running service ends: what
is restored from the copy, in a file or in Redis, goes on where this one stopped, and nothing leaves
twice. --stay takes that back, as long as nobody has begun to work with the copy.`,
		Example: examples(
			"digbot backup copies/digbot-2019-05-17.copy    # every night, for instance",
			"digbot backup --move digbot.copy               # before digbot restore on another machine",
			"digbot backup --stay                           # take the move back"),
		Args: func(_ *cobra.Command, args []string) error {
			if stay == (len(args) == 1) || len(args) > 1 {
				return errors.New("name the file to write, or give --stay alone")
			}
			return nil
		},
		RunE: func(command *cobra.Command, args []string) error {
			return d.audit(command, func(cfg config.Config, s *store.Store) error {
				if stay {
					return d.stay(command.Context(), cfg, s)
				}
				return d.backup(command.Context(), cfg, s, args[0], move, asJSON)
			})
		},
	}
	command.Flags().BoolVar(&move, "move", false, "let nobody change the store any more")
	command.Flags().BoolVar(&stay, "stay", false, "let the store be used again after --move")
	command.Flags().BoolVar(&asJSON, "json", false, "print one JSON object")
	command.MarkFlagsMutuallyExclusive("move", "stay")
	return command
}

func (d *door) stay(ctx context.Context, cfg config.Config, s *store.Store) error {
	at, err := s.Retired(ctx)
	if err != nil {
		return err
	}
	if at.IsZero() {
		fmt.Fprintln(d.Out, "This store was never moved, or the move was taken back already: nothing was done.")
		return nil
	}
	if err := s.Reinstate(ctx); err != nil {
		return err
	}
	if err := journal(ctx, s, operator(cfg), "backup --stay", ""); err != nil {
		return err
	}
	fmt.Fprintln(d.Out, "The store can be used again. Do not start a service on the copy.")
	return nil
}

// backupName is a copy as the audit trail names it.
func backupName(move bool) string {
	if move {
		return "backup --move"
	}
	return "backup"
}

// backup writes beside the file's place and puts it there once it is whole. A file that is there is never replaced.
func (d *door) backup(ctx context.Context, cfg config.Config, s *store.Store, path string, move, asJSON bool) error {
	file, err := os.CreateTemp(filepath.Dir(path), filepath.Base(path)+".new-*")
	if err != nil {
		return fmt.Errorf("write the copy: %w", err)
	}
	defer os.Remove(file.Name())
	if _, err := os.Lstat(path); err == nil { // looked at before anything is retired
		return errors.Join(misuse{fmt.Errorf("%s exists already: name another file", path)}, file.Close())
	}
	if err := journal(ctx, s, operator(cfg), backupName(move), ""); err != nil {
		return errors.Join(err, file.Close())
	}
	copied, err := s.Backup(ctx, file, move, time.Now())
	if err := errors.Join(err, file.Sync(), file.Close()); err != nil {
		return errors.Join(err, journal(context.WithoutCancel(ctx), s, operator(cfg), "backup failed", ""))
	}
	if err := os.Link(file.Name(), path); err != nil {
		return fmt.Errorf("write the copy: %w", err)
	}
	return d.tellCopied(path, copied, asJSON)
}

func (d *door) tellCopied(path string, c store.Copied, asJSON bool) error {
	if asJSON {
		return json.NewEncoder(d.Out).Encode(c)
	}
	fmt.Fprintf(d.Out, "%s holds %d records of %s as of %s, sha256 %s.\n", path, c.Records, c.Promotion, stamp(c.Taken), c.Hash)
	if c.Moved {
		fmt.Fprintln(d.Out, "The store takes no change any more: go on with digbot restore, or take it back with digbot backup --stay.")
	}
	return nil
}

func restoreCommand(d *door) *cobra.Command {
	var look, asJSON bool
	command := &cobra.Command{
		Use:   "restore FILE",
		Short: "Put a copy into an empty store, in a file or in Redis",
		Long: `Put what digbot backup has written into the configured store, which must be empty: a file or Redis,
whichever the copy comes from. It is verified by count and hash. If it is cut short, run it again.

A copy made with --move goes on where it stopped. After any other one the old store went on: then
campaigns are paused and nothing is fired that was due by now, so that nothing leaves twice; what
there is to decide is listed.`,
		Example: examples(
			"digbot restore --look digbot.copy                       # verify the file, and change nothing",
			"digbot restore digbot.copy --config with-redis.yaml"),
		Args: cobra.ExactArgs(1),
		RunE: func(command *cobra.Command, args []string) error {
			return d.restore(command.Context(), args[0], look, asJSON)
		},
	}
	command.Flags().BoolVar(&look, "look", false, "verify the file, and change nothing")
	command.Flags().BoolVar(&asJSON, "json", false, "print one JSON object")
	return command
}

func (d *door) restore(ctx context.Context, path string, look, asJSON bool) error {
	file, err := os.Open(path)
	if errors.Is(err, fs.ErrNotExist) {
		return misuse{err}
	}
	if err != nil {
		return err
	}
	defer file.Close()
	if look {
		copied, err := store.VerifyBackup(file)
		if err != nil {
			return spoilt(path, err)
		}
		return d.tellCopied(path, copied, asJSON)
	}
	cfg, err := d.config()
	if err != nil {
		return err
	}
	s, err := app.OpenStore(ctx, cfg, d.log(), store.ForRestore(), store.Own())
	if err != nil {
		return misconfigured(err)
	}
	defer s.Close()
	restored, err := s.Restore(ctx, file, time.Now())
	if err != nil {
		return spoilt(path, err)
	}
	return d.tellRestored(ctx, s, restored, asJSON)
}

// spoilt marks the errors of a restoration that another file, or another store, mends.
func spoilt(path string, err error) error {
	for _, mendable := range []error{store.ErrCopy, store.ErrOccupied, store.ErrNewer} {
		if errors.Is(err, mendable) {
			return misuse{fmt.Errorf("%s: %w", path, err)}
		}
	}
	return fmt.Errorf("%s: %w", path, err)
}

func (d *door) tellRestored(ctx context.Context, s *store.Store, r store.Restored, asJSON bool) error {
	if asJSON {
		return json.NewEncoder(d.Out).Encode(r)
	}
	fmt.Fprintf(d.Out, "%d records of %s as of %s are restored and verified, sha256 %s.\n", r.Records, r.Promotion, stamp(r.Taken), r.Hash)
	if r.Moved {
		fmt.Fprintln(d.Out, "The season goes on where it stopped: start digbot serve.")
		return nil
	}
	fmt.Fprintln(d.Out, "The old store went on after the copy was made, so that nothing leaves by itself that was due by now.")
	for _, id := range r.Paused {
		fmt.Fprintf(d.Out, "- %s is paused. Where nothing of it left since: digbot campaign resume %s\n", id, id)
	}
	occasions, err := (app.Occasions{Store: s}).Occasions(ctx)
	if err != nil {
		return err
	}
	for _, o := range occasions {
		if o.Due.After(r.From) && !o.Due.After(r.To) {
			fmt.Fprintf(d.Out, "- %s was due at %s and is not fired. Where it did not happen: digbot campaign run %s\n", o.Name(), stamp(o.Due), o.Name())
		}
	}
	return nil
}

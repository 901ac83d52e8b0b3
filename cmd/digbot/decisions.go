package main

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"

	"github.com/spf13/cobra"

	"digbot/internal/seal"
)

func decisionsCommand(d *door) *cobra.Command {
	command := &cobra.Command{
		Use:   "decisions",
		Short: "Keep the jury's decisions secret until they are announced",
		Args:  cobra.NoArgs,
		RunE:  func(command *cobra.Command, _ []string) error { return command.Help() },
	}
	command.AddCommand(&cobra.Command{
		Use:   "key FILE",
		Short: "Make the key with which decisions are encrypted",
		Long: `Make a new key and write it into FILE, which nobody but its owner can read: that must be the user
that runs the service. Then name the file in the configuration, under decisions.key_file. Whoever loses
the key loses the decisions: keep a copy of it apart from the copies of the store.`,
		Example: examples("digbot decisions key secrets/decisions.key"),
		Args:    cobra.ExactArgs(1),
		RunE:    func(_ *cobra.Command, args []string) error { return d.makeKey(args[0]) },
	})
	return command
}

// makeKey never replaces a file: it might be the key of decisions that are already stored.
func (d *door) makeKey(path string) error {
	key, err := seal.Generate()
	if err != nil {
		return err
	}
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		return fmt.Errorf("write the key: %w", err)
	}
	file, err := os.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if errors.Is(err, fs.ErrExist) {
		return misuse{fmt.Errorf("%s exists already, and may be the key of decisions that are stored: name another file", path)}
	}
	if err != nil {
		return fmt.Errorf("write the key: %w", err)
	}
	_, err = fmt.Fprintln(file, key.Secret())
	if err := errors.Join(err, file.Close()); err != nil {
		return fmt.Errorf("write the key: %w", err)
	}
	place := absolute(path) // in the configuration a relative one would count from the configuration's folder
	fmt.Fprintf(d.Out, `The key is in %s. Its public part is %s.
It must belong to the user that runs the service, who alone can read it: chown it if that is not you.
Name it in the configuration, and keep a copy of it apart from the store's:

decisions:
  key_file: %s
`, place, key.Recipient(), place)
	return nil
}

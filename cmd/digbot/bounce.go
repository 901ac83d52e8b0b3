package main

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"time"

	"github.com/spf13/cobra"

	"digbot/internal/config"
	"digbot/notifier"
	"digbot/notifier/mail"
)

// longestReport is the most that is read of a report, in bytes.
const longestReport = 8 << 20

func bounceCommand(d *door) *cobra.Command {
	return &cobra.Command{
		Use:   "bounce",
		Short: "Read one delivery report from standard input, as a mail alias pipes it",
		Long: `Read one delivery report from standard input and record what it says: the delivery has bounced, and
an address that is at fault for good is written to no more (see digbot suppression). A report that
a mail is late is noted only. It works while the service runs.

Let your mail server pipe what comes back to the sender's address into this command, as the user
that runs the service. Exit codes for it: 0 recorded; 1 kept in a file, for people to read; 2 wrong
usage; 75 the storage is away, or the configuration has a fault: hand the report over again later.`,
		Example: examples(
			"digbot bounce --config /srv/digbot/config.yaml < report.eml",
			`# /etc/aliases: designers-retours: "|cd /srv/digbot && digbot bounce"`),
		Args: cobra.NoArgs,
		RunE: func(command *cobra.Command, _ []string) error {
			cfg, err := d.config()
			if err != nil {
				return again{err} // a mail server takes any other code as final, and the report is lost
			}
			raw, err := io.ReadAll(io.LimitReader(d.In, longestReport))
			if err != nil {
				return again{fmt.Errorf("read the report: %w", err)}
			}
			return d.bounce(command.Context(), cfg, raw)
		},
	}
}

// bounce records a report, or keeps it for people.
func (d *door) bounce(ctx context.Context, cfg config.Config, raw []byte) error {
	returned, err := mail.ReadReport(bytes.NewReader(raw))
	if err != nil {
		return d.keep(cfg, raw, err)
	}
	s, err := d.openStore(ctx, cfg)
	if err != nil {
		return again{err}
	}
	defer s.Close()
	recorded := 0
	for _, r := range returned {
		traced, err := notifier.Take(ctx, s, r, time.Now())
		switch {
		case errors.Is(err, notifier.ErrForeign):
			continue
		case err != nil:
			return again{err}
		}
		recorded++
		d.printTraced(traced)
	}
	if recorded == 0 {
		return d.keep(cfg, raw, notifier.ErrForeign)
	}
	return nil
}

func (d *door) printTraced(t notifier.Traced) {
	fmt.Fprintf(d.Out, "%s: %s\n", t.Delivery.ID, t.Delivery.State)
	if t.Delivery.Note != "" {
		fmt.Fprintln(d.Out, "  "+t.Delivery.Note)
	}
	if t.ByAddress {
		fmt.Fprintln(d.Out, "  The report holds no id of the message: this is the last mail that went to the address.")
	}
	if t.Suppressed {
		fmt.Fprintln(d.Out, "  The address is written to no more: reach the person in another way, or see digbot suppression lift.")
	}
}

// keep puts a report aside that says nothing to us: somebody may read it. Its name follows from what it holds, so that the
// same one is kept once.
func (d *door) keep(cfg config.Config, raw []byte, why error) error {
	if len(bytes.TrimSpace(raw)) == 0 {
		return misuse{errors.New("standard input is empty: pipe a delivery report into digbot bounce")}
	}
	dir := filepath.Join(cfg.Mail.Outbox, "reports")
	sum := sha256.Sum256(raw)
	file := filepath.Join(dir, hex.EncodeToString(sum[:8])+".eml")
	if err := os.MkdirAll(dir, 0o700); err != nil { // reports hold names and addresses
		return again{fmt.Errorf("keep the report: %w", err)}
	}
	if err := os.WriteFile(file, raw, 0o600); err != nil {
		return again{fmt.Errorf("keep the report: %w", err)}
	}
	return fmt.Errorf("%w: it is kept for you to read in %s", why, file)
}

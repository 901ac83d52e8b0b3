package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"github.com/spf13/cobra"

	"digbot/internal/app"
	"digbot/internal/config"
	"digbot/internal/store"
)

// auditBatch is the number of entries read at once.
const auditBatch = 500

func auditCommand(d *door) *cobra.Command {
	var asJSON bool
	command := &cobra.Command{
		Use:   "audit",
		Short: "Show who of the team did what, and check that nobody has touched the record",
		Long: `Show the audit trail: every command, approval and refusal, with who, where, when, and the hash
of the content that it was about. People are named by their id. It works while the service runs.`,
		Example: examples("digbot audit", "digbot audit --json", "digbot audit verify"),
		Args:    cobra.NoArgs,
		RunE: func(command *cobra.Command, _ []string) error {
			return d.audit(command, func(_ config.Config, s *store.Store) error { return d.printAudit(command, s, asJSON) })
		},
	}
	command.Flags().BoolVar(&asJSON, "json", false, "print one JSON object a line")
	command.AddCommand(auditVerifyCommand(d))
	return command
}

func auditVerifyCommand(d *door) *cobra.Command {
	return &cobra.Command{
		Use:   "verify",
		Short: "Find an entry that was removed or changed",
		Long: `Follow the chain of hashes from the first entry to the last. An entry that was changed, removed
or put in between is named, and the exit code is 1.`,
		Example: examples("digbot audit verify"),
		Args:    cobra.NoArgs,
		RunE: func(command *cobra.Command, _ []string) error {
			return d.audit(command, func(_ config.Config, s *store.Store) error {
				if err := s.Verify(command.Context()); err != nil {
					return err
				}
				last, err := s.LastEntries(command.Context(), 1)
				if err != nil {
					return err
				}
				n := 0
				if len(last) > 0 {
					n = last[0].Seq
				}
				fmt.Fprintf(d.Out, "The audit trail is whole: %s.\n", quantity(n, "entry", "entries"))
				return nil
			})
		},
	}
}

// audit opens the store for a look.
func (d *door) audit(command *cobra.Command, look func(config.Config, *store.Store) error) error {
	cfg, err := d.config()
	if err != nil {
		return err
	}
	s, err := d.lookIntoStore(command.Context(), cfg)
	if err != nil {
		return err
	}
	defer s.Close()
	return look(cfg, s)
}

// operator is who works here, as the audit trail names them.
func operator(cfg config.Config) string { return app.StaffOf(cfg, loginName()) }

// journal writes what an operator does into the audit trail, in ids: before it is done, for what cannot be written down is
// not done. It lives in real time, whatever the programme's clock is. A store whose content was moved elsewhere takes no
// entry, and can still be looked into.
func journal(ctx context.Context, s *store.Store, who, what, content string) error {
	_, err := s.Append(ctx, store.Entry{At: time.Now(), Who: who, Where: "terminal", What: what, Content: content})
	if errors.Is(err, store.ErrRetired) {
		return nil
	}
	return err
}

func (d *door) printAudit(command *cobra.Command, s *store.Store, asJSON bool) error {
	encoder := json.NewEncoder(d.Out)
	for after := 0; ; {
		entries, err := s.Entries(command.Context(), after, auditBatch)
		if err == nil && len(entries) == 0 && after == 0 && !asJSON {
			fmt.Fprintln(d.Out, "Nobody has done anything yet.")
		}
		if err != nil || len(entries) == 0 {
			return err
		}
		for _, entry := range entries {
			after = entry.Seq
			if asJSON {
				if err := encoder.Encode(entry); err != nil {
					return err
				}
				continue
			}
			fmt.Fprintf(d.Out, "%5d  %s  %-14s %-18s %s%s\n", entry.Seq, stamp(entry.At), entry.Who, entry.Where, entry.What, content(entry))
		}
	}
}

// content is the beginning of the hash of what an entry was about.
func content(entry store.Entry) string {
	if entry.Content == "" {
		return ""
	}
	return " [" + entry.Content[:min(len(entry.Content), 10)] + "]"
}

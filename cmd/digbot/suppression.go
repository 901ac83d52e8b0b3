package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"text/tabwriter"
	"time"

	"github.com/spf13/cobra"

	"digbot/internal/config"
	"digbot/internal/programme"
	"digbot/internal/store"
	"digbot/notifier"
)

func suppressionCommand(d *door) *cobra.Command {
	command := &cobra.Command{
		Use:   "suppression",
		Short: "Show and change the list of addresses that are not written to",
		Long: `The suppression list holds the addresses from which mails come back for good: nobody writes to them,
and the report of a campaign names the people, so that somebody can call them. It also holds who
does not want the mails of a list: calls (a call is open) or reminders. Results, hearings and first
days cannot be refused.`,
		Args: cobra.NoArgs,
		RunE: func(command *cobra.Command, _ []string) error { return command.Help() },
	}
	command.AddCommand(suppressionList(d), suppressionAdd(d), suppressionLift(d))
	return command
}

func suppressionList(d *door) *cobra.Command {
	var asJSON bool
	command := &cobra.Command{
		Use:   "list",
		Short: "List the entries, with reason, date and source",
		Args:  cobra.NoArgs,
		RunE: func(command *cobra.Command, _ []string) error {
			return d.withStore(command.Context(), func(s *store.Store) error {
				entries, err := s.SuppressionList(command.Context())
				if err != nil {
					return err
				}
				if asJSON {
					encoder := json.NewEncoder(d.Out)
					encoder.SetIndent("", "  ")
					return encoder.Encode(append([]notifier.Suppression{}, entries...))
				}
				return d.printSuppressions(entries)
			})
		},
	}
	command.Flags().BoolVar(&asJSON, "json", false, "print a JSON list")
	return command
}

func (d *door) printSuppressions(entries []notifier.Suppression) error {
	if len(entries) == 0 {
		fmt.Fprintln(d.Out, "The list is empty: everybody may be written to.")
		return nil
	}
	table := tabwriter.NewWriter(d.Out, 0, 0, 2, ' ', 0)
	for _, e := range entries {
		who := e.Email
		if who == "" {
			who = e.Mark // the address was erased
		}
		fmt.Fprintf(table, "%s\t%s\t%s\t%s\t%s\t%s\n", who, e.Reason, e.List, programme.DateOf(e.At), e.Source, e.Note)
	}
	return table.Flush()
}

func suppressionAdd(d *door) *cobra.Command {
	var list, note string
	command := &cobra.Command{
		Use:   "add ADDRESS",
		Short: "Write to an address no more; with --list, only not with that list's mails",
		Example: examples(
			"digbot suppression add camille@example.org --list reminders   # she wrote: no more reminders",
			"digbot suppression add camille@example.org --note 'wrong address, told on the phone'"),
		Args: cobra.ExactArgs(1),
		RunE: func(command *cobra.Command, args []string) error {
			entry := notifier.Suppression{Email: args[0], Reason: notifier.Unreachable, Note: note, Source: "operator", At: time.Now()}
			if list != "" {
				entry.Reason, entry.List = notifier.Refusing, notifier.List(list)
			}
			if !strings.Contains(args[0], "@") {
				return misuse{fmt.Errorf("%q is no mail address", args[0])}
			}
			if list != "" && !entry.List.Valid() {
				return misuse{fmt.Errorf("--list: %q is none: write %s", list, either(notifier.Lists()))}
			}
			return d.withConfiguredStore(command.Context(), func(cfg config.Config, s *store.Store) error {
				stored, err := s.Suppress(command.Context(), entry)
				if err != nil {
					return err
				}
				if err := audit(command.Context(), s, operator(cfg), "suppression added: ", stored); err != nil {
					return err
				}
				return d.printSuppressions([]notifier.Suppression{stored})
			})
		},
	}
	command.Flags().StringVar(&list, "list", "", "what is refused: calls or reminders")
	command.Flags().StringVar(&note, "note", "", "why, without names")
	return command
}

func suppressionLift(d *door) *cobra.Command {
	return &cobra.Command{
		Use:   "lift ADDRESS",
		Short: "Take an address, or the mark of an erased one, off the list",
		Args:  cobra.ExactArgs(1),
		RunE: func(command *cobra.Command, args []string) error {
			return d.withConfiguredStore(command.Context(), func(cfg config.Config, s *store.Store) error {
				lifted, err := s.Lift(command.Context(), args[0])
				if err != nil {
					return err
				}
				if len(lifted) == 0 {
					return errors.New("it is not on the list: see digbot suppression list")
				}
				for _, entry := range lifted {
					if err := audit(command.Context(), s, operator(cfg), "suppression lifted: ", entry); err != nil {
						return err
					}
				}
				fmt.Fprintf(d.Out, "Lifted, %d in all. What was suppressed until now is not sent by itself: see the reports of the campaigns.\n", len(lifted))
				return nil
			})
		},
	}
}

// audit notes what an operator did to the list; the mark names nobody.
func audit(ctx context.Context, s *store.Store, who, what string, e notifier.Suppression) error {
	return journal(ctx, s, who, what+string(e.Reason)+" "+string(e.List)+" "+e.Mark, "")
}

package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"digbot/internal/app"
	"digbot/internal/config"
	"digbot/internal/store"
	"digbot/notifier"
)

func peopleExport(d *door) *cobra.Command {
	var decided bool
	command := &cobra.Command{
		Use:   "export PERSON",
		Short: "Print all that is held on one person, as JSON: for that person",
		Long: `Print all that is held on one person as one JSON object: what to hand over when somebody asks for it.
PERSON is an id or a mail address. What the jury decided is left out until the results are announced;
with --unannounced it is told before: then hand nothing of it over.`,
		Example: examples("digbot people export camille@example.org > camille.json"),
		Args:    cobra.ExactArgs(1),
		RunE: func(command *cobra.Command, args []string) error {
			return d.withPerson(command.Context(), args[0], func(cfg config.Config, s *store.Store, id string) error {
				held, err := d.held(command.Context(), app.NewRights(cfg, s, operator(cfg)), s, id, decided)
				if err == nil {
					err = journal(command.Context(), s, operator(cfg), exportName(decided)+" "+id, "")
				}
				if err != nil {
					return err
				}
				encoder := json.NewEncoder(d.Out)
				encoder.SetIndent("", "  ")
				encoder.SetEscapeHTML(false)
				return encoder.Encode(held)
			})
		},
	}
	command.Flags().BoolVar(&decided, "unannounced", false, "tell what the jury decided before it is announced, too")
	return command
}

// exportName is an export as the audit trail names it.
func exportName(decided bool) string {
	if decided {
		return "people export --unannounced"
	}
	return "people export"
}

// held is all that is held on somebody; what the jury decided only when it was announced, or when that is asked for.
func (d *door) held(ctx context.Context, r app.Rights, s *store.Store, id string, decided bool) (store.Held, error) {
	if decided {
		return r.Everything(ctx, id)
	}
	now, err := d.instant(ctx, s)
	if err != nil {
		return store.Held{}, err
	}
	held, left, err := r.Announced(ctx, id, now)
	if left {
		fmt.Fprintln(d.Err, "What the jury decided is left out: it is not announced yet.")
	}
	return held, err
}

func peopleForget(d *door) *cobra.Command {
	var yes bool
	command := &cobra.Command{
		Use:   "forget PERSON",
		Short: "Erase one person: all that is held, wherever it is held",
		Long: `Erase all that is held on one person, after telling what that is: from the store and its file (or the log
of Redis), and from the outbox. PERSON is an id or a mail address. The campaigns still add up; the
suppression list keeps a mark that cannot be read back. What is printed at the end holds no personal
data: it can be kept as a proof.

Copies of the store that were made before, what stands in the chat's channels, and mails that have left
are beyond reach: erase them where they are.`,
		Example: examples("digbot people forget camille@example.org"),
		Args:    cobra.ExactArgs(1),
		RunE: func(command *cobra.Command, args []string) error {
			return d.withPerson(command.Context(), args[0], func(cfg config.Config, s *store.Store, id string) error {
				return d.forget(command.Context(), app.NewRights(cfg, s, operator(cfg)), s, id, yes)
			})
		},
	}
	command.Flags().BoolVar(&yes, "yes", false, "do not ask")
	return command
}

func (d *door) forget(ctx context.Context, r app.Rights, s *store.Store, id string, yes bool) error {
	now, err := d.instant(ctx, s)
	if err != nil {
		return err
	}
	holdings, err := r.Holdings(ctx, id, now)
	if err != nil {
		return err
	}
	fmt.Fprintf(d.Out, "Held on %s:\n", id)
	for _, h := range holdings {
		fmt.Fprintf(d.Out, "  %-12s %d, %s\n", h.Kind, h.Count, keptUntil(h))
	}
	if err := d.agreed("Erase all of it?", yes); err != nil {
		return err
	}
	receipt, err := r.Forget(ctx, id, time.Now())
	if err != nil {
		return err
	}
	d.printReceipt(receipt)
	return s.Compact(ctx)
}

func keptUntil(h app.Holding) string {
	if h.Until.IsZero() {
		return "kept by the rule " + string(h.Rule)
	}
	return "kept until " + stamp(h.Until)[:10] + " by the rule " + string(h.Rule)
}

// printReceipt tells what was erased, without a word about whom.
func (d *door) printReceipt(r store.Receipt) {
	fmt.Fprintf(d.Out, "Erased at %s, receipt %s:\n", stamp(r.At), r.ID)
	for _, kind := range store.HoldingKinds() {
		if n := r.Counts[kind]; n > 0 {
			fmt.Fprintf(d.Out, "  %-12s %d\n", kind, n)
		}
	}
	if r.Files > 0 {
		fmt.Fprintf(d.Out, "  %-12s %d\n", "files", r.Files)
	}
}

func peoplePurge(d *door) *cobra.Command {
	var dry bool
	command := &cobra.Command{
		Use:   "purge",
		Short: "Erase what was kept long enough; a running service does it every night",
		Long: `Erase what was kept for as long as the configuration says (retention): people whose time is over, in the
same way as forget does, then to whom old mails went, old questions, old entries of the audit trail.
A running service does the same every night.`,
		Example: examples("digbot people purge --dry-run", "digbot people purge"),
		Args:    cobra.NoArgs,
		RunE: func(command *cobra.Command, _ []string) error {
			ctx := command.Context()
			return d.withConfiguredStore(ctx, func(cfg config.Config, s *store.Store) error {
				now, err := d.instant(ctx, s)
				if err != nil {
					return err
				}
				purged, err := app.NewRights(cfg, s, operator(cfg)).Purge(ctx, s, now, time.Now(), dry)
				if err != nil {
					return err
				}
				d.printPurged(purged, dry)
				return nil
			})
		},
	}
	command.Flags().BoolVar(&dry, "dry-run", false, "only tell what would be erased")
	return command
}

func (d *door) printPurged(p app.Purged, dry bool) {
	if dry {
		fmt.Fprintln(d.Out, "Nothing was erased. This would be:")
	}
	fmt.Fprintf(d.Out, "people       %d %s\n", len(p.People), strings.Join(p.People, " "))
	for _, line := range []struct {
		what string
		n    int
	}{{"mails", p.Mails}, {"questions", p.Questions}, {"addresses", p.Addresses}, {"audit trail", p.Entries}, {"files", p.Files}} {
		fmt.Fprintf(d.Out, "%-12s %d\n", line.what, line.n)
	}
	if p.Receipt.ID != "" {
		d.printReceipt(p.Receipt)
	}
}

// withPerson finds somebody by an id or a mail address.
func (d *door) withPerson(ctx context.Context, person string, do func(config.Config, *store.Store, string) error) error {
	return d.withConfiguredStore(ctx, func(cfg config.Config, s *store.Store) error {
		ids := []string{person}
		if strings.Contains(person, "@") {
			var err error
			if ids, err = s.PeopleAt(ctx, person); err != nil {
				return err
			}
		}
		switch len(ids) {
		case 0:
			return misuse{errors.New("nobody in the roster has this address")}
		case 1:
		default:
			return misuse{fmt.Errorf("several people have this address: name one by the id: %s", strings.Join(ids, ", "))}
		}
		err := do(cfg, s, ids[0])
		if errors.Is(err, notifier.ErrUnknown) {
			return misuse{errors.New("nobody in the roster has this id")}
		}
		return err
	})
}

package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"runtime/debug"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"digbot/internal/app"
	"digbot/internal/config"
	"digbot/internal/programme"
	"digbot/internal/roster"
	"digbot/internal/store"
	"digbot/templates"
)

// importMemory is what an import strives to stay below, in bytes: it runs beside the service on a small machine.
const importMemory = 110 << 20

// importFlags are what an operator says about a list.
type importFlags struct{ yes, complete, readmit, all bool }

func peopleImport(d *door) *cobra.Command {
	var f importFlags
	command := &cobra.Command{
		Use:   "import FILE",
		Short: "Take in a list of people, after telling what would happen",
		Long: `Read a list of people as spreadsheets write it (CSV: UTF-8 or Windows-1252; comma, semicolon or tab;
French or English headings) and tell what is wrong with it, or else what would happen. Then ask, and
take in the whole list or nothing.

A row is a person in a role. It must have role, name and email; it may have first name, lang, status,
challenge, decision, start, hearing, place, slack, mattermost, consent and id. The page docs/listes.md
tells what stands below each, with an example.

Nobody leaves the roster because a list does not name them, unless it is --complete. A list speaks of
roles by their kinds: a list of mentors leaves alone what its mentors are beside. A value under a
heading that the list does not have stays as it is.

Decisions of the jury are encrypted with the key of decisions.key_file; without a key, a list that
holds some is refused.`,
		Example: examples(
			"digbot people import candidates.csv",
			"digbot people import everybody.csv --complete --yes"),
		Args: cobra.ExactArgs(1),
		RunE: func(command *cobra.Command, args []string) error {
			return d.importPeople(command.Context(), args[0], f)
		},
	}
	flags := command.Flags()
	flags.BoolVar(&f.yes, "yes", false, "do not ask")
	flags.BoolVar(&f.complete, "complete", false, "the list names everybody: who is not on it leaves the roster")
	flags.BoolVar(&f.readmit, "readmit", false, "take in, too, who was erased at their own wish and has come back")
	flags.BoolVar(&f.all, "all", false, "name everybody to whom something happens, however many they are")
	return command
}

func (d *door) importPeople(ctx context.Context, path string, f importFlags) error {
	defer debug.SetMemoryLimit(debug.SetMemoryLimit(importMemory))
	return d.withConfiguredStore(ctx, func(cfg config.Config, s *store.Store) error {
		importer := app.NewImporter(cfg, s)
		importer.Complete, importer.Readmit = f.complete, f.readmit
		look, err := lookAt(ctx, importer, path)
		if err != nil {
			return err
		}
		if err := d.printLook(path, look, f); err != nil {
			return err
		}
		if !look.Any() {
			fmt.Fprintln(d.Out, "There is nothing to do.")
			return nil
		}
		if err := d.agreed(question(look), f.yes); err != nil {
			return err
		}
		if err := importer.Import(ctx, look, operator(cfg), "terminal", time.Now()); err != nil {
			return err
		}
		fmt.Fprintln(d.Out, "Done.")
		return nil
	})
}

// lookAt reads a list. A faulty one is refused with all that is wrong.
func lookAt(ctx context.Context, importer app.Importer, path string) (app.Look, error) {
	file, err := os.Open(path)
	if err != nil {
		return app.Look{}, misuse{err}
	}
	defer file.Close()
	look, err := importer.Look(ctx, file)
	if faults, faulty := errors.AsType[roster.Faults](err); faulty {
		return look, faultyList(path, faults, "nobody was taken in")
	}
	switch {
	case errors.Is(err, store.ErrNoKey):
		err = misuse{fmt.Errorf("%s: %w", path, err)}
	case errors.Is(err, app.ErrNobody):
		err = misuse{fmt.Errorf("%s: %w, and --complete would remove everybody: nothing was done. Give the whole list, or leave --complete out", path, err)}
	}
	return look, err
}

// faultyList tells all that is wrong with a list, and what came of it.
func faultyList(path string, faults roster.Faults, outcome string) error {
	lines, err := listLines(faults)
	told := fmt.Errorf("%s has %s, %s:\n%s", path, quantity(len(faults), "fault", "faults"), outcome, strings.Join(lines, "\n"))
	return errors.Join(err, misuse{told})
}

// question asks for what a list would do.
func question(look app.Look) string {
	switch {
	case len(look.Removed) == 0:
		return "Take them in?"
	case len(look.Added)+len(look.Changed) == 0:
		return fmt.Sprintf("Remove %s from the roster?", quantity(len(look.Removed), "person", "people"))
	}
	return fmt.Sprintf("Take them in, and remove %s from the roster?", quantity(len(look.Removed), "person", "people"))
}

// named is how many people are named of each kind, unless all are asked for.
const named = 30

func (d *door) printLook(path string, look app.Look, f importFlags) error {
	remarks, err := listLines(look.Remarks)
	if err != nil {
		return err
	}
	for _, remark := range remarks {
		fmt.Fprintln(d.Out, "remark: "+remark)
	}
	fmt.Fprintf(d.Out, "%s: nothing is wrong. People: %d.\n", path, look.Rows)
	d.printArrivals("new", look.Added, f.all)
	d.printArrivals("changed", look.Changed, f.all)
	d.printArrivals("to be removed", look.Removed, f.all)
	fmt.Fprintf(d.Out, "%d new, %d changed, %d to be removed, %d as they are; decisions on %d.\n",
		len(look.Added), len(look.Changed), len(look.Removed), look.Same, look.Decisions)
	if look.Absent > 0 {
		fmt.Fprintf(d.Out, "%d more in the roster are not on the list, and stay (--complete removes them).\n", look.Absent)
	}
	if len(look.Erased) > 0 {
		fmt.Fprintf(d.Out, "Erased at their own wish, and left out (--readmit takes them in): %s.\n", strings.Join(look.Erased, ", "))
	}
	return nil
}

// listLines are the faults of a list, or what is worth a remark, in the language of the commands.
func listLines(faults []roster.Fault) ([]string, error) {
	words, err := templates.ListWords(programme.English)
	return roster.Faults(faults).Told(words.Say), err
}

func (d *door) printArrivals(what string, arrivals []app.Arrival, all bool) {
	for n, a := range arrivals {
		if n == named && !all {
			fmt.Fprintf(d.Out, "  ... and %d more (--all names them)\n", len(arrivals)-n)
			return
		}
		line := fmt.Sprintf("  %s: %s %s", what, a.ID, a.Name)
		if len(a.Fields) > 0 {
			line += " (" + strings.Join(a.Fields, ", ") + ")"
		}
		fmt.Fprintln(d.Out, line)
	}
}

package main

import (
	"context"
	"fmt"
	"runtime/debug"

	"github.com/spf13/cobra"

	"digbot/internal/app"
	"digbot/internal/check"
	"digbot/internal/config"
)

func checkCommand(d *door) *cobra.Command {
	var online bool
	command := &cobra.Command{
		Use:   "check",
		Short: "Find what is wrong before going live",
		Long: `Check everything that can be known to be wrong before going live: the configuration, every
text run in every phase and over sample people, the dates, weekdays and links that they name.
All faults are listed at once, each with its place and a fix; then the exit code is 2.

With --online it also connects to everything that is configured, with the real names and passwords:
the store, the relays, the chats with their channels and the team's accounts, the form on Démarches
simplifiées, the public address, the published DKIM key. It says of each, a line, how it stands. Nothing is sent.`,
		Example: examples(
			"digbot check",
			"digbot check --online",
			"digbot check --config config.yaml --config secrets.yaml"),
		Args: cobra.NoArgs,
		RunE: func(command *cobra.Command, _ []string) error {
			files, err := d.files()
			if err != nil {
				return err
			}
			debug.SetGCPercent(400) // a second's work: collecting costs more than the memory
			report, err := check.Run(command.Context(), files, d.Env)
			if err != nil {
				return err
			}
			if online {
				if report, err = d.lookOutside(command.Context(), report); err != nil {
					return err
				}
			}
			return d.tell(report)
		},
	}
	command.Flags().BoolVar(&online, "online", false, "connect to everything that is configured, too")
	return command
}

// lookOutside adds what was found outside. A configuration that cannot be read leaves nothing to connect to: its faults
// are in the report.
func (d *door) lookOutside(ctx context.Context, report check.Report) (check.Report, error) {
	files, err := d.files()
	if err != nil {
		return report, err
	}
	cfg, faultyConfig := config.Load(files, d.Env)
	texts, faultyTexts := app.LoadTexts(cfg)
	if faultyConfig != nil || faultyTexts != nil {
		return report, nil //nolint:nilerr // the report has them
	}
	for _, f := range app.Inspect(ctx, cfg, texts, app.Internet(d.log())) {
		if f.Fault == "" {
			report.Done = append(report.Done, f.What)
		} else {
			report.Faults = append(report.Faults, f.What+": "+f.Fault)
		}
	}
	return report, nil
}

func (d *door) tell(report check.Report) error {
	for _, notice := range report.Notices {
		fmt.Fprintln(d.Out, notice)
	}
	for _, fault := range report.Faults {
		fmt.Fprintln(d.Out, fault)
	}
	for _, done := range report.Done {
		fmt.Fprintln(d.Out, "checked: "+done)
	}
	if n := len(report.Faults); n > 0 {
		fmt.Fprintf(d.Out, "%d to mend before going live.\n", n)
		return misuse{errReported}
	}
	fmt.Fprintln(d.Out, "Nothing wrong was found.")
	return nil
}

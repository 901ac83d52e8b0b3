package main

import (
	"fmt"
	"runtime/debug"

	"github.com/spf13/cobra"

	"digbot/internal/check"
)

func checkCommand(d *door) *cobra.Command {
	return &cobra.Command{
		Use:   "check",
		Short: "Find what is wrong before going live",
		Long: `Check everything that can be known to be wrong before going live: the configuration, every
text run in every phase and over sample people, the dates, weekdays and links that they name.
All faults are listed at once, each with its place and a fix; then the exit code is 2.`,
		Example: examples(
			"digbot check",
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
			return d.tell(report)
		},
	}
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

package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"digbot/internal/app"
)

// The exit codes of every subcommand.
const (
	exitOK     = 0
	exitFailed = 1
	exitUsage  = 2 // wrong usage, or a faulty configuration

	// exitAgain tells a mail server to hand the message to the command again later: EX_TEMPFAIL of sysexits.h.
	exitAgain = 75
)

// streams are the program's surroundings.
type streams struct {
	In       io.Reader
	Out, Err io.Writer
	Env      func(string) (string, bool)
	Lease    time.Duration // of a delivery's claim, for tests that wait for it; 0: the notifier's own choice
}

// misuse is an error that the person at the keyboard can mend: wrong usage, or a faulty file.
type misuse struct {
	error
}

// Unwrap gives the error itself.
func (m misuse) Unwrap() error { return m.error }

// again is an error that is over when the command is run another time.
type again struct {
	error
}

// Unwrap gives the error itself.
func (a again) Unwrap() error { return a.error }

// errReported ends a command whose report already says what is wrong.
var errReported = errors.New("reported")

// run carries out one command line and returns the exit code.
func run(ctx context.Context, args []string, s streams) int {
	began := false
	root := newRoot(s)
	root.PersistentPreRun = func(command *cobra.Command, _ []string) {
		began = command.ValidateFlagGroups() == nil && command.ValidateRequiredFlags() == nil
	}
	root.SetArgs(args)
	command, err := root.ExecuteContextC(ctx)
	if err == nil {
		return exitOK
	}
	var fault misuse
	isMisuse := errors.As(err, &fault) || !began
	if !errors.Is(err, errReported) {
		fmt.Fprintln(s.Err, "digbot: "+err.Error())
	}
	if !began {
		fmt.Fprintf(s.Err, "Try '%s --help'.\n", command.CommandPath())
	}
	var later again
	switch {
	case errors.As(err, &later):
		return exitAgain
	case isMisuse:
		return exitUsage
	}
	return exitFailed
}

func newRoot(s streams) *cobra.Command {
	d := &door{streams: s}
	root := &cobra.Command{
		Use:   "digbot",
		Short: "The assistant of a public recruiting programme",
		Long: `digbot answers the questions of candidates and administrations, drives the calendar of
a promotion, and writes the reminders, results and welcome mails that belong to it.

The configuration is read from config.yaml in the current folder, else from
config.example.yaml, or from the files named with --config.`,
		Example: examples(
			"digbot rehearse               # play the whole season in a few seconds",
			"digbot ask \"C'est payé combien ?\"",
			"digbot check --config config.yaml"),
		Version:       app.Build().String(),
		SilenceErrors: true,
		SilenceUsage:  true,
	}
	root.SetFlagErrorFunc(func(_ *cobra.Command, err error) error { return mistyped(err) })
	root.SetVersionTemplate("{{.Name}} {{.Version}}\n")
	flags := root.PersistentFlags()
	flags.StringArrayVarP(&d.configs, "config", "c", nil, "configuration `FILE`; given again, a later file overrides an earlier one")
	flags.StringVar(&d.at, "now", "", "act as if it were `T`, such as 2019-05-10T16:59:00+02:00")
	flags.BoolVarP(&d.verbose, "verbose", "v", false, "log what is done, on standard error")
	root.SetIn(s.In)
	root.SetOut(s.Out)
	root.SetErr(s.Err)
	root.AddCommand(
		serveCommand(d),
		statusCommand(d),
		readyCommand(d),
		mattermostCommand(d),
		askCommand(d),
		chatCommand(d),
		rehearseCommand(d),
		calendarCommand(d),
		checkCommand(d),
		evaluateCommand(d),
		peopleCommand(d),
		decisionsCommand(d),
		auditCommand(d),
		campaignCommand(d),
		bounceCommand(d),
		suppressionCommand(d),
		backupCommand(d),
		restoreCommand(d),
	)
	root.InitDefaultCompletionCmd()
	return root
}

// examples indents the lines of a help text's examples.
func examples(lines ...string) string { return "  " + strings.Join(lines, "\n  ") }

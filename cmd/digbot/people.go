package main

import (
	"bufio"
	"errors"
	"fmt"
	"strings"

	"github.com/spf13/cobra"
)

func peopleCommand(d *door) *cobra.Command {
	command := &cobra.Command{
		Use:   "people",
		Short: "Take people in, show what is held on somebody, and erase it",
		Long: `Take lists of people in, show what is held on somebody, and erase it: at a person's wish, or when the
time is over for which the configuration keeps it (retention). All of it works beside a running service.`,
		Args: cobra.NoArgs,
		RunE: func(command *cobra.Command, _ []string) error { return command.Help() },
	}
	command.AddCommand(peopleImport(d), peopleExport(d), peopleForget(d), peoplePurge(d))
	return command
}

// agreed asks whether something shall be done. Without anybody to ask, it is not.
func (d *door) agreed(question string, yes bool) error {
	if yes {
		return nil
	}
	fmt.Fprint(d.Out, question+" [y/N] ")
	answer, _ := bufio.NewReader(d.In).ReadString('\n') // the end of the input is no yes
	switch strings.ToLower(strings.TrimSpace(answer)) {
	case "y", "yes", "o", "oui":
		return nil
	}
	if !isTerminal(d.In) {
		fmt.Fprintln(d.Out)
	}
	return errDeclined
}

var errDeclined = errors.New("nothing was done: answer y, or give --yes")

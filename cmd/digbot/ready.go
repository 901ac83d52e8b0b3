package main

import (
	"encoding/json"
	"fmt"
	"io"
	"net"
	"net/http"
	"time"

	"github.com/spf13/cobra"
)

// readyTime is how long the service may take to say how it is.
const readyTime = 5 * time.Second

func readyCommand(d *door) *cobra.Command {
	return &cobra.Command{
		Use:   "ready",
		Short: "Ask the running service whether it is ready",
		Long: `Ask the service that runs on this machine, at the address of http.listen, whether it is ready, and print
what stands in its way. The exit code is 1 when it is not, or when nobody answers: for a health check.`,
		Example: examples("digbot ready"),
		Args:    cobra.NoArgs,
		RunE:    func(command *cobra.Command, _ []string) error { return d.ready(command) },
	}
}

func (d *door) ready(command *cobra.Command) error {
	cfg, err := d.config()
	if err != nil {
		return err
	}
	request, err := http.NewRequestWithContext(command.Context(), http.MethodGet, "http://"+local(cfg.HTTP.Listen)+"/readyz", nil)
	if err != nil {
		return fmt.Errorf("ask the service: %w", err)
	}
	client := http.Client{Timeout: readyTime}
	response, err := client.Do(request)
	if err != nil {
		return fmt.Errorf("no service answers: %w", err)
	}
	defer response.Body.Close()
	return d.tellReady(response)
}

// local is where a service that listens everywhere is reached on its own machine. It is no name: an image without
// anything else has no list of names, either.
func local(listen string) string {
	host, port, err := net.SplitHostPort(listen)
	if err != nil {
		return listen
	}
	switch host {
	case "", "0.0.0.0":
		host = "127.0.0.1"
	case "::":
		host = "::1"
	}
	return net.JoinHostPort(host, port)
}

func (d *door) tellReady(response *http.Response) error {
	var report struct {
		Checks []struct {
			Name, Reason string
			OK, Required bool
		}
	}
	if err := json.NewDecoder(io.LimitReader(response.Body, 1<<20)).Decode(&report); err != nil {
		return fmt.Errorf("what answers is no digbot: %w", err)
	}
	for _, check := range report.Checks {
		if !check.OK {
			fmt.Fprintf(d.Out, "%s: %s\n", check.Name, check.Reason)
		}
	}
	if response.StatusCode != http.StatusOK {
		return fmt.Errorf("the service is not ready: %s", response.Status)
	}
	fmt.Fprintln(d.Out, "The service is ready.")
	return nil
}

package main

import (
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"digbot/internal/app"
	"digbot/notifier"
)

func statusCommand(d *door) *cobra.Command {
	var asJSON bool
	command := &cobra.Command{
		Use:   "status",
		Short: "Show how the season stands: phase, next occasion, campaigns",
		Long: `Show how the season stands: phase, next occasion, last sweep, and what became of each campaign.
It works while the service runs.`,
		Example: examples("digbot status", "digbot status --json"),
		Args:    cobra.NoArgs,
		RunE: func(command *cobra.Command, _ []string) error {
			status, err := d.status(command)
			if err != nil {
				return err
			}
			if asJSON {
				return d.printStatusJSON(status)
			}
			d.printStatus(status)
			return nil
		},
	}
	command.Flags().BoolVar(&asJSON, "json", false, "print one JSON object")
	return command
}

func (d *door) status(command *cobra.Command) (app.Status, error) {
	cfg, err := d.config()
	if err != nil {
		return app.Status{}, err
	}
	s, err := d.lookIntoStore(command.Context(), cfg)
	if err != nil {
		return app.Status{}, err
	}
	defer s.Close()
	now, err := d.instant(command.Context(), s)
	if err != nil {
		return app.Status{}, err
	}
	return app.ReadStatus(command.Context(), s, now)
}

func (d *door) printStatus(s app.Status) {
	fmt.Fprintf(d.Out, "now        %s\nphase      %s\n", stamp(s.Now), s.Season.Phase(s.Now))
	if s.Next != nil {
		fmt.Fprintf(d.Out, "next       %s at %s\n", s.Next.Name(), stamp(s.Next.Due))
	}
	if !s.Swept.IsZero() {
		fmt.Fprintf(d.Out, "last sweep %s\n", stamp(s.Swept))
	}
	for _, c := range s.Campaigns {
		fmt.Fprintf(d.Out, "campaign   %-24s %-9s %s\n", c.Campaign.Name(), c.Campaign.State, counts(c.Counts))
	}
}

func counts(states map[notifier.State]int) string {
	var parts []string
	for _, state := range slices.Sorted(maps.Keys(states)) {
		parts = append(parts, fmt.Sprintf("%d %s", states[state], state))
	}
	return strings.Join(parts, ", ")
}

// statusJSON is what --json prints.
type statusJSON struct {
	Now       string         `json:"now"`
	Phase     string         `json:"phase"`
	Next      string         `json:"next,omitempty"`
	NextDue   string         `json:"next_due,omitempty"`
	LastSweep string         `json:"last_sweep,omitempty"`
	Campaigns []campaignJSON `json:"campaigns"`
}

type campaignJSON struct {
	ID       string                 `json:"id"`
	Occasion string                 `json:"occasion"`
	State    notifier.CampaignState `json:"state"`
	Planned  int                    `json:"planned"`
	Counts   map[notifier.State]int `json:"counts"`
}

func (d *door) printStatusJSON(s app.Status) error {
	out := statusJSON{Now: stamp(s.Now), Phase: string(s.Season.Phase(s.Now)), LastSweep: stamp(s.Swept), Campaigns: []campaignJSON{}}
	if s.Next != nil {
		out.Next, out.NextDue = s.Next.Name(), stamp(s.Next.Due)
	}
	for _, c := range s.Campaigns {
		out.Campaigns = append(out.Campaigns, campaignJSON{c.Campaign.ID, c.Campaign.Name(), c.Campaign.State, c.Campaign.Planned, c.Counts})
	}
	encoder := json.NewEncoder(d.Out)
	encoder.SetIndent("", "  ")
	return encoder.Encode(out)
}

package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os/user"
	"strings"
	"text/tabwriter"
	"time"

	"github.com/spf13/cobra"

	"digbot/internal/app"
	"digbot/internal/config"
	"digbot/internal/store"
	"digbot/notifier"
)

func campaignCommand(d *door) *cobra.Command {
	command := &cobra.Command{
		Use:   "campaign",
		Short: "Look at what is sent to whom; send, stop, try again, settle",
		Long: `A campaign is all that one occasion makes the programme send. The service plans and sends it by
itself; these commands look at campaigns and change them, while the service runs or without it. A
campaign is named by its id, or by its occasion (deadline-7d) where only one has it.`,
		Args: cobra.NoArgs,
		RunE: func(command *cobra.Command, _ []string) error { return command.Help() },
	}
	command.AddCommand(
		campaignListCommand(d), campaignPreviewCommand(d), campaignRunCommand(d), campaignNoticeCommand(d), campaignStatusCommand(d), campaignReportCommand(d),
		campaignRetryCommand(d), campaignResolveCommand(d), campaignPauseCommand(d), campaignResumeCommand(d), campaignUndoCommand(d), campaignCancelCommand(d),
	)
	return command
}

// desk is an operator's place of work: the campaigns of a store, and who works there.
type desk struct {
	*door
	*app.Campaigns
	cfg config.Config
	who string
}

// atDesk opens the store for a command about campaigns. With fresh there need be none.
func (d *door) atDesk(command *cobra.Command, fresh bool, work func(desk) error) error {
	cfg, err := d.config()
	if err != nil {
		return err
	}
	texts, err := d.texts(cfg)
	if err != nil {
		return err
	}
	open := d.lookIntoStore
	if fresh {
		open = d.openStore
	}
	s, err := open(command.Context(), cfg)
	if err != nil {
		return err
	}
	defer s.Close()
	now, err := d.running(command.Context(), s)
	if err != nil {
		return err
	}
	campaigns, err := app.OpenCampaigns(command.Context(), cfg, texts, s, now, d.log())
	if err != nil {
		return err
	}
	defer campaigns.Close(d.log())
	return work(desk{d, campaigns, cfg, operator(cfg)})
}

// loginName is the name under which the operator works on this machine; empty when the system does not tell.
func loginName() string {
	who, err := user.Current()
	if err != nil {
		return ""
	}
	return who.Username
}

// running is the programme's clock as it goes on: --now, else the clock that the store lives by.
func (d *door) running(ctx context.Context, s *store.Store) (func() time.Time, error) {
	if d.at != "" {
		return d.clock()
	}
	clock, err := s.Clock(ctx)
	return func() time.Time { return clock.Now(time.Now()) }, err
}

// note writes what the operator does to a campaign, or learns of it, into the audit trail.
func (k desk) note(ctx context.Context, what string, c notifier.Campaign) error {
	return journal(ctx, k.Store, k.who, what+" "+c.ID, c.Hash)
}

// doing writes down what is done to a campaign, does it, and where it was not done writes down why.
func (k desk) doing(ctx context.Context, name, about string, c notifier.Campaign, do func() error) error {
	if err := k.note(ctx, strings.TrimSpace(name+" "+about), c); err != nil {
		return err
	}
	err := do()
	if err == nil {
		return nil
	}
	return errors.Join(err, journal(context.WithoutCancel(ctx), k.Store, k.who, name+" "+outcome(err), c.Hash))
}

// outcome is how something ended that was not done, in the words in which the audit trail has it of the chat's commands.
func outcome(err error) string {
	for _, refusal := range []struct {
		err error
		why string
	}{{notifier.ErrTooLate, "late"}, {notifier.ErrClosed, "closed"}, {notifier.ErrUnknown, "certain"}, {errValues, "values"}, {errApproval, "approval"}} {
		if errors.Is(err, refusal.err) {
			return "refused: " + refusal.why
		}
	}
	return "failed"
}

// find finds a campaign; a name that fits none or several is the operator's to mend.
func (k desk) find(ctx context.Context, name string) (notifier.Campaign, error) {
	campaign, err := k.Find(ctx, name)
	if errors.Is(err, app.ErrNoCampaign) || errors.Is(err, app.ErrAmbiguous) {
		return campaign, misuse{err}
	}
	return campaign, err
}

func campaignListCommand(d *door) *cobra.Command {
	var asJSON bool
	command := &cobra.Command{
		Use:     "list",
		Short:   "List the campaigns, by the instant at which they were due",
		Example: examples("digbot campaign list", "digbot campaign list --json"),
		Args:    cobra.NoArgs,
		RunE: func(command *cobra.Command, _ []string) error {
			return d.atDesk(command, false, func(k desk) error { return k.list(command.Context(), asJSON) })
		},
	}
	command.Flags().BoolVar(&asJSON, "json", false, "print one JSON array")
	return command
}

func (k desk) list(ctx context.Context, asJSON bool) error {
	campaigns, err := k.Store.Campaigns(ctx)
	if err != nil {
		return err
	}
	table := tabwriter.NewWriter(k.Out, 0, 0, 2, ' ', 0)
	list := []campaignJSON{}
	for _, c := range campaigns {
		counted, err := k.Store.Counts(ctx, c.ID)
		if err != nil {
			return err
		}
		list = append(list, campaignJSON{c.ID, c.Name(), c.State, c.Planned, counted})
		fmt.Fprintf(table, "%s\t%s\t%d planned\t%s\n", c.ID, c.State, c.Planned, counts(counted))
	}
	if asJSON {
		return k.printJSON(list)
	}
	if len(list) == 0 {
		fmt.Fprintln(k.Out, "There is no campaign yet: the first one begins with the first occasion. See digbot calendar.")
	}
	return table.Flush()
}

func (d *door) printJSON(value any) error {
	encoder := json.NewEncoder(d.Out)
	encoder.SetIndent("", "  ")
	return encoder.Encode(value)
}

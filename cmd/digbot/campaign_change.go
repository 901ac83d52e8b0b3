package main

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"github.com/spf13/cobra"

	"digbot/notifier"
)

func campaignRetryCommand(d *door) *cobra.Command {
	var people []string
	command := &cobra.Command{
		Use:   "retry ID",
		Short: "Try again now what waits for another try, and what was given up",
		Long: `Try again now what waits for another try, and what was given up because no time was left. With
--person, try again for these people alone, also where they were refused for good: after their
address was put right, for instance. The service sends; without it, digbot campaign run does.`,
		Example: examples("digbot campaign retry deadline-7d", "digbot campaign retry announcement --person c-0042"),
		Args:    cobra.ExactArgs(1),
		RunE: func(command *cobra.Command, args []string) error {
			return d.atDesk(command, false, func(k desk) error { return k.retry(command.Context(), args[0], people) })
		},
	}
	command.Flags().StringArrayVar(&people, "person", nil, "try again for the person with this `ID`; may be given again")
	return command
}

func (k desk) retry(ctx context.Context, name string, people []string) error {
	campaign, err := k.find(ctx, name)
	if err != nil {
		return err
	}
	if err := k.writesTo(ctx, campaign, people...); err != nil {
		return err
	}
	return k.doing(ctx, "retry", "", campaign, func() error {
		n, err := k.Retry(ctx, campaign.ID, k.who, k.Now(), people...)
		if err == nil {
			fmt.Fprintf(k.Out, "%s of %s will be tried again.\n", quantity(n, "delivery", "deliveries"), campaign.ID)
		}
		return err
	})
}

// writesTo refuses people whom a campaign does not write to: a name that was mistyped is nothing that was done.
func (k desk) writesTo(ctx context.Context, campaign notifier.Campaign, people ...string) error {
	if len(people) == 0 {
		return nil
	}
	deliveries, err := k.Store.Deliveries(ctx, campaign.ID)
	if err != nil {
		return err
	}
	var strangers []error
	for _, person := range people {
		if !slices.ContainsFunc(deliveries, func(d notifier.Delivery) bool { return d.Recipient == person }) {
			strangers = append(strangers, fmt.Errorf("nothing in %s is for %q", campaign.ID, person))
		}
	}
	if len(strangers) > 0 {
		return misuse{errors.Join(strangers...)}
	}
	return nil
}

func campaignResolveCommand(d *door) *cobra.Command {
	return &cobra.Command{
		Use:   "resolve ID PERSON sent|resend",
		Short: "Decide on a delivery of which nobody could tell",
		Long: `A delivery is uncertain when the connection broke after the message was handed over and before the
relay had answered. Look at the relay's log, or ask the person; then say sent, or resend, which
sends it again at the risk that it arrives twice, under the same Message-ID.`,
		Example: examples("digbot campaign resolve announcement c-0042 sent", "digbot campaign resolve announcement c-0042 resend"),
		Args:    cobra.ExactArgs(3),
		RunE: func(command *cobra.Command, args []string) error {
			verdict := notifier.Verdict(args[2])
			if verdict != notifier.Sent && verdict != notifier.Resend {
				return misuse{fmt.Errorf("%q: write %s or %s", args[2], notifier.Sent, notifier.Resend)}
			}
			return d.atDesk(command, false, func(k desk) error { return k.resolve(command.Context(), args[0], args[1], verdict) })
		},
	}
}

func (k desk) resolve(ctx context.Context, name, person string, verdict notifier.Verdict) error {
	campaign, err := k.find(ctx, name)
	if err != nil {
		return err
	}
	if err := k.writesTo(ctx, campaign, person); err != nil {
		return err
	}
	err = k.doing(ctx, "resolve", person+" "+string(verdict)+" in", campaign, func() error {
		n, err := k.Resolve(ctx, campaign.ID, k.who, person, verdict)
		if err == nil {
			fmt.Fprintf(k.Out, "%s to %s: %s.\n", quantity(n, "delivery", "deliveries"), person, verdict)
		}
		return err
	})
	if errors.Is(err, notifier.ErrUnknown) {
		return misuse{fmt.Errorf("nothing to %q is uncertain in %s", person, campaign.ID)}
	}
	return err
}

func campaignPauseCommand(d *door) *cobra.Command {
	return d.stopCommand("pause", "Keep back what has not left, until resume", "", func(k desk) stop { return k.Pause })
}

func campaignResumeCommand(d *door) *cobra.Command {
	return d.stopCommand("resume", "Let a paused campaign go on", "", func(k desk) stop { return k.Resume })
}

func campaignUndoCommand(d *door) *cobra.Command {
	return d.stopCommand("undo", "Take back the approvals, as long as nothing has left",
		"The campaign waits for approvals again. Once the undo time is over it is too late: cancel keeps the rest back.",
		func(k desk) stop { return k.Undo })
}

func campaignCancelCommand(d *door) *cobra.Command {
	return d.stopCommand("cancel", "Keep back what has not left, for good",
		"What has left stays so, and is told. A cancelled campaign does not come back.", func(k desk) stop { return k.Cancel })
}

// stop is one of the notifier's ways to stop a campaign, or to let it go on.
type stop func(ctx context.Context, campaignID, staffID string) (notifier.Stopped, error)

func (d *door) stopCommand(name, short, long string, which func(desk) stop) *cobra.Command {
	return &cobra.Command{
		Use:     name + " ID",
		Short:   short,
		Long:    long,
		Example: examples("digbot campaign " + name + " announcement"),
		Args:    cobra.ExactArgs(1),
		RunE: func(command *cobra.Command, args []string) error {
			return d.atDesk(command, false, func(k desk) error { return k.stop(command.Context(), args[0], name, which(k)) })
		},
	}
}

func (k desk) stop(ctx context.Context, name, what string, do stop) error {
	campaign, err := k.find(ctx, name)
	if err != nil {
		return err
	}
	return k.doing(ctx, what, "", campaign, func() error {
		stopped, err := do(ctx, campaign.ID, k.who)
		if err == nil || errors.Is(err, notifier.ErrTooLate) {
			fmt.Fprintf(k.Out, "%s is %s: %d left, %d are leaving or uncertain, %d have not left.\n",
				campaign.ID, stopped.Campaign.State, stopped.Left, stopped.Leaving, stopped.Kept)
		}
		return err
	})
}

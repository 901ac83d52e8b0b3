package main

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"digbot/internal/app"
	"digbot/internal/programme"
	"digbot/notifier"
)

// lookEvery is how often a command that waits for a campaign looks at it.
const lookEvery = 500 * time.Millisecond

func campaignRunCommand(d *door) *cobra.Command {
	var rosterFile string
	var yes bool
	command := &cobra.Command{
		Use:   "run OCCASION",
		Short: "Send what an occasion makes the programme send",
		Long: `Plan the campaign of an occasion that is due, and send it, to the end. Run again, it goes on with
the same campaign: nobody gets a mail twice. It works beside the service, which sends the same
campaigns by itself, and without it.

--yes answers the question that is asked on the terminal, and nothing else: results, and whatever
else needs approval, leave only after two members of the team have approved exactly that content in
the chat. Whoever has two roles gets their mails an hour apart: the command says what it waits for.
SIGINT or SIGTERM stop within five seconds; what has not left waits, for this command or the service.

The exit code is 0 only if everybody was reached.`,
		Example: examples("digbot campaign run deadline-7d", "digbot campaign run opening --roster people.csv --yes"),
		Args:    cobra.ExactArgs(1),
		RunE: func(command *cobra.Command, args []string) error {
			return d.atDesk(command, true, func(k desk) error { return k.run(command.Context(), args[0], rosterFile, yes) })
		},
	}
	command.Flags().StringVar(&rosterFile, "roster", "", "take in the people of this CSV `FILE` first, as people import does")
	command.Flags().BoolVar(&yes, "yes", false, "do not ask on the terminal")
	return command
}

// run plans, asks, sends and reports.
func (k desk) run(ctx context.Context, name, rosterFile string, yes bool) error {
	list, err := k.roster(k.cfg, rosterFile)
	if err != nil {
		return err
	}
	occasion, err := k.due(ctx, name)
	if err != nil {
		return err
	}
	if err := app.TakeIn(ctx, app.NewImporter(k.cfg, k.Store), list, k.who, "terminal", time.Now()); err != nil {
		return fmt.Errorf("take the people in: %w", err)
	}
	campaign, err := k.begin(ctx, occasion, yes)
	if err != nil {
		return err
	}
	if err := k.send(ctx, campaign.ID); err != nil {
		return err
	}
	report, err := k.report(context.WithoutCancel(ctx), campaign.ID)
	if err != nil {
		return err
	}
	if report.Counts[notifier.Accepted] < report.Total {
		return errReported
	}
	return nil
}

// due finds an occasion whose time has come, and is not over.
func (k desk) due(ctx context.Context, name string) (programme.Occasion, error) {
	occasion, err := k.Occasion(ctx, name)
	if errors.Is(err, app.ErrNoOccasion) {
		return occasion, misuse{err}
	}
	switch now := k.Now(); {
	case err != nil:
		return occasion, err
	case now.Before(occasion.Due):
		return occasion, misuse{fmt.Errorf("%s is due on %s: nothing of it leaves before, and the service sends it then", name, stamp(occasion.Due))}
	case occasion.TooLate(now):
		return occasion, misuse{fmt.Errorf("%s was due on %s: it would do harm to send it now", name, stamp(occasion.Due))}
	}
	return occasion, nil
}

// begin plans the campaign once the operator has said yes, or finds it as an earlier run has left it.
func (k desk) begin(ctx context.Context, occasion programme.Occasion, yes bool) (notifier.Campaign, error) {
	campaign, err := k.Store.Campaign(ctx, occasion.ID())
	fresh := errors.Is(err, notifier.ErrUnknown) || campaign.State == notifier.CampaignRefused || campaign.State == notifier.CampaignHeld
	if err != nil && !fresh {
		return campaign, err
	}
	if !fresh {
		return campaign, k.mayLeave(campaign)
	}
	frugal()
	if err := k.agree(ctx, occasion, yes); err != nil {
		return campaign, err
	}
	if err := k.Announce(ctx, occasion); err != nil {
		return campaign, err
	}
	if campaign, err = k.Store.Campaign(ctx, occasion.ID()); err != nil {
		return campaign, err
	}
	return campaign, k.doing(ctx, "run", "", campaign, func() error { return k.mayLeave(campaign) })
}

// agree shows what would leave and asks whether it shall.
func (k desk) agree(ctx context.Context, occasion programme.Occasion, yes bool) error {
	draft, _, err := k.Draft(ctx, occasion)
	if errors.Is(err, notifier.ErrNothing) {
		return misuse{fmt.Errorf("%s: %w", occasion.Name(), err)}
	}
	if err != nil {
		return err
	}
	return k.agreeTo(draft, yes)
}

// agreeTo asks whether a campaign shall be sent. Where other people must approve it, or nothing can leave, nobody is asked.
func (k desk) agreeTo(draft notifier.Campaign, yes bool) error {
	fmt.Fprintf(k.Out, "%s: %s and %s.\n", draft.ID, quantity(draft.Planned-draft.Posts, "mail", "mails"), quantity(draft.Posts, "post", "posts"))
	for _, remark := range draft.Remarks {
		fmt.Fprintln(k.Out, "remark: "+remark)
	}
	if yes || draft.Approvers > 0 || len(draft.Faults) > 0 {
		return nil
	}
	if !isTerminal(k.In) {
		return misuse{errors.New("there is nobody to ask here: give --yes to send without a question")}
	}
	fmt.Fprint(k.Out, "Send them now? [y/N] ")
	answer, _ := bufio.NewReader(k.In).ReadString('\n') // the end of the input is no yes
	switch strings.ToLower(strings.TrimSpace(answer)) {
	case "y", "yes", "o", "oui":
		return nil
	}
	return errors.New("nothing was sent")
}

// Why nothing of a campaign was sent.
var (
	errValues   = errors.New("nothing was sent, values are missing")
	errApproval = errors.New("nothing was sent")
)

// mayLeave refuses a campaign that is not allowed to leave, with the reason.
func (k desk) mayLeave(c notifier.Campaign) error {
	switch c.State {
	case notifier.CampaignRefused:
		return fmt.Errorf("%w:\n  %s", errValues, strings.Join(c.Faults, "\n  "))
	case notifier.CampaignHeld:
		return fmt.Errorf("%w: %d members of the team must approve exactly this content (%s) in the chat first; then run this again",
			errApproval, c.Approvers, c.Hash)
	case notifier.CampaignPaused:
		return fmt.Errorf("the campaign is paused: digbot campaign resume %s lets it go on", c.ID)
	case notifier.CampaignCancelled:
		return errors.New("the campaign was cancelled, and does not come back")
	}
	return nil
}

// send makes passes until nothing waits, and shows how far it is.
func (k desk) send(ctx context.Context, id string) error {
	generous()
	showing, stop := context.WithCancel(ctx)
	shown := make(chan struct{})
	go func() { defer close(shown); (&lookout{desk: k, id: id, terminal: isTerminal(k.Err)}).run(showing) }()
	defer func() { stop(); <-shown }()
	for {
		progress, err := k.DeliverOne(ctx, id, k.Now())
		if ctx.Err() != nil {
			return fmt.Errorf("stopped, what has not left waits: digbot campaign run goes on (%w)", context.Cause(ctx))
		}
		campaign, reading := k.Store.Campaign(ctx, id)
		if err := errors.Join(err, reading); err != nil {
			k.log().Error("a pass was incomplete, the next one goes on", "error", err)
		} else if !campaign.State.Open() || campaign.State == notifier.CampaignHeld || campaign.State == notifier.CampaignPaused {
			return k.mayLeave(campaign)
		}
		wait := lookEvery
		if until := time.Until(progress.Next); !progress.Next.IsZero() && until < wait {
			wait = max(until, 0)
		}
		select {
		case <-ctx.Done():
		case <-time.After(wait):
		}
	}
}

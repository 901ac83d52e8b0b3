package main

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"text/tabwriter"

	"github.com/spf13/cobra"

	"digbot/internal/programme"
	"digbot/notifier"
)

// noticeFlags are what an operator says about a notice.
type noticeFlags struct {
	id, challenge, of string
	to, roles, data   []string
	yes               bool
}

func campaignNoticeCommand(d *door) *cobra.Command {
	var f noticeFlags
	command := &cobra.Command{
		Use:   "notice [KIND]",
		Short: "Tell people what no date of the calendar brings about: a moved date, a correction, a call-up",
		Long: `Write a notice to the people named with --to, --role or --of; without a KIND, list the kinds and
what each needs. The same --id is sent once, however often the command is run. What tells a decision,
or takes back what people were told, leaves only after two members of the team have approved it.

Dates are written 2019-05-24, moments 2019-05-24T17:00, both in Paris.`,
		Example: examples(
			"digbot campaign notice",
			"digbot campaign notice date-moved --id deadline-moved --role candidate --set milestone=deadline \\\n"+
				"      --set before=2019-05-10T17:00 --set after=2019-05-24T17:00",
			"digbot campaign notice correction --id fix-1 --of deadline-1d --set about='the hour' --set wrong=18h --set right=17h"),
		Args: cobra.MaximumNArgs(1),
		RunE: func(command *cobra.Command, args []string) error {
			if len(args) == 0 {
				return d.printKinds()
			}
			return d.atDesk(command, false, func(k desk) error { return k.notice(command.Context(), args[0], f) })
		},
	}
	flags := command.Flags()
	flags.StringVar(&f.id, "id", "", "`NAME` of the notice, of letters, digits, hyphens and underscores")
	flags.StringSliceVar(&f.to, "to", nil, "`ID`s of people")
	flags.StringSliceVar(&f.roles, "role", nil, "everybody with this `ROLE`: candidate, mentor, administration, designer, staff")
	flags.StringVar(&f.of, "of", "", "everybody whom the mails of this `CAMPAIGN` have reached")
	flags.StringVar(&f.challenge, "challenge", "", "`ID` of the challenge that it is about")
	flags.StringArrayVar(&f.data, "set", nil, "what the mail says: `KEY=VALUE`")
	flags.BoolVar(&f.yes, "yes", false, "do not ask on the terminal")
	return command
}

func (d *door) printKinds() error {
	table := tabwriter.NewWriter(d.Out, 0, 0, 2, ' ', 0)
	for _, kind := range notifier.Kinds() {
		needs := kind.Needs
		if kind.OfChallenge {
			needs = append([]string{"--challenge"}, needs...)
		}
		approvals := "leaves at once"
		if kind.Approvers > 0 {
			approvals = quantity(kind.Approvers, "approval", "approvals")
		}
		fmt.Fprintf(table, "%s\t%s\t%s\n", kind.Name, approvals, strings.Join(needs, ", "))
	}
	return table.Flush()
}

// notice plans, asks, sends and reports.
func (k desk) notice(ctx context.Context, kind string, f noticeFlags) error {
	notice := notifier.Notice{ID: f.id, Kind: kind, Challenge: f.challenge, Data: map[string]string{}, At: k.Now()}
	for _, pair := range f.data {
		key, value, found := strings.Cut(pair, "=")
		if !found {
			return misuse{fmt.Errorf("--set: %q is not KEY=VALUE", pair)}
		}
		notice.Data[key] = value
	}
	var err error
	if notice.To, err = k.named(ctx, f); err != nil {
		return err
	}
	campaign, err := k.plannedNotice(ctx, notice, f.yes)
	if errors.Is(err, notifier.ErrNotice) || errors.Is(err, notifier.ErrTaken) {
		return misuse{err}
	}
	if err == nil {
		err = k.mayLeave(campaign)
	}
	if err != nil {
		return err
	}
	if err := k.send(ctx, campaign.ID); err != nil {
		return err
	}
	report, err := k.report(context.WithoutCancel(ctx), campaign.ID)
	if err == nil && report.Counts[notifier.Accepted] < report.Total {
		err = errReported
	}
	return err
}

// plannedNotice plans the notice once the operator has said yes, or finds it as an earlier run has left it.
func (k desk) plannedNotice(ctx context.Context, notice notifier.Notice, yes bool) (notifier.Campaign, error) {
	_, err := k.Store.Campaign(ctx, notice.ID)
	fresh := errors.Is(err, notifier.ErrUnknown)
	if fresh {
		draft, err := k.DraftNotice(ctx, notice)
		if err == nil {
			err = k.agreeTo(draft, yes)
		}
		if err != nil {
			return draft, err
		}
	}
	campaign, err := k.Notify(ctx, notice)
	if err == nil && fresh {
		err = k.doing(ctx, "notice", "", campaign, func() error { return k.mayLeave(campaign) })
	}
	return campaign, err
}

// named are the ids of all whom the flags name.
func (k desk) named(ctx context.Context, f noticeFlags) ([]string, error) {
	ids := slices.Clone(f.to)
	for _, role := range f.roles {
		people, err := k.Store.People(ctx, programme.Audience{Role: programme.RoleKind(role)})
		if err != nil {
			return nil, err
		}
		if len(people) == 0 {
			return nil, misuse{fmt.Errorf("--role: nobody is %q", role)}
		}
		for _, person := range people {
			ids = append(ids, person.ID)
		}
	}
	if f.of == "" {
		return ids, nil
	}
	campaign, err := k.find(ctx, f.of)
	if err != nil {
		return nil, err
	}
	reached, err := k.Recipients(ctx, campaign.ID)
	return append(ids, reached...), err
}

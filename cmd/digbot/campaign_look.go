package main

import (
	"context"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"os"
	"strconv"
	"strings"

	"github.com/spf13/cobra"

	"digbot/notifier"
)

func campaignPreviewCommand(d *door) *cobra.Command {
	var person string
	command := &cobra.Command{
		Use:   "preview ID",
		Short: "Show what a campaign says, as it would leave now",
		Long: `Show how many get what, with one sample of each mail and post as it would leave now, or all that
one person would get. Nothing is sent.`,
		Example: examples("digbot campaign preview deadline-7d", "digbot campaign preview announcement --person c-0042"),
		Args:    cobra.ExactArgs(1),
		RunE: func(command *cobra.Command, args []string) error {
			return d.atDesk(command, false, func(k desk) error { return k.preview(command.Context(), args[0], person) })
		},
	}
	command.Flags().StringVar(&person, "person", "", "show what the person with this `ID` would get")
	return command
}

func (k desk) preview(ctx context.Context, name, person string) error {
	campaign, err := k.find(ctx, name)
	if err != nil {
		return err
	}
	if err := k.note(ctx, strings.TrimSpace("preview "+person), campaign); err != nil {
		return err
	}
	fmt.Fprintf(k.Out, "%s is %s: %s, content %s\n", campaign.ID, campaign.State, quantity(campaign.Planned, "delivery", "deliveries"), campaign.Hash)
	for _, fault := range campaign.Faults {
		fmt.Fprintln(k.Out, "missing: "+fault)
	}
	for _, remark := range campaign.Remarks {
		fmt.Fprintln(k.Out, "remark: "+remark)
	}
	if person != "" {
		all, err := k.PreviewTo(ctx, campaign.ID, person, k.Now())
		if errors.Is(err, notifier.ErrUnknown) {
			return misuse{fmt.Errorf("nothing in %s is for %q", campaign.ID, person)}
		}
		for _, shown := range all {
			k.show(shown)
		}
		return err
	}
	groups, err := k.Preview(ctx, campaign.ID, k.Now())
	for _, group := range groups {
		fmt.Fprintf(k.Out, "\n== %s, by %s: %d, such as to %s\n", group.Mailing, group.Channel, group.Deliveries, group.Sample.Delivery.Recipient)
		k.show(group.Sample)
	}
	return err
}

// show prints one delivery as people read it.
func (k desk) show(s notifier.Shown) {
	if s.Changed {
		fmt.Fprintln(k.Out, "\n(Its words are no longer those that were planned.)")
	}
	switch {
	case s.Why != "":
		fmt.Fprintf(k.Out, "\nIt would not leave: %s\n", s.Why)
	case s.Delivery.Channel == notifier.ByPost:
		fmt.Fprintf(k.Out, "\nChannel: %s\n\n%s\n", s.Place, strings.TrimSpace(s.Body.Plain()))
	default:
		fmt.Fprintf(k.Out, "\nTo: %s <%s>\nSubject: %s\n\n%s\n", s.Envelope.To.Name, s.Envelope.To.Email, s.Envelope.Subject,
			strings.TrimSpace(s.Envelope.Body.Plain()))
	}
}

func campaignStatusCommand(d *door) *cobra.Command {
	var asJSON bool
	command := &cobra.Command{
		Use:     "status ID",
		Short:   "Show how a campaign stands",
		Example: examples("digbot campaign status deadline-7d", "digbot campaign status announcement --json"),
		Args:    cobra.ExactArgs(1),
		RunE: func(command *cobra.Command, args []string) error {
			return d.atDesk(command, false, func(k desk) error { return k.status(command.Context(), args[0], asJSON) })
		},
	}
	command.Flags().BoolVar(&asJSON, "json", false, "print one JSON object")
	return command
}

// standingJSON is what status --json prints.
type standingJSON struct {
	campaignJSON
	Hash      string   `json:"hash"`
	Approvers int      `json:"approvers"`
	Approvals []string `json:"approvals"` // who has said yes to this content
	Requester string   `json:"requester,omitempty"`
	Leaves    string   `json:"leaves,omitempty"`
	Began     string   `json:"began,omitempty"`
	PostsHeld bool     `json:"posts_held"`
	Faults    []string `json:"faults"`
	Remarks   []string `json:"remarks"`
	Final     int      `json:"final"`
	Open      int      `json:"open"`
}

func (k desk) status(ctx context.Context, name string, asJSON bool) error {
	campaign, err := k.find(ctx, name)
	if err != nil {
		return err
	}
	s, err := k.Standing(ctx, campaign.ID)
	if err != nil {
		return err
	}
	c := s.Campaign
	yes := []string{}
	for _, approval := range c.Approvals {
		if approval.Hash == c.Hash {
			yes = append(yes, approval.By)
		}
	}
	if asJSON {
		return k.printJSON(standingJSON{
			campaignJSON{c.ID, c.Name(), c.State, c.Planned, s.Counts}, c.Hash, c.Approvers, yes, c.Requester,
			stamp(c.Leaves), stamp(c.Began), c.PostsHeld, orEmpty(c.Faults), orEmpty(c.Remarks), s.Final, s.Open,
		})
	}
	fmt.Fprintf(k.Out, "campaign   %s\nstate      %s\ncontent    %s\ncounts     %s\n", c.ID, c.State, c.Hash, counts(s.Counts))
	if c.Approvers > 0 {
		fmt.Fprintf(k.Out, "approved   by %d of %d: %s\n", len(yes), c.Approvers, strings.Join(yes, ", "))
	}
	if c.State == notifier.CampaignApproved {
		fmt.Fprintf(k.Out, "leaves     %s\n", stamp(c.Leaves))
	}
	if c.PostsHeld {
		fmt.Fprintln(k.Out, "posts      held back")
	}
	for _, line := range append(orEmpty(c.Faults), c.Remarks...) {
		fmt.Fprintln(k.Out, "remark     "+line)
	}
	return nil
}

func orEmpty(list []string) []string { return append([]string{}, list...) }

func campaignReportCommand(d *door) *cobra.Command {
	var file string
	command := &cobra.Command{
		Use:   "report ID",
		Short: "Tell who was reached, who was not, and of whom nobody can tell",
		Long: `Tell who was reached, who was not and why, and name those of whom nobody can tell whether they
were: a person decides on them with digbot campaign resolve. With --csv every delivery goes into a
file for a spreadsheet, which holds names and addresses.`,
		Example: examples("digbot campaign report deadline-7d", "digbot campaign report announcement --csv results.csv"),
		Args:    cobra.ExactArgs(1),
		RunE: func(command *cobra.Command, args []string) error {
			return d.atDesk(command, false, func(k desk) error {
				campaign, err := k.find(command.Context(), args[0])
				if err != nil {
					return err
				}
				if err := k.note(command.Context(), reportName(file), campaign); err != nil {
					return err
				}
				if file != "" {
					if err := k.writeCSV(command.Context(), campaign.ID, file); err != nil {
						return fmt.Errorf("write the report: %w", err)
					}
				}
				_, err = k.report(command.Context(), campaign.ID)
				return err
			})
		},
	}
	command.Flags().StringVar(&file, "csv", "", "write every delivery into this `FILE`")
	return command
}

// reportName is the report as the audit trail names it: a table of everybody is more than a few lines.
func reportName(file string) string {
	if file != "" {
		return "report --csv"
	}
	return "report"
}

// report prints the end of a campaign, and returns it.
func (k desk) report(ctx context.Context, id string) (notifier.Report, error) {
	r, err := k.Report(ctx, id)
	if err != nil {
		return r, err
	}
	fmt.Fprintf(k.Out, "%s is %s: %s\n", r.Campaign.ID, r.Campaign.State, counts(r.Counts))
	k.lines(ctx, "Not reached:", r.Unreached)
	k.lines(ctx, "Nobody can tell whether these were reached (digbot campaign resolve "+r.Campaign.ID+" PERSON sent|resend):", r.Uncertain)
	return r, nil
}

func (k desk) lines(ctx context.Context, title string, lines []notifier.Line) {
	if len(lines) > 0 {
		fmt.Fprintln(k.Out, "\n"+title)
	}
	for _, line := range lines {
		name, _ := k.person(ctx, line.Recipient)
		fmt.Fprintf(k.Out, "  %s  %s  %s  %s  %s\n", line.Recipient, name, line.Mailing, line.State, line.Note)
	}
}

// person is the name and the address of a recipient; empty for one who is not, or no longer, in the roster.
func (k desk) person(ctx context.Context, id string) (name, email string) {
	person, err := k.Store.Person(ctx, id)
	if err != nil {
		return "", ""
	}
	return person.Name, person.Email
}

func (k desk) writeCSV(ctx context.Context, id, path string) error {
	deliveries, err := k.Store.Deliveries(ctx, id)
	if err != nil {
		return err
	}
	file, err := os.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_TRUNC, 0o600) // it holds names and addresses
	if err != nil {
		return err
	}
	return errors.Join(k.csv(ctx, file, deliveries), file.Close())
}

func (k desk) csv(ctx context.Context, out io.Writer, deliveries []notifier.Delivery) error {
	table := csv.NewWriter(out)
	if err := table.Write([]string{"id", "name", "email", "mailing", "state", "attempts", "settled", "note"}); err != nil {
		return err
	}
	for _, d := range deliveries {
		name, email := k.person(ctx, d.Recipient)
		row := []string{d.Recipient, name, email, d.Mailing, string(d.State), strconv.Itoa(d.Attempts), stamp(d.Settled), d.Note}
		for i := range row {
			row[i] = inert(row[i])
		}
		if err := table.Write(row); err != nil {
			return err
		}
	}
	table.Flush()
	return table.Error()
}

// inert keeps a spreadsheet from taking what a person wrote for a formula.
func inert(cell string) string {
	if cell != "" && strings.ContainsRune("=+-@\t\r", rune(cell[0])) {
		return "'" + cell
	}
	return cell
}

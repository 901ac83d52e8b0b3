package notifier

import (
	"context"
	"fmt"
)

// Standing is how a campaign stands, by its counts alone: for whoever looks often.
type Standing struct {
	Campaign Campaign
	Counts   map[State]int
	Final    int
	Open     int
}

// Standing reads how a campaign stands. ErrUnknown when there is none.
func (n *Notifier) Standing(ctx context.Context, campaignID string) (Standing, error) {
	campaign, err := n.Ledger.Campaign(ctx, campaignID)
	if err != nil {
		return Standing{}, fmt.Errorf("look at the campaign: %w", err)
	}
	s := Standing{Campaign: campaign}
	if s.Counts, err = n.Ledger.Counts(ctx, campaignID); err != nil {
		return Standing{}, fmt.Errorf("look at the campaign: %w", err)
	}
	for state, count := range s.Counts {
		if state.Final() {
			s.Final += count
		} else {
			s.Open += count
		}
	}
	return s, nil
}

// Report tells how a campaign stands: who was reached, who was not, and of whom nobody can tell.
type Report struct {
	Campaign  Campaign
	Counts    map[State]int
	Total     int    // the sum of the counts
	Unreached []Line // refused, cancelled, suppressed or bounced, for good
	Uncertain []Line // may have been reached: a person decides
	Waiting   int    // still on their way
}

// Line is one delivery of a report. It names the person by id.
type Line struct {
	Recipient string
	Mailing   string
	State     State
	Note      string
	GaveUp    bool // refused for lack of time only: Retry tries it again
}

// Balanced reports whether the states add up to what was planned.
func (r Report) Balanced() bool { return r.Total == r.Campaign.Planned }

// Report reads how a campaign stands. ErrUnknown when there is none.
func (n *Notifier) Report(ctx context.Context, campaignID string) (Report, error) {
	campaign, err := n.Ledger.Campaign(ctx, campaignID)
	if err != nil {
		return Report{}, fmt.Errorf("report: %w", err)
	}
	deliveries, err := n.Ledger.Deliveries(ctx, campaignID)
	if err != nil {
		return Report{}, fmt.Errorf("report: %w", err)
	}
	report := Report{Campaign: campaign, Counts: map[State]int{}, Total: len(deliveries)}
	for _, d := range deliveries {
		report.add(d)
	}
	return report, nil
}

func (r *Report) add(d Delivery) {
	r.Counts[d.State]++
	line := Line{d.Recipient, d.Mailing, d.State, d.Note, d.GaveUp}
	switch {
	case !d.State.Final():
		r.Waiting++
	case d.State == Uncertain:
		r.Uncertain = append(r.Uncertain, line)
	case d.State != Accepted:
		r.Unreached = append(r.Unreached, line)
	}
}

package notifier

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"
)

const (
	// apart is how long one person is left in peace after a mail: real time, unless Parts says otherwise.
	apart = time.Hour

	// lookAgain is how long a mail waits for another one to the same person that goes first.
	lookAgain = time.Minute

	// longestRun is how long a campaign may be under way since it was let go, as far as its mails are kept apart from others:
	// the programme's clock.
	longestRun = 24 * time.Hour

	noteSpaced = "another mail to the same person goes first: this one follows within the hour"
)

// rival is a mail to the same person, of which one waits for the other.
type rival struct {
	campaign Campaign
	mailing  string
	first    bool // it goes before ours
}

// spaced puts a mail off while its recipient has had another one within the hour, or gets one that goes first: somebody
// with two roles, or two occasions at once. A mail that would come too late by waiting does not wait, and neither does what
// is urgent, such as a correction.
func (a *attempt) spaced(ctx context.Context, m Mailing) (End, bool, error) {
	if !a.campaign.calm() {
		return End{}, false, nil
	}
	var wait time.Duration
	for _, r := range a.rivals(m) {
		d, err := a.Ledger.Delivery(ctx, r.campaign.ID, deliveryID(r.campaign.ID, r.mailing, a.delivery.Recipient))
		if errors.Is(err, ErrUnknown) {
			continue
		}
		if err != nil {
			return End{}, false, fmt.Errorf("%w: look for other mails: %w", errAway, err)
		}
		wait = max(wait, a.after(d, r.first))
	}
	limit := a.campaign.NotAfter
	if wait <= 0 || !limit.IsZero() && a.instant().Add(wait).After(limit) {
		return End{}, false, nil
	}
	at := time.Now().Add(wait)
	a.mu.Lock()
	a.wakeAt(at)
	a.mu.Unlock()
	return End{State: RetryAt, Retry: at, Untried: true, Note: noteSpaced}, true, nil
}

// after is how long ours waits for another delivery.
func (a *attempt) after(d Delivery, first bool) time.Duration {
	switch d.State {
	case Accepted, Uncertain, Bounced:
		return a.Apart - time.Since(d.Settled)
	case Committing:
		return min(lookAgain, a.Apart)
	case Planned, Claimed, RetryAt:
		if first {
			return min(lookAgain, a.Apart)
		}
	}
	return 0
}

// rivals are the mails that the recipient of one of this campaign may get at about the same time.
func (a *attempt) rivals(m Mailing) []rival {
	var rivals []rival
	own := slices.IndexFunc(a.rule.Mailings, func(other Mailing) bool { return other.Name == m.Name })
	for i, other := range a.rule.Mailings {
		if i != own && other.Channel == ByMail && other.Remark == "" && (m.Group == "" || other.Group != m.Group) {
			rivals = append(rivals, rival{a.campaign, other.Name, i < own})
		}
	}
	for _, c := range a.recent {
		if c.ID == a.campaign.ID {
			continue
		}
		rule, _ := RuleFor(c)
		for _, other := range rule.Mailings {
			if other.Channel == ByMail && other.Remark == "" {
				rivals = append(rivals, rival{c, other.Name, c.before(a.campaign)})
			}
		}
	}
	return rivals
}

// calm reports whether the campaign's mails may wait: those of the calendar do.
func (c Campaign) calm() bool {
	if c.Notice == nil {
		return true
	}
	kind, _ := KindOf(c.Notice.Kind)
	return kind.Calm
}

// before orders campaigns for good: by when they are due, then by name.
func (c Campaign) before(other Campaign) bool {
	if !c.Occasion.Due.Equal(other.Occasion.Due) {
		return c.Occasion.Due.Before(other.Occasion.Due)
	}
	return strings.Compare(c.ID, other.ID) < 0
}

// letGo is when a campaign was let go, on the programme's clock.
func (c Campaign) letGo() time.Time {
	at := c.Occasion.Due
	for _, approval := range c.Approvals {
		if approval.At.After(at) {
			at = approval.At
		}
	}
	return at
}

// recently are the campaigns whose mails may have reached somebody within the hour, or may do so now.
func recently(campaigns []Campaign, now time.Time) []Campaign {
	return slices.DeleteFunc(slices.Clone(campaigns), func(c Campaign) bool {
		under := c.State == CampaignSending || c.State == CampaignDone
		return !under || now.Sub(c.letGo()) > longestRun
	})
}

// waits reports whether a delivery waits for another mail to the same person.
func (d Delivery) waits() bool { return d.State == RetryAt && d.Note == noteSpaced }

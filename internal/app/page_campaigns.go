package app

import (
	"context"
	"errors"
	"fmt"

	"digbot/bot/team"
	"digbot/internal/web/page"
	"digbot/notifier"
	"digbot/notifier/mail"
)

// pageCampaigns is the notifier as the page knows it.
type pageCampaigns struct {
	campaigns
	staff    team.Staff
	composer *mail.Composer
}

// pageAnswer turns the notifier's answers into those that the page knows.
func pageAnswer(err error) error {
	if errors.Is(err, notifier.ErrUnknown) || errors.Is(err, notifier.ErrNothing) {
		return fmt.Errorf("%w: %w", page.ErrUnknown, err)
	}
	return err
}

// Campaigns implements page.Campaigns.
func (c pageCampaigns) Campaigns(ctx context.Context) ([]page.Campaign, error) {
	recorded, err := c.store.Campaigns(ctx)
	if err != nil {
		return nil, err
	}
	var list []page.Campaign
	for _, one := range recorded {
		shown, err := c.shown(ctx, one)
		if err != nil {
			return nil, err
		}
		list = append(list, shown)
	}
	return list, nil
}

// Campaign implements page.Campaigns.
func (c pageCampaigns) Campaign(ctx context.Context, id string) (page.Campaign, error) {
	recorded, err := c.store.Campaign(ctx, id)
	if err != nil {
		return page.Campaign{}, pageAnswer(err)
	}
	return c.shown(ctx, recorded)
}

// codeLength is how much of a content's hash people type.
const codeLength = 10

func (c pageCampaigns) shown(ctx context.Context, recorded notifier.Campaign) (page.Campaign, error) {
	states, err := c.store.Counts(ctx, recorded.ID)
	if err != nil {
		return page.Campaign{}, fmt.Errorf("count the deliveries of %s: %w", recorded.ID, err)
	}
	rule, _ := notifier.RuleFor(recorded)
	shown := page.Campaign{
		ID: recorded.ID, Occasion: recorded.Occasion, State: string(recorded.State), Code: recorded.Hash[:min(len(recorded.Hash), codeLength)],
		Counts: map[string]int{}, Approvers: recorded.Approvers, Leaves: recorded.Leaves, Results: rule.Results, Faults: recorded.Faults, Remarks: recorded.Remarks,
	}
	if recorded.Notice != nil {
		shown.Notice = recorded.Notice.Kind
	}
	if recorded.Requester != "" {
		shown.Requester = c.staff.Name(recorded.Requester)
	}
	for state, n := range states {
		shown.Counts[string(state)] = n
	}
	for _, a := range recorded.Approvals {
		if a.Hash == recorded.Hash {
			shown.Approvals = append(shown.Approvals, c.staff.Name(a.By))
		}
	}
	return shown, nil
}

// Messages implements page.Campaigns.
func (c pageCampaigns) Messages(ctx context.Context, id string) ([]page.Message, error) {
	deliveries, err := c.store.Deliveries(ctx, id)
	if err != nil {
		return nil, pageAnswer(err)
	}
	everybody, err := c.store.Directory(ctx)
	if err != nil {
		return nil, err
	}
	names := map[string]string{}
	for _, person := range everybody {
		names[person.ID] = person.Name
	}
	var list []page.Message
	for _, d := range deliveries {
		list = append(list, page.Message{Mailing: d.Mailing, Recipient: d.Recipient, Name: names[d.Recipient], State: string(d.State), Note: d.Note,
			Settled: d.Settled, Post: d.Channel == notifier.ByPost})
	}
	return list, nil
}

// Letters implements page.Campaigns.
func (c pageCampaigns) Letters(ctx context.Context, campaign, recipient string) ([]page.Letter, error) {
	shown, err := c.notifier.PreviewTo(ctx, campaign, recipient, c.now())
	if err != nil {
		return nil, pageAnswer(err)
	}
	return c.letters(shown)
}

// Samples implements page.Campaigns.
func (c pageCampaigns) Samples(ctx context.Context, campaign string) ([]page.Letter, error) {
	recorded, err := c.store.Campaign(ctx, campaign)
	if err != nil {
		return nil, pageAnswer(err)
	}
	shown, err := c.overFictional(ctx, recorded)
	if err != nil {
		return nil, pageAnswer(err)
	}
	return c.letters(shown)
}

func (c pageCampaigns) letters(shown []notifier.Shown) ([]page.Letter, error) {
	var list []page.Letter
	for _, s := range shown {
		letter := page.Letter{Mailing: s.Delivery.Mailing, Why: s.Why, Changed: s.Changed, Post: s.Delivery.Channel == notifier.ByPost}
		switch {
		case s.Why != "":
		case letter.Post:
			letter.To, letter.Text, letter.Language = s.Place, s.Body.Plain(), "fr"
		default:
			html, err := c.composer.HTML(s.Envelope)
			if err != nil {
				return nil, fmt.Errorf("show %s: %w", s.Delivery.ID, err)
			}
			letter.HTML, letter.Text, letter.Subject, letter.Language = html, s.Envelope.Body.Plain(), s.Envelope.Subject, s.Envelope.Language
			letter.To = fmt.Sprintf("%s <%s>", s.Envelope.To.Name, s.Envelope.To.Email)
		}
		list = append(list, letter)
	}
	return list, nil
}

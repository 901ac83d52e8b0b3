package notifier

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"digbot/templates"
)

// Shown is what a delivery would say if it left now. A mail has an Envelope, a post a Place and a Body.
type Shown struct {
	Delivery Delivery
	Envelope Envelope
	Place    string // the channel of a post
	Body     templates.Document
	Why      string // why it would not leave; empty: it would
	Changed  bool   // its words are not those that were planned
}

// Group is what a campaign sends by one mailing.
type Group struct {
	Mailing    string
	Channel    Channel
	Deliveries int
	Sample     Shown // its first delivery
}

// Preview shows a campaign by its mailings, in the order in which they are planned, each with a sample as it would leave
// now; now is on the programme's clock. ErrUnknown when there is no such campaign.
func (n *Notifier) Preview(ctx context.Context, campaignID string, now time.Time) ([]Group, error) {
	s, err := n.previewed(ctx, campaignID)
	if err != nil {
		return nil, err
	}
	deliveries, err := n.Ledger.Deliveries(ctx, campaignID)
	if err != nil {
		return nil, fmt.Errorf("preview: %w", err)
	}
	var groups []Group
	for _, m := range s.rule.Mailings {
		mine := slices.DeleteFunc(slices.Clone(deliveries), func(d Delivery) bool { return d.Mailing != m.Name })
		if len(mine) == 0 {
			continue
		}
		shown, err := n.show(ctx, s, mine[0], now)
		if err != nil {
			return nil, fmt.Errorf("preview %s: %w", campaignID, err)
		}
		groups = append(groups, Group{m.Name, m.Channel, len(mine), shown})
	}
	return groups, nil
}

// PreviewTo shows what a campaign would send to one recipient. ErrUnknown when there is no such campaign, or nothing in it
// for the recipient.
func (n *Notifier) PreviewTo(ctx context.Context, campaignID, recipient string, now time.Time) ([]Shown, error) {
	s, err := n.previewed(ctx, campaignID)
	if err != nil {
		return nil, err
	}
	var all []Shown
	for _, m := range s.rule.Mailings {
		d, err := n.Ledger.Delivery(ctx, campaignID, deliveryID(campaignID, m.Name, recipient))
		if errors.Is(err, ErrUnknown) {
			continue
		}
		if err != nil {
			return nil, fmt.Errorf("preview %s: %w", campaignID, err)
		}
		shown, err := n.show(ctx, s, d, now)
		if err != nil {
			return nil, fmt.Errorf("preview %s: %w", campaignID, err)
		}
		all = append(all, shown)
	}
	if all == nil {
		return nil, fmt.Errorf("preview: nothing in %s is for %s: %w", campaignID, recipient, ErrUnknown)
	}
	return all, nil
}

func (n *Notifier) previewed(ctx context.Context, campaignID string) (scene, error) {
	campaign, err := n.Ledger.Campaign(ctx, campaignID)
	if err != nil {
		return scene{}, fmt.Errorf("preview: %w", err)
	}
	rule, found := RuleFor(campaign)
	if !found {
		return scene{}, fmt.Errorf("preview %s: %w", campaignID, ErrNothing)
	}
	s, err := n.sceneOf(ctx, campaign, rule)
	if err != nil {
		return scene{}, fmt.Errorf("preview: %w", err)
	}
	return s, nil
}

// show renders one delivery exactly as an attempt would.
func (n *Notifier) show(ctx context.Context, s scene, d Delivery, now time.Time) (Shown, error) {
	shown := Shown{Delivery: d}
	m, found := s.mailing(d.Mailing)
	if !found || m.Channel != d.Channel {
		shown.Why = noteNoMailing
		return shown, nil
	}
	if m.Channel == ByPost {
		words, err := n.composePost(s, m)
		shown.Place, shown.Body, shown.Changed = n.channel(m.Purpose), words.Body, words.hash() != d.Hash
		return shown, err
	}
	person, err := n.Roster.Person(ctx, d.Recipient)
	if errors.Is(err, ErrUnknown) {
		shown.Why = noteGone
		return shown, nil
	}
	if err != nil {
		return shown, fmt.Errorf("read person %s: %w", d.Recipient, err)
	}
	concerned, ok := s.concerned(m, person)
	if !ok {
		shown.Why = noteConcerned
		return shown, nil
	}
	if note, found, err := n.suppressed(ctx, m, person.Email); found || err != nil {
		shown.Why = note
		return shown, err
	}
	words, err := n.compose(s, m, concerned)
	if faults, other := faultsOf(person.ID, m.Name, err); err != nil {
		shown.Why = noteMissing + strings.Join(faults, ", ")
		return shown, other
	}
	shown.Envelope, shown.Changed = n.envelopeTo(m, d, person, words, now), words.hash() != d.Hash
	return shown, nil
}

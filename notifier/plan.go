package notifier

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	"digbot/internal/programme"
)

// plan is a campaign in the making. It keeps hashes, not texts.
type plan struct {
	campaign   Campaign
	deliveries []Delivery
	grouped    map[string]bool // group and person that have their mailing
}

// Announce plans what an occasion makes the programme send; Deliver sends it. It can be repeated: a campaign that is
// planned stays as it is. One that was refused is planned anew, and so is one that is held with a content that has changed
// before anything left; approvals do not pass to a new content.
//
// When values are missing the campaign is recorded as refused, with every fault, and nothing leaves; that is no error.
func (n *Notifier) Announce(ctx context.Context, occasion programme.Occasion) error {
	rule, found := RuleOf(occasion)
	if !found {
		n.Log.Info("nothing is sent at this occasion", "occasion", occasion.ID())
		return nil
	}
	return n.announce(ctx, occasion, rule)
}

// Prepare plans what an occasion makes the programme send for a member of the staff who wants to see it first, and returns
// the campaign: whatever the occasion, two people must say yes before anything leaves, and nothing does before it is due.
// When the calendar itself comes to an occasion that needs nobody's yes, it is sent all the same. It may be repeated, as
// Announce may. ErrNothing when nothing is sent at this occasion.
func (n *Notifier) Prepare(ctx context.Context, occasion programme.Occasion) (Campaign, error) {
	rule, found := RuleOf(occasion)
	if !found {
		return Campaign{}, ErrNothing
	}
	rule.Approvers = max(rule.Approvers, 2)
	if err := n.announce(ctx, occasion, rule); err != nil {
		return Campaign{}, err
	}
	campaign, err := n.Ledger.Campaign(ctx, occasion.ID())
	if err != nil {
		return campaign, fmt.Errorf("read campaign %s: %w", occasion.ID(), err)
	}
	return campaign, nil
}

// Draft shows the campaign that Announce would plan now, with its deliveries, and records nothing. ErrNothing when nothing is
// sent at this occasion.
func (n *Notifier) Draft(ctx context.Context, occasion programme.Occasion) (Campaign, []Delivery, error) {
	rule, found := RuleOf(occasion)
	if !found {
		return Campaign{}, nil, ErrNothing
	}
	p, err := n.plan(ctx, occasion, rule)
	if err != nil {
		return Campaign{}, nil, fmt.Errorf("plan campaign %s: %w", occasion.ID(), err)
	}
	return p.campaign, p.deliveries, nil
}

// ErrNothing means that nothing is sent at an occasion.
var ErrNothing = errors.New("nothing is sent at this occasion")

func (n *Notifier) announce(ctx context.Context, occasion programme.Occasion, rule Rule) error {
	return n.record(ctx, occasion.ID(), rule, func() (plan, error) { return n.plan(ctx, occasion, rule) })
}

// record plans a campaign and puts it into the ledger, unless it stands there and stays as it is.
func (n *Notifier) record(ctx context.Context, id string, rule Rule, make func() (plan, error)) error {
	recorded, err := n.Ledger.Campaign(ctx, id)
	known := !errors.Is(err, ErrUnknown)
	if known && err != nil {
		return fmt.Errorf("read campaign %s: %w", id, err)
	}
	if known && !recorded.yields(rule) {
		return nil
	}
	p, err := make()
	if err != nil {
		return fmt.Errorf("plan campaign %s: %w", id, err)
	}
	if known {
		if again, err := n.withdraw(ctx, recorded, p.campaign); err != nil || !again {
			return err
		}
	}
	if err := n.Ledger.Plan(ctx, p.campaign, p.deliveries); err != nil {
		return fmt.Errorf("record campaign %s: %w", id, err)
	}
	n.tell(p.campaign)
	n.rouse()
	return nil
}

// yields reports whether a campaign may give way to one that is planned anew. What people have approved does only where
// the calendar needs nobody's yes: it would rather say what is true now than nothing.
func (c Campaign) yields(rule Rule) bool {
	return c.State == CampaignRefused || c.State == CampaignHeld || c.State == CampaignApproved && rule.Approvers == 0
}

// withdraw makes room for a new plan of a campaign of which nothing has left, and reports whether it did. One that was
// only prepared gives way to the calendar's own.
func (n *Notifier) withdraw(ctx context.Context, recorded, planned Campaign) (bool, error) {
	if recorded.State == CampaignRefused {
		return true, nil
	}
	draft := recorded.State == CampaignHeld && recorded.Approvers > 0 && planned.Approvers == 0
	if recorded.Hash == planned.Hash && !draft {
		return false, nil
	}
	left, err := n.left(ctx, recorded.ID)
	if err != nil {
		return false, err
	}
	if left {
		n.Log.Warn("campaign is held with a changed content, but some of it has left: it stays as it is", "campaign", recorded.ID)
		return false, nil
	}
	_, err = n.Ledger.Update(ctx, recorded.ID, func(c Campaign) (Campaign, error) {
		if c.State != recorded.State && c.State != CampaignRefused || c.Hash != recorded.Hash {
			return c, errOvertaken
		}
		c.State = CampaignRefused
		return c, nil
	})
	if errors.Is(err, errOvertaken) {
		return false, nil
	}
	if err != nil {
		return false, fmt.Errorf("withdraw campaign %s: %w", recorded.ID, err)
	}
	return true, nil
}

// left reports whether anything of a campaign has left, or may have.
func (n *Notifier) left(ctx context.Context, campaign string) (bool, error) {
	counts, err := n.Ledger.Counts(ctx, campaign)
	if err != nil {
		return false, fmt.Errorf("count deliveries of %s: %w", campaign, err)
	}
	return counts[Committing]+counts[Accepted]+counts[Uncertain]+counts[Bounced] > 0, nil
}

func (n *Notifier) tell(c Campaign) {
	log := n.Log.With("campaign", c.ID, "state", c.State, "deliveries", c.Planned)
	if c.State == CampaignRefused {
		log.Error("campaign refused: values are missing, nothing leaves", "faults", c.Faults)
	} else {
		log.Info("campaign planned", "remarks", c.Remarks)
	}
	n.Observer.announced(c)
}

// plan renders everything once, and collects every fault.
func (n *Notifier) plan(ctx context.Context, occasion programme.Occasion, rule Rule) (plan, error) {
	s, err := n.scene(ctx, occasion, rule)
	if err != nil {
		return plan{}, err
	}
	p := plan{grouped: map[string]bool{}, campaign: Campaign{
		ID: occasion.ID(), Occasion: occasion, NotAfter: occasion.NotAfter(), Approvers: rule.Approvers, Resend: rule.Resend,
	}}
	for _, m := range rule.Mailings {
		if err := n.addMailing(ctx, &p, s, m); err != nil {
			return plan{}, err
		}
	}
	p.close()
	return p, nil
}

// close settles the campaign's state from what was gathered.
func (p *plan) close() {
	p.campaign.Hash = hashOf(p.deliveries)
	switch {
	case len(p.campaign.Faults) > 0:
		p.campaign.State, p.campaign.Posts, p.deliveries = CampaignRefused, 0, nil
	case p.campaign.Approvers > 0:
		p.campaign.State = CampaignHeld
	default:
		p.campaign.State = CampaignSending
	}
	p.campaign.Planned = len(p.deliveries)
}

// hashOf covers every mailing, recipient and content.
func hashOf(deliveries []Delivery) string {
	lines := make([]string, len(deliveries))
	for i, d := range deliveries {
		lines[i] = digest(d.Mailing, d.Recipient, d.Hash)
	}
	slices.Sort(lines)
	return digest(lines...)
}

func (n *Notifier) addMailing(ctx context.Context, p *plan, s scene, m Mailing) error {
	if m.Channel == ByPost {
		return n.addPost(p, s, m)
	}
	err := n.Roster.Each(ctx, m.Audience, func(person programme.Person) error { return n.addWarned(ctx, p, s, m, person) })
	if err != nil {
		return fmt.Errorf("plan %s to its audience: %w", m.Name, err)
	}
	return nil
}

func (n *Notifier) addPerson(p *plan, s scene, m Mailing, person programme.Person) error {
	concerned, ok := s.concerned(m, person)
	if !ok {
		if m.Running && slices.ContainsFunc(person.Roles, s.withdrawn) {
			p.remark(person.ID, noteWithdrawn)
		}
		return nil
	}
	if p.grouped[m.Group+"\n"+person.ID] {
		return nil
	}
	if m.Group != "" {
		p.grouped[m.Group+"\n"+person.ID] = true
	}
	if m.Remark != "" {
		p.remark(person.ID, m.Remark)
		return nil
	}
	words, err := n.compose(s, m, concerned)
	if err != nil {
		faults, err := faultsOf(who(concerned), m.Name, err)
		if err != nil {
			return err
		}
		p.campaign.Faults = append(p.campaign.Faults, faults...)
	}
	p.campaign.Faults = append(p.campaign.Faults, addressFaults(concerned, m.Name)...)
	p.add(m, person.ID, words)
	return nil
}

func (n *Notifier) addPost(p *plan, s scene, m Mailing) error {
	if n.channel(m.Purpose) == "" {
		return nil
	}
	words, err := n.composePost(s, m)
	if err != nil {
		return err
	}
	p.campaign.Posts++
	p.add(m, string(m.Purpose), words)
	return nil
}

// channel is where posts of a purpose go; empty when they are not wanted.
func (n *Notifier) channel(purpose Purpose) string {
	if channel, set := n.Channels[purpose]; set {
		return channel
	}
	return string(purpose)
}

func (p *plan) remark(person, text string) {
	remark := person + ": " + text
	if !slices.Contains(p.campaign.Remarks, remark) {
		p.campaign.Remarks = append(p.campaign.Remarks, remark)
	}
}

func (p *plan) add(m Mailing, recipient string, words content) {
	p.deliveries = append(p.deliveries, Delivery{
		ID: deliveryID(p.campaign.ID, m.Name, recipient), Campaign: p.campaign.ID, Mailing: m.Name, Channel: m.Channel,
		Recipient: recipient, Hash: words.hash(), State: Planned,
	})
}

// deliveryID is stable, and safe as a file name: an unusual recipient is replaced by a hash, which cannot be mistaken for
// an ordinary one.
func deliveryID(campaign, mailing, recipient string) string {
	const ordinary = "abcdefghijklmnopqrstuvwxyz0123456789-_"
	if len(recipient) > 64 || recipient == "" || strings.Trim(recipient, ordinary) != "" {
		recipient = "~" + digest(recipient)[:32]
	}
	return strings.Join([]string{campaign, mailing, recipient}, ".")
}

package app

import (
	"context"
	"errors"
	"fmt"

	"digbot/bot/team"
	"digbot/internal/programme"
	"digbot/internal/roster"
	"digbot/notifier"
)

// campaigns is the notifier as the staff's commands know it.
type campaigns struct {
	store    Storage
	notifier *notifier.Notifier
	mailer   notifier.Mailer
	now      clock
}

// answered turns the notifier's answers into those that the commands know.
func answered(err error) error {
	for _, pair := range [][2]error{{notifier.ErrUnknown, team.ErrUnknown}, {notifier.ErrOwnRequest, team.ErrOwn}, {notifier.ErrChanged, team.ErrChanged},
		{notifier.ErrExpired, team.ErrExpired}, {notifier.ErrRequested, team.ErrRequested}, {notifier.ErrTooLate, team.ErrTooLate}, {notifier.ErrClosed, team.ErrClosed}} {
		if errors.Is(err, pair[0]) {
			return fmt.Errorf("%w: %w", pair[1], err)
		}
	}
	return err
}

// Campaigns implements team.Campaigns.
func (c campaigns) Campaigns(ctx context.Context) ([]team.Campaign, error) {
	recorded, err := c.store.Campaigns(ctx)
	if err != nil {
		return nil, err
	}
	var list []team.Campaign
	for _, one := range recorded {
		campaign, err := c.read(ctx, one)
		if err != nil {
			return nil, err
		}
		list = append(list, campaign)
	}
	return list, nil
}

// Campaign implements team.Campaigns.
func (c campaigns) Campaign(ctx context.Context, id string) (team.Campaign, error) {
	recorded, err := c.store.Campaign(ctx, id)
	if err != nil {
		return team.Campaign{}, answered(err)
	}
	return c.read(ctx, recorded)
}

func (c campaigns) read(ctx context.Context, recorded notifier.Campaign) (team.Campaign, error) {
	counts, err := c.store.Counts(ctx, recorded.ID)
	if err != nil {
		return team.Campaign{}, fmt.Errorf("count the deliveries of %s: %w", recorded.ID, answered(err))
	}
	return told(recorded, countsOf(counts)), nil
}

// told is a campaign as the staff's commands know it.
func told(recorded notifier.Campaign, counts team.Counts) team.Campaign {
	rule, _ := notifier.RuleFor(recorded)
	campaign := team.Campaign{
		ID: recorded.ID, Occasion: recorded.Occasion, State: team.State(recorded.State), Hash: recorded.Hash, Requester: recorded.Requester,
		Approvers: max(recorded.Approvers, rule.Approvers), Leaves: recorded.Leaves, Results: rule.Results, Calendar: recorded.Notice == nil && rule.Approvers == 0, PostsHeld: recorded.PostsHeld,
		Faults: recorded.Faults, Remarks: recorded.Remarks, Counts: counts,
	}
	if recorded.Notice != nil {
		campaign.Notice = recorded.Notice.Kind
	}
	for _, a := range recorded.Approvals {
		if a.Hash != recorded.Hash {
			continue
		}
		campaign.Approvals = append(campaign.Approvals, team.Approval{By: a.By, At: a.At})
		if a.By == recorded.Requester {
			campaign.Expires = a.Expires
		}
	}
	return campaign
}

func countsOf(states map[notifier.State]int) team.Counts {
	var counts team.Counts
	for state, n := range states {
		counts.Planned += n
		switch {
		case state == notifier.Accepted:
			counts.Sent += n
		case state == notifier.Uncertain:
			counts.Uncertain += n
		case state.Final():
			counts.Unreached += n
		default:
			counts.Waiting += n
		}
	}
	return counts
}

// Deliveries implements team.Campaigns.
func (c campaigns) Deliveries(ctx context.Context, id string) ([]team.Delivery, error) {
	recorded, err := c.store.Deliveries(ctx, id)
	if err != nil {
		return nil, answered(err)
	}
	var list []team.Delivery
	for _, d := range recorded {
		unsure, sent := d.State == notifier.Uncertain, d.State == notifier.Accepted
		list = append(list, team.Delivery{ID: d.ID, Mailing: d.Mailing, Recipient: d.Recipient, State: string(d.State), Settled: d.Settled, Note: d.Note,
			Post: d.Channel == notifier.ByPost, Uncertain: unsure, Sent: sent, Failed: d.State.Final() && !unsure && !sent})
	}
	return list, nil
}

// Prepare implements team.Announcer.
func (c campaigns) Prepare(ctx context.Context, occasion programme.Occasion) (team.Campaign, error) {
	prepared, err := c.notifier.Prepare(ctx, occasion)
	if err != nil {
		return team.Campaign{}, answered(err)
	}
	return c.read(ctx, prepared)
}

// Draft implements team.Announcer.
func (c campaigns) Draft(ctx context.Context, occasion programme.Occasion) (team.Campaign, []team.Group, error) {
	draft, deliveries, err := c.notifier.Draft(ctx, occasion)
	if err != nil {
		return team.Campaign{}, nil, answered(err)
	}
	if draft.State != notifier.CampaignRefused {
		draft.State = notifier.CampaignHeld // as it would be if the staff prepared it
	}
	groups, err := c.groups(ctx, draft, deliveries)
	return told(draft, team.Counts{Planned: draft.Planned, Waiting: draft.Planned}), groups, err
}

// Request implements team.Announcer.
func (c campaigns) Request(ctx context.Context, id, by, hash string) (team.Campaign, error) {
	return c.yes(ctx, c.notifier.Request, id, by, hash)
}

// Approve implements team.Announcer.
func (c campaigns) Approve(ctx context.Context, id, by, hash string) (team.Campaign, error) {
	return c.yes(ctx, c.notifier.Approve, id, by, hash)
}

func (c campaigns) yes(ctx context.Context, say sayYes, id, by, hash string) (team.Campaign, error) {
	campaign, err := say(ctx, id, by, hash, c.now())
	if err != nil {
		return team.Campaign{}, answered(err)
	}
	return c.read(ctx, campaign)
}

// Undo implements team.Brakes.
func (c campaigns) Undo(ctx context.Context, id, by string) (team.Stopped, error) {
	return c.stopped(ctx, c.notifier.Undo, id, by)
}

// Pause implements team.Brakes.
func (c campaigns) Pause(ctx context.Context, id, by string) (team.Stopped, error) {
	return c.stopped(ctx, c.notifier.Pause, id, by)
}

// Resume implements team.Brakes.
func (c campaigns) Resume(ctx context.Context, id, by string) (team.Stopped, error) {
	return c.stopped(ctx, c.notifier.Resume, id, by)
}

// HoldPosts implements team.Brakes.
func (c campaigns) HoldPosts(ctx context.Context, id, by string, hold bool) (team.Stopped, error) {
	if hold {
		return c.stopped(ctx, c.notifier.HoldPosts, id, by)
	}
	return c.stopped(ctx, c.notifier.LetPosts, id, by)
}

// stopped tells what has left also when it is too late.
func (c campaigns) stopped(ctx context.Context, stop stop, id, by string) (team.Stopped, error) {
	s, err := stop(ctx, id, by)
	if err != nil && !errors.Is(err, notifier.ErrTooLate) {
		return team.Stopped{}, answered(err)
	}
	campaign, reading := c.read(ctx, s.Campaign)
	return team.Stopped{Campaign: campaign, Left: s.Left, Leaving: s.Leaving, Kept: s.Kept}, errors.Join(answered(err), reading)
}

// Retry implements team.Repairs.
func (c campaigns) Retry(ctx context.Context, id, by string) (int, error) {
	n, err := c.notifier.Retry(ctx, id, by, c.now())
	return n, answered(err)
}

// Resolve implements team.Repairs.
func (c campaigns) Resolve(ctx context.Context, id, by, recipient string, arrived bool) error {
	verdict := notifier.Resend
	if arrived {
		verdict = notifier.Sent
	}
	_, err := c.notifier.Resolve(ctx, id, by, recipient, verdict)
	return answered(err)
}

// Preview implements team.Announcer.
func (c campaigns) Preview(ctx context.Context, id string) ([]team.Group, error) {
	campaign, err := c.store.Campaign(ctx, id)
	if err != nil {
		return nil, answered(err)
	}
	deliveries, err := c.store.Deliveries(ctx, id)
	if err != nil {
		return nil, answered(err)
	}
	return c.groups(ctx, campaign, deliveries)
}

// groups tells who gets what. The counts are the real ones, the samples over fictional people: a name must not give a
// decision away.
func (c campaigns) groups(ctx context.Context, campaign notifier.Campaign, deliveries []notifier.Delivery) ([]team.Group, error) {
	count := map[string]int{}
	for _, d := range deliveries {
		count[d.Mailing]++
	}
	samples, err := c.samples(ctx, campaign)
	if err != nil {
		return nil, err
	}
	rule, _ := notifier.RuleFor(campaign)
	var groups []team.Group
	for _, m := range rule.Mailings {
		if count[m.Name] == 0 {
			continue
		}
		groups = append(groups, team.Group{Mailing: m.Name, Post: m.Channel == notifier.ByPost, Audience: m.Audience, Count: count[m.Name],
			Channel: c.notifier.Channels[m.Purpose], Samples: samples[m.Name]})
	}
	return groups, nil
}

// fictionalPeople are enough for every role, state and challenge.
const fictionalPeople = 60

// samples are the words of each mailing, over fictional people.
func (c campaigns) samples(ctx context.Context, campaign notifier.Campaign) (map[string][]team.Sample, error) {
	shown, err := c.overFictional(ctx, campaign)
	if err != nil {
		return nil, err
	}
	samples := map[string][]team.Sample{}
	for _, s := range shown {
		sample := team.Sample{Language: programme.French, Body: s.Body}
		if s.Delivery.Channel == notifier.ByMail {
			sample = team.Sample{Language: s.Envelope.Language, Subject: s.Envelope.Subject, Body: s.Envelope.Body}
		}
		samples[s.Delivery.Mailing] = append(samples[s.Delivery.Mailing], sample)
	}
	return samples, nil
}

func (c campaigns) overFictional(ctx context.Context, campaign notifier.Campaign) ([]notifier.Shown, error) {
	season, err := c.store.Season(ctx)
	if err != nil {
		return nil, err
	}
	return c.notifier.Samples(ctx, campaign, fictional{season.Promotion, roster.Fictional(season, fictionalPeople, 1)})
}

// Send implements team.Notices. The two have said yes to what the notice tells, so that the kinds which need two approvals
// have them.
func (c campaigns) Send(ctx context.Context, n team.Notice, requester, approver string) (team.Campaign, error) {
	campaign, err := c.notifier.Notify(ctx, notifier.Notice{ID: n.ID, Kind: n.Kind, To: n.To, Challenge: n.Challenge, Data: n.Data, At: n.At})
	if err != nil {
		return team.Campaign{}, err
	}
	if campaign.State == notifier.CampaignHeld && campaign.Approvers > 0 {
		if _, err := c.notifier.Request(ctx, campaign.ID, requester, campaign.Hash, c.now()); err != nil {
			return team.Campaign{}, err
		}
		if campaign, err = c.notifier.Approve(ctx, campaign.ID, approver, campaign.Hash, c.now()); err != nil {
			return team.Campaign{}, err
		}
	}
	return c.read(ctx, campaign)
}

// Trial implements team.Trials.
func (c campaigns) Trial(ctx context.Context, id, name, email, mark string) (int, error) {
	campaign, err := c.store.Campaign(ctx, id)
	if err != nil {
		return 0, answered(err)
	}
	samples, err := c.samples(ctx, campaign)
	if err != nil {
		return 0, err
	}
	sent := 0
	for mailing, list := range samples {
		for _, s := range list {
			if s.Subject == "" {
				continue
			}
			envelope := notifier.Envelope{ID: fmt.Sprintf("trial.%s.%s.%d", mailing, s.Language, c.now().UnixNano()), To: notifier.Address{Name: name, Email: email},
				Language: s.Language, Subject: mark + s.Subject, Body: s.Body, Date: c.now()}
			if err := c.mailer.Send(ctx, envelope, func() error { return nil }); err != nil {
				return sent, err
			}
			sent++
		}
	}
	return sent, nil
}

// fictional is a roster of people who do not exist.
type fictional struct {
	promotion programme.Promotion
	people    []programme.Person
}

// People implements notifier.Roster.
func (f fictional) People(_ context.Context, audience programme.Audience) ([]programme.Person, error) {
	return audience.Select(f.promotion, f.people), nil
}

// Each implements notifier.Roster.
func (f fictional) Each(_ context.Context, audience programme.Audience, visit func(programme.Person) error) error {
	for _, person := range audience.Select(f.promotion, f.people) {
		if err := visit(person); err != nil {
			return err
		}
	}
	return nil
}

// Person implements notifier.Roster.
func (f fictional) Person(_ context.Context, id string) (programme.Person, error) {
	for _, person := range f.people {
		if person.ID == id {
			return person, nil
		}
	}
	return programme.Person{}, notifier.ErrUnknown
}

package app

import (
	"context"
	"fmt"
	"time"

	"digbot/bot"
	"digbot/bot/team"
	"digbot/internal/config"
	"digbot/internal/programme"
	"digbot/internal/store"
	"digbot/notifier"
	"digbot/scheduler"
)

// TeamStorage is what the staff's commands need of a store beside what the rooms do.
type TeamStorage interface {
	// Append and LastEntries write and read the audit trail.
	Append(ctx context.Context, entry store.Entry) (store.Entry, error)
	LastEntries(ctx context.Context, n int) ([]store.Entry, error)

	// Move moves a milestone.
	Move(ctx context.Context, milestone programme.Milestone, moment programme.Moment, by string, at time.Time) error
}

// newTeam wires the staff's commands.
func (a *App) newTeam(cfg config.Config, seasons bot.Seasons) (*team.Team, error) {
	s := a.parts.Store
	return team.New(team.Parts{
		Staff: staffOf(cfg), Texts: a.parts.Texts, Journal: journal{s}, Seasons: seasons, Dates: dates{s}, Campaigns: campaigns{s, a.Notifier},
		Now: a.parts.Now, Log: a.parts.Log,
	})
}

// staffOf is the configured team as its commands know it.
func staffOf(cfg config.Config) team.Staff {
	var staff team.Staff
	for _, m := range cfg.Staff {
		member := team.Member{ID: m.ID, Name: m.Name, Email: m.Email, Users: map[string]string{}}
		for platform, user := range map[string]string{"slack": m.Slack, "mattermost": m.Mattermost, "console": m.Console} {
			if user != "" {
				member.Users[platform] = user
			}
		}
		for _, right := range m.Rights {
			member.Rights = append(member.Rights, team.Right(right))
		}
		staff = append(staff, member)
	}
	return staff
}

// journal is the audit trail as the team's journal.
type journal struct{ store Storage }

// Write implements team.Journal.
func (j journal) Write(ctx context.Context, e team.Entry) error {
	_, err := j.store.Append(ctx, store.Entry{At: e.At, Who: e.Who, Where: e.Where, What: e.What, Content: e.Content})
	return err
}

// Last implements team.Journal.
func (j journal) Last(ctx context.Context, n int) ([]team.Entry, error) {
	stored, err := j.store.LastEntries(ctx, n)
	var entries []team.Entry
	for _, e := range stored {
		entries = append(entries, team.Entry{At: e.At, Who: e.Who, Where: e.Where, What: e.What, Content: e.Content})
	}
	return entries, err
}

// dates is the calendar with what became of it.
type dates struct{ store Storage }

// Occasions implements team.Dates.
func (d dates) Occasions(ctx context.Context) ([]team.Occasion, error) {
	occasions, err := Occasions{d.store}.Occasions(ctx)
	if err != nil {
		return nil, err
	}
	firings, err := d.store.Fired(ctx)
	if err != nil {
		return nil, fmt.Errorf("read what was fired: %w", err)
	}
	fired := map[string]scheduler.Firing{}
	for _, firing := range firings {
		fired[firing.ID] = firing
	}
	var list []team.Occasion
	for _, o := range occasions {
		firing := fired[o.ID()]
		_, sends := notifier.RuleOf(o)
		list = append(list, team.Occasion{Occasion: o, Fired: firing.Fired, Skipped: firing.Outcome == scheduler.Skipped, Sends: sends})
	}
	return list, nil
}

// Move implements team.Dates.
func (d dates) Move(ctx context.Context, milestone programme.Milestone, to programme.Moment, by string, at time.Time) error {
	return d.store.Move(ctx, milestone, to, by, at)
}

// campaigns is the ledger as the team reads it.
type campaigns struct {
	store    Storage
	notifier *notifier.Notifier
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
		return team.Campaign{}, err
	}
	return c.read(ctx, recorded)
}

func (c campaigns) read(ctx context.Context, recorded notifier.Campaign) (team.Campaign, error) {
	counts, err := c.store.Counts(ctx, recorded.ID)
	if err != nil {
		return team.Campaign{}, fmt.Errorf("count the deliveries of %s: %w", recorded.ID, err)
	}
	rule, _ := notifier.RuleOf(recorded.Occasion)
	campaign := team.Campaign{
		ID: recorded.ID, Occasion: recorded.Occasion, State: team.State(recorded.State), Hash: recorded.Hash, Approvers: recorded.Approvers,
		Results: rule.Results, Faults: recorded.Faults, Remarks: recorded.Remarks, Counts: countsOf(counts),
	}
	for _, a := range recorded.Approvals {
		if a.Hash == recorded.Hash {
			campaign.Approvals = append(campaign.Approvals, team.Approval{By: a.By, At: a.At})
		}
	}
	return campaign, nil
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
		return nil, err
	}
	var list []team.Delivery
	for _, d := range recorded {
		list = append(list, team.Delivery{ID: d.ID, Mailing: d.Mailing, Recipient: d.Recipient, State: string(d.State), Settled: d.Settled,
			Uncertain: d.State == notifier.Uncertain, Post: d.Channel == notifier.ByPost, Note: d.Note})
	}
	return list, nil
}

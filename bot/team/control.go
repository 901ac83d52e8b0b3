package team

import (
	"context"
	"fmt"
	"strings"

	"digbot/bot"
)

// pause stops at once what is being sent: all, or one campaign, also before its hour. It needs nobody else: stopping does no
// harm.
func pause(ctx context.Context, t turn, rest string) (bot.Reply, error) {
	id, _ := codeOf(rest)
	if err := t.foresee(ctx, id); err != nil {
		return bot.Reply{}, err
	}
	campaigns, err := t.fitting(ctx, id, func(c Campaign) bool { return c.State == Sending || c.State == Approved || c.State == Held && id != "" })
	if err != nil {
		return bot.Reply{}, err
	}
	var stops []Stopped
	for _, c := range campaigns {
		if err := t.record(ctx, "paused "+c.ID, c.Hash); err != nil {
			return bot.Reply{}, err
		}
		s, err := t.Brakes.Pause(ctx, c.ID, t.member.ID)
		if err != nil {
			return bot.Reply{}, t.whyLeft(err, s)
		}
		stops = append(stops, s)
	}
	reply, err := t.say("paused", map[string]any{"stops": t.stopLines(stops)})
	for _, s := range stops {
		reply.Buttons = append(reply.Buttons, t.buttons(s.Campaign.ID, "resume")...)
	}
	return reply, err
}

// foresee plans what the calendar has in store under an id: only what is planned can be stopped.
func (t turn) foresee(ctx context.Context, id string) error {
	occasions, err := t.Dates.Occasions(ctx)
	if err != nil {
		return fmt.Errorf("read the calendar: %w", err)
	}
	for _, o := range occasions {
		if !o.Sends || !o.Fired.IsZero() || !o.Due.After(t.now) || !strings.EqualFold(o.ID(), id) {
			continue
		}
		if _, err := t.Announcer.Prepare(ctx, o.Occasion); err != nil {
			return fmt.Errorf("prepare %s: %w", o.ID(), err)
		}
	}
	return nil
}

type stopLine struct {
	Stopped
	Name string
}

func (t turn) stopLines(stops []Stopped) []stopLine {
	var lines []stopLine
	for _, s := range stops {
		lines = append(lines, stopLine{s, t.campaignName(s.Campaign)})
	}
	return lines
}

// fitting are the campaigns that an id or a code names, or without one all that fit.
func (t turn) fitting(ctx context.Context, id string, fits func(Campaign) bool) ([]Campaign, error) {
	if id != "" {
		c, found, err := t.byCode(ctx, id)
		switch {
		case err != nil:
			return nil, err
		case !found:
			return nil, because("nocampaign", "id", id)
		case !fits(c):
			return nil, t.why(ErrClosed, c)
		}
		return []Campaign{c}, nil
	}
	all, err := t.Campaigns.Campaigns(ctx)
	if err != nil {
		return nil, fmt.Errorf("list the campaigns: %w", err)
	}
	var found []Campaign
	for _, c := range all {
		if fits(c) {
			found = append(found, c)
		}
	}
	if len(found) == 0 {
		return nil, because("none")
	}
	return found, nil
}

// one is the campaign that an id or a code names, or without one the only one that fits.
func (t turn) one(ctx context.Context, id string, fits func(Campaign) bool) (Campaign, error) {
	campaigns, err := t.fitting(ctx, id, fits)
	if err != nil {
		return Campaign{}, err
	}
	if len(campaigns) > 1 {
		return Campaign{}, because("several")
	}
	return campaigns[0], nil
}

// resume proposes to let a paused campaign go on: reprendre [ID].
func resume(ctx context.Context, t turn, rest string) (bot.Reply, error) {
	id, _ := codeOf(rest)
	c, err := t.one(ctx, id, func(c Campaign) bool { return c.State == Paused })
	if err != nil {
		return bot.Reply{}, err
	}
	return t.propose(ctx, "resume", map[string]string{"campaign": c.ID})
}

func showResume(ctx context.Context, t turn, p proposal) (shown, error) {
	return t.showControl(ctx, p, func(c Campaign) bool { return c.State == Paused })
}

// showControl shows what is done to a campaign that must be fit for it.
func (t turn) showControl(ctx context.Context, p proposal, fits func(Campaign) bool) (shown, error) {
	c, err := t.Campaigns.Campaign(ctx, p.Args["campaign"])
	if err != nil {
		return shown{}, t.why(err, c)
	}
	if !fits(c) {
		return shown{}, t.why(ErrClosed, c)
	}
	body, err := t.word("control", map[string]any{"kind": p.Kind, "campaign": t.line(c)})
	return shown{body: body, summary: t.label("change_"+p.Kind) + " : " + t.campaignName(c), content: []string{c.Hash}}, err
}

func doResume(ctx context.Context, t turn, p proposal) error {
	stopped, err := t.Brakes.Resume(ctx, p.Args["campaign"], p.Approver)
	if err != nil {
		return t.whyLeft(err, stopped)
	}
	return t.watch(ctx, stopped.Campaign)
}

// retry proposes to try again what was given up: réessayer ID.
func retry(ctx context.Context, t turn, rest string) (bot.Reply, error) {
	id, _ := codeOf(rest)
	if c, found, err := t.byCode(ctx, id); err == nil && found && c.Counts.Unreached == 0 {
		return bot.Reply{}, because("reached", "campaign", t.campaignName(c))
	}
	c, err := t.one(ctx, id, failed)
	if err != nil {
		return bot.Reply{}, err
	}
	return t.propose(ctx, "retry", map[string]string{"campaign": c.ID})
}

func failed(c Campaign) bool {
	return c.Counts.Unreached > 0 && c.State != Cancelled && c.State != Refused
}

func showRetry(ctx context.Context, t turn, p proposal) (shown, error) {
	return t.showControl(ctx, p, failed)
}

func doRetry(ctx context.Context, t turn, p proposal) error {
	c, err := t.Campaigns.Campaign(ctx, p.Args["campaign"])
	if err == nil {
		_, err = t.Repairs.Retry(ctx, c.ID, p.Approver)
	}
	if err != nil {
		return t.why(err, c)
	}
	return t.watch(ctx, c)
}

// hold keeps the public post of the results back, at once: it needs nobody else, as every stop.
func hold(ctx context.Context, t turn, rest string) (bot.Reply, error) {
	id, _ := codeOf(rest)
	c, err := t.one(ctx, id, func(c Campaign) bool { return c.State.Open() && !c.PostsHeld && (c.Results || id != "") })
	if err != nil {
		return bot.Reply{}, err
	}
	if err := t.record(ctx, "held "+c.ID, c.Hash); err != nil {
		return bot.Reply{}, err
	}
	stopped, err := t.Brakes.HoldPosts(ctx, c.ID, t.member.ID, true)
	if err != nil {
		return bot.Reply{}, t.whyLeft(err, stopped)
	}
	reply, err := t.say("held", map[string]any{"campaign": t.line(c)})
	reply.Buttons = t.buttons(c.ID, "let")
	return reply, err
}

// let proposes to let a post leave that was held back: libérer [ID]. It takes two people, as the post itself did.
func let(ctx context.Context, t turn, rest string) (bot.Reply, error) {
	id, _ := codeOf(rest)
	c, err := t.one(ctx, id, holdsPosts)
	if err != nil {
		return bot.Reply{}, err
	}
	return t.propose(ctx, "let", map[string]string{"campaign": c.ID})
}

func holdsPosts(c Campaign) bool { return c.State.Open() && c.PostsHeld }

func showLet(ctx context.Context, t turn, p proposal) (shown, error) {
	return t.showControl(ctx, p, holdsPosts)
}

func doLet(ctx context.Context, t turn, p proposal) error {
	stopped, err := t.Brakes.HoldPosts(ctx, p.Args["campaign"], p.Approver, false)
	if err != nil {
		return t.whyLeft(err, stopped)
	}
	return t.watch(ctx, stopped.Campaign)
}

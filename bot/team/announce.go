package team

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	"digbot/bot"
	"digbot/internal/programme"
	"digbot/templates"
)

// announce shows what the next occasion of a milestone sends: annoncer lauréats [à-blanc].
func announce(ctx context.Context, t turn, rest string) (bot.Reply, error) {
	milestone, rest, err := milestoneIn(rest)
	if err != nil {
		return bot.Reply{}, err
	}
	trial := slices.Contains([]string{"a blanc", "dry run", "dry"}, folded(rest))
	if rest != "" && !trial {
		return bot.Reply{}, because("argument", "text", rest)
	}
	occasion, err := t.nextOf(ctx, milestone)
	if err != nil {
		return bot.Reply{}, err
	}
	if trial {
		return t.rehearse(ctx, occasion)
	}
	campaign, err := t.Announcer.Prepare(ctx, occasion)
	if err != nil {
		return bot.Reply{}, fmt.Errorf("prepare %s: %w", occasion.ID(), err)
	}
	if err := t.record(ctx, "shown "+campaign.ID, campaign.Hash); err != nil {
		return bot.Reply{}, err
	}
	return t.showCampaign(ctx, campaign)
}

// rehearse shows what an occasion would send, and leaves nothing that could be approved.
func (t turn) rehearse(ctx context.Context, occasion programme.Occasion) (bot.Reply, error) {
	draft, groups, err := t.Announcer.Draft(ctx, occasion)
	if err != nil {
		return bot.Reply{}, fmt.Errorf("draft %s: %w", occasion.ID(), err)
	}
	return t.showGroups(ctx, draft, groups, true)
}

// nextOf is the occasion that announcing a milestone is about: the milestone itself, or around the jury and the first days
// the next one that still has to be done.
func (t turn) nextOf(ctx context.Context, milestone programme.Milestone) (programme.Occasion, error) {
	occasions, err := t.Dates.Occasions(ctx)
	if err != nil {
		return programme.Occasion{}, fmt.Errorf("read the calendar: %w", err)
	}
	several := milestone == programme.JuryDay || milestone == programme.Start
	var found programme.Occasion
	for _, o := range occasions {
		if o.Milestone != milestone || !o.Sends || !several && !o.IsMilestone() {
			continue
		}
		if found = o.Occasion; o.Fired.IsZero() {
			break
		}
	}
	if found.Milestone == "" {
		return found, because("nothing", "milestone", t.label("m_"+string(milestone)))
	}
	return found, nil
}

// showCampaign is a campaign before it leaves: who gets what, what it says, what is missing, and the way on.
func (t turn) showCampaign(ctx context.Context, c Campaign) (bot.Reply, error) {
	groups, err := t.Announcer.Preview(ctx, c.ID)
	if err != nil {
		return bot.Reply{}, fmt.Errorf("preview %s: %w", c.ID, err)
	}
	return t.showGroups(ctx, c, groups, false)
}

func (t turn) showGroups(ctx context.Context, c Campaign, groups []Group, trial bool) (bot.Reply, error) {
	faults, faulty := t.people(ctx, c.Faults)
	remarks, err := t.people(ctx, c.Remarks)
	if err := errors.Join(faulty, err); err != nil {
		return bot.Reply{}, err
	}
	data := map[string]any{"campaign": t.line(c), "groups": t.groupLines(groups), "trial": trial, "due": t.view(nil).DateTime(c.Occasion.Due),
		"future": c.Occasion.Due.After(t.now), "calendar": t.leavesByItself(c), "faults": faults, "remarks": remarks}
	buttons := t.waysOn(c, trial)
	data["buttons"] = buttons
	body, err := t.word("campaign", data)
	if err != nil {
		return bot.Reply{}, err
	}
	reply := bot.Reply{Kind: bot.KindCommand, Body: body, Language: t.language, Buttons: t.buttons(short(c.Hash), buttons...)}
	if samples := t.samples(groups); len(samples) > 0 {
		reply.Files = []bot.Attachment{{Name: t.label("file_samples"), Title: t.label("title_samples"), Content: samples}}
	}
	return reply, nil
}

// waysOn are the buttons under a campaign, for the person of this turn.
func (t turn) waysOn(c Campaign, trial bool) []string {
	switch {
	case trial, c.State == Refused, c.State == Done, c.State == Cancelled:
		return nil
	case c.State == Approved:
		return []string{"undo"}
	case c.State == Sending:
		return []string{"pause"}
	case c.State == Paused:
		return []string{"resume"}
	case c.Requester == "" && t.member.May(MayAnnounce):
		ways := []string{"ask"}
		if c.Results {
			ways = append(ways, "edit")
		}
		return append(ways, "drop")
	case c.Requester != "" && c.Requester != t.member.ID && t.member.May(MayApprove):
		return []string{"approve", "refuse"}
	}
	return nil
}

// groupLine says who gets what.
type groupLine struct {
	Group
	Name string
	Who  string
}

func (t turn) groupLines(groups []Group) []groupLine {
	var lines []groupLine
	for _, g := range groups {
		line := groupLine{Group: g, Name: t.label("mail_" + g.Mailing)}
		if g.Post {
			line.Who = g.Channel
		} else {
			line.Who = t.audience(g.Audience)
		}
		lines = append(lines, line)
	}
	return lines
}

// audience says in words who is concerned: "candidats (présélectionnés)".
func (t turn) audience(a programme.Audience) string {
	if a.Role == "" {
		return ""
	}
	var some []string
	for _, status := range a.Statuses {
		some = append(some, t.label("status_"+string(status)))
	}
	for _, decision := range a.Decisions {
		some = append(some, t.label("decision_"+string(decision)))
	}
	text := t.label("role_" + string(a.Role))
	if len(some) > 0 {
		text += " (" + strings.Join(some, ", ") + ")"
	}
	return text
}

// samples is each mail and post once, over fictional people, as text to read.
func (t turn) samples(groups []Group) []byte {
	var out strings.Builder
	for _, g := range groups {
		for _, s := range g.Samples {
			fmt.Fprintf(&out, "==== %s (%s)\n\n", t.label("mail_"+g.Mailing), s.Language)
			if s.Subject != "" {
				out.WriteString(t.label("mail_subject") + " " + s.Subject + "\n\n")
			}
			out.WriteString(s.Body.Plain() + "\n\n")
		}
	}
	return []byte(out.String())
}

// mostLines is how many lines on people the team reads at once.
const mostLines = 20

// people are lines that begin with a person's id, as the team reads them: with a name instead, and without a decision beside
// it.
func (t turn) people(ctx context.Context, lines []string) ([]string, error) {
	shown := slices.Clone(lines[:min(len(lines), mostLines)])
	var ids []string
	for _, line := range shown {
		if found := aboutPerson.FindStringSubmatch(line); found != nil {
			ids = append(ids, found[1])
		}
	}
	if len(ids) == 0 {
		return shown, nil
	}
	known, err := t.People.Named(ctx, ids)
	if err != nil {
		return nil, fmt.Errorf("read the names: %w", err)
	}
	name := func(id string) string { return cmp.Or(known[id].Name, id) } // whoever is no longer known keeps the id
	for i, line := range shown {
		shown[i] = t.wording.OnPerson(line, name, t.language)
	}
	if more := len(lines) - len(shown); more > 0 {
		shown = append(shown, t.label("more", "n", more))
	}
	return shown, nil
}

// byCode finds the campaign that a code or an id means: of several with one content, the one that is open.
func (t turn) byCode(ctx context.Context, code string) (Campaign, bool, error) {
	campaigns, err := t.Campaigns.Campaigns(ctx)
	if err != nil {
		return Campaign{}, false, fmt.Errorf("list the campaigns: %w", err)
	}
	var found Campaign
	for _, c := range campaigns {
		if code != "" && (short(c.Hash) == code || strings.EqualFold(c.ID, code)) && (found.ID == "" || c.State.Open()) {
			found = c
		}
	}
	return found, found.ID != "", nil
}

// requestCampaign asks the others for a campaign.
func (t turn) requestCampaign(ctx context.Context, c Campaign) (bot.Reply, error) {
	if !t.member.May(MayAnnounce) {
		return bot.Reply{}, t.lacks([]Right{MayAnnounce})
	}
	if err := t.record(ctx, "asked "+c.ID, c.Hash); err != nil {
		return bot.Reply{}, err
	}
	requested, err := t.Announcer.Request(ctx, c.ID, t.member.ID, c.Hash)
	if err != nil {
		return bot.Reply{}, t.why(err, c)
	}
	request, err := t.request(ctx, requested)
	if err != nil {
		return bot.Reply{}, err
	}
	_ = t.pin(ctx, pinOf(requested), request.Body, request.Buttons, request.Files...)
	reply, err := t.say("asked", map[string]any{"code": short(c.Hash), "who": t.Staff.Names(t.member.ID, MayApprove), "expires": stamp(requested.Expires)})
	reply.Replace = t.message.Kind == bot.Clicked
	return reply, err
}

// request is a campaign as the whole team sees it, with the buttons of an approval.
func (t turn) request(ctx context.Context, c Campaign) (bot.Reply, error) {
	t = t.toTeam()
	t.member = Member{Rights: []Right{MayApprove}}
	return t.showCampaign(ctx, c)
}

// pinOf names the message in the team's channel that follows a campaign.
func pinOf(c Campaign) string { return "campaign-" + c.ID }

// approveCampaign says yes to a campaign.
func (t turn) approveCampaign(ctx context.Context, c Campaign) (bot.Reply, error) {
	if err := t.record(ctx, "approved "+c.ID, c.Hash); err != nil {
		return bot.Reply{}, err
	}
	approved, err := t.Announcer.Approve(ctx, c.ID, t.member.ID, c.Hash)
	if err != nil {
		return bot.Reply{}, t.why(err, c)
	}
	if err := t.watch(ctx, approved); err != nil {
		return bot.Reply{}, err
	}
	return t.standing(ctx, approved)
}

// stopCampaign takes every yes back: a refusal, an undo, or a request that is given up.
func (t turn) stopCampaign(ctx context.Context, c Campaign, outcome, reason string) (bot.Reply, error) {
	if err := t.record(ctx, outcome+" "+c.ID, c.Hash); err != nil {
		return bot.Reply{}, err
	}
	stopped, err := t.Brakes.Undo(ctx, c.ID, t.member.ID)
	if err != nil {
		return bot.Reply{}, t.whyLeft(err, stopped)
	}
	data := map[string]any{"outcome": outcome, "by": t.member.Name, "requester": t.Staff.Name(c.Requester), "reason": reason, "summary": t.campaignName(c), "code": ""}
	if body, err := t.toTeam().ended(stopped.Campaign, data); err == nil && c.Requester != "" {
		_ = t.pin(ctx, pinOf(c), body, nil)
	}
	body, err := t.ended(stopped.Campaign, data)
	return bot.Reply{Kind: bot.KindCommand, Body: body, Language: t.language}, err
}

// ended says how a request for a campaign ended, and warns where the calendar lets it leave all the same.
func (t turn) ended(c Campaign, data map[string]any) (templates.Document, error) {
	body, err := t.word("over", data)
	if err != nil || !t.leavesByItself(c) {
		return body, err
	}
	warning, err := t.word("anyway", map[string]any{"id": c.ID})
	return body.Append(warning), err
}

// Sample is one content, over fictional people.
type Sample struct {
	Language programme.Language
	Subject  string // of a mail
	Body     templates.Document
}

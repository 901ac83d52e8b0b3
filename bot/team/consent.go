package team

import (
	"context"
	"errors"
	"time"

	"digbot/bot"
)

// The way of a proposal: somebody asks for it, somebody else says yes or no, the yes can be taken back for a while.

// ask asks the others for what was shown.
func ask(ctx context.Context, t turn, rest string) (bot.Reply, error) {
	code, _ := codeOf(rest)
	p, at, err := t.filed(ctx, code, asked, drafted)
	switch {
	case err != nil:
		return bot.Reply{}, err
	case at == "":
		return t.campaignOr(ctx, code, turn.requestCampaign)
	}
	c, s, err := t.current(ctx, p)
	if err != nil {
		return bot.Reply{}, err
	}
	if !t.member.May(c.rights...) {
		return bot.Reply{}, t.lacks(c.rights)
	}
	if at == asked && time.Now().Before(p.Expires) {
		return t.preview(s, p)
	}
	p.By, p.Expires = t.member.ID, time.Now().Add(t.Expires)
	if err := t.record(ctx, "asked "+p.Kind, p.Hash); err != nil {
		return bot.Reply{}, err
	}
	mine, err := t.pass(ctx, at, asked, p)
	if err != nil {
		return bot.Reply{}, err
	}
	if !mine { // a second click
		return look(ctx, t, code)
	}
	return t.tellAsked(ctx, s, p)
}

// current shows a proposal as it would be carried out now. It refuses when that is no longer what was shown.
func (t turn) current(ctx context.Context, p proposal) (change, shown, error) {
	c, err := t.change(p.Kind)
	if err != nil {
		return c, shown{}, err
	}
	s, err := c.show(ctx, t, p)
	if err == nil && p.hashOf(s) != p.Hash {
		err = &refusal{why: "changed", content: p.Hash}
	}
	return c, s, err
}

// look shows what waits for an approval, with the buttons of those who may give it.
func look(ctx context.Context, t turn, rest string) (bot.Reply, error) {
	code, _ := codeOf(rest)
	p, at, err := t.filed(ctx, code, asked, drafted, agreed)
	if err != nil {
		return bot.Reply{}, err
	}
	if at == "" {
		return t.campaignOr(ctx, code, func(t turn, ctx context.Context, c Campaign) (bot.Reply, error) { return t.showCampaign(ctx, c) })
	}
	_, s, err := t.current(ctx, p)
	if err != nil {
		return bot.Reply{}, err
	}
	switch {
	case at == drafted:
		return t.preview(s, p, "ask", "drop")
	case at == asked && p.By != t.member.ID && t.member.May(MayApprove):
		return t.preview(s, p, "approve", "refuse")
	}
	return t.preview(s, p)
}

// approve says yes to what somebody else asked for.
func approve(ctx context.Context, t turn, rest string) (bot.Reply, error) {
	code, _ := codeOf(rest)
	p, err := t.pending(ctx, code)
	if errors.Is(err, errNotThere) {
		return t.campaignOr(ctx, code, turn.approveCampaign)
	}
	if err != nil {
		return bot.Reply{}, err
	}
	if p.By == t.member.ID {
		return bot.Reply{}, &refusal{why: "own", content: p.Hash, data: map[string]any{"who": t.Staff.Names(t.member.ID, MayApprove)}}
	}
	c, _, err := t.current(ctx, p)
	if err != nil {
		return bot.Reply{}, err
	}
	if err := t.record(ctx, "approved "+p.Kind, p.Hash); err != nil {
		return bot.Reply{}, err
	}
	p.Approver, p.At, p.Leaves, p.Where = t.member.ID, t.now, time.Now(), where(t.message)
	if c.undo {
		p.Leaves = p.Leaves.Add(t.Undo)
	}
	if mine, err := t.pass(ctx, asked, agreed, p); err != nil || !mine {
		return t.elsewhere(ctx, code, err)
	}
	if c.undo {
		t.rouse()
		return t.tellLeaving(ctx, p)
	}
	return t.finish(ctx, p)
}

// elsewhere says what has become of a proposal that somebody else took up meanwhile, unless it could not be told.
func (t turn) elsewhere(ctx context.Context, code string, err error) (bot.Reply, error) {
	if err != nil {
		return bot.Reply{}, err
	}
	return t.missing(ctx, code)
}

// pending is a request that waits and has not expired.
func (t turn) pending(ctx context.Context, code string) (proposal, error) {
	p, at, err := t.filed(ctx, code, asked)
	switch {
	case err != nil:
		return p, err
	case at == "":
		return p, errNotThere
	case !time.Now().Before(p.Expires):
		return p, &refusal{why: "expired", content: p.Hash, data: map[string]any{"by": t.Staff.Name(p.By)}}
	}
	return p, nil
}

// errNotThere means that no request of that code waits.
var errNotThere = errors.New("no such request")

// campaignOr does something about the campaign that a code names; where there is none, it says what has become of the
// code.
func (t turn) campaignOr(ctx context.Context, code string, do func(turn, context.Context, Campaign) (bot.Reply, error)) (bot.Reply, error) {
	c, found, err := t.byCode(ctx, code)
	if err != nil {
		return bot.Reply{}, err
	}
	if !found {
		return t.missing(ctx, code)
	}
	return do(t, ctx, c)
}

// refuse says no, with a reason. A click is asked for it.
func refuse(ctx context.Context, t turn, rest string) (bot.Reply, error) {
	code, reason := codeOf(rest)
	if reason == "" {
		reason = t.message.Fields["reason"]
	}
	p, err := t.pending(ctx, code)
	switch {
	case errors.Is(err, errNotThere):
		return t.campaignOr(ctx, code, func(t turn, ctx context.Context, c Campaign) (bot.Reply, error) {
			return t.refuseCampaign(ctx, c, reason)
		})
	case err != nil:
		return bot.Reply{}, err
	case reason == "":
		return t.askReason(code)
	}
	p.Approver, p.Outcome, p.Reason = t.member.ID, "refused", reason
	return t.close(ctx, asked, p)
}

// refuseCampaign says no to a request.
func (t turn) refuseCampaign(ctx context.Context, c Campaign, reason string) (bot.Reply, error) {
	switch {
	case c.State != Held || c.Requester == "":
		return bot.Reply{}, t.why(ErrClosed, c)
	case reason == "":
		return t.askReason(short(c.Hash))
	}
	return t.stopCampaign(ctx, c, "refused", reason)
}

// askReason opens a form. Where a platform has none, the words say how to do without.
func (t turn) askReason(code string) (bot.Reply, error) {
	reply, err := t.say("reason", map[string]any{"code": code})
	reply.Form = &bot.Form{ID: buttonPrefix + "refuse", Value: code, Title: t.label("form_refuse"), Submit: t.label("button_refuse"),
		Fields: []bot.Field{{ID: "reason", Label: t.label("field_reason"), Long: true, Longest: 500}}}
	return reply, err
}

// drop forgets what was shown, or takes a request back.
func drop(ctx context.Context, t turn, rest string) (bot.Reply, error) {
	code, _ := codeOf(rest)
	p, at, err := t.filed(ctx, code, asked, drafted)
	switch {
	case err != nil:
		return bot.Reply{}, err
	case at == "":
		return t.campaignOr(ctx, code, turn.dropCampaign)
	case at == asked && p.By != t.member.ID:
		return bot.Reply{}, &refusal{why: "notyours", content: p.Hash, data: map[string]any{"by": t.Staff.Name(p.By), "code": code}}
	}
	p.Approver, p.Outcome = t.member.ID, "dropped"
	return t.close(ctx, at, p)
}

// dropCampaign gives a request up. What nobody has asked for leaves, or not, as the calendar has it.
func (t turn) dropCampaign(ctx context.Context, c Campaign) (bot.Reply, error) {
	switch {
	case c.State != Held:
		return bot.Reply{}, t.why(ErrClosed, c)
	case c.Requester != "" && c.Requester != t.member.ID:
		return bot.Reply{}, &refusal{why: "notyours", content: c.Hash, data: map[string]any{"by": t.Staff.Name(c.Requester), "code": short(c.Hash)}}
	}
	return t.stopCampaign(ctx, c, "dropped", "")
}

// undo takes a yes back before it is too late.
func undo(ctx context.Context, t turn, rest string) (bot.Reply, error) {
	code, _ := codeOf(rest)
	p, at, err := t.filed(ctx, code, agreed, asked, drafted)
	switch {
	case err != nil:
		return bot.Reply{}, err
	case at == asked || at == drafted:
		return bot.Reply{}, &refusal{why: "pending", content: p.Hash, data: map[string]any{"mine": p.By == t.member.ID, "by": t.Staff.Name(p.By), "code": code}}
	case at == "":
		return t.undoCampaign(ctx, code)
	case !time.Now().Before(p.Leaves):
		return t.missing(ctx, code)
	}
	p.Approver, p.Outcome = t.member.ID, "undone"
	return t.close(ctx, agreed, p)
}

// undoCampaign takes the yes to a campaign back. The code of a proposal that was carried out stands for its mails.
func (t turn) undoCampaign(ctx context.Context, code string) (bot.Reply, error) {
	mails, found, err := t.mailsOf(ctx, code)
	if err != nil {
		return bot.Reply{}, err
	}
	if found {
		code = mails.ID
	}
	return t.campaignOr(ctx, code, func(t turn, ctx context.Context, c Campaign) (bot.Reply, error) {
		return t.stopCampaign(ctx, c, "undone", "")
	})
}

// close ends a proposal that is not carried out.
func (t turn) close(ctx context.Context, from stage, p proposal) (bot.Reply, error) {
	if err := t.record(ctx, p.Outcome+" "+p.Kind, p.Hash); err != nil {
		return bot.Reply{}, err
	}
	if mine, err := t.pass(ctx, from, over, p); err != nil || !mine {
		return t.elsewhere(ctx, p.code(), err)
	}
	return t.tellOver(ctx, p)
}

// missing says what has become of a code that waits for nothing.
func (t turn) missing(ctx context.Context, code string) (bot.Reply, error) {
	p, at, err := t.filed(ctx, code, over, agreed)
	if err != nil {
		return bot.Reply{}, err
	}
	switch at {
	case "":
		return bot.Reply{}, because("gone", "code", code)
	case agreed:
		p.Outcome = "done"
	}
	if t.message.Again && p.Approver == t.member.ID { // it was done, and only its reply got lost
		return t.tellOver(ctx, p)
	}
	return bot.Reply{}, &refusal{why: "over", content: p.Hash, data: map[string]any{"outcome": p.Outcome, "by": t.Staff.Name(p.Approver)}}
}

// lacks refuses for want of a right.
func (t turn) lacks(rights []Right) error {
	return &refusal{why: "right", data: map[string]any{
		"command": t.command.name(t.language), "rights": rights, "who": t.Staff.Names("", rights...)}}
}

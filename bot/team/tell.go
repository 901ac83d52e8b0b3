package team

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"digbot/bot"
	"digbot/internal/programme"
)

// What the team is told about a proposal, in its rooms and by the reply to whoever did something about it. The rooms are
// told in the programme's own language. A room that cannot be reached changes nothing about what was decided.

// tellAsked asks the team for its approval.
func (t turn) tellAsked(ctx context.Context, s shown, p proposal) (bot.Reply, error) {
	public := t.toTeam()
	if t.language != programme.French {
		var err error
		if _, s, err = public.current(ctx, p); err != nil {
			return bot.Reply{}, err
		}
	}
	request, err := public.preview(s, p, "approve", "refuse")
	if err != nil {
		return bot.Reply{}, err
	}
	_ = t.pin(ctx, p.code(), request.Body, request.Buttons)
	reply, err := t.say("asked", map[string]any{"code": p.code(), "who": t.Staff.Names(p.By, MayApprove), "expires": stamp(p.Expires)})
	reply.Replace = t.message.Kind == bot.Clicked
	return reply, err
}

// tellLeaving says that a proposal was approved and can be taken back for a while.
func (t turn) tellLeaving(ctx context.Context, p proposal) (bot.Reply, error) {
	data := map[string]any{"by": t.Staff.Name(p.Approver), "requester": t.Staff.Name(p.By), "code": p.code(), "summary": t.summary(ctx, p),
		"seconds": int(time.Until(p.Leaves).Round(time.Second) / time.Second)}
	if body, err := t.toTeam().word("leaving", data); err == nil {
		_ = t.pin(ctx, p.code(), body, t.toTeam().buttons(p.code(), "undo"))
	}
	reply, err := t.say("leaving", data)
	reply.Buttons = t.buttons(p.code(), "undo")
	return reply, err
}

// tellOver says how a proposal ended.
func (t turn) tellOver(ctx context.Context, p proposal) (bot.Reply, error) {
	data := map[string]any{"outcome": p.Outcome, "by": t.Staff.Name(p.Approver), "requester": t.Staff.Name(p.By), "reason": p.Reason,
		"summary": t.summary(ctx, p), "code": ""}
	if body, err := t.toTeam().word("over", data); err == nil && p.Outcome != "dropped" {
		_ = t.pin(ctx, p.code(), body, nil)
	}
	reply, err := t.say("over", data)
	reply.Replace = t.message.Kind == bot.Clicked && p.Outcome == "dropped"
	return reply, err
}

// summary is a proposal on one line; empty when it cannot be made any more.
func (t turn) summary(ctx context.Context, p proposal) string {
	c, err := t.change(p.Kind)
	if err != nil {
		return ""
	}
	s, err := c.show(ctx, t, p)
	if err != nil {
		return t.label("change_" + p.Kind)
	}
	return s.summary
}

// finish carries out what was agreed, and says so. When it fails half-way it is done again later.
func (t turn) finish(ctx context.Context, p proposal) (bot.Reply, error) {
	c, err := t.change(p.Kind)
	if err != nil {
		return bot.Reply{}, err
	}
	summary := t.summary(ctx, p) // before it is done: it says what changes
	p.Outcome = "done"
	var refused *refusal
	err = c.do(ctx, t, p)
	if errors.Is(err, bot.ErrNoChannel) {
		err = because("nochannel")
	}
	switch {
	case errors.As(err, &refused):
		p.Outcome, p.Reason = "failed", t.reason(refused)
	case err != nil:
		return bot.Reply{}, fmt.Errorf("carry out %s %s: %w", p.Kind, p.code(), err)
	}
	if err := t.record(ctx, p.Outcome+" "+p.Kind, p.Hash); err != nil {
		return bot.Reply{}, err
	}
	if _, err := t.pass(ctx, agreed, over, p); err != nil { // who came second says the same
		return bot.Reply{}, err
	}
	return t.tellDone(ctx, p, summary)
}

// reason is a refusal in words.
func (t turn) reason(r *refusal) string {
	reply, err := t.refused(r)
	if err != nil {
		return r.why
	}
	return reply.Body.Plain()
}

func (t turn) tellDone(ctx context.Context, p proposal, summary string) (bot.Reply, error) {
	mails, _, err := t.mailsOf(ctx, p.code())
	if err != nil {
		return bot.Reply{}, err
	}
	data := map[string]any{"outcome": p.Outcome, "by": t.Staff.Name(p.Approver), "requester": t.Staff.Name(p.By), "reason": p.Reason, "summary": summary, "code": ""}
	if mails.State == Approved {
		data["code"] = p.code()
	}
	if body, err := t.toTeam().word("over", data); err == nil {
		_ = t.pin(ctx, p.code(), body, nil)
	}
	reply, err := t.say("over", data)
	if mails.State == Approved {
		reply.Buttons = t.buttons(p.code(), "undo")
	}
	return reply, err
}

// mailsOf is the campaign of the mails that a proposal has brought about, by the proposal's code.
func (t turn) mailsOf(ctx context.Context, code string) (Campaign, bool, error) {
	campaigns, err := t.Campaigns.Campaigns(ctx)
	if err != nil {
		return Campaign{}, false, fmt.Errorf("list the campaigns: %w", err)
	}
	for _, c := range campaigns {
		if c.Notice != "" && code != "" && strings.HasSuffix(c.ID, "-"+code) {
			return c, true, nil
		}
	}
	return Campaign{}, false, nil
}

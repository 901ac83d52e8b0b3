package team

import (
	"context"
	"fmt"
	"time"

	"digbot/bot"
	"digbot/internal/programme"
)

// previewAt is the time of day, on the day before the announcement, at which the results are shown to the team.
func previewAt() programme.Clock { return programme.Clock{Hour: 10} }

// grace is how long after the hour the calendar may take to let the results go.
const grace = 10 * time.Second

// remind shows the results to the team on the day before their announcement, and says at the hour when they cannot leave.
func (t turn) remind(ctx context.Context, next *agenda) error {
	if t.season.IsReleased(t.now) {
		return nil
	}
	occasion, found := t.announcement()
	if !found {
		return nil
	}
	from := programme.DateOf(occasion.Due).AddDays(-1).At(previewAt())
	switch {
	case t.now.Before(from):
		next.at(time.Now().Add(from.Sub(t.now)))
		return nil
	case t.now.Before(occasion.Due):
		next.at(time.Now().Add(occasion.Due.Sub(t.now) + grace))
		return t.remindOf(ctx, occasion)
	case t.now.Before(occasion.Due.Add(grace)):
		next.at(time.Now().Add(grace))
		return nil
	}
	return t.alarm(ctx, occasion)
}

func (t turn) announcement() (programme.Occasion, bool) {
	for _, o := range t.season.Occasions() {
		if o.Milestone == programme.Announcement && o.IsMilestone() {
			return o, true
		}
	}
	return programme.Occasion{}, false
}

// remindOf shows the results, once for each content, with the buttons of an approval.
func (t turn) remindOf(ctx context.Context, occasion programme.Occasion) error {
	told, err := t.Notes.Noted(ctx, "team/told/eve-"+occasion.ID())
	if err != nil || told != "" {
		return err
	}
	c, err := t.Announcer.Prepare(ctx, occasion)
	if err != nil {
		return fmt.Errorf("prepare the results: %w", err)
	}
	data := map[string]any{"due": t.view(nil).DateTime(occasion.Due), "who": t.Staff.Names("", MayApprove), "code": short(c.Hash), "given": len(c.Approvals), "needed": c.Approvers,
		"refused": c.State == Refused, "approved": c.State == Approved || c.State == Held && c.Approvers > 0 && len(c.Approvals) >= c.Approvers}
	lead, err := t.word("eve", data)
	if err != nil {
		return err
	}
	request := bot.Reply{}
	if c.State != Refused {
		if request, err = t.request(ctx, c); err != nil {
			return err
		}
	}
	if c.Requester == "" && c.State == Held {
		request.Buttons = t.buttons(short(c.Hash), "approve", "edit")
	}
	if err := t.pin(ctx, "eve-"+occasion.ID(), lead.Append(request.Body), request.Buttons, request.Files...); err != nil {
		return err
	}
	return t.Notes.Note(ctx, "team/told/eve-"+occasion.ID(), "yes", keepTold)
}

// alarm says at the hour that the results cannot leave, and why.
func (t turn) alarm(ctx context.Context, occasion programme.Occasion) error {
	told, err := t.Notes.Noted(ctx, "team/told/hour-"+occasion.ID())
	if err != nil || told != "" {
		return err
	}
	c, err := t.Announcer.Prepare(ctx, occasion)
	if err != nil {
		return fmt.Errorf("prepare the results: %w", err)
	}
	if c.State != Held && c.State != Refused && c.State != Paused {
		return nil
	}
	faults, err := t.people(ctx, c.Faults)
	if err != nil {
		return err
	}
	data := map[string]any{"campaign": t.line(c), "given": len(c.Approvals), "needed": c.Approvers, "who": t.Staff.Names("", MayApprove), "code": short(c.Hash), "faults": faults}
	body, err := t.word("hour", data)
	if err != nil {
		return err
	}
	var buttons []bot.Button
	if c.State == Held {
		buttons = t.buttons(short(c.Hash), "approve")
	}
	return t.once(ctx, "hour-"+occasion.ID(), body, buttons)
}

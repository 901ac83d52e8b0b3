package team

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"time"

	"digbot/bot"
)

// correct proposes a correction to exactly the people whom the mails of a campaign have reached: rectifier ID. What is
// wrong and what is right is asked for in a form.
func correct(ctx context.Context, t turn, rest string) (bot.Reply, error) {
	id, _ := codeOf(rest)
	c, found, err := t.byCode(ctx, id)
	switch {
	case err != nil:
		return bot.Reply{}, err
	case !found:
		return bot.Reply{}, because("nocampaign", "id", id)
	}
	if people, err := t.reached(ctx, c.ID); err != nil || len(people) == 0 {
		return bot.Reply{}, cmp.Or(err, because("nobody", "campaign", t.campaignName(c)))
	}
	args := map[string]string{"campaign": c.ID}
	for _, key := range []string{"about", "wrong", "right"} {
		args[key] = t.message.Fields[key]
	}
	if args["about"] == "" || args["wrong"] == "" || args["right"] == "" {
		return t.askCorrection(c)
	}
	return t.propose(ctx, "correct", args)
}

func (t turn) askCorrection(c Campaign) (bot.Reply, error) {
	reply, err := t.say("correction-form", map[string]any{"campaign": t.line(c)})
	reply.Form = &bot.Form{ID: buttonPrefix + "correct", Value: c.ID, Title: t.label("form_correct"), Submit: t.label("button_preview"), Fields: []bot.Field{
		{ID: "about", Label: t.label("field_about"), Hint: t.label("hint_about"), Longest: 100},
		{ID: "wrong", Label: t.label("field_wrong"), Long: true, Longest: 1500},
		{ID: "right", Label: t.label("field_right"), Long: true, Longest: 1500},
	}}
	return reply, err
}

// reached are the people whom the mails of a campaign have reached, or may have.
func (t turn) reached(ctx context.Context, id string) ([]string, error) {
	deliveries, err := t.Campaigns.Deliveries(ctx, id)
	if err != nil {
		return nil, fmt.Errorf("list the deliveries of %s: %w", id, err)
	}
	var people []string
	for _, d := range deliveries {
		if !d.Post && (d.Sent || d.Uncertain) {
			people = append(people, d.Recipient)
		}
	}
	slices.Sort(people)
	return slices.Compact(people), nil
}

func showCorrect(ctx context.Context, t turn, p proposal) (shown, error) {
	c, err := t.Campaigns.Campaign(ctx, p.Args["campaign"])
	if err != nil {
		return shown{}, t.why(err, c)
	}
	people, err := t.reached(ctx, c.ID)
	if err != nil {
		return shown{}, err
	}
	if len(people) == 0 {
		return shown{}, because("nobody", "campaign", t.campaignName(c))
	}
	body, err := t.word("correct", map[string]any{"campaign": t.line(c), "n": len(people), "about": p.Args["about"], "wrong": p.Args["wrong"], "right": p.Args["right"]})
	return shown{body: body, summary: t.label("change_correct") + " : " + t.campaignName(c), content: append([]string{c.Hash}, people...)}, err
}

func doCorrect(ctx context.Context, t turn, p proposal) error {
	people, err := t.reached(ctx, p.Args["campaign"])
	if err != nil {
		return err
	}
	return t.sendNotice(ctx, p, Notice{ID: "correction-" + p.code(), Kind: "correction", To: people,
		Data: map[string]string{"about": p.Args["about"], "wrong": p.Args["wrong"], "right": p.Args["right"]}})
}

// sendNotice plans a notice with the two yeses of the proposal that it belongs to, and follows it.
func (t turn) sendNotice(ctx context.Context, p proposal, n Notice) error {
	if len(n.To) == 0 {
		return nil
	}
	n.At = p.At.Truncate(time.Second)
	c, err := t.Notices.Send(ctx, n, p.By, p.Approver)
	if err != nil {
		return fmt.Errorf("tell those concerned: %w", err)
	}
	return t.watch(ctx, c)
}

package team

import (
	"context"
	"errors"
	"fmt"
	"time"

	"digbot/bot"
)

// What becomes of a mail of which nobody can tell whether it has arrived: a person finds out, and says so.

// doubtful is an uncertain delivery of a campaign.
type doubtful struct {
	campaign Campaign
	delivery Delivery
	person   Person
}

// doubtful finds the uncertain delivery that a campaign and a person's id name.
func (t turn) doubtful(ctx context.Context, id, recipient string) (doubtful, error) {
	c, found, err := t.byCode(ctx, id)
	switch {
	case err != nil:
		return doubtful{}, err
	case !found:
		return doubtful{}, because("nocampaign", "id", id)
	}
	deliveries, err := t.Campaigns.Deliveries(ctx, c.ID)
	if err != nil {
		return doubtful{}, fmt.Errorf("list the deliveries of %s: %w", c.ID, err)
	}
	for _, d := range deliveries {
		if d.Recipient != recipient || !d.Uncertain {
			continue
		}
		names, err := t.names(ctx, []Delivery{d})
		return doubtful{c, d, names[recipient]}, err
	}
	return doubtful{}, because("certain", "recipient", recipient, "campaign", t.campaignName(c), "id", c.ID)
}

// arrived notes that somebody knows that an uncertain mail has arrived: marquer envoyé ID PERSONNE. Nothing leaves by it,
// and the journal says who knows.
func arrived(ctx context.Context, t turn, rest string) (bot.Reply, error) {
	id, recipient := codeOf(rest)
	d, err := t.doubtful(ctx, id, recipient)
	if err != nil {
		return bot.Reply{}, err
	}
	if err := t.record(ctx, "arrived "+d.delivery.ID, d.campaign.Hash); err != nil {
		return bot.Reply{}, err
	}
	if err := t.Repairs.Resolve(ctx, d.campaign.ID, t.member.ID, recipient, true); err != nil {
		return bot.Reply{}, t.why(err, d.campaign)
	}
	if err := t.watch(ctx, d.campaign); err != nil {
		return bot.Reply{}, err
	}
	return t.say("arrived", map[string]any{"campaign": t.line(d.campaign)})
}

// resend proposes to send an uncertain mail again: renvoyer ID PERSONNE. The person may get it twice, which two people take
// upon themselves.
func resend(ctx context.Context, t turn, rest string) (bot.Reply, error) {
	id, recipient := codeOf(rest)
	d, err := t.doubtful(ctx, id, recipient)
	if err != nil {
		return bot.Reply{}, err
	}
	return t.propose(ctx, "resend", map[string]string{"campaign": d.campaign.ID, "person": recipient, "since": d.since()})
}

// since tells one doubt about a delivery from a later one.
func (d doubtful) since() string { return d.delivery.Settled.UTC().Format(time.RFC3339Nano) }

func showResend(ctx context.Context, t turn, p proposal) (shown, error) {
	d, err := t.doubtful(ctx, p.Args["campaign"], p.Args["person"])
	if err == nil && d.since() != p.Args["since"] {
		err = because("changed")
	}
	if err != nil {
		return shown{}, err
	}
	data := map[string]any{"campaign": t.line(d.campaign), "person": d.person, "mail": t.mailName(d.campaign, d.delivery.Mailing), "when": stamp(d.delivery.Settled)}
	body, err := t.word("resend", data)
	return shown{body: body, summary: t.label("change_resend") + " : " + d.person.Name, content: []string{d.campaign.Hash}}, err
}

// doResend does nothing where the doubt is no longer the one that was approved: it was done, or somebody else has settled it.
func doResend(ctx context.Context, t turn, p proposal) error {
	d, err := t.doubtful(ctx, p.Args["campaign"], p.Args["person"])
	if _, settled := errors.AsType[*refusal](err); settled || err == nil && d.since() != p.Args["since"] {
		return nil
	}
	if err != nil {
		return err
	}
	if err := t.Repairs.Resolve(ctx, d.campaign.ID, p.Approver, p.Args["person"], false); err != nil {
		return t.why(err, d.campaign)
	}
	return t.watch(ctx, d.campaign)
}

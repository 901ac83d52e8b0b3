package notifier

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"digbot/internal/programme"
)

// whispers are the pauses between the tries of a whisper: a relay that asks for patience gets a little.
func whispers() []time.Duration {
	return []time.Duration{15 * time.Second, 45 * time.Second, 90 * time.Second}
}

// Whisper sends a notice to one person at once and past the ledger: for what must be written down nowhere, such as a code.
// It is tried for some minutes, and lost when the program ends before. ErrRefused when the person cannot be written to.
func (n *Notifier) Whisper(ctx context.Context, notice Notice) error {
	envelope, err := n.whispered(ctx, notice)
	if err != nil {
		return fmt.Errorf("whisper %s: %w", notice.Kind, err)
	}
	for _, pause := range append(whispers(), 0) {
		err := n.Mailer.Send(ctx, envelope, func() error { return ctx.Err() })
		if err == nil || !errors.Is(err, ErrTemporary) || pause == 0 {
			return wrapScrubbed(err, envelope)
		}
		select {
		case <-ctx.Done():
			return wrapScrubbed(err, envelope)
		case <-time.After(pause):
		}
	}
	return nil
}

// wrapScrubbed is a mailer's error without the recipient.
func wrapScrubbed(err error, e Envelope) error {
	if err == nil {
		return nil
	}
	return errors.New("hand over: " + scrub(err, programme.Person{Name: e.To.Name, Email: e.To.Email}))
}

// whispered renders a notice to its only recipient.
func (n *Notifier) whispered(ctx context.Context, notice Notice) (Envelope, error) {
	kind, err := notice.check()
	if err != nil {
		return Envelope{}, err
	}
	if len(notice.To) != 1 || kind.Approvers > 0 {
		return Envelope{}, fmt.Errorf("%w: it is for one person, and needs nobody's yes", ErrNotice)
	}
	person, err := n.Roster.Person(ctx, notice.To[0])
	if err != nil {
		return Envelope{}, fmt.Errorf("read person %s: %w", notice.To[0], err)
	}
	campaign, m := Campaign{ID: notice.ID, Occasion: notice.occasion(), Notice: &notice}, kind.rule().Mailings[0]
	if note, found, err := n.suppressed(ctx, m, person.Email); err != nil || found {
		return Envelope{}, errors.Join(err, fmt.Errorf("%w: %s", ErrRefused, note))
	}
	s, err := n.sceneOf(ctx, campaign, kind.rule())
	if err != nil {
		return Envelope{}, err
	}
	words, err := n.compose(s, m, person)
	if err != nil {
		return Envelope{}, err
	}
	return n.envelopeTo(m, Delivery{ID: deliveryID(notice.ID, m.Name, person.ID)}, person, words, notice.At), nil
}

// MailedResult tells which mail told somebody a result, and since when they may know it, on the programme's clock. It reads
// the ledger alone, and nothing before the release; false when no such mail has arrived.
func (n *Notifier) MailedResult(ctx context.Context, person string, now time.Time) (mailing string, at time.Time, found bool, err error) {
	season, err := n.Seasons.Season(ctx)
	if err != nil || !season.IsReleased(now) {
		return "", time.Time{}, false, err
	}
	campaigns, err := n.Ledger.Campaigns(ctx)
	if err != nil {
		return "", time.Time{}, false, fmt.Errorf("list campaigns: %w", err)
	}
	for _, c := range slices.Backward(campaigns) {
		mailing, found, err := n.resultOf(ctx, c, person)
		if err != nil || found {
			return mailing, latest(season.Released, c.Occasion.Due), found, err
		}
	}
	return "", time.Time{}, false, nil
}

func latest(a, b time.Time) time.Time {
	if a.After(b) {
		return a
	}
	return b
}

// resultOf finds the mail of a campaign that has told somebody a result: an announcement's, or the offer of a place.
func (n *Notifier) resultOf(ctx context.Context, c Campaign, person string) (string, bool, error) {
	rule, known := RuleFor(c)
	if !known || !rule.Results && (c.Notice == nil || c.Notice.Kind != kindCallUp) {
		return "", false, nil
	}
	for _, m := range rule.Mailings {
		if m.Name == "" || m.Channel != ByMail || rule.Results && m.Group == "" {
			continue
		}
		d, err := n.Ledger.Delivery(ctx, c.ID, deliveryID(c.ID, m.Name, person))
		if errors.Is(err, ErrUnknown) {
			continue
		}
		if err != nil {
			return "", false, fmt.Errorf("look at the deliveries of %s: %w", c.ID, err)
		}
		if d.State == Accepted {
			return m.Name, true, nil
		}
	}
	return "", false, nil
}

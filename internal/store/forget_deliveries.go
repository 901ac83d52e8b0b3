package store

import (
	"context"
	"crypto/rand"
	"slices"
	"strings"

	"digbot/notifier"
)

// eachDelivery reads every delivery, those of campaigns that nobody can see yet included.
func (s *Store) eachDelivery(ctx context.Context, do func(record, notifier.Delivery) error) error {
	for page, err := range s.pages(ctx, allDeliveries()) {
		if err != nil {
			return err
		}
		for _, stored := range page {
			delivery, err := decode[notifier.Delivery](stored)
			if err == nil {
				err = do(stored, delivery)
			}
			if err != nil {
				return err
			}
		}
	}
	return nil
}

// forgetDeliveries takes the people out of what was sent to them.
func (s *Store) forgetDeliveries(ctx context.Context, people []identity, receipt Receipt) error {
	wanted := map[string]bool{}
	for _, i := range people {
		wanted[i.person.ID] = true
	}
	n, err := s.anonymise(ctx, func(d notifier.Delivery) bool { return wanted[d.Recipient] })
	receipt.count(HeldMails, n)
	return err
}

// anonymise takes the recipients out of deliveries by mail, and counts them. The list is read before anything changes: what
// takes the place of a delivery is listed among the others.
func (s *Store) anonymise(ctx context.Context, such func(notifier.Delivery) bool) (int, error) {
	var keys []string
	err := s.eachDelivery(ctx, func(stored record, d notifier.Delivery) error {
		if d.Channel == notifier.ByMail && d.Recipient != notifier.Erased && such(d) {
			keys = append(keys, stored.Key)
		}
		return nil
	})
	if err != nil {
		return 0, err
	}
	for _, key := range keys {
		for done := false; !done; {
			if done, err = s.anonymiseOne(ctx, key); err != nil {
				return 0, err
			}
		}
	}
	return len(keys), nil
}

// anonymiseOne reports false when somebody came between.
func (s *Store) anonymiseOne(ctx context.Context, key string) (bool, error) {
	before, stored, err := load[notifier.Delivery](ctx, s, key)
	if err != nil || stored.Value == nil {
		return err == nil, err
	}
	var moves moves
	moves.remove(before)
	if err := moves.make(anonymous(before)); err != nil {
		return false, err
	}
	return s.engine.Apply(ctx, []condition{unchanged(stored)}, moves.all())
}

// anonymous is a delivery to nobody in particular: it counts as before, and what had not left does not leave. Of a message
// that is being handed over nobody will learn whether it has arrived.
func anonymous(d notifier.Delivery) notifier.Delivery {
	after := notifier.Delivery{
		ID: "erased-" + strings.ToLower(rand.Text()), Campaign: d.Campaign, Mailing: d.Mailing, Channel: d.Channel,
		Recipient: notifier.Erased, State: d.State, Attempts: d.Attempts, Settled: d.Settled, GaveUp: d.GaveUp,
	}
	switch {
	case d.State == notifier.Committing:
		after.State, after.Settled = notifier.Uncertain, d.Lease
	case !d.State.Final() && d.Doubt:
		after.State = notifier.Uncertain
	case !d.State.Final():
		after.State = notifier.Cancelled
	}
	return after
}

// forgetNotices takes people's ids out of what campaigns remark, and out of notices to these people alone what they say:
// an answer to their question, a code.
func (s *Store) forgetNotices(ctx context.Context, people []identity, _ Receipt) error {
	campaigns, err := s.Campaigns(ctx)
	if err != nil {
		return err
	}
	for _, campaign := range campaigns {
		personal, err := s.isPersonal(ctx, campaign)
		if err != nil {
			return err
		}
		_, err = update(ctx, s, campaignKey(campaign.ID), func(c notifier.Campaign, found bool) (notifier.Campaign, error) {
			if !found {
				return c, notifier.ErrUnknown
			}
			return withoutPeople(c, people, personal), nil
		})
		if err != nil {
			return err
		}
	}
	return nil
}

// isPersonal reports whether a campaign is a notice of which every recipient was erased.
func (s *Store) isPersonal(ctx context.Context, campaign notifier.Campaign) (bool, error) {
	if campaign.Notice == nil || len(campaign.Notice.Data) == 0 {
		return false, nil
	}
	list, err := s.Deliveries(ctx, campaign.ID)
	others := slices.ContainsFunc(list, func(d notifier.Delivery) bool { return d.Recipient != notifier.Erased })
	return len(list) > 0 && !others, err
}

func withoutPeople(c notifier.Campaign, people []identity, personal bool) notifier.Campaign {
	c.Faults, c.Remarks = withoutIDs(c.Faults, people), withoutIDs(c.Remarks, people)
	if c.Notice == nil {
		return c
	}
	notice := *c.Notice
	notice.Data = map[string]string{}
	for key, value := range c.Notice.Data {
		if personal {
			value = redaction
		}
		for _, i := range people {
			value = i.redact(value)
		}
		notice.Data[key] = value
	}
	if len(notice.Data) == 0 {
		notice.Data = c.Notice.Data
	}
	c.Notice = &notice
	return c
}

func withoutIDs(lines []string, people []identity) []string {
	lines = slices.Clone(lines)
	for n, line := range lines {
		for _, i := range people {
			id := identity{words: []string{strings.ToLower(i.person.ID)}}
			lines[n] = id.redact(line)
			line = lines[n]
		}
	}
	return lines
}

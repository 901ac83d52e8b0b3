package notifier

import (
	"context"
	"errors"
	"fmt"

	"digbot/internal/programme"
	"digbot/templates"
)

// Samples words what a campaign sends, each mailing once in each language, to the people of another roster, such as
// fictional ones. A mailing that concerns none of them has no sample.
func (n *Notifier) Samples(ctx context.Context, campaign Campaign, people Roster) ([]Shown, error) {
	rule, found := RuleFor(campaign)
	if !found {
		return nil, ErrNothing
	}
	other := &Notifier{Parts: n.Parts}
	other.Roster = people
	s, err := other.sceneOf(ctx, campaign, rule)
	if err != nil {
		return nil, fmt.Errorf("samples of %s: %w", campaign.ID, err)
	}
	var all []Shown
	for _, m := range rule.Mailings {
		samples, err := other.samplesOf(ctx, s, m)
		if err != nil {
			return nil, fmt.Errorf("samples of %s: %w", campaign.ID, err)
		}
		all = append(all, samples...)
	}
	return all, nil
}

func (n *Notifier) samplesOf(ctx context.Context, s scene, m Mailing) ([]Shown, error) {
	switch {
	case m.Remark != "":
		return nil, nil
	case m.Channel == ByPost:
		if n.channel(m.Purpose) == "" {
			return nil, nil
		}
		words, err := n.composePost(s, m)
		return []Shown{{Delivery: Delivery{Mailing: m.Name, Channel: ByPost}, Place: n.channel(m.Purpose), Body: words.Body}}, err
	}
	people, err := n.mayGet(ctx, m)
	if err != nil {
		return nil, err
	}
	var samples []Shown
	worded := map[programme.Language]bool{}
	for _, person := range people {
		concerned, ok := s.concerned(m, person)
		if !ok || worded[person.In()] {
			continue
		}
		words, err := n.compose(s, m, concerned)
		var missing *templates.MissingError
		if errors.As(err, &missing) {
			continue // somebody else may have all that it needs
		}
		if err != nil {
			return nil, err
		}
		worded[person.In()] = true
		d := Delivery{Mailing: m.Name, Channel: ByMail, Recipient: person.ID}
		samples = append(samples, Shown{Delivery: d, Envelope: n.envelopeTo(m, d, person, words, s.occasion.Due)})
	}
	return samples, nil
}

// mayGet are the people whom a mailing may concern: those of its audience, or anybody whom a notice can name.
func (n *Notifier) mayGet(ctx context.Context, m Mailing) ([]programme.Person, error) {
	if !m.Anyone {
		return n.Roster.People(ctx, m.Audience)
	}
	var all []programme.Person
	for _, role := range []programme.RoleKind{programme.Candidate, programme.Mentor, programme.Administration, programme.Designer} {
		people, err := n.Roster.People(ctx, programme.Audience{Role: role})
		if err != nil {
			return nil, err
		}
		all = append(all, people...)
	}
	return all, nil
}

package rehearsal

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"time"

	"digbot/internal/app"
	"digbot/internal/config"
	"digbot/internal/programme"
	"digbot/notifier"
	"digbot/templates"
)

// How long after the announcement's hour two people approve, and how long the laureates take to answer.
const (
	firstApproval  = 31 * time.Minute
	secondApproval = 44 * time.Minute
	laureateAnswer = 2 * 24 * time.Hour
)

// act is something that happens at an instant of the season.
type act struct {
	at       time.Time
	occasion string
	beside   Beside
	do       func(ctx context.Context, at time.Time) error // nil: only what is due
}

// script lists what happens, in order: every occasion, two approvals, the laureates' answers, people who ask, and who tick their lists.
func (r *rehearsal) script(ctx context.Context) ([]act, error) {
	occasions, err := app.Occasions{Store: r.store}.Occasions(ctx)
	if err != nil {
		return nil, err
	}
	r.bounds(occasions)
	announced := r.config.Promotion.At(programme.Announcement)
	acts := []act{{at: r.options.From, do: r.begin}}
	for _, occasion := range occasions {
		acts = append(acts, act{at: occasion.Due, occasion: occasion.Name()})
	}
	acts = append(acts,
		act{at: announced.Add(firstApproval), beside: Approved, do: r.approve(0)},
		act{at: announced.Add(secondApproval), beside: Approved, do: r.approve(1)},
		act{at: announced.Add(laureateAnswer), do: r.answer})
	acts = append(acts, r.ticking(occasions)...)
	chases, err := r.app.Chases(ctx)
	if err != nil {
		return nil, err
	}
	for _, at := range chases {
		acts = append(acts, act{at: at, beside: Chased, do: func(ctx context.Context, _ time.Time) error { return r.app.Chase(ctx) }})
	}
	if !r.options.Mute {
		asking, err := r.asking()
		if err != nil {
			return nil, err
		}
		acts = append(acts, asking...)
	}
	acts = slices.DeleteFunc(acts, func(a act) bool {
		return a.at.Before(r.options.From) || a.at.After(r.options.To)
	})
	slices.SortStableFunc(acts, func(a, b act) int { return a.at.Compare(b.at) })
	return acts, nil
}

// bounds fills in the season's first and last day.
func (r *rehearsal) bounds(occasions []programme.Occasion) {
	promotion := r.config.Promotion
	first, last := promotion.At(programme.Opening), promotion.At(programme.Start)
	if len(occasions) > 0 {
		first = occasions[0].Due
		last = occasions[len(occasions)-1].Due
	}
	if r.options.From.IsZero() {
		r.options.From = programme.DateOf(first).AddDays(-2).At(programme.Clock{})
	}
	if r.options.To.IsZero() {
		r.options.To = programme.DateOf(last).AddDays(1).At(programme.Clock{})
	}
	r.options.To = latest(r.options.From, r.options.To)
}

func latest(a, b time.Time) time.Time {
	if a.After(b) {
		return a
	}
	return b
}

// begin puts a season that starts late into the state in which it would be.
func (r *rehearsal) begin(ctx context.Context, at time.Time) error {
	released := r.config.Promotion.At(programme.Announcement).Add(secondApproval)
	if at.Before(released) {
		return nil
	}
	if _, err := r.store.Release(ctx, released); err != nil {
		return err
	}
	return r.answer(ctx, at)
}

// approve is one of two members of the staff who approve whatever waits.
func (r *rehearsal) approve(n int) func(context.Context, time.Time) error {
	return func(ctx context.Context, at time.Time) error {
		campaigns, err := r.store.Campaigns(ctx)
		if err != nil {
			return fmt.Errorf("look for what waits for approval: %w", err)
		}
		for _, campaign := range campaigns {
			if campaign.State != notifier.CampaignHeld {
				continue
			}
			if _, err := r.app.Notifier.Approve(ctx, campaign.ID, r.approver(n), campaign.Hash, at); err != nil {
				return err
			}
		}
		return nil
	}
}

// approver is the n-th member of the staff who may approve, or a made-up one.
func (r *rehearsal) approver(n int) string {
	for _, member := range r.config.Staff {
		if !member.May(config.MayApprove) && !member.May(config.MayAnnounce) {
			continue
		}
		if n == 0 {
			return member.ID
		}
		n--
	}
	return fmt.Sprintf("rehearsal-%d", n+1)
}

// answer makes the laureates accept, so that they are welcomed.
func (r *rehearsal) answer(ctx context.Context, _ time.Time) error {
	laureates, err := r.store.People(ctx, programme.Audience{Role: programme.Candidate, Decisions: []programme.Decision{programme.Laureate}})
	if err != nil {
		return fmt.Errorf("read the laureates: %w", err)
	}
	for _, laureate := range laureates {
		person, err := r.store.Person(ctx, laureate.ID)
		if err != nil {
			return fmt.Errorf("read a laureate: %w", err)
		}
		for i, role := range person.Roles {
			if role.Decision == programme.Laureate {
				person.Roles[i].Answer = cmp.Or(role.Answer, programme.Accepted)
			}
		}
		if err := r.store.PutPeople(ctx, []programme.Person{person}); err != nil {
			return fmt.Errorf("record a laureate's answer: %w", err)
		}
	}
	return nil
}

// asking are the moments at which people ask: one in each phase, and one on the announcement's day before the release.
func (r *rehearsal) asking() ([]act, error) {
	questions, err := templates.RehearsalQuestions()
	if err != nil {
		return nil, err
	}
	at := r.config.Promotion.At
	moments := []time.Time{
		at(programme.Opening).AddDate(0, 0, -1),
		at(programme.Opening).AddDate(0, 0, 9),
		at(programme.Deadline).Add(time.Second),
		at(programme.Announcement).Add(10 * time.Minute),
		at(programme.Announcement).Add(2 * time.Hour),
		at(programme.Start).AddDate(0, 0, 7),
	}
	var acts []act
	for _, moment := range moments {
		acts = append(acts, act{at: moment, do: func(ctx context.Context, at time.Time) error { return r.ask(ctx, at, questions) }})
	}
	return acts, nil
}

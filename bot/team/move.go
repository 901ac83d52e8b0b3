package team

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"digbot/bot"
	"digbot/internal/programme"
)

// move proposes to move a milestone: calendrier déplacer clôture 12/05/2019 17h.
func move(ctx context.Context, t turn, rest string) (bot.Reply, error) {
	milestone, rest, err := milestoneIn(rest)
	if err != nil {
		return bot.Reply{}, err
	}
	before := t.season.Calendar[milestone]
	after, err := momentIn(rest, before)
	if err != nil {
		return bot.Reply{}, err
	}
	return t.propose(ctx, "move", map[string]string{"milestone": string(milestone), "before": before.String(), "after": after.String()})
}

// moving is a move as it would be made now.
type moving struct {
	milestone     programme.Milestone
	before, after programme.Moment
	season        programme.Season // after the move
}

func (t turn) moving(p proposal) (moving, error) {
	m := moving{milestone: programme.Milestone(p.Args["milestone"])}
	if err := m.before.UnmarshalText([]byte(p.Args["before"])); err != nil {
		return m, err
	}
	if err := m.after.UnmarshalText([]byte(p.Args["after"])); err != nil {
		return m, err
	}
	m.season = t.season
	m.season.Promotion = t.season.WithCalendar(programme.Calendar{m.milestone: m.after})
	return m, nil
}

// check says why the milestone cannot be moved so.
func (m moving) check(t turn) error {
	switch {
	case t.season.Calendar[m.milestone] != m.before && t.season.Calendar[m.milestone] != m.after:
		return because("changed")
	case m.before == m.after:
		return because("same", "milestone", t.label("m_"+string(m.milestone)))
	case m.milestone == programme.Deadline && !m.after.Exact:
		return because("hourless")
	case !m.season.At(m.milestone).After(t.now):
		return because("past", "when", t.view(nil).DateTime(m.season.At(m.milestone)))
	case m.milestone == programme.Announcement && t.season.IsReleased(t.now):
		return because("released")
	}
	var last programme.Milestone
	for _, next := range programme.Milestones() {
		if last != "" && m.season.At(next).Before(m.season.At(last)) {
			return because("order", "first", t.label("m_"+string(last)), "second", t.label("m_"+string(next)))
		}
		last = next
	}
	return nil
}

// showMove says what would move, and who would be told.
func showMove(ctx context.Context, t turn, p proposal) (shown, error) {
	m, err := t.moving(p)
	if err == nil {
		err = m.check(t)
	}
	if err != nil {
		return shown{}, err
	}
	told, err := t.People.Concerned(ctx, m.milestone)
	if err != nil {
		return shown{}, fmt.Errorf("read who is concerned: %w", err)
	}
	occasions, err := t.Dates.Occasions(ctx)
	if err != nil {
		return shown{}, fmt.Errorf("read the calendar: %w", err)
	}
	after := t
	after.season = m.season
	before, _ := t.view(nil).Full(string(m.milestone)) // the calendar holds all five
	now, _ := after.view(nil).Full(string(m.milestone))
	data := map[string]any{"milestone": t.label("m_" + string(m.milestone)), "before": before, "after": now, "told": len(told),
		"occasions": t.shifted(occasions, m), "early": t.early(occasions, m), "reopens": m.reopens(t), "shuts": m.shuts(t), "weekend": !m.after.Day().Working() && m.after.Date.Day > 0,
		"invitations": m.milestone == programme.Deadline || m.milestone == programme.JuryDay || m.milestone == programme.Start,
		"closes":      m.milestone == programme.Deadline && t.now.Before(t.season.At(programme.Deadline))}
	body, err := t.word("move", data)
	return shown{body: body, summary: t.label("change_move") + " : " + t.label("m_"+string(m.milestone)) + ", " + now}, err
}

// reopens reports whether a call that is closed opens again.
func (m moving) reopens(t turn) bool {
	return m.milestone == programme.Deadline && !t.now.Before(t.season.At(programme.Deadline))
}

// shuts reports whether a call that is open closes until it opens anew.
func (m moving) shuts(t turn) bool {
	return m.milestone == programme.Opening && t.season.Phase(t.now) == programme.Open
}

// shift is an occasion that moves with its milestone.
type shift struct {
	Name, Before, After string
	Again               bool // it has been, and will be once more
	Never               bool // its new instant is past
}

// then is an occasion as it would be after the move.
func (m moving) then(o Occasion) programme.Occasion {
	all := m.season.Occasions()
	if at := slices.IndexFunc(all, func(next programme.Occasion) bool { return next.Name() == o.Name() }); at >= 0 {
		return all[at]
	}
	return o.Occasion
}

func (t turn) shifted(occasions []Occasion, m moving) []shift {
	var list []shift
	for _, o := range occasions {
		next := m.then(o)
		if next.Due.Equal(o.Due) || !o.Fired.IsZero() && !next.Due.After(t.now) {
			continue
		}
		view := t.view(nil)
		list = append(list, shift{Name: t.occasionName(o.Occasion), Before: view.DateTime(o.Due), After: view.DateTime(next.Due),
			Again: !o.Fired.IsZero() && next.Due.After(t.now), Never: !next.Due.After(t.now)})
	}
	return list
}

// hasty is a message that would leave before the milestone that it follows.
type hasty struct{ Name, When, Before, ID string }

// early lists what would be sent, after the move, before a milestone that comes before its own: hearing invitations while the
// call is still open.
func (t turn) early(occasions []Occasion, m moving) []hasty {
	var list []hasty
	for _, o := range occasions {
		next := m.then(o)
		if !o.Sends || !next.Due.After(t.now) {
			continue
		}
		var before programme.Milestone
		for _, earlier := range programme.Milestones() {
			if earlier == o.Milestone {
				break
			}
			if m.season.At(earlier).After(next.Due) {
				before = earlier
			}
		}
		if before != "" {
			list = append(list, hasty{t.occasionName(next), t.view(nil).DateTime(next.Due), t.label("m_" + string(before)), next.ID()})
		}
	}
	return list
}

// publishMove tells the public channel, where people read what was announced there.
func (t turn) publishMove(ctx context.Context, p proposal, m moving) error {
	t = t.toTeam()
	before, after := t, t
	before.season.Promotion = t.season.WithCalendar(programme.Calendar{m.milestone: m.before})
	after.season = m.season
	old, _ := before.view(nil).Full(string(m.milestone)) // the calendar holds all five
	now, _ := after.view(nil).Full(string(m.milestone))
	body, err := t.word("moved", map[string]any{"milestone": t.label("m_" + string(m.milestone)), "before": old, "after": now})
	if err != nil {
		return err
	}
	err = t.Publisher.Publish(ctx, "", "moved-"+p.code(), body)
	if errors.Is(err, bot.ErrNoChannel) { // no reason to keep the date, and those concerned, from being told
		t.Log.WarnContext(ctx, "the public channel was not told of a moved date", "proposal", p.code(), "error", err)
		return nil
	}
	if err != nil {
		return fmt.Errorf("tell the public channel: %w", err)
	}
	return nil
}

// doMove moves the milestone, and tells those concerned. The yes to the move is the yes to the message that tells it.
func doMove(ctx context.Context, t turn, p proposal) error {
	m, err := t.moving(p)
	if err != nil {
		return err
	}
	told, err := t.People.Concerned(ctx, m.milestone)
	if err != nil {
		return fmt.Errorf("read who is concerned: %w", err)
	}
	if err := t.Dates.Move(ctx, m.milestone, m.after, p.By+"+"+p.Approver, p.At); err != nil {
		return err
	}
	if err := t.publishMove(ctx, p, m); err != nil {
		return err
	}
	return t.sendNotice(ctx, p, Notice{ID: "moved-" + p.code(), Kind: "date-moved", To: told,
		Data: map[string]string{"milestone": string(m.milestone), "before": m.before.String(), "after": m.after.String()}})
}

// listRequests are the proposals that wait for a second person.
func (t turn) listRequests(ctx context.Context) ([]request, error) {
	list, err := t.all(ctx, asked)
	if err != nil {
		return nil, err
	}
	var requests []request
	for _, p := range list {
		if time.Now().Before(p.Expires) {
			requests = append(requests, request{What: strings.TrimSpace(t.summary(ctx, p)), By: t.Staff.Name(p.By), Code: p.code()})
		}
	}
	return requests, nil
}

type request struct{ What, By, Code string }

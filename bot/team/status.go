package team

import (
	"context"
	"fmt"
	"time"

	"digbot/bot"
	"digbot/internal/programme"
)

// campaignLine is a campaign as a listing shows it.
type campaignLine struct {
	Campaign
	Name      string // what it is, in words
	StateName string
	By        string // who asked for it
	Short     string // of the hash
}

// status tells how the season stands.
func status(ctx context.Context, t turn, _ string) (bot.Reply, error) {
	occasions, err := t.Dates.Occasions(ctx)
	if err != nil {
		return bot.Reply{}, fmt.Errorf("read the calendar: %w", err)
	}
	campaigns, err := t.Campaigns.Campaigns(ctx)
	if err != nil {
		return bot.Reply{}, fmt.Errorf("list the campaigns: %w", err)
	}
	var open, unreached []campaignLine
	for _, c := range campaigns {
		if c.State.Open() {
			open = append(open, t.line(c))
		}
		if c.Counts.Unreached+c.Counts.Uncertain > 0 {
			unreached = append(unreached, t.line(c))
		}
	}
	data := map[string]any{"phase": t.label("phase_" + string(t.season.Phase(t.now))), "campaigns": open, "unreached": unreached,
		"next": nil, "faults": t.faults(ctx), "watched": t.Health != nil, "questions": 0}
	questions, err := t.questions(ctx)
	if err != nil {
		return bot.Reply{}, err
	}
	data["questions"] = len(questions)
	for _, o := range occasions {
		if o.Due.After(t.now) {
			data["next"] = t.occasion(o)
			break
		}
	}
	return t.say("status", data)
}

// faults are the parts of the program that do not work, in words.
func (t turn) faults(ctx context.Context) []string {
	if t.Health == nil {
		return nil
	}
	var faults []string
	for _, part := range t.Health(ctx) {
		faults = append(faults, t.label("health_"+part))
	}
	return faults
}

func (t turn) line(c Campaign) campaignLine {
	l := campaignLine{Campaign: c, Name: t.campaignName(c), StateName: t.label("state_" + string(c.State)), Short: short(c.Hash)}
	if c.Requester != "" {
		l.By = t.Staff.Name(c.Requester)
	}
	switch {
	case t.leavesByItself(c):
		l.StateName = t.label("state_ready")
	case c.State == Held && c.Requester == "" && len(c.Approvals) == 0: // never asked for, refused, or dropped
		l.StateName = t.label("state_prepared")
	}
	return l
}

// leavesByItself reports whether the calendar will let a campaign go that waits.
func (t turn) leavesByItself(c Campaign) bool {
	return c.State == Held && c.Calendar && c.Occasion.Due.After(t.now)
}

// campaignName says in words what a campaign is.
func (t turn) campaignName(c Campaign) string {
	if c.Notice != "" {
		return t.label("kind_" + c.Notice)
	}
	return t.occasionName(c.Occasion)
}

// occasionName is "Clôture, 7 j avant".
func (t turn) occasionName(o programme.Occasion) string {
	name := t.label("m_" + string(o.Milestone))
	switch days, hours := o.Offset.Days, o.Offset.Hours; {
	case days < 0:
		name += ", " + t.label("before_days", "n", -days)
	case days > 0:
		name += ", " + t.label("after_days", "n", days)
	case hours < 0:
		name += ", " + t.label("before_hours", "n", -hours)
	case hours > 0:
		name += ", " + t.label("after_hours", "n", hours)
	}
	if o.Individual {
		name += " (" + t.view(nil).DateText(o.StartDay) + ")"
	}
	return name
}

// occasionLine is an occasion as a listing shows it.
type occasionLine struct {
	Occasion
	Name string
	When string // exactly as announced; of a reminder, its instant
	Left string // how long it is until then: "dans 2 jours", "aujourd’hui"; empty when it is over or its day was never announced
	Past bool
	Done bool
}

func (t turn) occasion(o Occasion) occasionLine {
	view := t.view(nil)
	l := occasionLine{Occasion: o, Name: t.occasionName(o.Occasion), When: view.DateTime(o.Due), Past: !o.Due.After(t.now), Done: !o.Fired.IsZero()}
	told := programme.Moment{Exact: true}
	if o.IsMilestone() {
		l.When, _ = view.Full(string(o.Milestone)) // the milestone is in the calendar: the occasion was made from it
		told = t.season.Calendar[o.Milestone]
	}
	switch {
	case l.Past || !told.Exact && told.Precision() < programme.ToTheDay:
	case !told.Exact && programme.DateOf(o.Due) == programme.DateOf(t.now):
		l.Left = t.label("left_today")
	default:
		l.Left = t.label("left_until", "left", view.Until(o.Due, !told.Exact))
	}
	return l
}

// today tells what happens on this day and on the next.
func today(ctx context.Context, t turn, _ string) (bot.Reply, error) {
	occasions, err := t.Dates.Occasions(ctx)
	if err != nil {
		return bot.Reply{}, fmt.Errorf("read the calendar: %w", err)
	}
	campaigns, err := t.Campaigns.Campaigns(ctx)
	if err != nil {
		return bot.Reply{}, fmt.Errorf("list the campaigns: %w", err)
	}
	day := programme.DateOf(t.now)
	requests, err := t.listRequests(ctx)
	if err != nil {
		return bot.Reply{}, err
	}
	data := map[string]any{"requests": requests, "day": t.view(nil).DateText(day), "today": t.on(occasions, day), "tomorrow": t.on(occasions, day.AddDays(1))}
	var waiting []campaignLine
	for _, c := range campaigns {
		if c.State == Approved || c.State == Held && (c.Requester != "" || !t.leavesByItself(c)) {
			waiting = append(waiting, t.line(c))
		}
	}
	data["waiting"] = waiting
	return t.say("today", data)
}

func (t turn) on(occasions []Occasion, day programme.Date) []occasionLine {
	var lines []occasionLine
	for _, o := range occasions {
		if programme.DateOf(o.Due) == day {
			lines = append(lines, t.occasion(o))
		}
	}
	return lines
}

// calendar lists the milestones and what is still to come.
func calendar(ctx context.Context, t turn, _ string) (bot.Reply, error) {
	occasions, err := t.Dates.Occasions(ctx)
	if err != nil {
		return bot.Reply{}, fmt.Errorf("read the calendar: %w", err)
	}
	var lines []occasionLine
	for _, o := range occasions {
		if o.IsMilestone() || o.Due.After(t.now) {
			lines = append(lines, t.occasion(o))
		}
	}
	return t.say("calendar", map[string]any{"occasions": lines})
}

// stamp is an instant of real time as colleagues read it.
func stamp(at time.Time) string { return at.In(programme.Paris()).Format("02/01/2006 15:04") }

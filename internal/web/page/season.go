package page

import (
	"time"

	"digbot/internal/drawing"
	"digbot/internal/programme"
)

// upcoming is how many occasions the first page announces.
const upcoming = 6

// seasonPage is the first page: where the season is, and what comes.
type seasonPage struct {
	Phase    string
	Next     *occasionLine // nil: nothing is left
	Coming   []occasionLine
	Open     []campaignLine // something of them may still leave
	Waiting  int            // questions for the team
	Parts    []Part         // that do not work
	Drawing  drawing.Season
	Today    int // where the drawing shows this day; 0: beyond its ends
	Timeline []occasionLine
}

// season draws the season and says what is next.
func season(v visit) error {
	occasions, err := v.Dates.Occasions(v.ctx())
	if err != nil {
		return err
	}
	all, err := v.Campaigns.Campaigns(v.ctx())
	if err != nil {
		return err
	}
	p := seasonPage{Phase: string(v.season.Phase(v.now))}
	if p.Waiting, err = v.Questions.Waiting(v.ctx()); err != nil {
		return err
	}
	for _, c := range all {
		if line := v.line(c); line.Open {
			p.Open = append(p.Open, line)
		}
	}
	for _, part := range v.Health.Parts(v.ctx()) {
		if !part.Works {
			p.Parts = append(p.Parts, part)
		}
	}
	p.list(v, occasions)
	p.Drawing, p.Today = v.drawing(occasions)
	return v.show(page{template: "season.html", section: "season", body: p})
}

// list says what comes, and what the drawing shows.
func (p *seasonPage) list(v visit, occasions []Occasion) {
	for _, o := range occasions {
		line := v.occasion(o)
		if o.IsMilestone() {
			p.Timeline = append(p.Timeline, line)
		}
		if !o.Due.After(v.now) {
			continue
		}
		if p.Next == nil {
			p.Next = &line
		}
		if len(p.Coming) < upcoming {
			p.Coming = append(p.Coming, line)
		}
	}
}

// drawing draws the season from a little before its first occasion to a little after its last one.
func (v visit) drawing(occasions []Occasion) (drawing.Season, int) {
	if len(occasions) == 0 {
		return drawing.Season{}, 0
	}
	const room = 10 * 24 * time.Hour
	scale := drawing.Scale{From: occasions[0].Due.Add(-room), To: occasions[len(occasions)-1].Due.Add(room)}
	var milestones []drawing.Milestone
	var reminders []drawing.Reminder
	for _, o := range occasions {
		done := v.status(o) == "done"
		if !o.IsMilestone() {
			reminders = append(reminders, drawing.Reminder{At: o.Due, Label: v.occasionName(o.Occasion), Done: done})
			continue
		}
		told, _ := v.view().Day(string(o.Milestone)) // as in occasion
		milestones = append(milestones, drawing.Milestone{At: o.Due, Label: v.words.Say("m_" + string(o.Milestone)), Date: told, Done: done})
	}
	today := 0
	if scale.Holds(v.now) {
		today = scale.X(v.now)
	}
	return drawing.NewSeason(scale, v.words, milestones, v.phases(scale), reminders), today
}

// phases begin where the season says. As long as the results are not released, what follows the jury is not drawn as
// announced.
func (v visit) phases(s drawing.Scale) []drawing.Phase {
	phases := []drawing.Phase{
		{Phase: programme.Before, At: s.From}, {Phase: programme.Open, At: v.season.At(programme.Opening)},
		{Phase: programme.Closed, At: v.season.At(programme.Deadline)}, {Phase: programme.Jury, At: v.season.At(programme.JuryDay)},
	}
	announced := v.season.At(programme.Announcement)
	if v.season.IsReleased(v.now) {
		announced = v.season.Released
	} else if announced.Before(v.now) {
		announced = v.now
	}
	started := v.season.At(programme.Start)
	phases = append(phases, drawing.Phase{Phase: programme.Announced, At: announced})
	if started.After(announced) {
		phases = append(phases, drawing.Phase{Phase: programme.Started, At: started})
	}
	return phases
}

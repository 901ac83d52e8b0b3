package page

import (
	"time"

	"digbot/internal/programme"
	"digbot/templates"
)

// view words dates in the member's language.
func (v visit) view() templates.View {
	return templates.View{Season: v.season, Now: v.now, Language: v.language}
}

// occasionName is "Clôture, 7 j avant".
func (v visit) occasionName(o programme.Occasion) string {
	name := v.words.Say("m_" + string(o.Milestone))
	switch days, hours := o.Offset.Days, o.Offset.Hours; {
	case days < 0:
		name += ", " + v.words.Say("before_days", "n", -days)
	case days > 0:
		name += ", " + v.words.Say("after_days", "n", days)
	case hours < 0:
		name += ", " + v.words.Say("before_hours", "n", -hours)
	case hours > 0:
		name += ", " + v.words.Say("after_hours", "n", hours)
	}
	if o.Individual {
		name += " (" + v.view().DateText(o.StartDay) + ")"
	}
	return name
}

// campaignName says in words what a campaign is.
func (v visit) campaignName(c Campaign) string {
	if c.Notice != "" {
		return v.words.Say("kind_" + c.Notice)
	}
	return v.occasionName(c.Occasion)
}

// moment is an instant for people and for machines.
type moment struct{ ISO, Text string }

func (v visit) moment(at time.Time) moment {
	if at.IsZero() {
		return moment{}
	}
	return moment{at.In(programme.Paris()).Format(time.RFC3339), v.view().DateTime(at)}
}

// stamp is an instant as a table shows it.
func stamp(at time.Time) moment {
	if at.IsZero() {
		return moment{}
	}
	local := at.In(programme.Paris())
	return moment{local.Format(time.RFC3339), local.Format("02/01/2006 15:04")}
}

// occasionLine is an occasion as pages show it.
type occasionLine struct {
	Name      string
	When      string // of a milestone exactly as announced; of a reminder its instant
	ISO       string
	Left      string // how long it is until then, in words; empty when it is over or its day was never announced
	Status    string // as the words know it: occasion_done
	Milestone bool
	Sends     bool
	Fired     moment
}

func (v visit) occasion(o Occasion) occasionLine {
	l := occasionLine{Name: v.occasionName(o.Occasion), When: v.view().DateTime(o.Due), ISO: o.Due.In(programme.Paris()).Format(time.RFC3339),
		Status: v.status(o), Milestone: o.IsMilestone(), Sends: o.Sends, Fired: stamp(o.Fired)}
	told := programme.Moment{Exact: true}
	if o.IsMilestone() {
		l.When, _ = v.view().Full(string(o.Milestone)) // it is in the calendar: the occasion was made from it
		told = v.season.Calendar[o.Milestone]
		if !told.Exact {
			l.ISO = told.Date.String()
		}
	}
	switch {
	case !o.Due.After(v.now) || !told.Exact && told.Precision() < programme.ToTheDay:
	case !told.Exact && programme.DateOf(o.Due) == programme.DateOf(v.now):
		l.Left = v.words.Say("calendar_today")
	default:
		l.Left = v.words.Say("calendar_left", "left", v.view().Until(o.Due, !told.Exact))
	}
	return l
}

// status is what became of an occasion. An announcement is done when its results are released, never by its date.
func (v visit) status(o Occasion) string {
	announcing := o.IsMilestone() && o.Milestone == programme.Announcement
	switch {
	case o.Due.After(v.now):
		return "upcoming"
	case announcing && !v.season.IsReleased(v.now):
		return "pending"
	case o.Skipped:
		return "skipped"
	case o.Fired.IsZero():
		return "missed"
	}
	return "done"
}

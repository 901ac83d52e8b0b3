package drawing

import (
	"slices"
	"time"

	"digbot/internal/programme"
	"digbot/templates"
)

// The drawing's measures, in units of its view box.
const (
	drawingWidth = 1100
	margin       = 40
	laneHeight   = 46
	labelWidth   = 190 // of a milestone's name and date
	bandHeight   = 34
)

// Season is the season drawn as a line: phases, months, milestones and reminders.
type Season struct {
	Width, Height, Base int
	Label               string
	Phases              []Band
	Months              []Tick
	Ticks               []Tick
	Marks               []Mark
}

// Band is a phase.
type Band struct {
	X, Width, Middle, TextY int
	Label, Fill             string
}

// Tick is the first day of a month, or a reminder.
type Tick struct {
	X, Y, Y2, TextX, TextY int
	Label                  string
	Done                   bool
}

// Mark is a milestone: a dot, and a label in the first lane where it fits.
type Mark struct {
	X, Y, Dot, TextX int
	Anchor           string
	Label, Date      string
	Done             bool
}

// Scale places instants on the drawing, from its left edge to its right one.
type Scale struct {
	From, To time.Time
}

// Holds reports whether an instant is on the drawing.
func (s Scale) Holds(at time.Time) bool { return !at.Before(s.From) && !at.After(s.To) }

// X is where an instant is drawn.
func (s Scale) X(at time.Time) int {
	share := float64(at.Sub(s.From)) / float64(max(s.To.Sub(s.From), time.Hour))
	return margin + int(min(max(share, 0), 1)*(drawingWidth-2*margin))
}

// Milestone is a milestone to draw: its instant and its words.
type Milestone struct {
	At          time.Time
	Label, Date string
	Done        bool
}

// Phase is a phase to draw and the instant at which it begins.
type Phase struct {
	Phase programme.Phase
	At    time.Time
}

// Reminder is a reminder to draw.
type Reminder struct {
	At    time.Time
	Label string
	Done  bool
}

// NewSeason lays the season out. Milestones and phases come in order.
func NewSeason(s Scale, words templates.Words, milestones []Milestone, phases []Phase, reminders []Reminder) Season {
	d := Season{Width: drawingWidth, Label: words.Say("timeline")}
	lanes := placeMarks(&d, s, milestones)
	d.Base = lanes*laneHeight + 24
	d.Height = d.Base + bandHeight + 40
	for i := range d.Marks {
		d.Marks[i].Dot = d.Base
	}
	d.Phases = bands(s, words, phases, d.Base)
	d.Months = months(s, words, d.Base)
	for _, reminder := range reminders {
		d.Ticks = append(d.Ticks, Tick{X: s.X(reminder.At), Y: d.Base + bandHeight, Label: reminder.Label, Done: reminder.Done})
	}
	return d
}

// placeMarks lays the labels out from right to left, each above those that it would cover or whose stems would cross it,
// and returns how many lanes there are.
func placeMarks(d *Season, s Scale, milestones []Milestone) int {
	lanes := 0
	for _, m := range slices.Backward(milestones) {
		x := s.X(m.At)
		left, right, textX, anchor := x, x+labelWidth, x+10, "start"
		if right > drawingWidth-margin/2 {
			left, right, textX, anchor = x-labelWidth, x, x-10, "end"
		}
		lane := 0
		for _, placed := range d.Marks {
			if placed.X <= right && placed.TextX+labelWidth >= left {
				lane = max(lane, placed.Y+1)
			}
		}
		lanes = max(lanes, lane+1)
		d.Marks = append(d.Marks, Mark{X: x, Y: lane, TextX: textX, Anchor: anchor, Label: m.Label, Date: m.Date, Done: m.Done})
	}
	for i := range d.Marks {
		d.Marks[i].Y = (lanes-1-d.Marks[i].Y)*laneHeight + 24
	}
	return lanes
}

// bands draws each phase until the next begins; a band too narrow for its words goes without.
func bands(s Scale, words templates.Words, phases []Phase, base int) []Band {
	fills := []string{"--card", "--green-soft", "--amber-soft", "--red-soft", "--blue-soft", "--green-soft"}
	var drawn []Band
	for i, phase := range phases {
		end := s.To
		if i+1 < len(phases) {
			end = phases[i+1].At
		}
		b := Band{X: s.X(phase.At), Fill: fills[i%len(fills)], TextY: base + bandHeight/2 + 4}
		b.Width = s.X(end) - b.X
		b.Middle = b.X + b.Width/2
		if label := words.Say("phase_" + string(phase.Phase)); b.Width > 8*len([]rune(label)) {
			b.Label = label
		}
		if b.Width > 0 {
			drawn = append(drawn, b)
		}
	}
	return drawn
}

func months(s Scale, words templates.Words, base int) []Tick {
	first := programme.DateOf(s.From)
	var ticks []Tick
	for day := (programme.Date{Year: first.Year, Month: first.Month, Day: 1}); ; {
		at := day.At(programme.Clock{})
		if at.After(s.To) {
			return ticks
		}
		if !at.Before(s.From) {
			ticks = append(ticks, Tick{X: s.X(at), Y: base + bandHeight, Y2: base + bandHeight + 18, TextX: s.X(at) + 4, TextY: base + bandHeight + 30,
				Label: words.Say("month_" + day.Month.String()[:3])})
		}
		day = day.AddDays(32)
		day.Day = 1
	}
}

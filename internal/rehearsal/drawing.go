package rehearsal

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

// drawing is the season drawn as a line: phases, months, milestones and reminders.
type drawing struct {
	Width, Height, Base int
	Label               string
	Phases              []band
	Months              []tick
	Ticks               []tick
	Marks               []mark
}

// band is a phase.
type band struct {
	X, Width, Middle, TextY int
	Label, Fill             string
}

// tick is the first day of a month, or a reminder.
type tick struct {
	X, Y, Y2, TextX, TextY int
	Label                  string
}

// mark is a milestone: a dot, and a label in the first lane where it fits.
type mark struct {
	X, Y, Dot, TextX int
	Anchor           string
	Label, Date      string
}

// scale places instants on the drawing.
type scale struct {
	from, to time.Time
}

func (s scale) x(at time.Time) int {
	share := float64(at.Sub(s.from)) / float64(max(s.to.Sub(s.from), time.Hour))
	return margin + int(min(max(share, 0), 1)*(drawingWidth-2*margin))
}

// milestoneMark is a milestone to draw: its instant and its words.
type milestoneMark struct {
	at          time.Time
	label, date string
}

// phaseStart is a phase to draw and the instant at which it begins.
type phaseStart struct {
	phase programme.Phase
	at    time.Time
}

func draw(s scale, words templates.Words, milestones []milestoneMark, phases []phaseStart, reminders []tickAt) drawing {
	d := drawing{Width: drawingWidth, Label: words.Say("timeline")}
	lanes := placeMarks(&d, s, milestones)
	d.Base = lanes*laneHeight + 24
	d.Height = d.Base + bandHeight + 40
	for i := range d.Marks {
		d.Marks[i].Dot = d.Base
	}
	d.Phases = bands(s, words, phases, d.Base)
	d.Months = months(s, words, d.Base)
	for _, reminder := range reminders {
		d.Ticks = append(d.Ticks, tick{X: s.x(reminder.at), Y: d.Base + bandHeight, Label: reminder.label})
	}
	return d
}

// tickAt is a reminder to draw.
type tickAt struct {
	at    time.Time
	label string
}

// placeMarks lays the labels out from right to left, each above those that it would cover or whose stems would cross it,
// and returns how many lanes there are.
func placeMarks(d *drawing, s scale, milestones []milestoneMark) int {
	lanes := 0
	for _, m := range slices.Backward(milestones) {
		x := s.x(m.at)
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
		d.Marks = append(d.Marks, mark{X: x, Y: lane, TextX: textX, Anchor: anchor, Label: m.label, Date: m.date})
	}
	for i := range d.Marks {
		d.Marks[i].Y = (lanes-1-d.Marks[i].Y)*laneHeight + 24
	}
	return lanes
}

// bands draws each phase until the next begins; a band too narrow for its words goes without.
func bands(s scale, words templates.Words, phases []phaseStart, base int) []band {
	fills := []string{"--card", "--green-soft", "--amber-soft", "--red-soft", "--blue-soft", "--green-soft"}
	var drawn []band
	for i, phase := range phases {
		end := s.to
		if i+1 < len(phases) {
			end = phases[i+1].at
		}
		b := band{X: s.x(phase.at), Fill: fills[i%len(fills)], TextY: base + bandHeight/2 + 4}
		b.Width = s.x(end) - b.X
		b.Middle = b.X + b.Width/2
		if label := words.Say("phase_" + string(phase.phase)); b.Width > 8*len([]rune(label)) {
			b.Label = label
		}
		if b.Width > 0 {
			drawn = append(drawn, b)
		}
	}
	return drawn
}

func months(s scale, words templates.Words, base int) []tick {
	first := programme.DateOf(s.from)
	var ticks []tick
	for day := (programme.Date{Year: first.Year, Month: first.Month, Day: 1}); ; {
		at := day.At(programme.Clock{})
		if at.After(s.to) {
			return ticks
		}
		if !at.Before(s.from) {
			ticks = append(ticks, tick{X: s.x(at), Y: base + bandHeight, Y2: base + bandHeight + 18, TextX: s.x(at) + 4, TextY: base + bandHeight + 30,
				Label: words.Say("month_" + day.Month.String()[:3])})
		}
		day = day.AddDays(32)
		day.Day = 1
	}
}

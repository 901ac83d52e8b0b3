package team

import (
	"context"
	"fmt"

	"digbot/bot"
	"digbot/internal/programme"
)

// Welcome tells how far the arrivals are prepared.
type Welcome interface {
	// Readiness is that of each challenge, in the order of the call.
	Readiness(ctx context.Context) ([]Readiness, error)
}

// Readiness is how far those of a challenge are.
type Readiness struct {
	Challenge string
	People    []Prepared
}

// Prepared is somebody who welcomes, or arrives, and how much of what is to be done by now is done.
type Prepared struct {
	Name     string
	Kind     programme.RoleKind // Mentor or Designer
	Start    programme.Date
	Done, Of int
}

// Ready reports whether nothing is left to do for now.
func (p Prepared) Ready() bool { return p.Done >= p.Of }

// welcomed is a challenge as the team reads it.
type welcomed struct {
	Title              programme.Text
	Mentors, Designers []Prepared
	Ready              bool
}

// ready tells, for each challenge, who is ready to welcome or to arrive, and who is not.
func ready(ctx context.Context, t turn, _ string) (bot.Reply, error) {
	list, err := t.Welcome.Readiness(ctx)
	if err != nil {
		return bot.Reply{}, fmt.Errorf("look at the arrivals: %w", err)
	}
	var lines []welcomed
	count := 0
	begun := false
	for _, r := range list {
		challenge, _ := t.season.Challenge(r.Challenge)
		line := welcomed{Title: challenge.Title, Ready: len(r.People) > 0}
		for _, p := range r.People {
			line.Ready = line.Ready && p.Ready()
			begun = begun || p.Of > 0
			if p.Kind == programme.Mentor {
				line.Mentors = append(line.Mentors, p)
			} else {
				line.Designers = append(line.Designers, p)
			}
		}
		if line.Ready = line.Ready && len(line.Mentors) > 0 && len(line.Designers) > 0; line.Ready {
			count++
		}
		lines = append(lines, line)
	}
	reply, err := t.say("welcome", map[string]any{"lines": lines, "ready": count, "begun": begun})
	reply.Private = true
	return reply, err
}

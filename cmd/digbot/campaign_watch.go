package main

import (
	"context"
	"fmt"
	"strings"
	"time"

	"digbot/internal/programme"
	"digbot/notifier"
)

// sayEvery is how often it is said how far a campaign is where no line can be rewritten, and how often is looked for what its
// mails wait for.
const sayEvery = 5 * time.Second

// lookout shows how far a campaign is.
type lookout struct {
	desk
	id       string
	terminal bool // people look on: one line is rewritten
	pace     notifier.Pace
	last     string        // what was said
	wait     notifier.Wait // as it was looked for
	looked   time.Time
}

// run shows it until ctx ends: on a terminal in one line, elsewhere in a line from time to time when there is news.
func (l *lookout) run(ctx context.Context) {
	every := sayEvery
	if l.terminal {
		every = lookEvery
		defer fmt.Fprintln(l.Err)
	}
	for ctx.Err() == nil {
		if s, err := l.Standing(ctx, l.id); err == nil {
			l.say(l.line(ctx, s))
		}
		select {
		case <-ctx.Done():
		case <-time.After(every):
		}
	}
}

func (l *lookout) say(line string) {
	switch {
	case l.terminal:
		fmt.Fprintf(l.Err, "\r\x1b[K%s", line)
	case line != l.last:
		fmt.Fprintln(l.Err, line)
	}
	l.last = line
}

// line says how a campaign stands, and what it waits for when nothing can leave now.
func (l *lookout) line(ctx context.Context, s notifier.Standing) string {
	rate, left := l.pace.Look(time.Now(), s.Final, s.Open)
	line := fmt.Sprintf("%d of %d: %s", s.Final, s.Final+s.Open, counts(s.Counts))
	switch waiting := s.Counts[notifier.RetryAt]; {
	case s.Campaign.State == notifier.CampaignApproved:
		return fmt.Sprintf("approved, leaves in %s: digbot campaign undo %s stops it", time.Until(s.Campaign.Leaves).Round(time.Second), s.Campaign.ID)
	case waiting > 0 && waiting+s.Campaign.Posts >= s.Open:
		return line + l.waits(ctx)
	case left > 0:
		return fmt.Sprintf("%s; %.0f/s, %s left", line, rate, left)
	}
	return fmt.Sprintf("%s; %.0f/s", line, rate)
}

// waits says what the mails wait for, and until when.
func (l *lookout) waits(ctx context.Context) string {
	if time.Since(l.looked) >= sayEvery {
		wait, err := l.Waits(ctx, l.id)
		if err != nil {
			return ""
		}
		l.wait, l.looked = wait, time.Now()
	}
	return said(l.wait)
}

// said is a wait in words.
func said(wait notifier.Wait) string {
	if wait.Next.IsZero() {
		return ""
	}
	var parts []string
	if wait.Spaced > 0 {
		parts = append(parts, fmt.Sprintf("%d leave an hour after another mail to the same person", wait.Spaced))
	}
	if wait.Again > 0 {
		parts = append(parts, fmt.Sprintf("%d are tried again", wait.Again))
	}
	return fmt.Sprintf("; %s; looked at next at %s (Paris time)", strings.Join(parts, ", "), wait.Next.In(programme.Paris()).Format("15:04:05"))
}

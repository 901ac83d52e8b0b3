package team

import (
	"context"
	"errors"
	"fmt"
	"math"
	"strconv"
	"strings"
	"time"

	"digbot/bot"
)

const (
	// pace is the least time between two edits of a progress message.
	pace = 3 * time.Second

	// watching begins the keys of the campaigns whose message in the team's channel is kept up to date; the value is the
	// instant from which it may be edited again. Whoever puts that off edits, so that replicas do not do it together.
	watching = "team/watch/"

	// editing is how long an edit is put off by whoever makes it: when that process dies, another one makes it then.
	editing = 10 * time.Second

	// bar is the length of the progress bar, in characters.
	bar = 20
)

// watch keeps the campaign's message in the team's channel up to date from now on, also after a restart. One that is watched
// already keeps its pace.
func (t *Team) watch(ctx context.Context, c Campaign) error {
	already, err := t.Notes.Noted(ctx, watching+c.ID)
	if err == nil && already == "" {
		err = t.Notes.Note(ctx, watching+c.ID, "0", keepProposals)
	}
	if err != nil {
		return fmt.Errorf("follow %s: %w", c.ID, err)
	}
	t.rouse()
	return nil
}

// follow brings the messages of the watched campaigns up to date.
func (t turn) follow(ctx context.Context, next *agenda) error {
	notes, err := t.Notes.NotedUnder(ctx, watching)
	if err != nil {
		return fmt.Errorf("list what is followed: %w", err)
	}
	var faults []error
	for key, from := range notes {
		if at, _ := strconv.ParseInt(from, 10, 64); time.Now().UnixMilli() < at {
			next.at(time.UnixMilli(at))
			continue
		}
		until := time.Now().Add(editing)
		next.at(until)
		if mine, err := t.Notes.Swap(ctx, key, from, millis(until), keepProposals); err != nil || !mine {
			faults = append(faults, err)
			continue
		}
		faults = append(faults, t.followOne(ctx, key, strings.TrimPrefix(key, watching), next))
	}
	return errors.Join(faults...)
}

func millis(at time.Time) string { return strconv.FormatInt(at.UnixMilli(), 10) }

// followOne edits one message, and comes back to it unless the campaign is over.
func (t turn) followOne(ctx context.Context, key, id string, next *agenda) error {
	over, again, err := t.update(ctx, id)
	if over {
		t.paces.forget(id)
		_, _, err := t.Notes.Take(ctx, key)
		return err
	}
	if end := time.Now().Add(pace); again.Before(end) { // it counts from the end of an edit, however long that took
		again = end
	}
	next.at(again)
	return errors.Join(err, t.Notes.Note(ctx, key, millis(again), keepProposals))
}

// update says how a campaign stands where that is news. It reports whether the campaign is over, else when to look again.
func (t turn) update(ctx context.Context, id string) (over bool, again time.Time, err error) {
	again = time.Now().Add(pace)
	c, err := t.Campaigns.Campaign(ctx, id)
	if err != nil {
		return errors.Is(err, ErrUnknown), again, err
	}
	switch c.State {
	case Done, Cancelled, Refused:
		err := t.conclude(ctx, c)
		return err == nil, again, err
	case Held, Paused:
		again = time.Now().Add(t.Pulse)
	case Approved:
		again = time.Now().Add(t.Pulse)
		if c.Leaves.After(time.Now()) && c.Leaves.Before(again) {
			again = c.Leaves.Add(pace)
		}
	}
	reply, err := t.standing(ctx, c)
	if err == nil && t.paces.news(id, reply.Body.Plain()) {
		if err = t.pin(ctx, pinOf(c), reply.Body, reply.Buttons); err != nil {
			t.paces.forgetText(id)
		}
	}
	return false, again, err
}

// standing tells how a campaign stands: before it leaves, on its way, or at its end.
func (t turn) standing(_ context.Context, c Campaign) (bot.Reply, error) {
	done := c.Counts.Planned - c.Counts.Waiting
	rate, left := t.paces.look(c.ID, time.Now(), done, c.Counts.Waiting)
	var yes []string
	for _, a := range c.Approvals {
		if a.By != c.Requester {
			yes = append(yes, t.Staff.Name(a.By))
		}
	}
	data := map[string]any{"campaign": t.line(c), "yes": yes, "given": len(c.Approvals), "needed": c.Approvers, "bar": barOf(done, c.Counts.Planned), "done": done,
		"percent": percent(done, c.Counts.Planned), "rate": fmt.Sprintf("%.1f", rate), "left": t.spell(left), "moving": rate > 0,
		"seconds": max(int(time.Until(c.Leaves).Round(time.Second)/time.Second), 0), "future": c.Occasion.Due.After(t.now), "due": t.view(nil).DateTime(c.Occasion.Due)}
	reply, err := t.say("progress", data)
	switch c.State {
	case Approved:
		reply.Buttons = t.buttons(short(c.Hash), "undo")
	case Sending:
		reply.Buttons = t.buttons(c.ID, "pause")
		if c.Results && !c.PostsHeld {
			reply.Buttons = append(reply.Buttons, t.buttons(c.ID, "hold")...)
		}
	case Paused:
		reply.Buttons = t.buttons(c.ID, "resume")
	}
	return reply, err
}

// conclude replaces the progress by the report, which names those of whom nobody can tell.
func (t turn) conclude(ctx context.Context, c Campaign) error {
	reply, err := t.toTeam().report(ctx, c)
	if err != nil {
		return err
	}
	if err := t.pin(ctx, pinOf(c), reply.Body, reply.Buttons); err != nil {
		return err
	}
	body, err := t.toTeam().word("table", map[string]any{"campaign": t.line(c)})
	if err != nil || c.State != Done {
		return err
	}
	return t.pin(ctx, "table-"+c.ID, body, nil, reply.Files...)
}

// barOf draws how much is done: full only when all of it is.
func barOf(done, planned int) string {
	n := bar
	if planned > 0 {
		n = done * bar / planned
	}
	return strings.Repeat("█", n) + strings.Repeat("░", bar-n)
}

func percent(done, planned int) int {
	if planned == 0 {
		return 100
	}
	return done * 100 / planned
}

// spell says a duration in words; empty when nobody can tell.
func (t turn) spell(left time.Duration) string {
	if left <= 0 {
		return ""
	}
	at := t.view(nil)
	return at.Until(at.Now.Add(time.Duration(math.Ceil(left.Minutes()))*time.Minute), false)
}

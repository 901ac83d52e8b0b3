package team

import (
	"context"
	"errors"
	"fmt"
	"time"

	"digbot/bot"
	"digbot/internal/programme"
	"digbot/templates"
)

// Room is the team's channel on one platform.
type Room struct {
	Platform string
	Channel  string
	Poster   bot.Poster
}

// roomPatience is how long a room may take: whoever gave a command does not wait longer for what others are told.
const roomPatience = 10 * time.Second

// pin says something in every room of the team, under a name: what was said under it before is replaced, also after a
// restart. A room that cannot be reached does not keep the others from it.
func (t *Team) pin(ctx context.Context, name string, body templates.Document, buttons []bot.Button, files ...bot.Attachment) error {
	var faults []error
	for _, room := range t.Rooms {
		post := bot.Post{Channel: room.Channel, Marker: "team-" + name, Body: body, Buttons: buttons, Files: files}
		if err := t.pinIn(ctx, room, name, post); err != nil {
			t.Log.WarnContext(ctx, "the team was not told", "platform", room.Platform, "post", name, "error", err)
			faults = append(faults, fmt.Errorf("tell the team on %s: %w", room.Platform, err))
		}
	}
	return errors.Join(faults...)
}

func (t *Team) pinIn(ctx context.Context, room Room, name string, post bot.Post) error {
	ctx, cancel := context.WithTimeout(ctx, roomPatience)
	defer cancel()
	key := "team/post/" + room.Platform + "/" + name
	ref, err := t.Notes.Noted(ctx, key)
	if err != nil {
		return err
	}
	if ref != "" {
		return room.Poster.Edit(ctx, ref, post)
	}
	if ref, err = room.Poster.Post(ctx, post); err != nil {
		return err
	}
	return t.Notes.Note(ctx, key, ref, keepProposals)
}

// once says something in every room, and never again.
func (t *Team) once(ctx context.Context, name string, body templates.Document, buttons []bot.Button) error {
	told, err := t.Notes.Noted(ctx, "team/told/"+name)
	if err != nil || told != "" {
		return err
	}
	if err := t.pin(ctx, name, body, buttons); err != nil {
		return err
	}
	return t.Notes.Note(ctx, "team/told/"+name, "yes", keepTold)
}

// toAll is the turn in which the program itself speaks to the team.
func (t *Team) toAll(ctx context.Context) (turn, error) {
	season, err := t.Seasons.Season(ctx)
	if err != nil {
		return turn{}, fmt.Errorf("read the season: %w", err)
	}
	return turn{Team: t, language: programme.French, season: season, now: t.Now(), command: command{id: "calendar"}}, nil
}

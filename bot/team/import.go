package team

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"time"

	"digbot/bot"
	"digbot/internal/programme"
)

// Errors of lists of people.
var (
	ErrDecisions = errors.New("the list holds decisions of the jury")
	ErrStale     = errors.New("the list, or the roster, is not what was shown")
)

// FaultyError is a list in which something is wrong: nobody was taken in.
type FaultyError struct {
	Faults []string // each with row, column, value and what to do
}

func (f FaultyError) Error() string { return fmt.Sprintf("the list has %d faults", len(f.Faults)) }

// Imports takes lists of people in that somebody of the team drops into a conversation.
type Imports interface {
	// Look reads a list and says what it would do, in a language. A FaultyError says all that is wrong with it; ErrDecisions
	// refuses one that holds decisions, which others could read in the conversation.
	Look(ctx context.Context, platform string, file bot.File, language programme.Language) (Arrivals, error)

	// Import takes in, as a member of the team wants it, the list that has this hash; all of it or nothing. ErrStale when the list
	// is another one by now.
	Import(ctx context.Context, platform string, file bot.File, language programme.Language, hash, by string) (Arrivals, error)
}

// Arrivals is what a list does.
type Arrivals struct {
	Hash    string
	Rows    int
	Added   int
	Changed int
	Same    int
	Absent  int // in the roster and not on the list: they stay
	Erased  int // who were erased at their own wish, and stay out
	Remarks []string
}

// Any reports whether the list changes anything.
func (a Arrivals) Any() bool { return a.Added+a.Changed > 0 }

// dropped is a list that was shown to somebody who may say yes to it. The list itself is not kept.
type dropped struct {
	By       string   `json:"by"`
	Platform string   `json:"platform"`
	File     bot.File `json:"file"`
	Hash     string   `json:"hash"`
}

const (
	droppedNote = "team/list/"

	// keepDropped is how long somebody may think about a list.
	keepDropped = 2 * time.Hour

	// shownFaults is how many faults are shown in a message; a file holds them all.
	shownFaults = 15
)

// isList reports whether a message drops a list for the bot: a file alone, or with the command.
func (t *Team) isList(m bot.Message) bool {
	_, isStaff := t.Staff.Find(m.Platform, m.User)
	return t.Imports != nil && isStaff && m.Kind == bot.Said && len(m.Files) == 1 && (m.Place.Direct || m.Place.Staff) &&
		strings.HasSuffix(strings.ToLower(m.Files[0].Name), ".csv")
}

// importList shows what a list would do, or takes the one in whose button was clicked.
func importList(ctx context.Context, t turn, rest string) (bot.Reply, error) {
	switch {
	case t.Imports == nil:
		return bot.Reply{}, because("nolist")
	case t.message.Kind == bot.Clicked:
		return t.takeList(ctx, rest)
	case len(t.message.Files) != 1:
		return bot.Reply{}, because("nolist")
	}
	file := t.message.Files[0]
	look, err := t.Imports.Look(ctx, t.message.Platform, file, t.language)
	if err != nil {
		return t.refuseList(err)
	}
	reply, err := t.say("list", map[string]any{"list": look, "remarks": look.Remarks})
	reply.Private = true
	if err != nil || !look.Any() {
		return reply, err
	}
	note, err := json.Marshal(dropped{t.member.ID, t.message.Platform, file, look.Hash})
	if err != nil {
		return reply, err
	}
	code := short(digest(look.Hash, t.member.ID))
	if err := t.Notes.Note(ctx, droppedNote+code, string(note), keepDropped); err != nil {
		return reply, fmt.Errorf("keep what a list would do: %w", err)
	}
	if err := t.record(ctx, "shown", look.Hash); err != nil {
		return reply, err
	}
	reply.Buttons = t.buttons(code, "import")
	return reply, nil
}

// refuseList says why a list is not taken in. Only whoever gave it sees its values.
func (t turn) refuseList(err error) (bot.Reply, error) {
	faulty, isFaulty := errors.AsType[FaultyError](err)
	switch {
	case errors.Is(err, ErrDecisions):
		return bot.Reply{}, because("decisions")
	case errors.Is(err, ErrStale):
		return bot.Reply{}, because("stale")
	case !isFaulty:
		return bot.Reply{}, fmt.Errorf("read a list: %w", err)
	}
	shown := faulty.Faults[:min(len(faulty.Faults), shownFaults)]
	reply, err := t.say("list-faulty", map[string]any{"n": len(faulty.Faults), "faults": shown, "more": len(faulty.Faults) - len(shown)})
	reply.Private = true
	return reply, err
}

// takeList takes a list in. Of two clicks one does it; a click of somebody else does nothing.
func (t turn) takeList(ctx context.Context, code string) (bot.Reply, error) {
	note, err := t.Notes.Noted(ctx, droppedNote+code)
	if err != nil {
		return bot.Reply{}, fmt.Errorf("read what a list would do: %w", err)
	}
	var d dropped
	if note == "" {
		return bot.Reply{}, because("listgone")
	}
	if err := json.Unmarshal([]byte(note), &d); err != nil {
		return bot.Reply{}, err
	}
	if d.By != t.member.ID {
		return bot.Reply{}, &refusal{why: "notyourlist", content: d.Hash, data: map[string]any{"by": t.Staff.Name(d.By)}}
	}
	if _, found, err := t.Notes.Take(ctx, droppedNote+code); err != nil || !found {
		return bot.Reply{}, errors.Join(err, because("listgone"))
	}
	done, err := t.Imports.Import(ctx, d.Platform, d.File, t.language, d.Hash, t.member.ID)
	if err != nil {
		kept := t.Notes.Note(ctx, droppedNote+code, note, keepDropped) // the click may be repeated
		reply, err := t.refuseList(err)
		return reply, errors.Join(err, kept)
	}
	return t.say("list-done", map[string]any{"list": done})
}

package team

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"digbot/bot"
	"digbot/templates"
)

// proposal is a change that somebody of the team wants and that somebody else must approve.
type proposal struct {
	Kind     string            `json:"kind"` // of change
	Args     map[string]string `json:"args,omitempty"`
	Hash     string            `json:"hash"`             // of what was shown
	By       string            `json:"by"`               // who asked for it
	Expires  time.Time         `json:"expires,omitzero"` // real time; after it the request must be made again
	Approver string            `json:"approver,omitempty"`
	At       time.Time         `json:"at,omitzero"`       // of the approval, on the programme's clock
	Leaves   time.Time         `json:"leaves,omitzero"`   // the end of the undo time, real time
	Where    string            `json:"where,omitempty"`   // in which it was approved
	Outcome  string            `json:"outcome,omitempty"` // once it is over: done, refused, undone
	Reason   string            `json:"reason,omitempty"`  // of a refusal
}

// change is one kind of proposal.
type change struct {
	kind   string
	rights []Right // who may ask for it

	// show says what would happen, and names it by a hash that stays the same for as long as the decision does. A refusal
	// says why it cannot be.
	show func(ctx context.Context, t turn, p proposal) (shown, error)

	// do carries it out. It may be repeated: what is done already is left alone.
	do func(ctx context.Context, t turn, p proposal) error

	undo bool // it waits for the undo time
}

// shown is what a proposal would do.
type shown struct {
	body    templates.Document
	summary string // on one line
	content []string
}

// stage is how far a proposal has come; it begins the key of its note.
type stage string

const (
	drafted stage = "team/draft/" // shown to whoever thinks of asking for it
	asked   stage = "team/asked/" // waits for somebody else
	agreed  stage = "team/yes/"   // is being carried out
	over    stage = "team/over/"
)

// keepProposals is how long a proposal is remembered that nobody goes on with, or that is over.
const keepProposals = 7 * 24 * time.Hour

func (p proposal) code() string { return short(p.Hash) }

// digest is a hash of parts which changes, too, when a part's end moves into its neighbour.
func digest(parts ...string) string {
	sum := sha256.New()
	for _, part := range parts {
		fmt.Fprintf(sum, "%d:%s", len(part), part)
	}
	return hex.EncodeToString(sum.Sum(nil))
}

// hashOf names what a proposal would do.
func (p proposal) hashOf(s shown) string {
	parts := append([]string{p.Kind}, s.content...)
	for _, key := range slices.Sorted(maps.Keys(p.Args)) {
		parts = append(parts, key, p.Args[key])
	}
	return digest(parts...)
}

// file keeps a proposal at a stage.
func (t *Team) file(ctx context.Context, at stage, p proposal) error {
	value, err := json.Marshal(p)
	if err != nil {
		return err
	}
	if err := t.Notes.Note(ctx, string(at)+p.code(), string(value), keepProposals); err != nil {
		return fmt.Errorf("keep the proposal %s: %w", p.code(), err)
	}
	return nil
}

// filed finds a proposal at one of several stages.
func (t *Team) filed(ctx context.Context, code string, stages ...stage) (p proposal, at stage, err error) {
	for _, at := range stages {
		value, err := t.Notes.Noted(ctx, string(at)+code)
		if err != nil {
			return p, at, fmt.Errorf("read the proposal %s: %w", code, err)
		}
		if value != "" {
			return p, at, json.Unmarshal([]byte(value), &p)
		}
	}
	return p, "", nil
}

// pass brings a proposal from one stage to another in one step: of several who try, one succeeds, and a crash leaves it at
// one of the two.
func (t *Team) pass(ctx context.Context, from, to stage, p proposal) (bool, error) {
	value, err := json.Marshal(p)
	if err != nil {
		return false, err
	}
	mine, err := t.Notes.Pass(ctx, string(from)+p.code(), string(to)+p.code(), string(value), keepProposals)
	if err != nil {
		return false, fmt.Errorf("keep the proposal %s: %w", p.code(), err)
	}
	return mine, nil
}

// all lists the proposals at a stage by their code.
func (t *Team) all(ctx context.Context, at stage) ([]proposal, error) {
	notes, err := t.Notes.NotedUnder(ctx, string(at))
	if err != nil {
		return nil, fmt.Errorf("list the proposals: %w", err)
	}
	var list []proposal
	for _, key := range slices.Sorted(maps.Keys(notes)) {
		var p proposal
		if err := json.Unmarshal([]byte(notes[key]), &p); err != nil {
			return nil, fmt.Errorf("read the proposal %s: %w", key, err)
		}
		list = append(list, p)
	}
	return list, nil
}

// change finds a kind of change.
func (t *Team) change(kind string) (change, error) {
	for _, c := range t.changes {
		if c.kind == kind {
			return c, nil
		}
	}
	return change{}, because("gone", "code", "")
}

// propose shows what would happen, with the way on.
func (t turn) propose(ctx context.Context, kind string, args map[string]string) (bot.Reply, error) {
	p := proposal{Kind: kind, Args: args, By: t.member.ID}
	c, err := t.change(kind)
	if err != nil {
		return bot.Reply{}, err
	}
	s, err := c.show(ctx, t, p)
	if err != nil {
		return bot.Reply{}, err
	}
	p.Hash = p.hashOf(s)
	if err := t.file(ctx, drafted, p); err != nil {
		return bot.Reply{}, err
	}
	if err := t.record(ctx, "shown", p.Hash); err != nil {
		return bot.Reply{}, err
	}
	return t.preview(s, p, "ask", "drop")
}

// preview is a proposal as it is shown, with buttons.
func (t turn) preview(s shown, p proposal, buttons ...string) (bot.Reply, error) {
	end, err := t.word("proposal", map[string]any{"code": p.code(), "buttons": buttons, "by": t.Staff.Name(p.By), "expires": t.expires(p)})
	return bot.Reply{Kind: bot.KindCommand, Body: s.body.Append(end), Buttons: t.buttons(p.code(), buttons...), Language: t.language}, err
}

func (t turn) expires(p proposal) string {
	if p.Expires.IsZero() {
		return ""
	}
	return stamp(p.Expires)
}

// buttons click commands with a value.
func (t turn) buttons(value string, ids ...string) []bot.Button {
	var list []bot.Button
	for _, id := range ids {
		list = append(list, bot.Button{ID: buttonPrefix + id, Label: t.label("button_" + id), Value: value, Style: styleOf(id)})
	}
	return list
}

func styleOf(id string) bot.Style {
	switch id {
	case "ask", "approve":
		return bot.Strong
	case "undo", "refuse":
		return bot.Danger
	}
	return bot.Plain
}

// codeOf reads the code with which the rest of a command begins, and what follows it.
func codeOf(rest string) (code, after string) {
	code, after, _ = strings.Cut(strings.TrimSpace(rest), " ")
	return strings.ToLower(strings.Trim(code, "[]`")), strings.TrimSpace(after)
}

package rehearsal

import (
	"encoding/json"
	"fmt"
	"io"
	"time"

	"digbot/internal/programme"
)

// Kind is what a line of the timeline is.
type Kind string

// The kinds of lines.
const (
	Milestone Kind = "milestone"
	Reminder  Kind = "reminder"
	Post      Kind = "post"
	Mail      Kind = "mail"
	Question  Kind = "question"
	Held      Kind = "held"
	Approval  Kind = "approval"
	Skipped   Kind = "skipped"
	Ticked    Kind = "ticked" // somebody ticks a list
	Chase     Kind = "chase"  // who has something left to tick is asked about it
)

// Entry is one line of timeline.jsonl: something that happened in the rehearsed season.
type Entry struct {
	At       Instant `json:"at"` // Paris time
	Kind     Kind    `json:"kind"`
	Occasion string  `json:"occasion,omitempty"` // its name: deadline-7d
	To       string  `json:"to,omitempty"`       // a mail address, a channel, who asked, who approved
	Subject  string  `json:"subject,omitempty"`  // of an approval: the hash of what is approved
	File     string  `json:"file,omitempty"`     // relative to the folder of the timeline
	Reply    string  `json:"reply,omitempty"`    // to a question, or to a tick
}

// Instant is written as RFC 3339 in Paris time.
type Instant struct {
	time.Time
}

// MarshalText writes RFC 3339 to the second.
func (i Instant) MarshalText() ([]byte, error) {
	return []byte(i.In(programme.Paris()).Format(time.RFC3339)), nil
}

// timeline writes entries as they come, one JSON object a line.
type timeline struct {
	out    *json.Encoder
	counts map[Kind]int
	err    error
}

func newTimeline(out io.Writer) *timeline {
	encoder := json.NewEncoder(out)
	encoder.SetEscapeHTML(false)
	return &timeline{out: encoder, counts: map[Kind]int{}}
}

// add keeps the first error, for the end.
func (t *timeline) add(entry Entry) {
	t.counts[entry.Kind]++
	if err := t.out.Encode(entry); err != nil && t.err == nil {
		t.err = fmt.Errorf("write the timeline: %w", err)
	}
}

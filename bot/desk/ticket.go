package desk

import (
	"crypto/sha256"
	"encoding/hex"
	"slices"
	"time"

	"digbot/bot"
	"digbot/internal/programme"
)

// Ticket is what one person asked the team in one conversation, until it is closed.
type Ticket struct {
	ID       string             `json:"id"`
	Round    int                `json:"round"` // how often it was opened
	Platform string             `json:"platform"`
	User     string             `json:"user"`
	Place    bot.Place          `json:"place"` // where the person is answered
	Language programme.Language `json:"lang"`
	Lines    []Line             `json:"lines,omitempty"`
	Thread   Thread             `json:"thread"`
	Opened   time.Time          `json:"opened"`
	Begun    string             `json:"begun,omitempty"`  // the event with which it opened
	Waiting  time.Time          `json:"waiting,omitzero"` // since when the person waits for the team; zero: the team's turn is over
	Reminded bool               `json:"reminded,omitempty"`
	Closed   time.Time          `json:"closed,omitzero"`
}

// Thread is where the team talks about a ticket.
type Thread struct {
	Platform string `json:"platform,omitempty"`
	Channel  string `json:"channel,omitempty"`
	Message  string `json:"message,omitempty"` // on which the thread hangs
}

// Line is something that was written.
type Line struct {
	Event string `json:"event"`
	Team  bool   `json:"team,omitempty"`
	Text  string `json:"text"`
}

// mostLines is the number of lines that a ticket keeps: what somebody needs who takes it over.
const mostLines = 20

// idOf names the ticket of a conversation. It tells nothing of who talks there.
func idOf(platform, conversation string) string {
	sum := sha256.Sum256([]byte(platform + "\n" + conversation))
	return hex.EncodeToString(sum[:8])
}

// Open reports whether the team still has it.
func (t Ticket) Open() bool { return t.Round > 0 && t.Closed.IsZero() }

// has reports whether an event was taken up already.
func (t Ticket) has(event string) bool {
	return event != "" && slices.ContainsFunc(t.Lines, func(l Line) bool { return l.Event == event })
}

// asked is the ticket after its person has written; a closed one opens again.
func (t Ticket) asked(m bot.Message, text string, language programme.Language, now time.Time) Ticket {
	if t.has(m.Event) {
		return t
	}
	if !t.Open() {
		t = Ticket{ID: idOf(m.Platform, m.Conversation), Round: t.Round + 1, Opened: now, Begun: m.Event}
	}
	t.Platform, t.User, t.Place, t.Language = m.Platform, m.User, m.Place, language
	if t.Waiting.IsZero() {
		t.Waiting, t.Reminded = now, false
	}
	return t.with(Line{Event: m.Event, Text: text})
}

// answered is the ticket after the team has written.
func (t Ticket) answered(event, text string) Ticket {
	if t.has(event) {
		return t
	}
	t.Waiting, t.Reminded, t.Closed = time.Time{}, false, time.Time{}
	return t.with(Line{Event: event, Team: true, Text: text})
}

func (t Ticket) with(line Line) Ticket {
	lines := append(slices.Clone(t.Lines), line)
	t.Lines = lines[max(0, len(lines)-mostLines):]
	return t
}

// follows reports whether an event came after the one that opened the thread.
func (t Ticket) follows(event string) bool {
	return t.Thread.Message != "" && (event == "" || event != t.Begun)
}

// said is the first, or the last, that one side wrote.
func (t Ticket) said(team, last bool) string {
	text := ""
	for _, line := range t.Lines {
		if line.Team == team && (text == "" || last) {
			text = line.Text
		}
	}
	return text
}

// where is the place in which the person gets the team's answer: in the thread that hangs on the question, unless the two
// are alone.
func (t Ticket) where() (channel, thread string) {
	if t.Place.Direct || t.Place.Thread != "" {
		return t.Place.Channel, t.Place.Thread
	}
	return t.Place.Channel, t.Place.Message
}

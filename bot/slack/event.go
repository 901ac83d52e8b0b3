package slack

import (
	"encoding/json"
	"slices"
	"strconv"
	"strings"
	"time"

	"digbot/bot"
)

// envelope is what Slack hands over, by Socket Mode or by HTTP.
type envelope struct {
	kind    string // eventsKind, commandKind or interactionKind
	payload json.RawMessage
}

// The kinds of envelopes, as Socket Mode names them.
const (
	eventsKind      = "events_api"
	commandKind     = "slash_commands"
	interactionKind = "interactive"
)

// callback is an event with what is around it.
type callback struct {
	Type  string `json:"type"` // "event_callback", "app_rate_limited"
	Event event  `json:"event"`
}

// event is what the Events API tells, and what the history of a channel holds: the fields that the bot looks at.
type event struct {
	Type        string `json:"type"`
	Subtype     string `json:"subtype"`
	User        string `json:"user"`
	BotID       string `json:"bot_id"`
	Text        string `json:"text"`
	Channel     string `json:"channel"`
	ChannelType string `json:"channel_type"`
	TS          string `json:"ts"`
	Thread      string `json:"thread_ts"`
	Parent      string `json:"parent_user_id"` // who wrote the message that the thread hangs on
	At          string `json:"event_ts"`
	Tab         string `json:"tab"` // of app_home_opened
	Files       []file `json:"files"`
}

type file struct {
	ID   string `json:"id"`
	Name string `json:"name"`
	Size int64  `json:"size"`
}

// spoken are the subtypes of what people write themselves; everything else (edits, joins, other bots) is no message to
// the bot. https://docs.slack.dev/reference/events/message#subtypes
var spoken = []string{"", "file_share", "thread_broadcast", "me_message"}

// hearing says what to do with an event.
type hearing int

const (
	ignored hearing = iota
	heard
	followUp // heard if the bot takes part in the thread
)

// hears decides whether an event is addressed to the bot.
func (s *Slack) hears(e event, me identity) hearing {
	person := e.User != "" && e.User != me.user && e.BotID == "" && slices.Contains(spoken, e.Subtype)
	switch {
	case !person || e.Channel == "" || e.TS == "" || !s.holdsWords(e):
		return ignored
	case e.Type == "app_mention", e.Type == "message" && (e.ChannelType == "im" || mentions(e.Text, me.user)):
		return heard
	case e.Type != "message" || e.Thread == "" || e.Thread == e.TS || mentionsAnybody(e.Text):
		return ignored
	case e.Parent == me.user:
		return heard
	}
	return followUp
}

// holdsWords reports whether there is something to answer: a file alone is a message from the team only.
func (s *Slack) holdsWords(e event) bool {
	return strings.TrimSpace(e.Text) != "" || len(e.Files) > 0 && slices.Contains(s.config.Staff, e.User)
}

func mentions(text, user string) bool {
	return strings.Contains(text, "<@"+user+">") || strings.Contains(text, "<@"+user+"|")
}

func mentionsAnybody(text string) bool { return strings.Contains(text, "<@") }

// message is an event as the bot knows it. A mention comes as two events with one Event.
func (s *Slack) message(e event, me identity) bot.Message {
	m := bot.Message{
		Event: e.Channel + ":" + e.TS, Platform: Name, Conversation: e.Channel, User: e.User, Text: readable(e.Text, me.user), Sent: instant(e.TS),
		Place: bot.Place{Channel: e.Channel, Message: e.TS, Direct: e.ChannelType == "im", Staff: s.isStaff(e.Channel)},
	}
	if e.Thread != "" && e.Thread != e.TS {
		m.Place.Thread = e.Thread
	}
	if thread := threadOf(m.Place); thread != "" {
		m.Conversation = e.Channel + ":" + thread
	}
	for _, f := range e.Files {
		m.Files = append(m.Files, bot.File(f))
	}
	return m
}

// threadOf is the thread in which a message is answered: its own, or the one that hangs on it. Direct messages are flat.
func threadOf(place bot.Place) string {
	if place.Thread != "" || place.Direct {
		return place.Thread
	}
	return place.Message
}

// instant is when a message was written: its id begins with it, in seconds.
func instant(ts string) time.Time {
	seconds, micros, _ := strings.Cut(ts, ".")
	s, err := strconv.ParseInt(seconds, 10, 64)
	if err != nil {
		return time.Time{}
	}
	fraction, err := strconv.ParseInt((micros + "000000")[:6], 10, 64)
	if err != nil {
		fraction = 0
	}
	return time.Unix(s, fraction*1000)
}

// stamp is an instant as Slack writes it.
func stamp(at time.Time) string {
	return strconv.FormatFloat(float64(at.UnixMicro())/1e6, 'f', 6, 64)
}

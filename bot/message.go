package bot

import (
	"digbot/internal/programme"
	"digbot/templates"
)

// Message is what somebody wrote, or clicked, on a platform.
type Message struct {
	Event        string             // the platform's id of this event; empty: it cannot come twice
	Platform     string             // name of the platform
	Conversation string             // messages of one conversation share their context
	User         string             // the platform's id of the author
	Text         string             // plain text, without the platform's markup
	Choice       string             // the id of a clicked choice, instead of Text
	Audience     programme.RoleKind // who is asking, when known
}

// ReplyKind says what a reply is.
type ReplyKind string

// The kinds of a reply.
const (
	KindAnswer    ReplyKind = "answer"
	KindChoices   ReplyKind = "choices"   // not sure: the person picks
	KindHandover  ReplyKind = "handover"  // the programme does not settle it, or the bot does not know: the team takes over
	KindRefusal   ReplyKind = "refusal"   // results before their release, other people's data
	KindSmalltalk ReplyKind = "smalltalk" // greetings, thanks, "who are you?"
	KindNone      ReplyKind = ""          // nothing to say: an event seen before
)

// Reply is what the bot answers.
type Reply struct {
	Kind       ReplyKind
	Topic      string // id of the topic, "challenge:<id>" for a card; empty when none
	Body       templates.Document
	Footer     templates.Document // the sources, as a sentence
	Language   programme.Language
	Confidence float64 // 0 to 1, that the topic is the right one
	Choices    []Choice
	Sources    []Source
}

// Choice is one of the questions offered when the bot is not sure.
type Choice struct {
	ID    string `json:"id"`    // of the topic; None for "none of these"
	Label string `json:"label"` // the question as a person would ask it
}

// None is the choice that says that no choice is right.
const None = "none"

// Source is where an answer was published.
type Source struct {
	Title string `json:"title"`
	URL   string `json:"url,omitempty"`
}

package bot

import (
	"time"

	"digbot/internal/programme"
	"digbot/templates"
)

// MessageKind says in which way somebody addressed the bot.
type MessageKind string

// The kinds of a message.
const (
	Said      MessageKind = ""        // written to the bot, or clicked as the answer to a question of its own
	Command   MessageKind = "command" // Text is what followed /dig
	Clicked   MessageKind = "click"   // a button that carries a Value
	Submitted MessageKind = "form"    // a form was filled in
	Opened    MessageKind = "home"    // the bot's home page was opened
)

// Message is what somebody wrote, or clicked, on a platform. It can be stored as JSON, so that another process answers it.
type Message struct {
	Event        string             `json:"event,omitempty"`        // the platform's id of this event; empty: it cannot come twice
	Platform     string             `json:"platform"`               // name of the platform
	Conversation string             `json:"conversation,omitempty"` // messages of one conversation share their context and keep their order
	User         string             `json:"user,omitempty"`         // the platform's id of the author
	Kind         MessageKind        `json:"kind,omitempty"`
	Text         string             `json:"text,omitempty"`   // plain text, without the platform's markup
	Choice       string             `json:"choice,omitempty"` // the id of a clicked choice or button, or of the form that was submitted
	Value        string             `json:"value,omitempty"`  // what the button or the form carried, as the bot gave it
	Fields       map[string]string  `json:"fields,omitempty"` // what was filled in, by the id of the field
	Files        []File             `json:"files,omitempty"`
	Place        Place              `json:"place,omitzero"`
	Sent         time.Time          `json:"sent,omitzero"`      // by the platform's clock, which is real time; zero when unknown
	Late         bool               `json:"late,omitempty"`     // so old that an answer would come as a surprise
	Again        bool               `json:"again,omitempty"`    // an earlier attempt may have been answered already
	Audience     programme.RoleKind `json:"audience,omitempty"` // who is asking, when known
}

// Place is where on a platform a message was written.
type Place struct {
	Channel string `json:"channel,omitempty"` // the platform's id
	Thread  string `json:"thread,omitempty"`  // the platform's id of the message that the thread hangs on; empty outside threads
	Message string `json:"message,omitempty"` // the platform's id of the message itself; of a click, of the message that holds the button
	Direct  bool   `json:"direct,omitempty"`  // nobody but the author and the bot reads it
	Staff   bool   `json:"staff,omitempty"`   // it is the team's channel
}

// File is something dropped into a conversation. Platforms fetch its content when it is asked for.
type File struct {
	ID   string `json:"id"` // the platform's
	Name string `json:"name"`
	Size int64  `json:"size"` // bytes
}

// ReplyKind says what a reply is.
type ReplyKind string

// The kinds of a reply.
const (
	KindAnswer    ReplyKind = "answer"
	KindChoices   ReplyKind = "choices"   // not sure: the person picks
	KindHandover  ReplyKind = "handover"  // the programme does not settle it, or the bot does not know: the team takes over
	KindRefusal   ReplyKind = "refusal"   // results before their release, other people's data, a right that is lacking
	KindSmalltalk ReplyKind = "smalltalk" // greetings, thanks, "who are you?"
	KindCommand   ReplyKind = "command"   // the outcome of a command
	KindFailure   ReplyKind = "failure"   // something failed on our side
	KindNone      ReplyKind = ""          // nothing to say
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
	Buttons    []Button
	Form       *Form // opened instead of an answer, as long as the platform's trigger lives
	Sources    []Source
	Private    bool // for the author alone: where others read along, the platform shows it to the author only
	Handover   bool // the bot gives up: the team takes over, where there is one
	Replace    bool // it takes the place of the message whose button was clicked
	Files      []Attachment

	others []string // topics of which it lists or offers several: "the second one" is one of these
	whole  bool     // Body is all that the topic says, to be cut into pages
	next   int      // the page that follows; 0: none
}

// Choice is one of the questions offered when the bot is not sure.
type Choice struct {
	ID    string `json:"id"`    // of the topic; None for "none of these"
	Label string `json:"label"` // the question as a person would ask it
}

// None is the choice that says that no choice is right.
const None = "none"

// Style is how much a button draws the eye. No information depends on it.
type Style string

// The styles of a button.
const (
	Plain  Style = ""
	Strong Style = "strong" // the way on
	Danger Style = "danger" // cannot be undone
)

// Button is something to click under a message. Its click comes back as a Message of kind Clicked with Choice ID and with
// Value. A value is seen by the person's client: it names things, it never proves anything.
type Button struct {
	ID    string `json:"id"` // letters, digits and "-", at most 40 bytes
	Label string `json:"label"`
	Value string `json:"value,omitempty"` // at most 1,000 bytes
	Style Style  `json:"style,omitempty"`
	URL   string `json:"url,omitempty"` // opens a page instead of coming back
}

// The buttons under an answer with which people say what they think of it. Their value is the answer's topic.
const (
	Useful  = "feedback-yes"
	Useless = "feedback-no"
)

// CardPrefix begins the topics of the challenges' cards; the challenge's id follows.
const CardPrefix = "challenge:"

// Form asks for a few values in a window of its own. It comes back as a Message of kind Submitted with Choice ID, with
// Value and with Fields.
type Form struct {
	ID     string `json:"id"`
	Value  string `json:"value,omitempty"` // at most 1,000 bytes
	Title  string `json:"title"`           // at most 24 characters
	Submit string `json:"submit"`          // label of the button, at most 24 characters
	Fields []Field
}

// Field is one value that a form asks for.
type Field struct {
	ID       string   `json:"id"`
	Label    string   `json:"label"` // at most 24 characters
	Hint     string   `json:"hint,omitempty"`
	Value    string   `json:"value,omitempty"` // what stands there at first
	Long     bool     `json:"long,omitempty"`  // several lines
	Optional bool     `json:"optional,omitempty"`
	Longest  int      `json:"longest,omitempty"` // characters; 0: 3,000
	Choices  []Choice `json:"choices,omitempty"` // one of these instead of a text
}

// Attachment is a file that goes with a reply or a post.
type Attachment struct {
	Name    string
	Title   string
	Content []byte
}

// Source is where an answer was published.
type Source struct {
	Title string `json:"title"`
	URL   string `json:"url,omitempty"`
}

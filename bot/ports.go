package bot

import (
	"context"
	"errors"
	"time"

	"digbot/internal/programme"
	"digbot/templates"
)

// Handler turns a message into a reply. Bot.Handle is one; platforms know nothing else of the bot. The reply is to be
// said even when there is an error: it then tells the person that something failed on our side.
type Handler func(ctx context.Context, message Message) (Reply, error)

// Platform is a chat on which people talk to the bot. Run returns when ctx ends.
type Platform interface {
	Name() string
	Run(ctx context.Context, handle Handler) error
}

// Directory tells who the users of a platform are.
type Directory interface {
	// Email is the address that the platform knows of a user; empty when it does not tell. It is asked for only when an
	// answer needs it.
	Email(ctx context.Context, user string) (string, error)
}

// Poster is a platform on which the bot speaks without having been spoken to.
type Poster interface {
	// Post says something in a channel, or in a thread of it, and returns what Edit needs to find it again: the id of the
	// channel, a slash, and the id of the message, which is what Thread takes to answer it. The same marker posts once,
	// whatever happens between; two posts of one channel appear in the order in which they were given.
	Post(ctx context.Context, post Post) (ref string, err error)

	// Edit replaces a post.
	Edit(ctx context.Context, ref string, post Post) error

	// Direct is the channel in which the bot talks with one user alone.
	Direct(ctx context.Context, user string) (channel string, err error)

	// Read is the content of a file that came with a message.
	Read(ctx context.Context, file File) ([]byte, error)
}

// Post is something said without having been asked.
type Post struct {
	Channel string // an id, or a name with or without "#"
	Thread  string // the id of the message that the thread hangs on; empty: not in a thread
	Marker  string // names the post; empty: it may appear twice
	Body    templates.Document
	Buttons []Button
	Files   []Attachment
}

// ErrNoChannel says that a platform has no such channel, or that the bot is not in it.
var ErrNoChannel = errors.New("no such channel, or the bot was not invited into it")

// Seasons gives the season as it stands. It holds no decision: the bot has no way to read one.
type Seasons interface {
	Season(ctx context.Context) (programme.Season, error)
}

// Memory is what the bot remembers of a conversation. Expiry is in real time.
type Memory interface {
	// Session returns what is remembered of a conversation; the zero Session when nothing is.
	Session(ctx context.Context, conversation string) (Session, error)

	// Remember keeps a session for a while.
	Remember(ctx context.Context, conversation string, session Session, ttl time.Duration) error
}

// Claims hands each message to one process, and to another one when the first dies before it has answered. All times are
// real time.
type Claims interface {
	// Begin takes a message until the lease has run out. It reports false when the message was answered already, or while
	// somebody else is at it. One that was begun before comes back as it then was, with Again. A message without an Event
	// is always new and never an orphan.
	Begin(ctx context.Context, message Message, lease time.Duration) (Message, bool, error)

	// Answered says that a message needs nothing more. It is known for a week.
	Answered(ctx context.Context, message Message) error

	// Orphans are the messages of a platform whose lease has run out without an answer.
	Orphans(ctx context.Context, platform string) ([]Message, error)
}

// Notes are the small things that a platform must not forget at a restart: how far it has read, which threads it follows,
// which clicks it waits for.
type Notes interface {
	Note(ctx context.Context, key, value string, ttl time.Duration) error

	// Noted is a note; empty when there is none. Keys have at most 150 bytes.
	Noted(ctx context.Context, key string) (string, error)

	// NotedUnder are the notes whose keys begin with a prefix.
	NotedUnder(ctx context.Context, prefix string) (map[string]string, error)

	// Take returns a note and removes it in one step: of several takers, one gets it.
	Take(ctx context.Context, key string) (value string, found bool, err error)
}

// Session is the state of a conversation: what the last exchange was about.
type Session struct {
	Topic     string             `json:"topic,omitempty"`
	Challenge string             `json:"challenge,omitempty"`
	Choices   []Choice           `json:"choices,omitempty"` // offered in the last reply
	Others    []string           `json:"others,omitempty"`  // topics that the last reply listed or offered beside its own
	Kind      ReplyKind          `json:"kind,omitempty"`    // of the last reply that had a topic
	Page      int                `json:"page,omitempty"`    // of the topic, told next when "more" is asked for; 0: nothing is left
	Misses    int                `json:"misses,omitempty"`  // questions in a row that were not understood
	Language  programme.Language `json:"lang,omitempty"`
}

// Inspector is a platform that can be looked at before it is used.
type Inspector interface {
	// Inspect looks whether the platform lets the bot do its work, write into these channels, and knows these users, the
	// members of the team. Nothing is written there.
	Inspect(ctx context.Context, channels, users []string) []Finding
}

// Finding is what a look has come to.
type Finding struct {
	What  string // that was looked at
	Fault string // what is wrong, and how to mend it; empty: nothing
}

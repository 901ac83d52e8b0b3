package bot

import (
	"context"
	"time"

	"digbot/internal/programme"
)

// Handler turns a message into a reply. Bot.Handle is one; platforms know nothing else of the bot.
type Handler func(ctx context.Context, message Message) (Reply, error)

// Platform is a chat on which people talk to the bot. Run returns when ctx ends.
type Platform interface {
	Name() string
	Run(ctx context.Context, handle Handler) error
}

// Seasons gives the season as it stands. It holds no decision: the bot has no way to read one.
type Seasons interface {
	Season(ctx context.Context) (programme.Season, error)
}

// Memory is what the bot remembers between messages. Expiry is in real time.
type Memory interface {
	// FirstSight reports whether an event of a platform is seen for the first time, and remembers it.
	FirstSight(ctx context.Context, event string) (bool, error)

	// Session returns what is remembered of a conversation; the zero Session when nothing is.
	Session(ctx context.Context, conversation string) (Session, error)

	// Remember keeps a session for a while.
	Remember(ctx context.Context, conversation string, session Session, ttl time.Duration) error
}

// Session is the state of a conversation: what the last exchange was about.
type Session struct {
	Topic     string             `json:"topic,omitempty"`
	Challenge string             `json:"challenge,omitempty"`
	Choices   []Choice           `json:"choices,omitempty"` // offered in the last reply
	Misses    int                `json:"misses,omitempty"`  // questions in a row that were not understood
	Language  programme.Language `json:"lang,omitempty"`
}

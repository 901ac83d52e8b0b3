package bot

import (
	"context"
	"fmt"
	"log/slog"
	"strings"
	"sync/atomic"
	"time"
	"unicode"
	"unicode/utf8"

	"digbot/bot/understand"
	"digbot/internal/programme"
	"digbot/templates"
)

const (
	// sessionTTL is how long a follow-up keeps its subject.
	sessionTTL = 30 * time.Minute

	// longest is the length of a question, in characters; a longer text is no question.
	longest = 2000
)

// Bot answers questions from the programme's own facts. It is safe for concurrent use.
type Bot struct {
	knowledge atomic.Pointer[Knowledge]
	seasons   Seasons
	memory    Memory
	now       func() time.Time
	log       *slog.Logger
	guided    atomic.Pointer[guide]
	people    People // nil: nobody is recognised
}

// New returns a bot. now is the programme's clock.
func New(knowledge *Knowledge, seasons Seasons, memory Memory, now func() time.Time, log *slog.Logger) *Bot {
	b := &Bot{seasons: seasons, memory: memory, now: now, log: log}
	b.Teach(knowledge)
	return b
}

// Teach replaces what the bot knows. Questions that are being answered keep the knowledge that they began with.
func (b *Bot) Teach(knowledge *Knowledge) { b.knowledge.Store(knowledge) }

// Ready trains what the bot knows now, instead of when the first question comes.
func (b *Bot) Ready() error { return b.knowledge.Load().Ready() }

// Handle answers a message. When memory is away the answer is given all the same, and the log says what could not be
// remembered. An error comes with a reply which says that something failed.
func (b *Bot) Handle(ctx context.Context, message Message) (Reply, error) {
	session := b.session(ctx, message)
	t := &turn{Bot: b, knowledge: b.knowledge.Load(), message: message, session: session, now: b.now()}
	t.language, t.guessed = b.languageOf(message, session)
	t.recognise = func() (Known, bool) { return b.recognise(ctx, message) }
	var err error
	if t.season, err = b.seasons.Season(ctx); err != nil {
		return t.failure(), fmt.Errorf("read the season: %w", err)
	}
	reply, err := t.reply()
	if err != nil {
		return t.failure(), fmt.Errorf("answer: %w", err)
	}
	if message.Kind != Opened { // a look at a page is no turn of the conversation
		b.remember(ctx, message, t.after(reply))
	}
	b.log.LogAttrs(ctx, slog.LevelInfo, "message answered", slog.String("platform", message.Platform), slog.String("event", message.Event),
		slog.String("kind", string(reply.Kind)), slog.String("topic", reply.Topic), slog.Float64("confidence", reply.Confidence), slog.String("lang", string(reply.Language)))
	return reply, nil
}

// SessionOf is the name under which Memory keeps the conversation of a message.
func SessionOf(message Message) string { return message.Platform + ":" + message.Conversation }

func (b *Bot) session(ctx context.Context, message Message) Session {
	if message.Conversation == "" {
		return Session{}
	}
	session, err := b.memory.Session(ctx, SessionOf(message))
	if err != nil {
		b.log.WarnContext(ctx, "conversation not recalled", "platform", message.Platform, "error", err)
	}
	return session
}

func (b *Bot) remember(ctx context.Context, message Message, session Session) {
	if message.Conversation == "" {
		return
	}
	if err := b.memory.Remember(ctx, SessionOf(message), session, sessionTTL); err != nil {
		b.log.WarnContext(ctx, "conversation not remembered", "platform", message.Platform, "error", err)
	}
}

func (b *Bot) recognise(ctx context.Context, message Message) (Known, bool) {
	known, found, err := b.people.Recognise(ctx, message.Platform, message.User)
	if err != nil {
		b.log.WarnContext(ctx, "somebody not recognised", "platform", message.Platform, "error", err)
	}
	return known, found && err == nil
}

// languageOf is the language of the question; where it does not show, the conversation's, else the one whose words these
// are. Where nothing tells, French is guessed.
func (b *Bot) languageOf(message Message, session Session) (language programme.Language, guessed bool) {
	if language, sure := understand.Detect(message.Text); sure {
		return programme.Language(language), false
	}
	if session.Language != "" {
		return session.Language, false
	}
	if language, sure := b.knowledge.Load().languageByWords(message.Text); sure {
		return language, false
	}
	return programme.French, true
}

// turn is one message on its way to its reply.
type turn struct {
	*Bot
	knowledge *Knowledge
	message   Message
	session   Session
	season    programme.Season
	now       time.Time
	language  programme.Language
	guessed   bool                 // the language: it may be one that the bot does not speak
	named     string               // the challenge that the message names
	recognise func() (Known, bool) // who writes
	follows   bool                 // the message goes on with what was talked about
	text      string               // of the message, once it is to be understood
	words     []string             // of that text
	rankedBy  *understand.Engine   // was asked about that text
	ranked    understand.Result    // what it said
}

// wordsOf are the words of a text. Those of the whole message, at which many look, are cut once.
func (t *turn) wordsOf(text string) []string {
	if text == t.text {
		return t.words
	}
	return understand.Words(text)
}

// ranking is what the engine thinks of a text. It is asked about the whole message once.
func (t *turn) ranking(engine *understand.Engine, text string) understand.Result {
	if text != t.text {
		return engine.Rank(text)
	}
	if t.rankedBy != engine {
		t.rankedBy, t.ranked = engine, engine.Rank(text)
	}
	return t.ranked
}

// reply answers the message, cut to what fits a screen.
func (t *turn) reply() (Reply, error) {
	reply, err := t.uncut()
	if err != nil {
		return Reply{}, err
	}
	return t.paged(reply, 0)
}

func (t *turn) uncut() (Reply, error) {
	if t.message.Kind == Opened {
		return t.home()
	}
	text := strings.TrimSpace(t.message.Text)
	if reply, done, err := t.more(text); done || err != nil {
		return reply, err
	}
	if t.message.Late {
		return t.phrase(KindHandover, "late")
	}
	if choice, chosen := t.choice(text); chosen {
		return t.chosen(choice)
	}
	switch {
	case !strings.ContainsFunc(text, isWordy):
		return t.phrase(KindSmalltalk, "empty")
	case (isDigit(text) || isBareYesOrNo(t.wordsOf(text))) && len(t.session.Choices)+len(t.session.Others) == 0:
		return t.phrase(KindSmalltalk, "no-choice")
	case utf8.RuneCountInString(text) > longest:
		return t.phrase(KindHandover, "too-long")
	}
	return t.understood(text)
}

// isWordy reports whether a question may hold a rune: thumbs up and "???" are none, for the bot or for the team.
func isWordy(r rune) bool { return unicode.IsLetter(r) || unicode.IsNumber(r) }

// isDigit reports whether a text is what picks one of several choices, and could mean nothing else.
func isDigit(text string) bool { return len(text) == 1 && text[0] >= '0' && text[0] <= '9' }

// isBareYesOrNo reports whether nothing but a yes or a no is said, of which there is none to be known.
func isBareYesOrNo(said []string) bool { return len(said) == 1 && yesOrNo[said[0]] }

var yesOrNo = newWordSet("oui ouais non nan yes yeah yep no nope")

// failure says that something went wrong on our side, and whom to ask instead.
func (t *turn) failure() Reply {
	reply, err := t.phrase(KindFailure, "failure")
	if err != nil {
		t.log.Error("the sentence for failures cannot be said", "error", err)
	}
	return reply
}

// after is what the conversation holds once the reply is given. Small talk and what was not understood keep its subject.
func (t *turn) after(reply Reply) Session {
	session := Session{Topic: reply.Topic, Kind: reply.Kind, Choices: reply.Choices, Others: reply.others, Language: t.language, Page: reply.next}
	if reply.Topic == "" || reply.Kind == KindSmalltalk && t.session.Topic != "" {
		session.Topic, session.Kind, session.Others = t.session.Topic, t.session.Kind, t.session.Others
	}
	if reply.Topic == "" && reply.Kind != KindSmalltalk {
		session.Misses = t.session.Misses + 1
	}
	switch id, isCard := strings.CutPrefix(reply.Topic, CardPrefix); {
	case isCard:
		session.Challenge = id
	case t.named != "":
		session.Challenge = t.named
	case t.follows || session.Topic == t.session.Topic:
		session.Challenge = t.session.Challenge
	}
	return session
}

func (t *turn) view() templates.View {
	return templates.View{Season: t.season, Now: t.now, Language: t.language}
}

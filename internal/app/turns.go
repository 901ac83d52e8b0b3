package app

import (
	"context"
	"maps"
	"sync"
	"time"

	"digbot/bot"
)

// turns writes what a conversation holds together with the mark that its message was answered: in one write, for which
// nobody waits. A process that dies before has written neither, so that the message is answered anew from where the
// conversation stood.
type turns struct {
	Storage

	mu   sync.Mutex
	open map[string]*heldTurn // by conversation
}

// heldTurn is a message that is being answered here.
type heldTurn struct {
	until   time.Time // from then on another process may answer it
	session *bot.Session
	ttl     time.Duration
	follows bool // it began before what the one before it has left was written
}

// mostTurns is the number of turns from which those are forgotten that have not ended in time.
const mostTurns = 1000

func newTurns(s Storage) *turns { return &turns{Storage: s, open: map[string]*heldTurn{}} }

// Begin implements bot.Claims.
func (t *turns) Begin(ctx context.Context, m bot.Message, lease time.Duration) (bot.Message, bool, error) {
	until := time.Now().Add(lease)
	begun, mine, err := t.Storage.Begin(ctx, m, lease)
	if err == nil && mine && m.Event != "" && m.Conversation != "" {
		t.begin(bot.SessionOf(begun), until)
	}
	return begun, mine, err
}

func (t *turns) begin(conversation string, until time.Time) {
	t.mu.Lock()
	defer t.mu.Unlock()
	if len(t.open) >= mostTurns {
		maps.DeleteFunc(t.open, func(_ string, h *heldTurn) bool { return time.Now().After(h.until) })
	}
	next := &heldTurn{until: until}
	if h := t.turn(conversation); h != nil { // the end of the one before is still to be written
		next.session, next.ttl, next.follows = h.session, h.ttl, true
	}
	t.open[conversation] = next
}

// turn is the one of a conversation; nil when there is none, or when another process may have taken it over.
func (t *turns) turn(conversation string) *heldTurn {
	if h := t.open[conversation]; h != nil && time.Now().Before(h.until) {
		return h
	}
	return nil
}

// Session implements bot.Memory.
func (t *turns) Session(ctx context.Context, conversation string) (bot.Session, error) {
	if session := t.held(conversation); session != nil {
		return *session, nil
	}
	return t.Storage.Session(ctx, conversation)
}

// held is the session of a conversation that is not yet written; nil when there is none.
func (t *turns) held(conversation string) *bot.Session {
	t.mu.Lock()
	defer t.mu.Unlock()
	if h := t.turn(conversation); h != nil {
		return h.session
	}
	return nil
}

// Remember implements bot.Memory. While a message of the conversation is being answered, the session is held until it is.
func (t *turns) Remember(ctx context.Context, conversation string, session bot.Session, ttl time.Duration) error {
	if t.hold(conversation, session, ttl) {
		return nil
	}
	return t.Storage.Remember(ctx, conversation, session, ttl)
}

func (t *turns) hold(conversation string, session bot.Session, ttl time.Duration) bool {
	t.mu.Lock()
	defer t.mu.Unlock()
	h := t.turn(conversation)
	if h != nil {
		h.session, h.ttl = &session, ttl
	}
	return h != nil
}

// Answered implements bot.Claims.
func (t *turns) Answered(ctx context.Context, m bot.Message) error {
	session, ttl := t.ending(m)
	var err error
	if session == nil {
		err = t.Storage.Answered(ctx, m)
	} else {
		err = t.AnsweredAndRemember(ctx, m, *session, ttl)
	}
	if err == nil {
		t.written(bot.SessionOf(m), session)
	}
	return err
}

// ending is what is to be written with the end of a message. It may come late: better late than never.
func (t *turns) ending(m bot.Message) (*bot.Session, time.Duration) {
	t.mu.Lock()
	defer t.mu.Unlock()
	if h := t.open[bot.SessionOf(m)]; h != nil && m.Event != "" {
		return h.session, h.ttl
	}
	return nil, 0
}

// written lets go of a session, and of its turn unless the next message of the conversation has begun.
func (t *turns) written(conversation string, session *bot.Session) {
	t.mu.Lock()
	defer t.mu.Unlock()
	h := t.open[conversation]
	if h == nil || h.session != session {
		return
	}
	if !h.follows {
		delete(t.open, conversation)
	}
	h.session, h.follows = nil, false
}

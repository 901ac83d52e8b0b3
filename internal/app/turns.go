package app

import (
	"context"
	"maps"
	"sync"
	"time"

	"digbot/bot"
	"digbot/internal/programme"
	"digbot/internal/store"
)

// turns writes what an answer leaves behind (what the conversation holds, that its author was told what becomes of their
// data) together with the mark that its message was answered: in one write, for which nobody waits. A process that dies
// before has written nothing of it, so that the message is answered anew from where the conversation stood.
type turns struct {
	Storage

	mu     sync.Mutex
	open   map[string]*heldTurn // by conversation
	met    map[string]heldMet   // by event
	forgot time.Time            // when those that have not ended in time were last looked for
}

// heldTurn is a message that is being answered here.
type heldTurn struct {
	until   time.Time // from then on another process may answer it
	session *bot.Session
	ttl     time.Duration
	follows bool // it began before what the one before it has left was written
}

// heldMet says that the author of a message is told, in its answer, what becomes of their data.
type heldMet struct {
	until    time.Time // as that of the turn
	language programme.Language
}

const (
	// mostTurns is the number of turns from which those are forgotten that have not ended in time.
	mostTurns = 1000

	// forgetEvery is how often they are looked for: in a rush, all of many are under way.
	forgetEvery = time.Second
)

func newTurns(s Storage) *turns {
	return &turns{Storage: s, open: map[string]*heldTurn{}, met: map[string]heldMet{}}
}

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
	t.forget(time.Now())
	next := &heldTurn{until: until}
	if h := t.turn(conversation); h != nil { // the end of the one before is still to be written
		next.session, next.ttl, next.follows = h.session, h.ttl, true
	}
	t.open[conversation] = next
}

// forget lets go of the turns that have not ended in time, once there are many.
func (t *turns) forget(now time.Time) {
	if len(t.open) < mostTurns || now.Sub(t.forgot) < forgetEvery {
		return
	}
	t.forgot = now
	maps.DeleteFunc(t.open, func(_ string, h *heldTurn) bool { return now.After(h.until) })
	maps.DeleteFunc(t.met, func(_ string, h heldMet) bool { return now.After(h.until) })
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

// Met implements personal.Accounts. While the message is being answered, it is held until it is.
func (t *turns) Met(ctx context.Context, m bot.Message, language programme.Language) error {
	if t.holdMet(m, language) {
		return nil
	}
	return t.Storage.Met(ctx, m, language)
}

func (t *turns) holdMet(m bot.Message, language programme.Language) bool {
	t.mu.Lock()
	defer t.mu.Unlock()
	h := t.turn(bot.SessionOf(m))
	if h == nil || m.Event == "" {
		return false
	}
	t.met[eventOf(m)] = heldMet{h.until, language}
	return true
}

// eventOf is the name of a message among those of all platforms.
func eventOf(m bot.Message) string { return m.Platform + ":" + m.Event }

// Answered implements bot.Claims.
func (t *turns) Answered(ctx context.Context, m bot.Message) error {
	left := t.ending(m)
	err := t.AnsweredLeaving(ctx, m, left)
	if err == nil {
		t.written(m, left.Session)
	}
	return err
}

// ending is what is to be written with the end of a message. It may come late: better late than never.
func (t *turns) ending(m bot.Message) store.Left {
	t.mu.Lock()
	defer t.mu.Unlock()
	if m.Event == "" {
		return store.Left{}
	}
	left := store.Left{Met: t.met[eventOf(m)].language}
	if h := t.open[bot.SessionOf(m)]; h != nil {
		left.Session, left.TTL = h.session, h.ttl
	}
	return left
}

// written lets go of a session, and of its turn unless the next message of the conversation has begun.
func (t *turns) written(m bot.Message, session *bot.Session) {
	t.mu.Lock()
	defer t.mu.Unlock()
	conversation := bot.SessionOf(m)
	delete(t.met, eventOf(m))
	h := t.open[conversation]
	if h == nil || h.session != session {
		return
	}
	if !h.follows {
		delete(t.open, conversation)
	}
	h.session, h.follows = nil, false
}

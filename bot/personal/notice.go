package personal

import (
	"context"
	"sync"
	"time"

	"digbot/bot"
	"digbot/templates"
)

// patience is how long an answer waits for what is only added to it.
const patience = time.Second

// visitors remembers, in this process, who was told what becomes of people's data.
type visitors struct {
	mu    sync.Mutex
	known map[string]bool
}

// mostVisitors is how many are remembered: some megabytes. Others are read again.
const mostVisitors = 20_000

func (v *visitors) has(who string) bool {
	v.mu.Lock()
	defer v.mu.Unlock()
	return v.known[who]
}

func (v *visitors) add(who string) {
	v.mu.Lock()
	defer v.mu.Unlock()
	if v.known == nil || len(v.known) >= mostVisitors {
		v.known = map[string]bool{}
	}
	v.known[who] = true
}

// withNotice tells somebody who is new on the platform what becomes of their data, once. An answer is given all the same
// when that cannot be known; the next one tells it.
func (t turn) withNotice(ctx context.Context, reply bot.Reply) bot.Reply {
	m := t.message
	who := m.Platform + ":" + m.User
	if !converses(m, reply) || t.met.has(who) && !m.Again { // what is said again was perhaps not said before
		return reply
	}
	ctx, cancel := context.WithTimeout(ctx, patience)
	defer cancel()
	account, err := t.Accounts.Account(ctx, m.Platform, m.User)
	if err != nil {
		t.Log.WarnContext(ctx, "not known whether somebody is new", "platform", m.Platform, "error", err)
		return reply
	}
	if !account.Met {
		reply = t.introduced(ctx, reply)
	}
	t.met.add(who)
	return reply
}

// converses reports whether a reply is part of a conversation: what the team commands, and may not, is none.
func converses(m bot.Message, reply bot.Reply) bool {
	commanded := reply.Kind == bot.KindCommand || reply.Kind == bot.KindRefusal && m.Kind != bot.Said
	return reply.Kind != bot.KindNone && !commanded && !reply.Body.IsZero() && reply.Form == nil
}

func (t turn) introduced(ctx context.Context, reply bot.Reply) bot.Reply {
	if reply.Language != "" {
		t.language = reply.Language
	}
	m := t.message
	told := reply
	notice, err := t.word("notice", nil)
	if err == nil {
		told.Body = beforeChoices(reply, notice)
		err = t.Accounts.Met(ctx, m, t.language)
	}
	if err != nil {
		t.Log.WarnContext(ctx, "not noted that somebody was told of the data", "platform", m.Platform, "error", err)
	}
	return told
}

// beforeChoices adds a text to a reply; what asks to choose stays the last, for the choices follow it.
func beforeChoices(reply bot.Reply, text templates.Document) templates.Document {
	last := len(reply.Body.Blocks) - 1
	if len(reply.Choices) == 0 || last < 0 {
		return reply.Body.Append(text)
	}
	asks := templates.Document{Blocks: reply.Body.Blocks[last:]}
	return templates.Document{Blocks: reply.Body.Blocks[:last]}.Append(text).Append(asks)
}

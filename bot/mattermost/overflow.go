package mattermost

import (
	"context"
	"sync"

	"digbot/bot"
)

// overflowMost is how many messages may wait for room in their conversations.
const overflowMost = 1000

// overflow holds what comes faster than a conversation can take it in, as all that was written during an outage does when
// the server sends it at once.
type overflow struct {
	mu      sync.Mutex
	waiting []bot.Message
	busy    map[string]int // by conversation: how many wait
	running bool
}

// put takes a message into the inbox; behind others of its conversation when they wait.
func (p *position) put(inbox *bot.Inbox, message bot.Message) {
	o := &p.overflow
	o.mu.Lock()
	defer o.mu.Unlock()
	if o.busy[message.Conversation] == 0 && inbox.Put(message) || len(o.waiting) >= overflowMost {
		return
	}
	if o.busy == nil {
		o.busy = map[string]int{}
	}
	o.waiting = append(o.waiting, message)
	o.busy[message.Conversation]++
	if !o.running {
		o.running = true
		go o.drain(inbox)
	}
}

// drain hands the waiting messages over, and ends when none is left or when the inbox has closed.
func (o *overflow) drain(inbox *bot.Inbox) {
	for {
		o.mu.Lock()
		if len(o.waiting) == 0 {
			o.running = false
			o.mu.Unlock()
			return
		}
		message := o.waiting[0]
		o.mu.Unlock()
		_ = inbox.Add(context.Background(), message) // it fails when the inbox has closed: the next process reads it again
		o.mu.Lock()
		o.waiting = o.waiting[1:]
		if o.busy[message.Conversation]--; o.busy[message.Conversation] == 0 {
			delete(o.busy, message.Conversation)
		}
		o.mu.Unlock()
	}
}

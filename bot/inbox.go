package bot

import (
	"context"
	"log/slog"
	"slices"
	"sync"
	"time"
)

const (
	// claimLease is how long one process may take over an answer before another one believes it dead.
	claimLease = 30 * time.Second

	// orphanPause is how often an inbox looks for what a dead process left unanswered.
	orphanPause = 5 * time.Second

	// waitingMost is the number of messages that wait in one conversation; nobody types that many at once.
	waitingMost = 20

	// workersMost is the number of conversations that are served at the same time.
	workersMost = 32

	// thinkingAfter is how long an answer may take before the person gets a sign.
	thinkingAfter = time.Second

	// lateAfter is the age after which an answer would come as a surprise.
	lateAfter = time.Hour

	// lastAnswer is how long an answer under way may take when the program is asked to stop.
	lastAnswer = 4 * time.Second
)

// Line is how an inbox speaks on one platform.
type Line interface {
	Name() string

	// Reply says a reply where the message was written. With to.Again it may have been said already: Reply looks before it
	// says it once more. After an error the reply is made again later.
	Reply(ctx context.Context, to Message, reply Reply) error

	// Thinking shows that an answer is on its way, until stop is called.
	Thinking(ctx context.Context, to Message) (stop func())
}

// Inbox stands between a platform, which must never wait, and the bot: messages of one conversation are answered one
// after the other, each once even when it comes several times or when a process dies while it answers. What was put in
// and not begun when a process dies must be put in again by the platform, which reads some minutes back when it starts:
// the inbox knows what it has answered.
type Inbox struct {
	line   Line
	handle Handler
	claims *batch
	log    *slog.Logger

	mu      sync.Mutex
	room    *sync.Cond           // a queue has become shorter
	waiting map[string][]Message // by conversation; there while a worker serves it, even when empty
	closed  bool
	workers crew
}

// NewInbox returns an empty inbox. Run must be called for it to answer.
func NewInbox(line Line, handle Handler, claims Claims, log *slog.Logger) *Inbox {
	i := &Inbox{line: line, handle: handle, log: log, workers: crew{most: workersMost}, waiting: map[string][]Message{}}
	i.room = sync.NewCond(&i.mu)
	i.claims = newBatch(claims, i.lost)
	return i
}

// Put takes a message in and does not wait. It reports false, and forgets the message, when the conversation has too many
// waiting or when the inbox has closed.
func (i *Inbox) Put(m Message) bool {
	i.mu.Lock()
	defer i.mu.Unlock()
	if i.closed || len(i.waiting[m.Conversation]) >= waitingMost {
		i.log.Warn("message not taken in", "platform", i.line.Name(), "event", m.Event, "closed", i.closed)
		return false
	}
	i.put(m)
	return true
}

// Add takes a message in as soon as its conversation has room: for reading many at once after an outage.
func (i *Inbox) Add(ctx context.Context, m Message) error {
	defer context.AfterFunc(ctx, i.wake)()
	i.mu.Lock()
	defer i.mu.Unlock()
	for !i.closed && ctx.Err() == nil && len(i.waiting[m.Conversation]) >= waitingMost {
		i.room.Wait()
	}
	switch {
	case ctx.Err() != nil:
		return ctx.Err()
	case i.closed:
		return context.Canceled
	}
	i.put(m)
	return nil
}

func (i *Inbox) wake() {
	i.mu.Lock()
	defer i.mu.Unlock()
	i.room.Broadcast()
}

func (i *Inbox) put(m Message) {
	queue, served := i.waiting[m.Conversation]
	i.waiting[m.Conversation] = append(queue, m)
	if served {
		return
	}
	i.workers.take(m.Conversation)
	if i.workers.grows() {
		i.workers.under.Go(i.work)
	}
}

// work serves one conversation after the other, until the inbox is closed and none waits.
func (i *Inbox) work() {
	turn := make(chan string, 1)
	for {
		conversation, found := i.turn(turn)
		if !found {
			if conversation, found = <-turn; !found {
				return
			}
		}
		i.serve(conversation)
	}
}

func (i *Inbox) turn(turn chan string) (conversation string, found bool) {
	i.mu.Lock()
	defer i.mu.Unlock()
	conversation, found = i.workers.next(turn)
	if i.closed {
		i.workers.dismiss()
	}
	return conversation, found
}

// Run answers until ctx ends, and then finishes what is under way; what is still waiting is left to the next process.
func (i *Inbox) Run(ctx context.Context) error {
	ticker := time.NewTicker(orphanPause)
	defer ticker.Stop()
	var beat sync.WaitGroup
	beat.Go(func() { i.claims.run(ctx) })
	for {
		i.adopt(ctx)
		select {
		case <-ctx.Done():
			i.close()
			i.workers.under.Wait()
			beat.Wait()
			i.claims.flush(ctx)
			return nil
		case <-ticker.C:
		}
	}
}

// adopt takes in what a dead process left, or what could not be said.
func (i *Inbox) adopt(ctx context.Context) {
	orphans, err := i.claims.Orphans(ctx, i.line.Name())
	if err != nil && ctx.Err() == nil {
		i.log.Warn("unanswered messages not looked for", "platform", i.line.Name(), "error", err)
	}
	slices.SortFunc(orphans, func(a, b Message) int { return a.Sent.Compare(b.Sent) })
	for _, m := range orphans {
		i.Put(m)
	}
}

func (i *Inbox) close() {
	i.mu.Lock()
	defer i.mu.Unlock()
	i.closed = true
	i.workers.dismiss()
	i.room.Broadcast()
}

// serve answers the messages of one conversation until none waits.
func (i *Inbox) serve(conversation string) {
	for {
		m, closed, found := i.next(conversation)
		switch {
		case !found:
			return
		case closed:
			i.leave(m)
		default:
			i.answer(m)
		}
	}
}

func (i *Inbox) next(conversation string) (m Message, closed, found bool) {
	i.mu.Lock()
	defer i.mu.Unlock()
	queue := i.waiting[conversation]
	if len(queue) == 0 {
		delete(i.waiting, conversation)
		return Message{}, i.closed, false
	}
	i.waiting[conversation] = queue[1:]
	i.room.Broadcast()
	return queue[0], i.closed, true
}

// leave records a message as an orphan, which another process takes in at once.
func (i *Inbox) leave(m Message) {
	ctx, cancel := context.WithTimeout(context.Background(), lastAnswer)
	defer cancel()
	if _, _, err := i.claims.Begin(ctx, m, 0); err != nil {
		i.log.Warn("message not left for the next process", "platform", m.Platform, "event", m.Event, "error", err)
	}
}

// answer gives one message its reply. While the store is away a message is answered all the same: being answered twice
// is better than not at all.
func (i *Inbox) answer(m Message) {
	ctx, cancel := context.WithTimeout(context.Background(), claimLease)
	defer cancel()
	begun, mine, err := i.claims.Begin(ctx, m, claimLease)
	if err != nil {
		i.log.Warn("message not remembered: it may be answered again", "platform", m.Platform, "event", m.Event, "error", err)
		begun, mine = m, true
		begun.Again = true // another process may have answered it that cannot write either
	}
	if !mine {
		return
	}
	begun.Late = !begun.Sent.IsZero() && time.Since(begun.Sent) > lateAfter
	if err := i.say(ctx, begun); err != nil {
		i.log.Error("reply not said: it is made again later", "platform", m.Platform, "event", m.Event, "error", err)
		return
	}
	if err := i.claims.Answered(ctx, begun); err != nil {
		i.lost(begun, err)
	}
}

// lost tells of an answer that was said and could not be written down.
func (i *Inbox) lost(m Message, err error) {
	i.log.Warn("answer not remembered: it may be given again", "platform", m.Platform, "event", m.Event, "error", err)
}

func (i *Inbox) say(ctx context.Context, m Message) error {
	stop := i.think(ctx, m)
	reply, err := i.handle(ctx, m)
	stop()
	if err != nil {
		i.log.Error("message not answered", "platform", m.Platform, "event", m.Event, "error", err)
	}
	if reply.Kind == KindNone {
		return nil
	}
	return i.line.Reply(ctx, m, reply)
}

// think shows a sign when the answer takes long, until stop is called.
func (i *Inbox) think(ctx context.Context, m Message) (stop func()) {
	ctx, cancel := context.WithCancel(ctx)
	shown := make(chan struct{})
	timer := time.AfterFunc(thinkingAfter, func() {
		defer close(shown)
		end := i.line.Thinking(ctx, m)
		<-ctx.Done()
		end()
	})
	return func() {
		cancel()
		if !timer.Stop() {
			<-shown
		}
	}
}

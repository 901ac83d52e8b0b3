package slack

import (
	"context"
	"fmt"
	"maps"
	"strings"
	"sync"
	"time"

	"digbot/bot"
)

const (
	// threadTTL is how long the bot listens to a thread after it has last spoken there.
	threadTTL = 14 * 24 * time.Hour

	// threadAgain is how long it is taken for granted that the store knows of a thread.
	threadAgain = 24 * time.Hour

	// threadsKept is the number of threads from which those are forgotten to which the bot listens no more.
	threadsKept = 1000

	// forgetEvery is how often they are looked for.
	forgetEvery = time.Hour

	// askersMost is the number of looks into the store that wait, when messages of unknown threads come in.
	askersMost = 1000

	threadPrefix = "slack/thread/"
)

// threads are those in which the bot takes part. Every replica knows them through the notes.
type threads struct {
	notes bot.Notes
	asks  chan func(context.Context)

	mu     sync.Mutex
	known  map[string]time.Time // by channel/thread: when the bot has last noted it
	forgot time.Time            // when those that it left were last looked for
}

func newThreads(notes bot.Notes) *threads {
	return &threads{notes: notes, asks: make(chan func(context.Context), askersMost), known: map[string]time.Time{}}
}

// run carries out what is asked, one after the other, until ctx ends.
func (t *threads) run(ctx context.Context) error {
	for {
		select {
		case <-ctx.Done():
			return nil
		case act := <-t.asks:
			act(ctx)
		}
	}
}

// ask lets act be called soon, unless too much waits already.
func (t *threads) ask(act func(context.Context)) {
	select {
	case t.asks <- act:
	default:
	}
}

// knows reports whether this process knows that the bot takes part.
func (t *threads) knows(channel, thread string) bool {
	t.mu.Lock()
	defer t.mu.Unlock()
	return time.Since(t.known[channel+"/"+thread]) < threadTTL
}

// follows reports whether the bot takes part, as any replica has noted.
func (t *threads) follows(ctx context.Context, channel, thread string) (bool, error) {
	if t.knows(channel, thread) {
		return true, nil
	}
	noted, err := t.notes.Noted(ctx, threadPrefix+channel+"/"+thread)
	if err != nil {
		return false, fmt.Errorf("recall a thread: %w", err)
	}
	if noted != "" {
		t.remember(channel + "/" + thread)
	}
	return noted != "", nil
}

// follow notes that the bot has spoken in a thread.
func (t *threads) follow(ctx context.Context, channel, thread string) error {
	key := channel + "/" + thread
	t.mu.Lock()
	fresh := time.Since(t.known[key]) < threadAgain
	t.mu.Unlock()
	if thread == "" || fresh {
		return nil
	}
	if err := t.notes.Note(ctx, threadPrefix+key, stamp(time.Now()), threadTTL); err != nil {
		return fmt.Errorf("remember a thread: %w", err)
	}
	t.remember(key)
	return nil
}

func (t *threads) remember(key string) {
	t.mu.Lock()
	defer t.mu.Unlock()
	now := time.Now()
	t.known[key] = now
	if len(t.known) <= threadsKept || now.Sub(t.forgot) < forgetEvery {
		return
	}
	t.forgot = now
	maps.DeleteFunc(t.known, func(_ string, at time.Time) bool { return now.Sub(at) > threadTTL })
}

// all lists the threads that any replica follows, as channel and thread.
func (t *threads) all(ctx context.Context) ([][2]string, error) {
	noted, err := t.notes.NotedUnder(ctx, threadPrefix)
	if err != nil {
		return nil, fmt.Errorf("recall the threads: %w", err)
	}
	var all [][2]string
	for key := range noted {
		if channel, thread, whole := strings.Cut(strings.TrimPrefix(key, threadPrefix), "/"); whole {
			all = append(all, [2]string{channel, thread})
		}
	}
	return all, nil
}

package mattermost

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"strconv"
	"sync"
	"time"

	"digbot/bot"
)

const (
	// saveEvery is how often it is noted how far was read.
	saveEvery = 5 * time.Second

	// patience is how long the line waits for the store: meanwhile it does not listen.
	patience = 2 * time.Second

	// overlap is read again after an interruption: posts do not become visible in the order of their instants.
	overlap = 10 * time.Second

	// startOverlap is read again at a start: what the inbox had not begun when the program ended is only there.
	startOverlap = 3 * time.Minute

	// farthest is how far is read back at most. Answers are known for a week: beyond it they would be given again.
	farthest = 6 * 24 * time.Hour

	// readFor is how long it is noted how far was read.
	readFor = 90 * 24 * time.Hour

	// deafAfter is how long the line may be lost before somebody is told.
	deafAfter = time.Minute
)

// position is how far the bot has read: which events of which connection, and up to which instant of the server's clock.
type position struct {
	mu         sync.Mutex
	loaded     bool
	connection string // its id; empty: there was none
	next       int64  // number of the next event
	newest     int64  // instant of the newest post that was seen, milliseconds
	from       int64  // instant from which a catch-up must read; 0: none is needed
	gaps       int    // how often something was missed
	saved      int64
	lostAt     time.Time // zero while the line holds
	why        error
	overflow   overflow
}

// load reads how far the last process came. The first start of all begins now.
func (p *position) load(ctx context.Context, notes bot.Notes, now time.Time) error {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.loaded {
		return nil
	}
	noted, err := notes.Noted(ctx, readNote)
	if err != nil {
		return fmt.Errorf("read how far was read: %w", err)
	}
	at := now.UnixMilli()
	if read, err := strconv.ParseInt(noted, 10, 64); err == nil {
		at = max(read-startOverlap.Milliseconds(), now.Add(-farthest).UnixMilli())
	}
	p.loaded, p.newest, p.from = true, at, at
	return nil
}

// resume is what to ask the server for.
func (p *position) resume() (connection string, next int64) {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.connection, p.next
}

// begin notes the connection that a hello names, and reports whether something may have been missed before it.
func (p *position) begin(connection string, seq int64) bool {
	p.mu.Lock()
	defer p.mu.Unlock()
	same := connection != "" && connection == p.connection
	p.connection, p.next = connection, seq+1
	if same {
		return p.from != 0
	}
	p.missed()
	return true
}

// count follows the numbers. known is an event that was heard before; a gap means that others were not.
func (p *position) count(seq int64) (gap, known bool) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if seq < p.next {
		return false, true
	}
	gap = seq > p.next
	p.next = seq + 1
	if gap {
		p.missed()
	}
	return gap, false
}

// missed notes that whatever came after the newest post may have been missed.
func (p *position) missed() {
	p.gaps++
	if p.from == 0 {
		p.from = p.newest - overlap.Milliseconds()
	}
}

// read notes the instant of a post that was handed on.
func (p *position) read(at int64) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.newest = max(p.newest, at)
}

// gap is the instant from which to read; 0 when nothing is missing. number tells it from later ones.
func (p *position) gap() (from int64, number int) {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.from, p.gaps
}

// filled notes that a gap was read. When there was another one meanwhile, all is read again.
func (p *position) filled(number int) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.gaps == number {
		p.from = 0
	}
}

// save notes how far was read; while something is missing, up to there.
func (p *position) save(ctx context.Context, notes bot.Notes, log *slog.Logger) {
	p.mu.Lock()
	at := p.newest
	if p.from != 0 {
		at = p.from
	}
	same := at <= p.saved
	p.mu.Unlock()
	if same {
		return
	}
	ctx, cancel := context.WithTimeout(ctx, patience)
	defer cancel()
	if err := notes.Note(ctx, readNote, strconv.FormatInt(at, 10), readFor); err != nil {
		log.Warn("how far was read is not noted: more is read again after a restart", "error", err)
		return
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	p.saved = at
}

func (p *position) lost(err error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.why = err; p.lostAt.IsZero() {
		p.lostAt = time.Now()
	}
}

func (p *position) found() {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.lostAt, p.why = time.Time{}, nil
}

// probe says why nothing is heard. A short interruption is no news: it is caught up with.
func (p *position) probe(now time.Time) error {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.lostAt.IsZero() || now.Sub(p.lostAt) < deafAfter {
		return nil
	}
	return errors.Join(fmt.Errorf("nothing is heard since %s", p.lostAt.UTC().Format(time.RFC3339)), p.why)
}

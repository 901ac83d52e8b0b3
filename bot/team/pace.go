package team

import (
	"sync"
	"time"
)

// paces remembers how fast the followed campaigns go, and what was last said of each.
type paces struct {
	mu   sync.Mutex
	of   map[string][]glance
	said map[string]string
}

// glance is how far a campaign had come at an instant.
type glance struct {
	at   time.Time
	done int
}

// span is the stretch of time over which the rate is measured.
const span = time.Minute

// look notes how far a campaign has come, and returns the deliveries a second of the last minute and how long the rest
// takes at that rate; 0 when nobody can tell.
func (p *paces) look(id string, now time.Time, done, open int) (rate float64, left time.Duration) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.of == nil {
		p.of, p.said = map[string][]glance{}, map[string]string{}
	}
	p.of[id] = append(p.of[id], glance{now, done})
	seen := p.of[id]
	if len(seen) > 1 && done < seen[len(seen)-2].done {
		seen = seen[len(seen)-1:] // some of it is tried again
	}
	for len(seen) > 2 && now.Sub(seen[1].at) >= span {
		seen = seen[1:]
	}
	p.of[id] = seen
	if passed := now.Sub(seen[0].at); passed > 0 {
		rate = float64(done-seen[0].done) / passed.Seconds()
	}
	if rate > 0 && open > 0 {
		left = time.Duration(float64(open) / rate * float64(time.Second))
	}
	return rate, left
}

// news reports whether something else was said of a campaign before, and remembers it.
func (p *paces) news(id, text string) bool {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.said == nil {
		p.of, p.said = map[string][]glance{}, map[string]string{}
	}
	changed := p.said[id] != text
	p.said[id] = text
	return changed
}

func (p *paces) forgetText(id string) {
	p.mu.Lock()
	defer p.mu.Unlock()
	delete(p.said, id)
}

func (p *paces) forget(id string) {
	p.mu.Lock()
	defer p.mu.Unlock()
	delete(p.of, id)
	delete(p.said, id)
}

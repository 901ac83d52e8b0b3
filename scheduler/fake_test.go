package scheduler

import (
	"context"
	"errors"
	"log/slog"
	"slices"
	"sync"
	"testing"
	"time"

	"digbot/internal/programme"
)

var errAway = errors.New("storage away")

// memory is a Firings in memory that can be away.
type memory struct {
	mu         sync.Mutex
	away       bool
	activation time.Time
	swept      time.Time
	firings    map[string]Firing
}

func newMemory() *memory { return &memory{firings: map[string]Firing{}} }

func (m *memory) locked(work func()) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.away {
		return errAway
	}
	work()
	return nil
}

func (m *memory) setAway(away bool) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.away = away
}

func (m *memory) Activate(_ context.Context, at time.Time) (stored time.Time, err error) {
	err = m.locked(func() {
		if m.activation.IsZero() {
			m.activation = at
		}
		stored = m.activation
	})
	return stored, err
}

func (m *memory) Swept(context.Context) (swept time.Time, err error) {
	err = m.locked(func() { swept = m.swept })
	return swept, err
}

func (m *memory) Advance(_ context.Context, to time.Time) error {
	return m.locked(func() {
		if to.After(m.swept) {
			m.swept = to
		}
	})
}

func (m *memory) Fire(_ context.Context, o programme.Occasion, at time.Time) (firing Firing, err error) {
	err = m.locked(func() {
		if _, found := m.firings[o.ID()]; !found {
			m.firings[o.ID()] = Firing{ID: o.ID(), Name: o.Name(), Milestone: o.Milestone, Due: o.Due, Fired: at}
		}
		firing = m.firings[o.ID()]
	})
	return firing, err
}

func (m *memory) Finish(_ context.Context, id string, outcome Outcome, at time.Time) error {
	return m.locked(func() {
		if firing := m.firings[id]; firing.Outcome == Pending {
			firing.Outcome, firing.Finished = outcome, at
			m.firings[id] = firing
		}
	})
}

func (m *memory) Fired(context.Context) (all []Firing, err error) {
	err = m.locked(func() {
		for _, firing := range m.firings {
			all = append(all, firing)
		}
	})
	slices.SortFunc(all, func(a, b Firing) int { return a.Due.Compare(b.Due) })
	return all, err
}

// planner is an Announcer that remembers what it was asked, and can fail or panic before it has done it.
type planner struct {
	mu     sync.Mutex
	calls  []string             // names, in order
	plans  map[string]time.Time // by occasion ID, the first time
	before func(programme.Occasion) error
}

func (p *planner) Announce(_ context.Context, o programme.Occasion) error {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.before != nil {
		if err := p.before(o); err != nil {
			return err
		}
	}
	p.calls = append(p.calls, o.Name())
	if p.plans == nil {
		p.plans = map[string]time.Time{}
	}
	if _, found := p.plans[o.ID()]; !found {
		p.plans[o.ID()] = time.Now()
	}
	return nil
}

func (p *planner) fail(before func(programme.Occasion) error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.before = before
}

func (p *planner) names() []string {
	p.mu.Lock()
	defer p.mu.Unlock()
	return slices.Clone(p.calls)
}

// diary is a Calendar whose promotion can be moved.
type diary struct {
	mu        sync.Mutex
	promotion programme.Promotion
	starts    []programme.Date
}

func (d *diary) Occasions(context.Context) ([]programme.Occasion, error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	return d.promotion.Occasions(d.starts...), nil
}

func (d *diary) move(t *testing.T, milestone programme.Milestone, to string) {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.promotion = d.promotion.WithCalendar(programme.Calendar{milestone: moment(t, to)})
}

func moment(t *testing.T, text string) programme.Moment {
	t.Helper()
	m, err := programme.ParseMoment(text)
	if err != nil {
		t.Fatal(err)
	}
	return m
}

// season is the calendar of 2019 with these occasions.
func season(t *testing.T, specs ...string) *diary {
	t.Helper()
	calendar := programme.Calendar{}
	for milestone, text := range map[programme.Milestone]string{
		programme.Opening: "2019-04-11", programme.Deadline: "2019-05-10T17:00", programme.JuryDay: "2019-05-15",
		programme.Announcement: "2019-05-17", programme.Start: "2019-06",
	} {
		calendar[milestone] = moment(t, text)
	}
	promotion := programme.Promotion{ID: "dig-2019", Calendar: calendar, HandledAt: programme.Clock{Hour: 9}}
	for _, text := range specs {
		spec, err := programme.ParseOccasion(text)
		if err != nil {
			t.Fatal(err)
		}
		promotion.Specs = append(promotion.Specs, spec)
	}
	return &diary{promotion: promotion}
}

// at reads "2006-01-02 15:04:05" or "2006-01-02 15:04" in Paris.
func at(t *testing.T, text string) time.Time {
	t.Helper()
	for _, layout := range []string{time.DateTime, "2006-01-02 15:04"} {
		if parsed, err := time.ParseInLocation(layout, text, programme.Paris()); err == nil {
			return parsed
		}
	}
	t.Fatalf("bad time %q", text)
	return time.Time{}
}

func quiet() *slog.Logger { return slog.New(slog.DiscardHandler) }

package scheduler

import (
	"cmp"
	"context"
	"log/slog"
	"time"

	"github.com/robfig/cron/v3"

	"digbot/internal/programme"
)

// defaultPulse is how long the alarm sleeps at most.
const defaultPulse = time.Minute

// readCalendar is how long the alarm waits for the calendar before it relies on the one it knows.
const readCalendar = 5 * time.Second

// Run sweeps at once, to catch up, then whenever an occasion becomes due, and at least once a Pulse. Sweeps never
// overlap, and one that fails or panics is logged and made up for by the next. now is the programme's clock: real time,
// or real time plus an offset. Run returns when ctx ends and the current sweep is over; the error is always nil.
func (s *Scheduler) Run(ctx context.Context, now func() time.Time) error {
	log := cronLog{s.log}
	// The order matters: a panic that reached SkipIfStillRunning would leave it waiting for ever.
	chain := cron.WithChain(cron.SkipIfStillRunning(log), cron.Recover(log))
	clock := cron.New(cron.WithLocation(programme.Paris()), cron.WithLogger(log), chain)
	ring := &alarm{ctx: ctx, calendar: s.calendar, now: now, pulse: cmp.Or(s.Pulse, defaultPulse)}
	clock.Schedule(ring, cron.FuncJob(func() { s.wake(ctx, now()) }))
	clock.Start()
	<-ctx.Done()
	<-clock.Stop().Done()
	return nil
}

func (s *Scheduler) wake(ctx context.Context, now time.Time) {
	_, err := s.Sweep(ctx, now)
	if s.Observe != nil {
		s.Observe(err)
	}
	if err != nil && ctx.Err() == nil {
		s.log.Error("sweep incomplete, the next one tries again", "err", err)
	}
}

// alarm is a cron schedule that is no pattern of hours: it rings when the next occasion is due. Cron asks it from one
// goroutine.
type alarm struct {
	ctx      context.Context // of Run: cron gives none
	calendar Calendar
	now      func() time.Time // the programme's clock
	pulse    time.Duration

	rung      bool
	occasions []programme.Occasion // as last read
}

// Next implements cron.Schedule. The first ring is immediate. Cron sleeps for the difference to real, counted from when
// Next returns: a slow calendar makes the alarm ring a little late, never early.
func (a *alarm) Next(real time.Time) time.Time {
	if !a.rung {
		a.rung = true
		return real
	}
	ctx, cancel := context.WithTimeout(a.ctx, readCalendar)
	defer cancel()
	if occasions, err := a.calendar.Occasions(ctx); err == nil { // the sweep reports an error
		a.occasions = occasions
	}
	return real.Add(untilNext(a.occasions, a.now(), a.pulse))
}

// untilNext is how long it is until the next occasion is due, at most the given sleep.
func untilNext(occasions []programme.Occasion, now time.Time, sleep time.Duration) time.Duration {
	for _, occasion := range occasions {
		if occasion.Due.After(now) {
			sleep = min(sleep, occasion.Due.Sub(now))
		}
	}
	return sleep
}

// cronLog keeps cron's own chatter out of the log, and its errors in.
type cronLog struct{ log *slog.Logger }

// Info implements cron.Logger.
func (l cronLog) Info(message string, attributes ...any) {
	l.log.Debug("cron: "+message, attributes...)
}

// Error implements cron.Logger.
func (l cronLog) Error(err error, message string, attributes ...any) {
	l.log.Error("cron: "+message, append([]any{"err", err}, attributes...)...)
}

package app

import (
	"cmp"
	"context"
	"fmt"
	"log/slog"
	"maps"
	"os"
	"runtime/debug"
	"slices"
	"time"

	"digbot/bot"
	"digbot/internal/config"
	"digbot/internal/store"
	"digbot/internal/trace"
	"digbot/internal/web"
	"digbot/notifier"
	"digbot/templates"
)

// ServeOptions is what a service needs beside the configuration.
type ServeOptions struct {
	Drive   Drive
	Roster  []byte       // a list of people, taken in at the start; nil: none
	Console bot.Platform // talks when no chat platform is configured; nil: nobody does
	Log     *slog.Logger
	Lease   time.Duration // of a delivery's claim; 0: the notifier's own choice
}

// garbage is how much of what is held may lie about as garbage, in percent: most of what is held is the knowledge, which
// stays, so that somewhat more than half of Go's own choice is little work. The variable GOGC overrides it.
const garbage = 60

// Serve runs bot, scheduler, notifier and the HTTP door until ctx ends, then stops cleanly. What can be wrong is found
// before anything runs: a port that is taken, a store that cannot be used, a clock that would do harm.
func Serve(ctx context.Context, cfg config.Config, texts *templates.Library, o ServeOptions) error {
	if err := o.Drive.check(cfg); err != nil {
		return err
	}
	if os.Getenv("GOGC") == "" {
		debug.SetGCPercent(garbage)
	}
	metrics := newMetrics(Build(), topicsOf(texts)...)
	door := web.New(web.Options{Address: cfg.HTTP.Listen, Log: o.Log, Metrics: metrics, Mark: trace.WithID})
	if err := door.Listen(ctx); err != nil {
		return err
	}
	defer door.Close() //nolint:errcheck // it is closed already when it was opened to the public
	s, err := OpenStore(ctx, cfg, o.Log, store.Own())
	if err != nil {
		return err
	}
	defer s.Close()
	if at, err := s.Retired(ctx); err != nil || !at.IsZero() {
		return cmp.Or(err, store.ErrRetired)
	}
	kept := newTurns(watched{s, metrics})
	return serve(ctx, cfg, texts, o, service{door: door, metrics: metrics, store: s, kept: kept, log: o.Log, lease: o.Lease, rights: NewRights(cfg, s, "purge")})
}

// service is what a running program holds.
type service struct {
	door    *web.Door
	metrics *web.Metrics
	store   *store.Store
	kept    Storage          // the store as the rooms use it
	now     func() time.Time // the programme's clock
	pulse   time.Duration    // how long the rooms sleep at most; 0: their own choice
	apart   time.Duration    // between two mails to one person; 0: the notifier's own choice
	log     *slog.Logger
	lease   time.Duration // see ServeOptions
	rights  Rights
}

// serve has a door and a store.
func serve(ctx context.Context, cfg config.Config, texts *templates.Library, o ServeOptions, v service) error {
	clock, err := o.Drive.start(ctx, v.store, time.Now())
	if err != nil {
		return err
	}
	o.Drive.warn(clock, o.Log)
	v.now, v.pulse, v.apart = func() time.Time { return clock.Now(time.Now()) }, pulse(clock), spacing(clock)
	if err := v.prepare(ctx, cfg, o.Roster); err != nil {
		return err
	}
	sending, err := newSender(cfg, v.store, o.Log)
	if err != nil {
		return err
	}
	defer closing(sending.close, o.Log)
	refuser, err := v.openRefusals(ctx, cfg)
	if err != nil {
		return err
	}
	chats := chatsOn(cfg, texts, v.kept, v.log)
	if err := v.open(ctx, chats); err != nil {
		return err
	}
	a, err := v.assemble(cfg, texts, platforms(chats, o.Console), sending.in(chats, cfg), refuser)
	if err != nil {
		return err
	}
	o.Log.Info("digbot serves", "version", Build().String(), "promotion", cfg.Promotion.ID, "door", v.door.Addr(), "now", v.now(), "driven", clock.Driven)
	return a.Run(ctx)
}

// prepare takes the people in, says when what was decided cannot be read, and shares a file with other processes once what
// a dead predecessor left is taken up.
func (v service) prepare(ctx context.Context, cfg config.Config, list []byte) error {
	if err := TakeIn(ctx, NewImporter(cfg, v.store), list, "operator", "start", time.Now()); err != nil {
		return fmt.Errorf("take the people in: %w", err)
	}
	if err := v.probeDecisions(ctx); err != nil {
		v.log.Warn("results cannot be told", "error", err)
	}
	if !cfg.Store.Redis.IsZero() {
		return nil
	}
	if err := v.store.EndLeases(ctx, time.Now()); err != nil { // the file has one owner: whoever held a lease is dead
		return err
	}
	return v.store.Share(v.log)
}

// assemble wires the rooms and the door, and says what makes the service ready.
func (v service) assemble(cfg config.Config, texts *templates.Library, talks []bot.Platform, sending sender, refuser *notifier.Refuser) (*App, error) {
	a, err := New(cfg, Parts{
		Texts: texts, Store: v.kept, Mailer: sending, Poster: sending, Refuser: refuser, Platforms: talks,
		Now: v.now, Log: v.log, Lease: v.lease, Apart: v.apart, Pulse: v.pulse,
		Around: func(h bot.Handler) bot.Handler { return traced(counted(judged(h, v.metrics), v.metrics)) },
	})
	if err != nil {
		return nil, err
	}
	sweeps := &lastSweep{at: time.Now()}
	a.Scheduler.Observe = func(err error) { sweeps.note(err); v.metrics.Swept(time.Now(), err) }
	if len(talks) > 0 { // else nobody can ask
		a.enter("knowledge", func(ctx context.Context) error { return learn(ctx, a.Bot) })
	}
	answers := newAnswers(cfg, v.store, v.store.Accepted, a.Bot, v.log)
	a.enter("answers", answers.keep)
	v.door.AddCheck(web.Check{Name: "answers", Probe: answers.probe})
	if applications := newApplications(cfg, applicationDesk{store: v.store, notify: a.Notifier.Notify, now: v.now, log: v.log}); applications != nil {
		a.enter("applications", applications.Run)
	}
	a.enter("store", v.keep)
	a.enter("place", v.untilRetired)
	a.enter("door", v.door.Serve)
	v.door.AddCheck(web.Check{Name: "store", Required: true, Probe: v.probeStore})
	v.door.AddCheck(web.Check{Name: "calendar", Required: true, Probe: sweeps.probe})
	v.door.AddCheck(web.Check{Name: "decisions", Probe: v.probeDecisions})
	probes := map[string]func(context.Context) error{"store": v.probeStore, "calendar": sweeps.probe, "decisions": v.probeDecisions}
	for _, platform := range a.parts.Platforms {
		if probed, can := platform.(interface{ Probe(context.Context) error }); can {
			probes[platform.Name()] = probed.Probe
		}
	}
	a.Team.Health = failing(probes)
	return a, v.openPage(cfg, a, probes)
}

// openPage adds the team's page to the door, where there is one.
func (v service) openPage(cfg config.Config, a *App, probes map[string]func(context.Context) error) error {
	if a.Page == nil {
		return nil
	}
	importer, err := newPageImporter(cfg, v.store)
	if err != nil {
		return err
	}
	a.Page.Importer, a.health.probes = importer, probes
	for _, route := range a.Page.Routes() {
		v.door.HandleSized(route.Pattern, route.Limit, route.Handler)
	}
	return nil
}

// failing names the parts whose probe fails.
func failing(probes map[string]func(context.Context) error) func(context.Context) []string {
	return func(ctx context.Context) []string {
		var parts []string
		for _, part := range slices.Sorted(maps.Keys(probes)) {
			if probes[part](ctx) != nil {
				parts = append(parts, part)
			}
		}
		return parts
	}
}

// probeStore reads something from the store.
func (v service) probeStore(ctx context.Context) error {
	_, err := v.store.Retired(ctx)
	return err
}

// probeDecisions reads what was decided on somebody.
func (v service) probeDecisions(ctx context.Context) error { return decisionsOpen(ctx, v.store) }

// learn makes the bot ready, and gives back the memory that training took. A training that is under way when ctx ends is
// left behind: the program does not wait for it.
func learn(ctx context.Context, b *bot.Bot) error {
	ready := make(chan error, 1)
	go func() { ready <- b.Ready() }()
	select {
	case err := <-ready:
		debug.FreeOSMemory()
		return err
	case <-ctx.Done():
		return nil
	}
}

// closing ends the connections to the relays. Everything was settled before: it only says goodbye.
func closing(end func(context.Context) error, log *slog.Logger) {
	ctx, cancel := context.WithTimeout(context.Background(), 500*time.Millisecond)
	defer cancel()
	if err := end(ctx); err != nil {
		log.Debug("connections to the relays were cut", "error", err)
	}
}

// pulse is how long the rooms sleep at most: in a season that goes faster they wake more often.
func pulse(clock store.Clock) time.Duration {
	if !clock.Driven || clock.Speed <= 1 {
		return 0
	}
	return 50 * time.Millisecond
}

// spacing is how far apart one person's mails are in real time: an hour of the season; 0: the notifier's own hour.
func spacing(clock store.Clock) time.Duration {
	if !clock.Driven || clock.Speed <= 1 {
		return 0
	}
	return max(time.Duration(float64(time.Hour)/clock.Speed), time.Millisecond)
}

package app

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"digbot/bot"
	"digbot/bot/team"
	"digbot/internal/config"
	"digbot/internal/programme"
	"digbot/internal/roster"
	"digbot/internal/seal"
	"digbot/internal/store"
	"digbot/notifier"
	"digbot/scheduler"
	"digbot/templates"
)

// season is a live programme in a bubble of time, whose storage can go away and whose process can die.
type season struct {
	t      *testing.T
	cfg    config.Config
	texts  *templates.Library
	file   string
	key    seal.Key
	outbox *countingOutbox

	rooms  []team.Room     // where the team is told things
	chats  []bot.Platform  // where people talk
	poster notifier.Poster // nil: the outbox
	store  *store.Store
	flaky  *flaky
	stop   func()
	crash  func() // stops in the middle of whatever it does: nothing is written any more
	app    *App
}

// flaky is a storage that can be away, and that can kill the process in the middle of a plan.
type flaky struct {
	Storage
	mu    sync.Mutex
	away  bool
	onPut func() // called instead of planning, once
}

var errAway = errors.New("storage is away")

func (f *flaky) state() (away bool, onPut func()) {
	f.mu.Lock()
	defer f.mu.Unlock()
	onPut, f.onPut = f.onPut, nil
	return f.away, onPut
}

func (f *flaky) isAway() bool {
	f.mu.Lock()
	defer f.mu.Unlock()
	return f.away
}

func (f *flaky) set(away bool) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.away = away
}

func (f *flaky) dieInPlan(die func()) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.onPut = die
}

func (f *flaky) Plan(ctx context.Context, c notifier.Campaign, ds []notifier.Delivery) error {
	away, die := f.state()
	if die != nil {
		die()
		return context.Canceled
	}
	if away {
		return errAway
	}
	return f.Storage.Plan(ctx, c, ds)
}

func (f *flaky) Fire(ctx context.Context, o programme.Occasion, at time.Time) (scheduler.Firing, error) {
	if f.isAway() {
		return scheduler.Firing{}, errAway
	}
	return f.Storage.Fire(ctx, o, at)
}

func (f *flaky) Swept(ctx context.Context) (time.Time, error) {
	if f.isAway() {
		return time.Time{}, errAway
	}
	return f.Storage.Swept(ctx)
}

func (f *flaky) Campaigns(ctx context.Context) ([]notifier.Campaign, error) {
	if f.isAway() {
		return nil, errAway
	}
	return f.Storage.Campaigns(ctx)
}

// countingOutbox counts what leaves, per delivery.
type countingOutbox struct {
	mu   sync.Mutex
	sent map[string]int
	at   map[string]time.Time

	delay  time.Duration                    // of each mail
	leaves func(campaign string, post bool) // called for whatever leaves; may be nil
	fails  func(e notifier.Envelope) error  // instead of sending; may be nil
}

func (o *countingOutbox) Send(_ context.Context, e notifier.Envelope, beforeDot func() error) error {
	if o.fails != nil {
		if err := o.fails(e); err != nil {
			return err
		}
	}
	time.Sleep(o.delay)
	if err := beforeDot(); err != nil {
		return err
	}
	if o.leaves != nil {
		o.leaves(e.ID, false)
	}
	o.count(e.ID)
	return nil
}

func (o *countingOutbox) Post(_ context.Context, _, marker string, _ templates.Document) (string, error) {
	if o.leaves != nil {
		o.leaves(marker, true)
	}
	o.count(marker)
	return marker, nil
}

func (o *countingOutbox) count(id string) {
	o.mu.Lock()
	defer o.mu.Unlock()
	o.sent[id]++
	if _, known := o.at[id]; !known {
		o.at[id] = time.Now()
	}
}

// start begins, or begins again, on the same file.
func (s *season) start() {
	s.t.Helper()
	var err error
	if s.store, err = store.Open(s.file, s.cfg.Promotion, store.Volatile(), store.WithKey(s.key)); err != nil {
		s.t.Fatal(err)
	}
	s.flaky = &flaky{Storage: s.store}
	poster := s.poster
	if poster == nil {
		poster = s.outbox
	}
	s.app, err = New(s.cfg, Parts{Texts: s.texts, Store: s.flaky, Mailer: s.outbox, Poster: poster, Now: time.Now,
		Log: slog.New(slog.DiscardHandler), Pulse: time.Hour, Rooms: s.rooms, Platforms: s.chats})
	if err != nil {
		s.t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(context.Background())
	var running sync.WaitGroup
	running.Go(func() { _ = s.app.Run(ctx) })
	s.crash = func() {
		if err := s.store.Close(); err != nil {
			s.t.Error(err)
		}
		cancel()
		running.Wait()
	}
	s.stop = func() {
		cancel()
		running.Wait()
		if err := s.store.Close(); err != nil {
			s.t.Error(err)
		}
	}
}

func (s *season) until(text string) {
	s.t.Helper()
	at, err := time.ParseInLocation("2006-01-02T15:04:05", text, programme.Paris())
	if err != nil {
		s.t.Fatal(err)
	}
	time.Sleep(time.Until(at))
	synctest.Wait()
}

func newSeason(t *testing.T, specs ...string) *season {
	t.Helper()
	cfg, err := config.Load([]string{"../../config.example.yaml"}, func(string) (string, bool) { return "", false })
	if err != nil {
		t.Fatal(err)
	}
	texts, err := LoadTexts(cfg)
	if err != nil {
		t.Fatal(err)
	}
	for _, text := range specs {
		spec, err := programme.ParseOccasion(text)
		if err != nil {
			t.Fatal(err)
		}
		cfg.Promotion.Specs = append(cfg.Promotion.Specs, spec)
	}
	key, err := seal.Generate()
	if err != nil {
		t.Fatal(err)
	}
	return &season{t: t, key: key, cfg: cfg, texts: texts, rooms: []team.Room{{Platform: "test", Channel: "equipe", Poster: newStaffRoom()}}, file: filepath.Join(t.TempDir(), "season.db"),
		outbox: &countingOutbox{sent: map[string]int{}, at: map[string]time.Time{}}}
}

// TestSeason lives the season of 2019 through a crash right after the deadline, an outage of the storage and both clock
// changes, and holds that every occasion is fired once, at its hour, and that nobody gets a mail twice or none.
func TestSeason(t *testing.T) {
	if underRace {
		t.Skip("nine months take minutes under the race detector: they are lived without it")
	}
	s := newSeason(t, "opening-11d", "start+146d")
	s.cfg.Promotion.Calendar[programme.Opening] = mustMoment(t, "2019-04-11T02:30") // its eleventh day before has no 02:30
	s.cfg.Promotion.Calendar[programme.Start] = mustMoment(t, "2019-06-03T02:30")   // its 146th day after has two
	synctest.Test(t, func(t *testing.T) {
		s.t = t
		s.until("2019-03-20T12:00:00")
		s.start()
		people := roster.Fictional(programme.Season{Promotion: s.cfg.Promotion}, 60, 1)
		if err := s.store.PutPeople(t.Context(), people); err != nil {
			t.Fatal(err)
		}
		s.until("2019-05-03T16:55:00")
		s.flaky.set(true) // ten minutes without storage, over the reminder of 17:00
		s.until("2019-05-03T17:05:00")
		s.flaky.set(false)

		s.until("2019-05-10T16:59:59")
		dead := make(chan struct{})
		s.flaky.dieInPlan(func() { s.flaky.set(true); close(dead) }) // after the claim, before the plan
		s.until("2019-05-10T17:00:01")
		<-dead
		s.stop()
		s.until("2019-05-10T17:00:30")
		s.start()

		s.until("2019-05-17T09:30:00")
		s.approve("camille")
		s.until("2019-05-17T10:00:00")
		s.mustNotHaveSent("result-")
		s.approve("dominique")
		s.until("2019-12-01T12:00:00")
		s.checkFirings(map[string]time.Duration{"deadline-7d": time.Hour, "deadline": time.Minute})
		s.checkDeliveries()
		s.stop()
	})
}

// approve is a member of the staff who approves what waits.
func (s *season) approve(who string) {
	s.t.Helper()
	campaigns, err := s.store.Campaigns(s.t.Context())
	if err != nil {
		s.t.Fatal(err)
	}
	for _, campaign := range campaigns {
		if campaign.State != notifier.CampaignHeld {
			continue
		}
		if _, err := s.app.Notifier.Approve(s.t.Context(), campaign.ID, who, campaign.Hash, time.Now()); err != nil {
			s.t.Fatal(err)
		}
	}
	synctest.Wait()
}

func (s *season) mustNotHaveSent(part string) {
	s.t.Helper()
	s.outbox.mu.Lock()
	defer s.outbox.mu.Unlock()
	for id := range s.outbox.sent {
		if strings.Contains(id, part) {
			s.t.Errorf("%s left too early", id)
		}
	}
}

// checkFirings holds that every occasion was fired once, within a second of its hour unless more is allowed.
func (s *season) checkFirings(allowed map[string]time.Duration) {
	s.t.Helper()
	fired, err := s.store.Fired(s.t.Context())
	if err != nil {
		s.t.Fatal(err)
	}
	occasions, err := Occasions{s.store}.Occasions(s.t.Context())
	if err != nil {
		s.t.Fatal(err)
	}
	count := map[string]int{}
	for _, firing := range fired {
		count[firing.Name]++
		late := firing.Finished.Sub(firing.Due)
		if limit := max(allowed[firing.Name], time.Second); late < 0 || late > limit {
			s.t.Errorf("%s, due %s, was dealt with %s later", firing.Name, firing.Due, late)
		}
		if firing.Outcome != scheduler.Handled {
			s.t.Errorf("%s is %q", firing.Name, firing.Outcome)
		}
	}
	for _, occasion := range occasions {
		if count[occasion.Name()] != 1 {
			s.t.Errorf("%s was fired %d times", occasion.Name(), count[occasion.Name()])
		}
	}
	if len(fired) != len(occasions) {
		s.t.Errorf("%d firings for %d occasions", len(fired), len(occasions))
	}
}

// checkDeliveries holds that each planned delivery left once, and nothing else.
func (s *season) checkDeliveries() {
	s.t.Helper()
	campaigns, err := s.store.Campaigns(s.t.Context())
	if err != nil {
		s.t.Fatal(err)
	}
	planned := 0
	for _, campaign := range campaigns {
		report, err := s.app.Notifier.Report(s.t.Context(), campaign.ID)
		if err != nil {
			s.t.Fatal(err)
		}
		planned += campaign.Planned
		if !report.Balanced() || report.Counts[notifier.Accepted] != campaign.Planned || campaign.State != notifier.CampaignDone {
			s.t.Errorf("campaign %s is %s: %d planned, states %v", campaign.ID, campaign.State, campaign.Planned, report.Counts)
		}
	}
	if planned == 0 || planned != len(s.outbox.sent) {
		s.t.Errorf("%d deliveries planned, %d left", planned, len(s.outbox.sent))
	}
	for id, n := range s.outbox.sent {
		if n != 1 {
			s.t.Errorf("%s left %d times", id, n)
		}
	}
}

// TestNothingOlderThanTheActivation starts the programme in the middle of a season: what is over stays over.
func TestNothingOlderThanTheActivation(t *testing.T) {
	s := newSeason(t)
	synctest.Test(t, func(t *testing.T) {
		s.t = t
		s.until("2019-05-12T08:00:00")
		s.start()
		s.until("2019-05-15T12:00:00")
		fired, err := s.store.Fired(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		var names []string
		for _, firing := range fired {
			names = append(names, firing.Name)
		}
		if got, want := fmt.Sprint(names), "[jury-3d jury-1d jury]"; got != want {
			t.Errorf("fired %s, want %s", got, want)
		}
		s.stop()
	})
}

func mustMoment(t *testing.T, text string) programme.Moment {
	t.Helper()
	moment, err := programme.ParseMoment(text)
	if err != nil {
		t.Fatal(err)
	}
	return moment
}

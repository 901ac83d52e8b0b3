package notifier

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"maps"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"digbot/internal/programme"
	"digbot/templates"
)

// memory is a Ledger and a Seasons in memory that can fail before or after it has done what it was asked.
type memory struct {
	mu         sync.Mutex
	season     programme.Season
	campaigns  map[string]Campaign
	deliveries map[string]map[string]Delivery // by campaign and id
	tokens     int
	fail       func(method string) (before, after bool)
}

var errBroken = errors.New("storage away")

func newMemory(season programme.Season) *memory {
	return &memory{season: season, campaigns: map[string]Campaign{}, deliveries: map[string]map[string]Delivery{}}
}

// call runs work unless it fails before; when it fails after, the caller does not learn that the work was done.
func (m *memory) call(method string, work func() error) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	var before, after bool
	if m.fail != nil {
		before, after = m.fail(method)
	}
	if before {
		return errBroken
	}
	err := work()
	if after {
		return errBroken
	}
	return err
}

func (m *memory) Season(context.Context) (season programme.Season, err error) {
	err = m.call("Season", func() error { season = m.season; return nil })
	return season, err
}

func (m *memory) Release(_ context.Context, at time.Time) (released time.Time, err error) {
	err = m.call("Release", func() error {
		if m.season.Released.IsZero() {
			m.season.Released = at
		}
		released = m.season.Released
		return nil
	})
	return released, err
}

func (m *memory) Plan(_ context.Context, c Campaign, deliveries []Delivery) error {
	return m.call("Plan", func() error {
		if recorded, found := m.campaigns[c.ID]; found && recorded.State != CampaignRefused {
			return nil
		}
		m.campaigns[c.ID], m.deliveries[c.ID] = c, map[string]Delivery{}
		for _, d := range deliveries {
			m.deliveries[c.ID][d.ID] = d
		}
		return nil
	})
}

func (m *memory) Campaign(_ context.Context, id string) (c Campaign, err error) {
	err = m.call("Campaign", func() error {
		var found bool
		if c, found = m.campaigns[id]; !found {
			return ErrUnknown
		}
		return nil
	})
	return c, err
}

func (m *memory) Campaigns(context.Context) (all []Campaign, err error) {
	err = m.call("Campaigns", func() error {
		all = slices.SortedFunc(maps.Values(m.campaigns), func(a, b Campaign) int { return strings.Compare(a.ID, b.ID) })
		return nil
	})
	return all, err
}

func (m *memory) Deliveries(_ context.Context, campaign string) (all []Delivery, err error) {
	err = m.call("Deliveries", func() error { all = m.sorted(campaign); return nil })
	return all, err
}

func (m *memory) Delivery(_ context.Context, campaign, id string) (d Delivery, err error) {
	err = m.call("Delivery", func() error {
		if d = m.deliveries[campaign][id]; d.ID == "" {
			return ErrUnknown
		}
		return nil
	})
	return d, err
}

func (m *memory) sorted(campaign string) []Delivery {
	return slices.SortedFunc(maps.Values(m.deliveries[campaign]), func(a, b Delivery) int { return strings.Compare(a.ID, b.ID) })
}

func (m *memory) Counts(_ context.Context, campaign string) (counts map[State]int, err error) {
	err = m.call("Counts", func() error {
		counts = map[State]int{}
		for _, d := range m.deliveries[campaign] {
			counts[d.State]++
		}
		return nil
	})
	return counts, err
}

func (m *memory) Update(_ context.Context, id string, change func(Campaign) (Campaign, error)) (c Campaign, err error) {
	err = m.call("Update", func() error {
		before, found := m.campaigns[id]
		if !found {
			return ErrUnknown
		}
		var err error
		if c, err = change(before); err != nil {
			return err
		}
		if over := before.State == CampaignCancelled || before.State == CampaignRefused; over && c.State != before.State {
			return ErrClosed
		}
		m.campaigns[id] = c
		return nil
	})
	return c, err
}

func (m *memory) Complete(_ context.Context, id string) (done bool, err error) {
	err = m.call("Complete", func() error {
		c := m.campaigns[id]
		done = c.State == CampaignDone
		if c.State != CampaignSending {
			return nil
		}
		for _, d := range m.deliveries[id] {
			if !d.State.Final() {
				return nil
			}
		}
		c.State, done = CampaignDone, true
		m.campaigns[id] = c
		return nil
	})
	return done, err
}

func (m *memory) Amend(_ context.Context, campaign, id string, decide func(Delivery) (End, error)) (d Delivery, err error) {
	err = m.call("Amend", func() error {
		c, found := m.campaigns[campaign]
		if d = m.deliveries[campaign][id]; !found || d.ID == "" {
			return ErrUnknown
		}
		if c.State == CampaignCancelled || c.State == CampaignRefused {
			return ErrClosed
		}
		end, err := decide(d)
		if err != nil {
			return err
		}
		d = end.On(d)
		d.Token = ""
		m.deliveries[campaign][id] = d
		if c.State == CampaignDone && !d.State.Final() {
			c.State = CampaignSending
			m.campaigns[campaign] = c
		}
		return nil
	})
	return d, err
}

func (m *memory) Claim(_ context.Context, id string, channel Channel, now time.Time, lease time.Duration, limit int) (claimed []Delivery, err error) {
	err = m.call("Claim", func() error {
		campaign := m.campaigns[id]
		if !campaign.Lets(channel) {
			return nil
		}
		for _, d := range m.sorted(id) {
			over := !d.Lease.After(now)
			if d.State == Committing && over {
				d.State, d.Settled = Uncertain, now
				if campaign.Resend || d.Channel == ByPost {
					d.State, d.Retry, d.Doubt = RetryAt, now, true
				}
				m.deliveries[id][d.ID] = d
			}
			free := d.State == Planned || d.State == RetryAt && !d.Retry.After(now) || d.State == Claimed && over
			if d.Channel != channel || !free || len(claimed) == limit {
				continue
			}
			m.tokens++
			d.State, d.Token, d.Lease, d.Attempts = Claimed, fmt.Sprint(m.tokens), now.Add(lease), d.Attempts+1
			m.deliveries[id][d.ID] = d
			claimed = append(claimed, d)
		}
		return nil
	})
	if err != nil {
		return nil, err
	}
	return claimed, nil
}

func (m *memory) Commit(_ context.Context, d Delivery) error {
	return m.call("Commit", func() error { return m.commit(d) })
}

func (m *memory) commit(d Delivery) error {
	stored, campaign := m.deliveries[d.Campaign][d.ID], m.campaigns[d.Campaign]
	if stored.Token != d.Token || stored.State != Claimed || !campaign.Lets(d.Channel) {
		return ErrLost
	}
	stored.State = Committing
	stored.Lease = later(stored.Lease, d.Lease)
	m.deliveries[d.Campaign][d.ID] = stored
	return nil
}

func (m *memory) Settle(_ context.Context, d Delivery, end End) error {
	return m.call("Settle", func() error { return m.settle(d, end) })
}

func (m *memory) settle(d Delivery, end End) error {
	stored := m.deliveries[d.Campaign][d.ID]
	if stored.Token != d.Token || stored.State.Final() && stored.State != Uncertain && stored.State != end.State {
		return ErrLost
	}
	if !end.State.Final() && end.State != RetryAt {
		return fmt.Errorf("%q is no end", end.State)
	}
	m.deliveries[d.Campaign][d.ID] = end.On(stored)
	return nil
}

func (m *memory) Turn(_ context.Context, d Delivery, end End, next Delivery) (turned bool, err error) {
	err = m.call("Turn", func() error {
		before := m.deliveries[d.Campaign][d.ID]
		turned = before.State == Committing && m.settle(d, end) == nil
		if turned && m.commit(next) != nil {
			m.deliveries[d.Campaign][d.ID], turned = before, false
		}
		return nil
	})
	return turned, err
}

func later(a, b time.Time) time.Time {
	if b.After(a) {
		return b
	}
	return a
}

// crew is a Roster in memory.
type crew struct {
	mu        sync.Mutex
	promotion programme.Promotion
	people    []programme.Person
	away      func() bool // nil: never
}

func (c *crew) Each(ctx context.Context, audience programme.Audience, visit func(programme.Person) error) error {
	people, err := c.People(ctx, audience)
	for _, person := range people {
		if err = errors.Join(err, visit(person)); err != nil {
			return err
		}
	}
	return err
}

func (c *crew) People(_ context.Context, audience programme.Audience) ([]programme.Person, error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	return audience.Select(c.promotion, c.people), nil
}

func (c *crew) Person(_ context.Context, id string) (programme.Person, error) {
	if c.away != nil && c.away() {
		return programme.Person{}, errBroken
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	for _, person := range c.people {
		if person.ID == id {
			return person, nil
		}
	}
	return programme.Person{}, ErrUnknown
}

// change replaces one person; without roles the person is removed.
func (c *crew) change(id string, change func(*programme.Person)) {
	c.mu.Lock()
	defer c.mu.Unlock()
	people := slices.Clone(c.people)
	for i := range people {
		if people[i].ID == id {
			people[i].Roles = slices.Clone(people[i].Roles)
			change(&people[i])
		}
	}
	c.people = slices.DeleteFunc(people, func(p programme.Person) bool { return len(p.Roles) == 0 })
}

// words is a Texts that says who, what and about whom. A hearing mail needs the hearing's place and link.
type words struct {
	mu    sync.Mutex
	extra string // an editor's change
}

func (w *words) Mail(name string, v templates.View) (templates.Mail, error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	if name == "hearing-invitation" {
		var missing []string
		if v.Role.Hearing.At.IsZero() {
			missing = append(missing, "hearing time")
		}
		if v.Role.Hearing.Place == "" && v.Role.Hearing.Link == "" {
			missing = append(missing, "hearing place or link")
		}
		if missing != nil {
			return templates.Mail{}, &templates.MissingError{Fields: missing}
		}
	}
	about := make([]string, len(v.Companions))
	for i, companion := range v.Companions {
		about[i] = companion.ID
	}
	text := fmt.Sprintf("%s %s on %s, start %s, with %v%s", name, v.Person.ID, v.Role.Challenge, v.Role.Start, about, w.extra)
	return templates.Mail{Subject: name, Body: templates.ParseMarkdown(text)}, nil
}

func (w *words) Phrase(name string, _ templates.View) (templates.Document, error) {
	return templates.ParseMarkdown(name), nil
}

// sink is a Mailer and a Poster that keeps what left, in order.
type sink struct {
	mu     sync.Mutex
	left   []string                  // delivery ids of mails and posts
	mails  map[string]Envelope       // by delivery id
	times  map[string]int            // how often each mail left
	posted map[string]string         // channel by marker
	send   func(Envelope) (how fate) // nil: everything goes well

	leaving func(deliveryID string, e Envelope) // called just before something leaves
}

// fate is what happens to a message.
type fate struct {
	err   error // before the dot, or after it when late is set
	late  bool
	leave bool // the message leaves although there is an error
}

func newSink() *sink {
	return &sink{mails: map[string]Envelope{}, times: map[string]int{}, posted: map[string]string{}}
}

func (s *sink) Send(_ context.Context, e Envelope, beforeDot func() error) error {
	var how fate
	if s.send != nil {
		how = s.send(e)
	}
	if how.err != nil && !how.late {
		return how.err
	}
	if err := beforeDot(); err != nil {
		return fmt.Errorf("before the dot: %w", err)
	}
	if how.err != nil && !how.leave {
		return how.err
	}
	if s.leaving != nil {
		s.leaving(e.ID, e)
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.left = append(s.left, e.ID)
	s.mails[e.ID] = e
	s.times[e.ID]++
	return how.err
}

func (s *sink) Post(_ context.Context, channel, marker string, body templates.Document) (string, error) {
	if s.leaving != nil {
		s.leaving(marker, Envelope{Body: body})
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if _, found := s.posted[marker]; !found {
		s.left = append(s.left, marker)
		s.posted[marker] = channel
	}
	return "post:" + marker, nil
}

// sent lists "mailing recipient" of everything that left, sorted.
func (s *sink) sent() []string {
	s.mu.Lock()
	defer s.mu.Unlock()
	var sent []string
	for _, id := range s.left {
		_, name, _ := strings.Cut(id, ".")
		sent = append(sent, strings.Replace(name, ".", " ", 1))
	}
	slices.Sort(sent)
	return sent
}

// world is a notifier and everything around it.
type world struct {
	*Notifier
	t      *testing.T
	memory *memory
	crew   *crew
	words  *words
	sink   *sink
}

func newWorld(t *testing.T, people ...programme.Person) *world {
	t.Helper()
	season := testSeason(t)
	w := &world{t: t, memory: newMemory(season), crew: &crew{promotion: season.Promotion, people: people}, words: &words{}, sink: newSink()}
	w.Notifier = w.restart(Observer{})
	return w
}

// restart is another process over the same storage.
func (w *world) restart(observer Observer) *Notifier {
	return New(Parts{
		Seasons: w.memory, Roster: w.crew, Ledger: w.memory, Texts: w.words, Mailer: w.sink, Poster: w.sink,
		Log: slog.New(slog.DiscardHandler), Observer: observer,
	})
}

func testSeason(t *testing.T) programme.Season {
	t.Helper()
	calendar := programme.Calendar{}
	for milestone, text := range map[programme.Milestone]string{
		programme.Opening: "2019-04-11", programme.Deadline: "2019-05-10T17:00", programme.JuryDay: "2019-05-15",
		programme.Announcement: "2019-05-17", programme.Start: "2019-06",
	} {
		moment, err := programme.ParseMoment(text)
		if err != nil {
			t.Fatal(err)
		}
		calendar[milestone] = moment
	}
	withdrawn, _ := programme.ParseMoment("2019-05-20")
	return programme.Season{Promotion: programme.Promotion{
		ID: "dig-2019", Calendar: calendar, HandledAt: programme.Clock{Hour: 9},
		Challenges: []programme.Challenge{
			{ID: "shom", Designers: 1}, {ID: "ameli", Designers: 2}, {ID: "emploi", Designers: 1, Withdrawn: withdrawn},
		},
	}}
}

// occasion is one of the season's, by its name: "deadline-7d", "start:2019-07-01".
func (w *world) occasion(name string) programme.Occasion {
	w.t.Helper()
	text, day, _ := strings.Cut(name, ":")
	spec, err := programme.ParseOccasion(text)
	if err != nil {
		w.t.Fatal(err)
	}
	var starts []programme.Date
	if day != "" {
		date, err := programme.ParseDate(day)
		if err != nil {
			w.t.Fatal(err)
		}
		starts = append(starts, date)
	}
	promotion := w.memory.season.Promotion
	promotion.Specs = []programme.OccasionSpec{spec}
	for _, occasion := range promotion.Occasions(starts...) {
		if occasion.Name() == name {
			return occasion
		}
	}
	w.t.Fatalf("no occasion %q", name)
	return programme.Occasion{}
}

func (w *world) announce(name string) Campaign {
	w.t.Helper()
	occasion := w.occasion(name)
	if err := w.Announce(w.t.Context(), occasion); err != nil {
		w.t.Fatal(err)
	}
	return w.memory.campaigns[occasion.ID()]
}

func (w *world) deliver(at time.Time) Progress {
	w.t.Helper()
	progress, err := w.Deliver(w.t.Context(), at)
	if err != nil {
		w.t.Fatal(err)
	}
	return progress
}

// run announces an occasion, has it approved when it must be, and delivers it.
func (w *world) run(name string) Campaign {
	w.t.Helper()
	campaign := w.announce(name)
	for i := range campaign.Approvers {
		if _, err := w.Approve(w.t.Context(), campaign.ID, fmt.Sprint("staff-", i), campaign.Hash, campaign.Occasion.Due); err != nil {
			w.t.Fatal(err)
		}
	}
	w.deliver(campaign.Occasion.Due)
	return w.memory.campaigns[campaign.ID]
}

func person(id string, roles ...programme.Role) programme.Person {
	return programme.Person{ID: id, Name: "Camille Exemple", Email: id + "@example.org", Roles: roles}
}

func candidate(status programme.Status, decision programme.Decision, challenge string) programme.Role {
	return programme.Role{Kind: programme.Candidate, Status: status, Decision: decision, Challenge: challenge}
}

package app

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"log/slog"
	"slices"
	"strings"
	"sync"
	"time"

	"digbot/bot"
	"digbot/bot/personal"
	"digbot/bot/team"
	"digbot/internal/programme"
	"digbot/notifier"
	"digbot/templates"
)

// welcome knows whose first day is prepared, how far that is, and asks once about what is not done.
type welcome struct {
	store    Storage
	notifier *notifier.Notifier
	labels   map[programme.Language]templates.Words
	now      clock
	pulse    time.Duration
	log      *slog.Logger

	mu      sync.Mutex
	changes int                                       // of the roster, when the crew was read
	crew    map[programme.RoleKind][]programme.Person // kept for as long as the roster stays as it is
}

// arriving is an arrival of somebody.
type arriving struct {
	personal.Arrival
	person programme.Person
}

func (a *App) newWelcome() (*welcome, error) {
	w := &welcome{
		store: a.parts.Store, notifier: a.Notifier, labels: map[programme.Language]templates.Words{},
		now: a.parts.Now, pulse: cmp.Or(a.parts.Pulse, time.Minute), log: a.parts.Log,
	}
	for _, language := range programme.Languages() {
		var err error
		if w.labels[language], err = templates.Labels("personal", language); err != nil {
			return nil, err
		}
	}
	return w, nil
}

// everybody lists all arrivals: of the designers, and of the mentors on the first of their designers' days. Nobody comes
// before the results are released.
func (w *welcome) everybody(ctx context.Context, season programme.Season) ([]arriving, error) {
	var all []arriving
	first := map[string]programme.Date{} // by challenge
	if season.IsReleased(w.now()) {
		designers, err := w.those(ctx, programme.Designer)
		if err != nil {
			return nil, fmt.Errorf("read the designers: %w", err)
		}
		for _, person := range designers {
			for _, role := range person.Roles {
				start := season.StartOf(role)
				if known, found := first[role.Challenge]; !found || start.Before(known) {
					first[role.Challenge] = start
				}
				all = append(all, arriving{personal.Arrival{Kind: programme.Designer, Challenge: role.Challenge, Start: start}, person})
			}
		}
	}
	mentors, err := w.those(ctx, programme.Mentor)
	if err != nil {
		return nil, fmt.Errorf("read the mentors: %w", err)
	}
	for _, person := range mentors {
		for _, role := range person.Roles {
			start, found := first[role.Challenge]
			if !found {
				start = season.StartOf(role)
			}
			all = append(all, arriving{personal.Arrival{Kind: programme.Mentor, Challenge: role.Challenge, Start: start}, person})
		}
	}
	return slices.DeleteFunc(all, func(a arriving) bool {
		challenge, found := season.Challenge(a.Challenge)
		return !found || challenge.IsWithdrawn(w.now())
	}), nil
}

// those are the people of a role. Few of the roster are, and each tick asks for them: they are read again when it has changed.
func (w *welcome) those(ctx context.Context, role programme.RoleKind) ([]programme.Person, error) {
	changes, err := w.store.RosterChanges(ctx)
	if err != nil {
		return nil, err
	}
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.crew == nil || w.changes != changes {
		w.crew, w.changes = map[programme.RoleKind][]programme.Person{}, changes
	}
	if known, found := w.crew[role]; found {
		return known, nil
	}
	people, err := w.store.People(ctx, programme.Audience{Role: role})
	if err == nil {
		w.crew[role] = people
	}
	return people, err
}

// Arrivals implements personal.Arrivals.
func (w *welcome) Arrivals(ctx context.Context, person string) ([]personal.Arrival, error) {
	season, err := w.store.Season(ctx)
	if err != nil {
		return nil, err
	}
	all, err := w.everybody(ctx, season)
	var own []personal.Arrival
	for _, a := range all {
		if a.person.ID == person {
			own = append(own, a.Arrival)
		}
	}
	return own, err
}

// Ticks implements personal.Arrivals.
func (w *welcome) Ticks(ctx context.Context, person string) (map[string]time.Time, error) {
	return w.store.Ticks(ctx, person)
}

// Tick implements personal.Arrivals.
func (w *welcome) Tick(ctx context.Context, person string, keys []string, done bool, at time.Time) error {
	return w.store.Tick(ctx, person, keys, done, at)
}

// Readiness implements team.Welcome.
func (w *welcome) Readiness(ctx context.Context) ([]team.Readiness, error) {
	season, err := w.store.Season(ctx)
	if err != nil {
		return nil, err
	}
	all, err := w.everybody(ctx, season)
	if err != nil {
		return nil, err
	}
	var list []team.Readiness
	for _, challenge := range season.Challenges {
		ready := team.Readiness{Challenge: challenge.ID}
		for _, a := range all {
			if a.Challenge != challenge.ID {
				continue
			}
			ticks, err := w.store.Ticks(ctx, a.person.ID)
			if err != nil {
				return nil, err
			}
			tasks := personal.TasksOf(season.Promotion, []personal.Arrival{a.Arrival}, w.now())
			open := openOf(tasks, ticks)
			ready.People = append(ready.People, team.Prepared{Name: a.person.Name, Kind: a.Kind, Start: a.Start, Of: len(tasks), Done: len(tasks) - len(open)})
		}
		if len(ready.People) > 0 || !challenge.IsWithdrawn(w.now()) {
			list = append(list, ready)
		}
	}
	return list, nil
}

func openOf(tasks []personal.Task, ticks map[string]time.Time) []personal.Task {
	return slices.DeleteFunc(slices.Clone(tasks), func(t personal.Task) bool {
		_, done := ticks[t.Key()]
		return done
	})
}

// Run asks about what is not done, until ctx ends.
func (w *welcome) Run(ctx context.Context) error {
	bot.Rounds(ctx, min(w.pulse, time.Minute), w.Look, func(err error) { w.log.Warn("checklists were not looked after", "error", err) })
	return nil
}

// chaseFor is how long after its time a step is still asked about: after an outage, not after weeks.
const chaseFor = 36 * time.Hour

// chase is one step of those who start on one day, and when it is asked about.
type chase struct {
	step  programme.Step
	start programme.Date
	due   time.Time
}

func (c chase) id() string { return "chase-" + string(c.step) + "-" + c.start.String() }

// chases lists them for some first days.
func chases(promotion programme.Promotion, starts []programme.Date) []chase {
	var all []chase
	for _, o := range promotion.Occasions(starts...) {
		if o.Milestone == programme.Start {
			step := programme.StepOf(o.Offset)
			after := step.ChasedAfter()
			all = append(all, chase{step, o.StartDay, o.Due.In(programme.Paris()).AddDate(0, 0, after.Days).Add(time.Duration(after.Hours) * time.Hour)})
		}
	}
	return all
}

// Chases are the instants at which somebody may be asked about a checklist.
func (a *App) Chases(ctx context.Context) ([]time.Time, error) {
	season, err := a.parts.Store.Season(ctx)
	if err != nil {
		return nil, err
	}
	starts, err := a.parts.Store.StartDays(ctx)
	var instants []time.Time
	for _, c := range chases(season.Promotion, starts) {
		instants = append(instants, c.due)
	}
	return instants, err
}

// Chase asks about the checklists that are due now, as a running program does by itself.
func (a *App) Chase(ctx context.Context) error { return a.welcome.Look(ctx) }

// Look does what Run does, once.
func (w *welcome) Look(ctx context.Context) error {
	season, err := w.store.Season(ctx)
	if err != nil || !season.IsReleased(w.now()) {
		return err
	}
	starts, err := w.store.StartDays(ctx)
	if err != nil {
		return err
	}
	var faults []error
	for _, c := range chases(season.Promotion, starts) {
		if since := w.now().Sub(c.due); since >= 0 && since < chaseFor {
			faults = append(faults, w.chase(ctx, season, c))
		}
	}
	return errors.Join(faults...)
}

// chase asks everybody once who has something left to do in a step.
func (w *welcome) chase(ctx context.Context, season programme.Season, c chase) error {
	mark := "welcome/" + c.id()
	asked, err := w.store.Noted(ctx, mark)
	if err != nil || asked != "" {
		return err
	}
	all, err := w.everybody(ctx, season)
	if err != nil {
		return err
	}
	notice := notifier.Notice{ID: c.id(), Kind: "checklist-open", At: c.due, NotAfter: c.due.Add(chaseFor + time.Hour), Data: map[string]string{"start": c.start.String()}}
	for _, a := range all {
		if a.Start != c.start {
			continue
		}
		ticks, err := w.store.Ticks(ctx, a.person.ID)
		if err != nil {
			return err
		}
		tasks := slices.DeleteFunc(personal.TasksOf(season.Promotion, []personal.Arrival{a.Arrival}, w.now()), func(t personal.Task) bool { return t.Step != c.step })
		if words := w.words(a.person, openOf(tasks, ticks)); words != "" {
			key := "open_" + a.person.ID
			notice.To, notice.Data[key] = append(notice.To, a.person.ID), strings.TrimSpace(notice.Data[key]+"\n"+words)
		}
	}
	if len(notice.To) > 0 {
		if _, err := w.notifier.Notify(ctx, notice); err != nil && !errors.Is(err, notifier.ErrTaken) { // taken: asked before a crash
			return fmt.Errorf("ask about the checklists of %s: %w", c.id(), err)
		}
	}
	return w.store.Note(ctx, mark, "yes", keepPassage)
}

// words are tasks as the person reads them, one a line.
func (w *welcome) words(person programme.Person, tasks []personal.Task) string {
	var lines []string
	for _, task := range tasks {
		lines = append(lines, w.labels[person.In()].Say("task_"+string(task.Kind)+"_"+task.Name))
	}
	return strings.Join(lines, "\n")
}

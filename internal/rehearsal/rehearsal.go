package rehearsal

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"os"
	"path/filepath"
	"sync/atomic"
	"time"

	"digbot/internal/app"
	"digbot/internal/config"
	"digbot/internal/programme"
	"digbot/internal/seal"
	"digbot/internal/store"
	"digbot/templates"
)

// Options says what is rehearsed.
type Options struct {
	From, To  time.Time // zero: the whole season
	People    []programme.Person
	Fictional bool   // the people are made up
	Dir       string // where the timeline, the mails and the page go; empty: nothing is written down
	Language  programme.Language
	Mute      bool // nobody asks the bot what it knows
	Log       *slog.Logger

	// Progress is called after each step of the season; it may be nil.
	Progress func(Step)

	// Inspect is called with each mail and post that leaves; it may be nil.
	Inspect func(mailing string, language programme.Language, body templates.Document)
}

// Step is a point of the season that was played.
type Step struct {
	Done, Total int
	At          time.Time
	Occasion    string // empty for a step that is no occasion
	Beside      Beside // what it is instead; empty for what sends nothing by itself
	Mails       int    // sent since the last step
	Posts       int
}

// Beside is what makes mails leave beside the calendar.
type Beside string

// What stands beside the calendar.
const (
	Approved Beside = "approved" // somebody approved what waited
	Chased   Beside = "chased"   // who has something left to tick is asked about it
	Spaced   Beside = "spaced"   // somebody's next mail waited for an hour to pass
)

// Summary is what was played.
type Summary struct {
	Counts  map[Kind]int
	Refused []string // why campaigns could not leave: person ids and fields
	Remarks []string // what the team should know: person ids and reasons
	Page    string   // path of the page
}

// ErrForeign means that the folder holds something that no rehearsal has written.
var ErrForeign = errors.New("the folder is not empty and holds no earlier rehearsal")

// rehearsal is a season being played.
type rehearsal struct {
	options Options
	config  config.Config
	store   *store.Store
	app     *app.App
	clock   atomic.Pointer[time.Time]
	record  *recorder
	asked   int
	done    int // acts that were played, of total
	total   int
	again   time.Time // when mails that wait for others to the same people may leave; zero: none waits
}

// Play plays the season and writes it down. Whatever happens, nobody is written to.
func Play(ctx context.Context, cfg config.Config, texts *templates.Library, options Options) (Summary, error) {
	timeline, err := openDir(options.Dir)
	if err != nil {
		return Summary{}, fmt.Errorf("open the folder of the rehearsal: %w", err)
	}
	defer timeline.Close()
	scratch, err := os.MkdirTemp("", "digbot-rehearsal-")
	if err != nil {
		return Summary{}, fmt.Errorf("make a place for the rehearsal's store: %w", err)
	}
	defer os.RemoveAll(scratch)
	cfg.Approvals.Undo = 0 // it passes in real time, of which a rehearsal has none
	r := &rehearsal{options: options, config: cfg}
	key, err := seal.Generate() // thrown away with the store
	if err != nil {
		return Summary{}, err
	}
	if r.store, err = store.Open(filepath.Join(scratch, "rehearsal.db"), cfg.Promotion, store.Volatile(), store.WithKey(key)); err != nil {
		return Summary{}, err
	}
	defer r.store.Close()
	if err := r.wire(texts, timeline); err != nil {
		return Summary{}, err
	}
	if err := r.play(ctx); err != nil {
		return Summary{}, err
	}
	return r.finish()
}

// wire makes the app that a live season has, on a clock that the script moves.
func (r *rehearsal) wire(texts *templates.Library, out io.Writer) error {
	r.record = newRecorder(r.now, out, r.options)
	parts := app.Parts{Texts: texts, Store: shifted{r.store, r.now}, Now: r.now, Log: r.options.Log, Observer: r.record.observer()}
	if r.options.Dir == "" {
		composer, err := app.Composer(r.config)
		if err != nil {
			return err
		}
		parts.Mailer, parts.Poster = draft{composer}, draft{composer}
	} else {
		outbox, err := app.Outbox(r.config, filepath.Join(r.options.Dir, "mail"), filepath.Join(r.options.Dir, "posts"))
		if err != nil {
			return err
		}
		outbox.Volatile()
		parts.Mailer, parts.Poster = outbox, outbox
	}
	var err error
	r.app, err = app.New(r.config, parts)
	return err
}

func (r *rehearsal) now() time.Time { return *r.clock.Load() }

// play puts the people in and walks through the script.
func (r *rehearsal) play(ctx context.Context) error {
	if err := r.store.PutPeople(ctx, r.options.People); err != nil {
		return fmt.Errorf("put the people in: %w", err)
	}
	script, err := r.script(ctx)
	if err != nil {
		return err
	}
	r.total = len(script)
	for i, act := range script {
		if err := r.until(ctx, act.at); err != nil {
			return fmt.Errorf("before %s: %w", act.at.Format(time.RFC3339), err)
		}
		if err := r.step(ctx, act); err != nil {
			return fmt.Errorf("at %s: %w", act.at.Format(time.RFC3339), err)
		}
		r.done = i + 1
		r.progress(act)
	}
	return r.until(ctx, r.now().AddDate(0, 0, 1))
}

// step moves the clock, lets the season do what is due, then plays the act.
func (r *rehearsal) step(ctx context.Context, act act) error {
	r.clock.Store(&act.at)
	swept, err := r.app.Scheduler.Sweep(ctx, act.at)
	r.record.swept(swept)
	if err != nil {
		return err
	}
	if act.do != nil {
		if err := act.do(ctx, act.at); err != nil {
			return err
		}
	}
	return r.deliver(ctx, act.at)
}

// deliver sends what can be sent.
func (r *rehearsal) deliver(ctx context.Context, at time.Time) error {
	progress, err := r.app.Notifier.Deliver(ctx, at)
	r.record.settle()
	// A long pass takes its own time: a minute more keeps its last mail an hour away, too.
	if wait := at.Add(time.Hour + time.Minute); !progress.Next.IsZero() && (r.again.IsZero() || wait.Before(r.again)) {
		r.again = wait
	}
	return err
}

// until lets the mails go, before an instant, that wait for others to the same people.
func (r *rehearsal) until(ctx context.Context, next time.Time) error {
	for !r.again.IsZero() && r.again.Before(next) {
		at := r.again
		r.again = time.Time{}
		r.clock.Store(&at)
		if err := r.deliver(ctx, at); err != nil {
			return err
		}
		r.progress(act{at: at, beside: Spaced})
	}
	return nil
}

func (r *rehearsal) progress(act act) {
	mails, posts := r.record.since()
	if r.options.Progress != nil {
		r.options.Progress(Step{Done: r.done, Total: r.total, At: act.at, Occasion: act.occasion, Beside: act.beside, Mails: mails, Posts: posts})
	}
}

func (r *rehearsal) finish() (Summary, error) {
	if r.record.timeline.err != nil {
		return Summary{}, r.record.timeline.err
	}
	summary := Summary{Counts: r.record.timeline.counts, Refused: r.record.refused, Remarks: r.record.remarks}
	if r.options.Dir == "" {
		return summary, nil
	}
	summary.Page = filepath.Join(r.options.Dir, "report.html")
	if err := r.writePage(summary.Page); err != nil {
		return Summary{}, fmt.Errorf("write the page: %w", err)
	}
	return summary, nil
}

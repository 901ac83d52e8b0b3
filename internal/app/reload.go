package app

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"log/slog"
	"os"
	"sync"
	"time"

	"digbot/bot"
	"digbot/bot/desk"
	"digbot/internal/config"
	"digbot/templates"
)

// lookEvery is how often the folder of answers is looked at.
const lookEvery = time.Second

// answers keeps the bot's knowledge what the configured folder and the team's additions say. Files are looked at rather
// than watched: that works on every disk, and for folders that are exchanged as a whole.
type answers struct {
	cfg     config.Config
	added   func(context.Context) ([]desk.Draft, error)
	seasons bot.Seasons
	bot     *bot.Bot
	train   bot.Trainer
	log     *slog.Logger

	taken  string // the folder's state that was last tried
	latest string // and the one last seen

	mu    sync.Mutex
	fault error // why the folder as it is could not be taken over
}

// newAnswers takes note of the folder as it is: the bot has learnt that already.
func newAnswers(cfg config.Config, seasons bot.Seasons, added func(context.Context) ([]desk.Draft, error), b *bot.Bot, log *slog.Logger) *answers {
	now := stateOf(cfg.AnswersDir) + stateOfDrafts(nil)
	return &answers{cfg: cfg, seasons: seasons, added: added, bot: b, train: trainer(log), log: log, taken: now, latest: now}
}

// keep takes over what is changed in the folder, until ctx ends. What has faults is reported and the old knowledge stays.
func (a *answers) keep(ctx context.Context) error {
	looking := time.NewTicker(lookEvery)
	defer looking.Stop()
	for {
		select {
		case <-ctx.Done():
			return nil
		case <-looking.C:
			a.look(ctx)
		}
	}
}

// look tries a change once it has settled: it was there at the last look already, so that nobody is in the middle of
// copying files.
func (a *answers) look(ctx context.Context) {
	added, err := a.added(ctx)
	if err != nil {
		a.log.Debug("the team's answers have to wait", "error", err)
		return
	}
	state := stateOf(a.cfg.AnswersDir) + stateOfDrafts(added)
	settled := state == a.latest
	a.latest = state
	if !settled || state == a.taken {
		return
	}
	err = a.take(ctx, added)
	if errors.Is(err, errSeason) {
		a.log.Debug("the edited answers have to wait", "error", err)
		return
	}
	a.taken = state
	a.mu.Lock()
	defer a.mu.Unlock()
	a.fault = err
	if err != nil {
		a.log.Error("the edited answers have faults: the bot goes on with what it knew", "folder", a.cfg.AnswersDir, "faults", lines(err))
	}
}

// errSeason is no fault of the answers: they are tried again.
var errSeason = errors.New("read the season")

// take teaches the bot what the folder and the team say, when all of it is sound.
func (a *answers) take(ctx context.Context, added []desk.Draft) error {
	began := time.Now()
	texts, err := loadTexts(a.cfg, added)
	if err != nil {
		return err
	}
	season, err := a.seasons.Season(ctx)
	if err != nil {
		return fmt.Errorf("%w: %w", errSeason, err)
	}
	if faults := texts.Check(Views(season.Promotion)); len(faults) > 0 {
		return faults
	}
	knowledge := bot.Learn(texts, season.Promotion, a.train)
	if err := knowledge.Ready(); err != nil {
		return err
	}
	a.bot.Teach(knowledge)
	a.log.Info("the edited answers are in use", "folder", a.cfg.AnswersDir, "topics", len(texts.Topics("fr")), "took", time.Since(began))
	return nil
}

// probe says why the folder as it is is not in use.
func (a *answers) probe(context.Context) error {
	a.mu.Lock()
	defer a.mu.Unlock()
	if a.fault == nil {
		return nil
	}
	return fmt.Errorf("the edited answers are not in use: %w", a.fault)
}

// lines are the faults that an error lists.
func lines(err error) []string {
	var faults templates.Faults
	if !errors.As(err, &faults) {
		return []string{err.Error()}
	}
	all := make([]string, len(faults))
	for i, fault := range faults {
		all[i] = fault.String()
	}
	return all
}

// stateOf tells two states of a folder apart by the names, sizes and times of its files.
func stateOf(dir string) string {
	if dir == "" {
		return ""
	}
	entries, err := os.ReadDir(dir)
	if err != nil {
		return err.Error()
	}
	state := ""
	for _, entry := range entries {
		info, err := fs.Stat(os.DirFS(dir), entry.Name()) // of the file itself where the entry is a link
		if err != nil {
			state += fmt.Sprintln(entry.Name(), err)
			continue
		}
		state += fmt.Sprintln(entry.Name(), info.Size(), info.ModTime().UnixNano())
	}
	return state
}

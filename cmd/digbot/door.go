package main

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"log/slog"
	"os"
	"time"

	"digbot/internal/app"
	"digbot/internal/config"
	"digbot/internal/programme"
	"digbot/internal/store"
	"digbot/templates"
)

// door is what every subcommand shares: the streams and the persistent flags.
type door struct {
	streams
	configs []string
	at      string
	verbose bool
}

// config reads the configuration. A faulty one is reported whole, and what is set but not built yet gets its sentence.
func (d *door) config() (config.Config, error) {
	files, err := d.files()
	if err != nil {
		return config.Config{}, err
	}
	cfg, err := config.Load(files, d.Env)
	if err != nil {
		return cfg, misuse{fmt.Errorf("the configuration has faults:\n%w", err)}
	}
	for _, notice := range cfg.Unbuilt() {
		fmt.Fprintln(d.Err, notice)
	}
	return cfg, nil
}

// files names the configuration's files: those of --config, else the current folder's.
func (d *door) files() ([]string, error) {
	if len(d.configs) > 0 {
		return d.configs, noFiles(d.configs)
	}
	path, isExample, err := config.Find(".")
	if errors.Is(err, fs.ErrNotExist) {
		return nil, misuse{errors.New("there is no config.yaml and no config.example.yaml in this folder: name a file with --config")}
	}
	if err != nil {
		return nil, misuse{err}
	}
	if isExample {
		fmt.Fprintln(d.Err, "No config.yaml here: using "+path+", the promotion of 2019.")
	}
	return []string{path}, nil
}

// noFiles tells of names on the command line that cannot be those of files.
func noFiles(paths []string) error {
	var faults []error
	for _, path := range paths {
		info, err := os.Stat(path)
		switch {
		case path == "":
			faults = append(faults, errors.New("--config: the name of the file is empty"))
		case err == nil && !info.Mode().IsRegular():
			faults = append(faults, fmt.Errorf("--config: %s is a folder or another thing that is no file: name a file", path))
		}
	}
	if len(faults) > 0 {
		return misuse{errors.Join(faults...)}
	}
	return nil
}

// texts loads the sentences; a faulty text is reported with its file and line.
func (d *door) texts(cfg config.Config) (*templates.Library, error) {
	texts, err := app.LoadTexts(cfg)
	if err != nil {
		return nil, misuse{fmt.Errorf("the texts have faults:\n%w", err)}
	}
	return texts, nil
}

// clock is the programme's clock: real time, or the instant of --now.
func (d *door) clock() (func() time.Time, error) {
	if d.at == "" {
		return time.Now, nil
	}
	at, err := parseInstant("--now", d.at)
	return func() time.Time { return at }, err
}

// instant is the programme's clock for a look into a store, which may be nil: --now, else the clock that the store lives by.
func (d *door) instant(ctx context.Context, s *store.Store) (time.Time, error) {
	if d.at != "" || s == nil {
		clock, err := d.clock()
		if err != nil {
			return time.Time{}, err
		}
		return clock(), nil
	}
	clock, err := s.Clock(ctx)
	return clock.Now(time.Now()), err
}

// misconfigured marks the errors that the operator mends in the configuration or on the command line.
func misconfigured(err error) error {
	for _, mendable := range []error{app.ErrDriven, app.ErrNotDriven, app.ErrSpeed, app.ErrReachable, app.ErrFast, app.ErrPlatform,
		store.ErrNewer, store.ErrEvicts, store.ErrForgets, store.ErrLogin, store.ErrKind,
		store.ErrRetired, store.ErrRestoring} {
		if errors.Is(err, mendable) {
			return misuse{err}
		}
	}
	return err
}

// parseInstant reads RFC 3339, or the same without zone, which is Paris time.
func parseInstant(flag, text string) (time.Time, error) {
	if at, err := time.Parse(time.RFC3339, text); err == nil {
		return at, nil
	}
	for _, form := range []string{"2006-01-02T15:04:05", "2006-01-02T15:04", time.DateOnly} {
		if at, err := time.ParseInLocation(form, text, programme.Paris()); err == nil {
			return at, nil
		}
	}
	return time.Time{}, misuse{fmt.Errorf("%s: %q is not an instant such as 2019-05-10T17:00:00+02:00 or 2019-05-10 (Paris time)", flag, text)}
}

func (d *door) log() *slog.Logger {
	level := slog.LevelError
	if d.verbose {
		level = slog.LevelInfo
	}
	return slog.New(slog.NewTextHandler(d.Err, &slog.HandlerOptions{Level: level}))
}

// isTerminal reports whether people look at the stream.
func isTerminal(stream any) bool {
	file, isFile := stream.(*os.File)
	if !isFile {
		return false
	}
	info, err := file.Stat()
	return err == nil && info.Mode()&os.ModeCharDevice != 0
}

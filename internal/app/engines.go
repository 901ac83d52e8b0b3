package app

import (
	"errors"
	"fmt"
	"log/slog"
	"os"
	"path/filepath"
	"slices"
	"time"

	"digbot/bot"
	"digbot/bot/understand"
)

// trainer keeps trained engines in the user's cache folder, by the fingerprint of all that they are made of, so that only
// a changed knowledge is trained anew. A cache that cannot be used costs a second a language, and nothing else.
func trainer(log *slog.Logger) bot.Trainer {
	dir, err := os.UserCacheDir()
	if err != nil {
		return understand.Train
	}
	return keptIn(filepath.Join(dir, "digbot"), log)
}

func keptIn(dir string, log *slog.Logger) bot.Trainer {
	return func(language understand.Language, examples []understand.Example) (*understand.Engine, error) {
		path := filepath.Join(dir, understand.Fingerprint(language, examples)+".engine")
		if kept, err := readEngine(path); err == nil {
			return kept, nil
		}
		engine, err := understand.Train(language, examples)
		if err != nil {
			return nil, err
		}
		if err := writeEngine(path, engine); err != nil {
			log.Debug("the trained engine is not kept", "language", language, "error", err)
		}
		return engine, nil
	}
}

func readEngine(path string) (*understand.Engine, error) {
	data, err := os.ReadFile(path)
	if err != nil {
		return nil, err
	}
	engine := new(understand.Engine)
	return engine, engine.UnmarshalBinary(data)
}

// writeEngine makes the file appear whole, for several processes may do the same at once.
func writeEngine(path string, engine *understand.Engine) error {
	data, err := engine.MarshalBinary()
	if err != nil {
		return err
	}
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		return err
	}
	draft, err := os.CreateTemp(filepath.Dir(path), ".draft-*")
	if err != nil {
		return err
	}
	defer os.Remove(draft.Name()) // it has its name by then, or is of no use
	if _, err := draft.Write(data); err != nil {
		draft.Close()
		return err
	}
	if err := draft.Close(); err != nil {
		return err
	}
	if err := os.Rename(draft.Name(), path); err != nil {
		return fmt.Errorf("name the engine: %w", err)
	}
	return dropOld(filepath.Dir(path))
}

// mostKept is how many engines are kept: each edited answer makes another.
const mostKept = 12

// dropOld removes the engines that were made first.
func dropOld(dir string) error {
	paths, err := filepath.Glob(filepath.Join(dir, "*.engine"))
	if err != nil || len(paths) <= mostKept {
		return err
	}
	made := map[string]time.Time{}
	for _, path := range paths {
		if info, err := os.Stat(path); err == nil {
			made[path] = info.ModTime()
		}
	}
	slices.SortFunc(paths, func(a, b string) int { return made[a].Compare(made[b]) })
	var faults []error
	for _, path := range paths[:len(paths)-mostKept] {
		faults = append(faults, os.Remove(path))
	}
	return errors.Join(faults...)
}

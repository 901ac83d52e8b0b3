package app

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"time"

	"digbot/bot"
	"digbot/bot/team"
	"digbot/internal/config"
	"digbot/internal/programme"
	"digbot/internal/roster"
	"digbot/internal/store"
)

// imports takes in what the team drops into a conversation. The list is read where it was dropped, and kept nowhere.
type imports struct {
	importer Importer
	posters  map[string]bot.Poster
	words    listWords
}

// newImports is for the platforms on which files can be read; nil when there is none.
func newImports(cfg config.Config, parts Parts) (team.Imports, error) {
	words, err := newListWords()
	if err != nil {
		return nil, err
	}
	i := imports{NewImporter(cfg, parts.Store), map[string]bot.Poster{}, words}
	i.importer.Open = true
	for _, platform := range parts.Platforms {
		if poster, speaks := platform.(bot.Poster); speaks {
			i.posters[platform.Name()] = poster
		}
	}
	if len(i.posters) == 0 {
		return nil, nil
	}
	return i, nil
}

// largestDrop is the size of a list that is taken in by chat, in bytes; a larger one comes by command.
const largestDrop = 8 << 20

// Look implements team.Imports.
func (i imports) Look(ctx context.Context, platform string, file bot.File, language programme.Language) (team.Arrivals, error) {
	look, err := i.look(ctx, platform, file, language)
	return i.arrivals(look, language), err
}

func (i imports) look(ctx context.Context, platform string, file bot.File, language programme.Language) (Look, error) {
	poster, found := i.posters[platform]
	switch {
	case !found:
		return Look{}, fmt.Errorf("files cannot be read on %s", platform)
	case file.Size > largestDrop:
		return Look{}, team.FaultyError{Faults: []string{i.words[language].Say("too_large", "mb", largestDrop>>20)}}
	}
	list, err := poster.Read(ctx, file)
	if err != nil {
		return Look{}, fmt.Errorf("read the file: %w", err)
	}
	look, err := i.importer.Look(ctx, bytes.NewReader(list))
	if faults, faulty := errors.AsType[roster.Faults](err); faulty {
		return look, team.FaultyError{Faults: i.words.told(language, faults)}
	}
	if errors.Is(err, ErrDecisions) {
		return look, team.ErrDecisions
	}
	return look, err
}

// Import implements team.Imports.
func (i imports) Import(ctx context.Context, platform string, file bot.File, language programme.Language, hash, by string) (team.Arrivals, error) {
	look, err := i.look(ctx, platform, file, language)
	if err != nil {
		return team.Arrivals{}, err
	}
	if look.Hash != hash {
		return team.Arrivals{}, team.ErrStale
	}
	err = i.importer.Import(ctx, look, by, platform, time.Now())
	if errors.Is(err, store.ErrMoved) {
		return team.Arrivals{}, team.ErrStale
	}
	return i.arrivals(look, language), err
}

func (i imports) arrivals(l Look, language programme.Language) team.Arrivals {
	return team.Arrivals{Hash: l.Hash, Rows: l.Rows, Added: len(l.Added), Changed: len(l.Changed), Same: l.Same, Absent: l.Absent,
		Erased: len(l.Erased), Remarks: i.words.told(language, l.Remarks)}
}

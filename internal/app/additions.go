package app

import (
	"archive/zip"
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"

	"digbot/bot/desk"
	"digbot/internal/config"
	"digbot/templates"
)

// additions are the answers that the team adds while the service runs. They lie over all others.
type additions struct {
	Storage
	cfg config.Config
}

// Propose implements desk.Additions. A draft that would not read as an answer is refused with its faults.
func (a additions) Propose(ctx context.Context, draft desk.Draft) error {
	season, err := a.Season(ctx)
	if err != nil {
		return err
	}
	texts, err := loadTexts(a.cfg, []desk.Draft{draft})
	if err == nil {
		if faults := texts.Check(Views(season.Promotion)); len(faults) > 0 {
			err = faults
		}
	}
	if err != nil {
		return desk.DraftError{Faults: lines(err)}
	}
	return a.Storage.Propose(ctx, draft)
}

// loadTexts loads every sentence, with what the team has added.
func loadTexts(cfg config.Config, added []desk.Draft) (*templates.Library, error) {
	var folders []templates.Folder
	if cfg.AnswersDir != "" {
		folders = append(folders, templates.FolderAt(cfg.AnswersDir))
	}
	if len(added) > 0 {
		folder, err := folderOf(added)
		if err != nil {
			return nil, fmt.Errorf("gather the team's answers: %w", err)
		}
		folders = append(folders, folder)
	}
	return templates.LoadOver(folders...)
}

// folderOf holds drafts as the files that they will be.
func folderOf(drafts []desk.Draft) (templates.Folder, error) {
	var packed bytes.Buffer
	w := zip.NewWriter(&packed)
	for _, draft := range drafts {
		file, err := w.Create(draft.File())
		if err != nil {
			return templates.Folder{}, err
		}
		if _, err := file.Write([]byte(draft.Markdown())); err != nil {
			return templates.Folder{}, err
		}
	}
	if err := w.Close(); err != nil {
		return templates.Folder{}, err
	}
	files, err := zip.NewReader(bytes.NewReader(packed.Bytes()), int64(packed.Len()))
	return templates.Folder{Files: files, Name: "the team's answers"}, err
}

// stateOfDrafts tells two states of the team's answers apart.
func stateOfDrafts(drafts []desk.Draft) string {
	sum := sha256.New()
	for _, draft := range drafts {
		fmt.Fprintln(sum, draft.File(), draft.Markdown())
	}
	return hex.EncodeToString(sum.Sum(nil))
}

package rehearsal

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
)

// timelineFile is the file by which a folder is known to hold a rehearsal.
const timelineFile = "timeline.jsonl"

// nowhere is the timeline of a rehearsal that is not written down.
type nowhere struct{ io.Writer }

// Close implements io.Closer.
func (nowhere) Close() error { return nil }

// openDir makes the folder ready and opens the timeline. An earlier rehearsal makes room; anything else is left alone.
func openDir(dir string) (io.WriteCloser, error) {
	if dir == "" {
		return nowhere{io.Discard}, nil
	}
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return nil, err
	}
	if err := clear(dir); err != nil {
		return nil, err
	}
	for _, folder := range []string{"mail", "posts"} {
		if err := os.MkdirAll(filepath.Join(dir, folder), 0o755); err != nil {
			return nil, err
		}
	}
	return os.Create(filepath.Join(dir, timelineFile))
}

// clear removes what an earlier rehearsal wrote.
func clear(dir string) error {
	entries, err := os.ReadDir(dir)
	if err != nil || len(entries) == 0 {
		return err
	}
	if _, err := os.Stat(filepath.Join(dir, timelineFile)); errors.Is(err, fs.ErrNotExist) {
		return fmt.Errorf("%s: %w", dir, ErrForeign)
	}
	for _, pattern := range []string{"mail/*.eml", "posts/*", "report.html", timelineFile} {
		files, _ := filepath.Glob(filepath.Join(dir, pattern)) // the patterns are well formed
		for _, file := range files {
			if err := os.Remove(file); err != nil {
				return err
			}
		}
	}
	return nil
}

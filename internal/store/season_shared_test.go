package store

import (
	"path/filepath"
	"testing"

	"digbot/internal/programme"
)

// TestTheSeasonIsReadAgain moves a date from either side of a shared file: both sides tell the new one at once.
func TestTheSeasonIsReadAgain(t *testing.T) {
	path := filepath.Join(t.TempDir(), "store.db")
	owner := shareAt(t, path)
	client := throughAt(t, path)
	told := func() (all [2]programme.Moment) {
		for i, s := range []*Store{owner, client} {
			season, err := s.Season(t.Context())
			if err != nil {
				t.Fatal(err)
			}
			all[i] = season.Calendar[programme.Deadline]
		}
		return all
	}
	_ = told()
	for to, mover := range map[string]*Store{"2019-05-13T17:00": client, "2019-05-14T17:00": owner} {
		moment, err := programme.ParseMoment(to)
		if err != nil {
			t.Fatal(err)
		}
		if err := mover.Move(t.Context(), programme.Deadline, moment, "alix", paris(t, "2019-05-02T10:00")); err != nil {
			t.Fatal(err)
		}
		if got := told(); got != [2]programme.Moment{moment, moment} {
			t.Errorf("owner and client tell %v, want %v", got, moment)
		}
	}
}

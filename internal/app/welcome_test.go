package app

import (
	"context"
	"path/filepath"
	"testing"
	"time"

	"digbot/internal/config"
	"digbot/internal/programme"
	"digbot/internal/store"
)

// readings counts how often people are selected from the roster.
type readings struct {
	Storage
	n int
}

func (r *readings) People(ctx context.Context, audience programme.Audience) ([]programme.Person, error) {
	r.n++
	return r.Storage.People(ctx, audience)
}

// TestTheCrewIsReadOnce selects those who arrive once, and again when the roster has changed.
func TestTheCrewIsReadOnce(t *testing.T) {
	cfg, err := config.Load([]string{"../../config.example.yaml"}, func(string) (string, bool) { return "", false })
	if err != nil {
		t.Fatal(err)
	}
	kept, err := store.Open(filepath.Join(t.TempDir(), "digbot.db"), cfg.Promotion, store.Volatile())
	if err != nil {
		t.Fatal(err)
	}
	defer kept.Close()
	counted := &readings{Storage: kept}
	w := &welcome{store: counted, now: func() time.Time { return cfg.Promotion.At(programme.Start) }}
	for n, step := range []struct {
		add  []string // mentors
		want int
	}{{[]string{"a", "b"}, 2}, {nil, 2}, {[]string{"c"}, 3}, {nil, 3}} {
		for _, id := range step.add {
			mentor := programme.Person{ID: id, Name: "Camille Exemple", Email: id + "@example.org", Roles: []programme.Role{{Kind: programme.Mentor, Challenge: "shom"}}}
			if err := kept.PutPeople(t.Context(), []programme.Person{mentor}); err != nil {
				t.Fatal(err)
			}
		}
		if all, err := w.everybody(t.Context(), programme.Season{Promotion: cfg.Promotion}); err != nil || len(all) != step.want {
			t.Errorf("%d: %d arrive, %v; want %d", n, len(all), err, step.want)
		}
		if want := n/2 + 1; counted.n != want {
			t.Errorf("%d: the roster was read %d times, want %d", n, counted.n, want)
		}
	}
}

package app

import (
	"fmt"
	"io"
	"path/filepath"
	"runtime"
	"runtime/debug"
	"strings"
	"testing"
	"time"

	"digbot/internal/programme"
	"digbot/internal/seal"
	"digbot/internal/store"
)

// crowd writes a list of n people row by row, so that the list itself takes no memory.
type crowd struct {
	n, next int
	row     string
	rest    string
}

func (c *crowd) Read(p []byte) (int, error) {
	if c.rest == "" && c.next == c.n {
		return 0, io.EOF
	}
	if c.rest == "" {
		c.rest = fmt.Sprintf(c.row, c.next)
		c.next++
	}
	n := copy(p, c.rest)
	c.rest = c.rest[n:]
	return n, nil
}

const crowdSize = 100_000

// BenchmarkImport checks and imports 100,000 people into a file, in one step, under the limit of memory of the command.
// "peak-MB" is the most that the program held of the system beside the file's own pages.
func BenchmarkImport(b *testing.B) {
	for name, row := range map[string]string{
		"open":    "candidat;Zoé Fictif %[1]d;zoe.%[1]d@example.org;fr;présélectionné;un;;15/05/2019 14:30;Salle Érable\n",
		"decided": "candidat;Zoé Fictif %[1]d;zoe.%[1]d@example.org;fr;présélectionné;un;non retenu;15/05/2019 14:30;Salle Érable\n",
	} {
		b.Run(name, func(b *testing.B) {
			defer debug.SetMemoryLimit(debug.SetMemoryLimit(110 << 20))
			key, err := seal.Generate()
			if err != nil {
				b.Fatal(err)
			}
			peak := watchMemory(b)
			for b.Loop() {
				s, err := store.Open(filepath.Join(b.TempDir(), "store.db"), benchPromotion(), store.WithKey(key))
				if err != nil {
					b.Fatal(err)
				}
				importer := Importer{Store: s, HasKey: true}
				list := &crowd{n: crowdSize, row: row, rest: "rôle;nom;courriel;langue;statut;défi;décision;audition;lieu\n"}
				look, err := importer.Look(b.Context(), list)
				if err != nil || len(look.Added) != crowdSize {
					b.Fatal(len(look.Added), err)
				}
				if err := importer.Import(b.Context(), look, "operator", "", time.Now()); err != nil {
					b.Fatal(err)
				}
				if err := s.Close(); err != nil {
					b.Fatal(err)
				}
			}
			b.ReportMetric(peak(), "peak-MB")
		})
	}
}

func benchPromotion() programme.Promotion {
	return programme.Promotion{ID: "bench", Challenges: []programme.Challenge{{ID: "un", Title: programme.Text{FR: "Un"}}}}
}

// watchMemory looks again and again at what the program holds; the function it returns ends that and tells the most, in MB.
func watchMemory(b *testing.B) func() float64 {
	b.Helper()
	stop, most := make(chan struct{}), make(chan float64)
	go func() {
		var peak float64
		for {
			var m runtime.MemStats
			runtime.ReadMemStats(&m)
			peak = max(peak, float64(m.Sys-m.HeapReleased)/(1<<20))
			select {
			case <-stop:
				most <- peak
				return
			case <-time.After(20 * time.Millisecond):
			}
		}
	}()
	return func() float64 { close(stop); return <-most }
}

func TestCrowdIsAList(t *testing.T) {
	var text strings.Builder
	if _, err := io.Copy(&text, &crowd{n: 2, row: "%d\n", rest: "x\n"}); err != nil || text.String() != "x\n0\n1\n" {
		t.Errorf("%q, %v", text.String(), err)
	}
}

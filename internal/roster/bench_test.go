package roster

import (
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"runtime"
	"strings"
	"testing"
)

// crowd writes a list of n people row by row, so that the list itself takes no memory.
type crowd struct {
	n, next int
	row     func(i int) string
	rest    string
}

func newCrowd(n int, row func(i int) string) *crowd {
	return &crowd{n: n, row: row, rest: "rôle;nom;courriel;langue;statut;défi;décision;début;audition;lieu;slack;mattermost\n"}
}

func (c *crowd) Read(p []byte) (int, error) {
	if c.rest == "" && c.next == c.n {
		return 0, io.EOF
	}
	if c.rest == "" {
		c.rest = c.row(c.next)
		c.next++
	}
	n := copy(p, c.rest)
	c.rest = c.rest[n:]
	return n, nil
}

func goodRow(i int) string {
	return fmt.Sprintf("candidat;Zoé Fictif %d;zoe.%d@example.org;fr;présélectionné;MaritUX;non retenu;;15/05/2019 14:30;Salle Érable;U%d;zoe%d\n", i, i, i, i)
}

func badRow(i int) string {
	return fmt.Sprintf("candidta;Zoé Fictif %d;zoe.%d@example;de;perdu;Caisse d’assurance maladie %d;non;31/06/2019;15/05/2019;;;\n", i, i, i)
}

// BenchmarkRead reads 100,000 people; "peak-MB" is the most that the heap took from the system.
func BenchmarkRead(b *testing.B) {
	const n = 100_000
	for b.Loop() {
		list, err := Read(newCrowd(n, goodRow), promotion(), nil)
		if err != nil || len(list.People) != n {
			b.Fatalf("%d people, %v", len(list.People), err)
		}
	}
	b.ReportMetric(megabytes(), "peak-MB")
}

// BenchmarkReadKnown reads them again, over those who are known already.
func BenchmarkReadKnown(b *testing.B) {
	const n = 100_000
	list, err := Read(newCrowd(n, goodRow), promotion(), nil)
	if err != nil {
		b.Fatal(err)
	}
	for b.Loop() {
		if _, err := Read(newCrowd(n, goodRow), promotion(), list.People); err != nil {
			b.Fatal(err)
		}
	}
	b.ReportMetric(megabytes(), "peak-MB")
}

// BenchmarkReadFaults reads a list in which nearly everything is wrong.
func BenchmarkReadFaults(b *testing.B) {
	const n = 100_000
	for b.Loop() {
		_, err := Read(newCrowd(n, badRow), promotion(), nil)
		var faults Faults
		if !errors.As(err, &faults) || len(faults) != 8*n {
			b.Fatalf("%d faults, want %d", len(faults), 8*n)
		}
	}
	b.ReportMetric(megabytes(), "peak-MB")
}

func megabytes() float64 {
	var stats runtime.MemStats
	runtime.ReadMemStats(&stats)
	return float64(stats.HeapSys) / (1 << 20)
}

func BenchmarkFictional(b *testing.B) {
	season := fictionalSeason()
	for b.Loop() {
		Fictional(season, 500, rand.Uint64())
	}
}

func TestCrowdIsAList(t *testing.T) {
	list, err := Read(newCrowd(3, goodRow), promotion(), nil)
	if err != nil || len(list.People) != 3 || !strings.HasPrefix(list.People[2].Name, "Zoé Fictif 2") {
		t.Errorf("got %+v, %v", list, err)
	}
}

package main

import (
	"bytes"
	"io"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"
)

// heard collects what a conversation says.
type heard struct {
	mu  sync.Mutex
	all bytes.Buffer
}

func (h *heard) Write(p []byte) (int, error) {
	h.mu.Lock()
	defer h.mu.Unlock()
	return h.all.Write(p)
}

// await waits until something was said, and forgets it.
func (h *heard) await(t *testing.T, text string) {
	t.Helper()
	for deadline := time.Now().Add(15 * time.Second); time.Now().Before(deadline); time.Sleep(5 * time.Millisecond) {
		h.mu.Lock()
		said := strings.ReplaceAll(h.all.String(), "\u00a0", " ")
		if strings.Contains(said, text) {
			h.all.Reset()
			h.mu.Unlock()
			return
		}
		h.mu.Unlock()
	}
	t.Fatalf("the conversation did not say %q, but:\n%s", text, h.all.String())
}

// TestAnswersEditedWhileServing talks to a service, edits an answer of its folder, breaks it and mends it.
func TestAnswersEditedWhileServing(t *testing.T) {
	if testing.Short() {
		t.Skip("it takes seconds until a change has settled")
	}
	t.Parallel()
	s := newSite(t, embedded(), "answers_dir: ours")
	file := filepath.Join(s.dir, "ours", "salary.fr.md")
	if err := os.Mkdir(filepath.Dir(file), 0o700); err != nil {
		t.Fatal(err)
	}
	said := &heard{}
	s.out = said
	asks, typing := io.Pipe()
	v := s.start(t, asks, "serve", "--now", beforeDeadline)
	t.Cleanup(func() { _ = typing.Close() })
	ask := func(answer string) {
		t.Helper()
		if _, err := io.WriteString(typing, "C'est payé combien ?\n"); err != nil {
			t.Fatal(err)
		}
		said.await(t, answer)
	}
	write := func(body string) {
		t.Helper()
		head := "---\nid: salary\nkind: answer\ntitle: C’est payé combien ?\nsource: [recrutement]\n---\n"
		if err := os.WriteFile(file, []byte(head+body), 0o600); err != nil {
			t.Fatal(err)
		}
	}

	ask("3 500 euros")
	write("Cent coquillages, {{.Fact \"contract\"}}.\n")
	v.await("the edited answers are in use", 30*time.Second)
	ask("Cent coquillages, un contrat à durée déterminée")
	write("Mille {{.Fact \"conract\"}}.\n")
	faults, _ := v.await("the edited answers have faults: the bot goes on with what it knew", 15*time.Second).fields["faults"].([]any)
	if len(faults) != 1 || !strings.Contains(faults[0].(string), filepath.Join("ours", "salary.fr.md")+":7") {
		t.Errorf("faults %v, want one in salary.fr.md:7", faults)
	}
	ask("Cent coquillages")
	if _, body := get(t, "http://"+v.await("digbot serves", time.Second).fields["door"].(string)+"/readyz"); !strings.Contains(body, "salary.fr.md:7") {
		t.Errorf("readyz does not name the fault:\n%s", body)
	}
	if got := s.run(t, "check"); got.code != exitUsage || !strings.Contains(got.out, filepath.Join("ours", "salary.fr.md")+":7") {
		t.Errorf("check: code %d\n%s", got.code, got.out)
	}
}

package console_test

import (
	"fmt"
	"io"
	"strings"
	"sync"
	"testing"
	"time"

	"digbot/bot/bottest"
	"digbot/bot/console"
)

// keyboard is somebody at a terminal.
type keyboard struct {
	in *io.PipeWriter

	mu     sync.Mutex
	screen strings.Builder
}

func (k *keyboard) Write(p []byte) (int, error) {
	k.mu.Lock()
	defer k.mu.Unlock()
	return k.screen.Write(p)
}

func (k *keyboard) Ask(t *testing.T, _, text string) string {
	t.Helper()
	if _, err := fmt.Fprintln(k.in, text); err != nil {
		t.Fatal(err)
	}
	return ""
}

func (k *keyboard) Choose(t *testing.T, person, label string) { k.Ask(t, person, label) }

func (k *keyboard) Said(_ *testing.T, _ string, n int) []string {
	for deadline := time.Now().Add(10 * time.Second); ; time.Sleep(time.Millisecond) {
		if said := k.said(); len(said) >= n || time.Now().After(deadline) {
			return said
		}
	}
}

// said are the blocks of text between the lines that were typed.
func (k *keyboard) said() []string {
	k.mu.Lock()
	defer k.mu.Unlock()
	var said []string
	var block strings.Builder
	for line := range strings.Lines(k.screen.String() + "> \n") {
		if !strings.HasPrefix(line, "> ") {
			block.WriteString(line)
			continue
		}
		if text := strings.TrimSpace(block.String()); text != "" {
			said = append(said, text)
		}
		block.Reset()
	}
	return said
}

func TestConduct(t *testing.T) {
	bottest.Run(t, func(t *testing.T) bottest.Subject {
		in, out := io.Pipe()
		k := &keyboard{in: out}
		t.Cleanup(func() { out.Close() })
		return bottest.Subject{
			Platform: console.New(console.Config{Failure: bottest.Failure, User: "camille", In: in, Out: k}),
			Chat:     k, People: []string{"camille"},
		}
	})
}

package app

import (
	"context"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"digbot/bot"
	"digbot/bot/console"
	"digbot/internal/config"
)

// terminal is a machine on which everybody has a terminal of their own. Posts are files.
type terminal struct {
	t     *testing.T
	posts string
	board venue // on which posts appear when the programme has a chat, too; nil: they are files

	mu     sync.Mutex
	people map[string]*typist
	ctx    context.Context
	handle bot.Handler
}

// typist is a person at a terminal.
type typist struct {
	in *io.PipeWriter

	mu    sync.Mutex
	shown []string
}

// Write implements io.Writer: the console says one thing at a time.
func (p *typist) Write(text []byte) (int, error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if said := string(text); !strings.HasPrefix(said, "> ") {
		p.shown = append(p.shown, said)
	}
	return len(text), nil
}

func newTerminal(t *testing.T) venue { return &terminal{t: t, people: map[string]*typist{}} }

func (c *terminal) settle(cfg *config.Config, _ string) {
	c.posts = filepath.Join(cfg.Mail.Outbox, "posts")
}

func (c *terminal) serve(ctx context.Context, handle bot.Handler) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.ctx, c.handle = ctx, handle
}

func (c *terminal) ready() bool { return true }

// person sits down at their terminal.
func (c *terminal) person(who string) *typist {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.people[who] == nil {
		in, typed := io.Pipe()
		p := &typist{in: typed}
		c.people[who] = p
		talk := console.New(console.Config{User: who, In: in, Out: p, Failure: "failure"})
		go func() { _ = talk.Run(c.ctx, c.handle) }() // it ends with the pipe
		c.t.Cleanup(func() { _ = typed.Close() })
	}
	return c.people[who]
}

func (c *terminal) say(who, text string) {
	if _, err := fmt.Fprintln(c.person(who).in, text); err != nil {
		c.t.Error(err)
	}
}

func (c *terminal) command(who, text string) { c.say(who, "/dig "+text) }

func (c *terminal) reads(who string) []screen {
	p := c.person(who)
	p.mu.Lock()
	defer p.mu.Unlock()
	var all []screen
	for i, text := range p.shown {
		all = append(all, screen{id: fmt.Sprint(i), text: readable(text), click: func(who, label string) error { c.say(who, label); return nil }})
	}
	return all
}

func (c *terminal) room(name string) []screen {
	if c.board != nil {
		return c.board.room(name)
	}
	files, err := filepath.Glob(filepath.Join(c.posts, "[^.]*"))
	if err != nil {
		c.t.Fatal(err)
	}
	var all []screen
	for _, file := range files {
		text, err := os.ReadFile(file)
		if err != nil {
			c.t.Fatal(err)
		}
		if strings.Contains(string(text)+file, name) {
			all = append(all, screen{id: file, text: readable(string(text))})
		}
	}
	return all
}

func (c *terminal) thread(string, screen, string) { c.t.Error("a terminal has no threads") }

func (c *terminal) public(string, string) bool { return false }

func (c *terminal) callback(string, screen, string) func(string) string { return nil }

func (c *terminal) forgeries() map[string]string { return nil }

func (c *terminal) fill(who string, fields ...[2]string) error {
	for _, field := range fields {
		c.say(who, field[1])
	}
	return nil
}

func (c *terminal) rules() error { return nil }

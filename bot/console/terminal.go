package console

import (
	"io"
	"os"
	"strings"

	"golang.org/x/term"
)

// lines opens the input: with history and line editing when it is a terminal. restore gives the terminal back.
func (c *Console) lines() (opened *lines, restore func(), err error) {
	in, isFile := c.config.In.(*os.File)
	if !isFile || !term.IsTerminal(int(in.Fd())) {
		return c.piped(), func() {}, nil
	}
	before, err := term.MakeRaw(int(in.Fd()))
	if err != nil {
		return nil, nil, err
	}
	screen := struct {
		io.Reader
		io.Writer
	}{in, c.config.Out}
	terminal := term.NewTerminal(screen, prompt)
	restore = func() { _ = term.Restore(int(in.Fd()), before) } // nothing can be done about it
	empty := func(text string) bool { return strings.TrimSpace(text) == "" }
	return &lines{read: terminal.ReadLine, out: terminal, ends: empty}, restore, nil
}

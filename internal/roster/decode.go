package roster

import (
	"bufio"
	"bytes"
	"fmt"
	"io"
	"strconv"
	"unicode/utf8"

	"golang.org/x/text/encoding/charmap"
)

// maxBytes is the size at which a list is refused: a roster of 100,000 people has half of it.
const maxBytes = 32 << 20

// decode gives the text of a list as UTF-8 with \n at the end of its lines, whatever wrote it: UTF-8 with or without a
// byte order mark, or Windows-1252. The first letter that is not ASCII decides between the two. A file of another kind
// is refused with a Faults.
func decode(r io.Reader) (*bufio.Reader, error) {
	in := bufio.NewReader(&capped{in: r, left: maxBytes})
	head, err := in.Peek(8)
	if err != nil && err != io.EOF {
		return nil, fmt.Errorf("read the first bytes: %w", err)
	}
	if what := foreign(head); what != "" {
		return nil, Faults{{What: words(what), Fix: words("fix_csv")}}
	}
	if bytes.HasPrefix(head, []byte("\xef\xbb\xbf")) {
		_, _ = in.Discard(3) // just peeked
		return bufio.NewReader(&lines{in: in}), nil
	}
	return bufio.NewReader(&lines{in: bufio.NewReader(&guessed{in: in})}), nil
}

// foreign recognises what is sent instead of a CSV file by its first bytes: the key of the words that say so.
func foreign(head []byte) string {
	switch {
	case len(head) == 0:
		return "file_empty"
	case bytes.HasPrefix(head, []byte("PK\x03\x04")):
		return "file_workbook"
	case bytes.HasPrefix(head, []byte("\xd0\xcf\x11\xe0")):
		return "file_old_workbook"
	case bytes.HasPrefix(head, []byte("%PDF")):
		return "file_pdf"
	case bytes.HasPrefix(head, []byte("\xff\xfe")), bytes.HasPrefix(head, []byte("\xfe\xff")), bytes.IndexByte(head, 0) >= 0:
		return "file_utf16"
	}
	return ""
}

// guessed passes ASCII through until the first byte that is not, which tells how the rest is encoded.
type guessed struct {
	in   *bufio.Reader
	rest io.Reader // once known
}

func (g *guessed) Read(p []byte) (int, error) {
	if g.rest != nil {
		return g.rest.Read(p)
	}
	if _, err := g.in.Peek(1); err != nil {
		return 0, err
	}
	waiting, _ := g.in.Peek(min(g.in.Buffered(), len(p)))
	ascii := bytes.IndexFunc(waiting, func(r rune) bool { return r >= utf8.RuneSelf })
	switch ascii {
	case 0:
		g.rest = g.decoded()
		return g.rest.Read(p)
	case -1:
		ascii = len(waiting)
	}
	return g.in.Read(p[:ascii])
}

func (g *guessed) decoded() io.Reader {
	letter, _ := g.in.Peek(utf8.UTFMax)
	if r, size := utf8.DecodeRune(letter); r == utf8.RuneError && size <= 1 {
		return charmap.Windows1252.NewDecoder().Reader(g.in)
	}
	return g.in
}

// lines turns a lone carriage return, with which some spreadsheets end their lines, into a line feed.
type lines struct {
	in *bufio.Reader
}

func (l *lines) Read(p []byte) (int, error) {
	n, err := l.in.Read(p)
	for i := range n {
		if p[i] == '\r' && !l.feedFollows(p[:n], i) {
			p[i] = '\n'
		}
	}
	return n, err
}

func (l *lines) feedFollows(read []byte, i int) bool {
	if i+1 < len(read) {
		return read[i+1] == '\n'
	}
	next, _ := l.in.Peek(1)
	return len(next) == 1 && next[0] == '\n'
}

// capped fails instead of reading without end.
type capped struct {
	in   io.Reader
	left int
}

func (c *capped) Read(p []byte) (int, error) {
	if c.left <= 0 {
		return 0, Faults{{What: words("file_large", "mb", strconv.Itoa(maxBytes>>20)), Fix: words("fix_large")}}
	}
	n, err := c.in.Read(p[:min(len(p), c.left)])
	c.left -= n
	return n, err
}

package mail

import (
	"bytes"
	"fmt"
	"html/template"
	"mime/quotedprintable"
	"strings"
	"sync"

	"digbot/internal/programme"
	"digbot/notifier"
)

// writeParts writes what follows a message's other fields: a text part and an HTML part, of which the reader's program
// shows one (RFC 2046, 5.1.4). The library would encode each line of each of ten thousand mails anew.
func (c *Composer) writeParts(out *bytes.Buffer, envelope notifier.Envelope) error {
	before, after, err := c.frames.of(c.layout, envelope.Language, envelope.Subject)
	if err != nil {
		return err
	}
	mark := boundary(envelope.ID)
	fmt.Fprintf(out, alternatives+"\r\n boundary=%s\r\n\r\n", mark)
	partHead(out, mark, "text/plain")
	c.lines.write(out, envelope.Body.Plain(), "\n")
	out.WriteString("\r\n")
	partHead(out, mark, "text/html")
	c.lines.write(out, before, string(envelope.Body.HTML()), after)
	fmt.Fprintf(out, "\r\n--%s--\r\n", mark)
	return nil
}

func partHead(out *bytes.Buffer, mark, kind string) {
	fmt.Fprintf(out, "--%s\r\nContent-Transfer-Encoding: quoted-printable\r\nContent-Type: %s; charset=UTF-8\r\n\r\n", mark, kind)
}

// lines remembers how lines were encoded: of the mails of a campaign all but a few are the same.
type lines struct {
	mu      sync.Mutex
	encoded map[string]string
}

// mostLines is how many are remembered: those of some campaigns, and then the lines with people's names, which go with the
// others when there are too many.
const mostLines = 2000

// write encodes a text, which is in pieces, as quoted-printable. No line depends on another one.
func (l *lines) write(out *bytes.Buffer, pieces ...string) {
	l.mu.Lock()
	defer l.mu.Unlock()
	begun := ""
	for _, piece := range pieces {
		for end := strings.IndexByte(piece, '\n'); end >= 0; end = strings.IndexByte(piece, '\n') {
			line := piece[:end+1]
			if begun != "" {
				line, begun = begun+line, ""
			}
			out.WriteString(l.line(line))
			piece = piece[end+1:]
		}
		begun += piece
	}
	if begun != "" {
		out.WriteString(l.line(begun))
	}
}

func (l *lines) line(line string) string {
	encoded, known := l.encoded[line]
	if known {
		return encoded
	}
	var text strings.Builder
	w := quotedprintable.NewWriter(&text)
	_, _ = w.Write([]byte(line)) // a strings.Builder takes everything
	_ = w.Close()
	if l.encoded == nil || len(l.encoded) >= mostLines {
		l.encoded = map[string]string{}
	}
	l.encoded[strings.Clone(line)] = text.String()
	return text.String()
}

// frames remembers the page round the bodies of a campaign's mails: it depends on their language and title alone.
type frames struct {
	mu   sync.Mutex
	made map[page][2]string
}

// mostFrames is how many are remembered; a title may hold somebody's name.
const mostFrames = 100

// hole stands for the body. No title can hold it: there, it would be escaped.
const hole template.HTML = "<!-- the body of a mail -->"

// of gives the page before and after the body.
func (f *frames) of(layout *template.Template, language programme.Language, title string) (before, after string, err error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	p := page{language, title, hole}
	if made, known := f.made[p]; known {
		return made[0], made[1], nil
	}
	var out strings.Builder
	if err := layout.Execute(&out, p); err != nil {
		return "", "", fmt.Errorf("render layout: %w", err)
	}
	before, after, found := strings.Cut(out.String(), string(hole))
	if !found || strings.Contains(after, string(hole)) {
		return "", "", errNoBody
	}
	if f.made == nil || len(f.made) >= mostFrames {
		f.made = map[page][2]string{}
	}
	f.made[p] = [2]string{before, after}
	return before, after, nil
}

package templates

import (
	"strings"
	"sync"
)

// stretches remembers how stretches of Markdown were parsed: of the ten thousand mails of a campaign all but a few lines
// are the same. A stretch is text between blank lines that reads the same wherever it stands.
type stretches struct {
	mu     sync.Mutex
	parsed map[string][]Block
}

// mostStretches is how many are remembered: some hundred texts, and then the lines with people's names, which go with the
// others when there are too many.
const mostStretches = 2000

// parse parses CommonMark as ParseMarkdown does. The blocks of a document are shared with others: nobody changes them.
func (s *stretches) parse(source string) Document {
	source = strings.Trim(source, "\n")
	if !separable(source) {
		return ParseMarkdown(source)
	}
	blocks := make([]Block, 0, 1+strings.Count(source, "\n\n")) // about one a stretch
	for source != "" {
		var stretch string
		stretch, source = cutStretch(source)
		blocks = append(blocks, s.blocks(stretch)...)
	}
	if len(blocks) == 0 {
		return Document{}
	}
	return Document{Blocks: blocks}
}

func (s *stretches) blocks(stretch string) []Block {
	s.mu.Lock()
	blocks, found := s.parsed[stretch]
	s.mu.Unlock()
	if found {
		return blocks
	}
	blocks = ParseMarkdown(stretch).Blocks
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.parsed == nil || len(s.parsed) >= mostStretches {
		s.parsed = map[string][]Block{}
	}
	s.parsed[strings.Clone(stretch)] = blocks
	return blocks
}

// separable reports whether no part of a text can mean something in another: code and HTML go on across blank lines, and
// a link may be defined anywhere.
func separable(source string) bool {
	for _, sign := range []string{"```", "~~~", "]:", "\r", "\t", "\x00", "\n<", "\n <", "\n  <", "\n   <"} {
		if strings.Contains(source, sign) {
			return false
		}
	}
	return !strings.HasPrefix(strings.TrimLeft(source, " "), "<")
}

// cutStretch cuts a text before the first line that follows a blank one and cannot go on with what came before: an
// indented line, or an item of a list, may.
func cutStretch(source string) (stretch, rest string) {
	for at := 0; ; {
		blank := strings.Index(source[at:], "\n\n")
		if blank < 0 {
			return source, ""
		}
		at += blank
		rest = strings.TrimLeft(source[at:], "\n")
		if rest == "" || !strings.ContainsRune(" -+*>0123456789", rune(rest[0])) {
			return source[:at], rest
		}
		at = len(source) - len(rest)
	}
}

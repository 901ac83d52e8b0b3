package templates

import (
	"regexp"
	"strconv"
	"strings"
)

// Markdown writes the document as CommonMark. What it writes parses to the same document.
func (d Document) Markdown() string { return markdownBlocks(d.Blocks) }

func markdownBlocks(blocks []Block) string {
	parts := make([]string, len(blocks))
	for i, block := range blocks {
		parts[i] = markdownBlock(block)
	}
	return strings.Join(parts, "\n\n")
}

func markdownBlock(block Block) string {
	switch block.Kind {
	case Heading:
		return strings.Repeat("#", block.Level) + " " + markdownSpans(block.Spans)
	case Bullets, Numbered:
		return markdownList(block)
	case Quote:
		return prefixLines(markdownBlocks(block.Items[0]), "> ", "> ")
	case Code:
		return "```\n" + spansText(block.Spans) + "\n```"
	case Separation:
		return "---"
	case Table:
		return markdownTable(block.Rows)
	}
	return lineStart.ReplaceAllString(markdownSpans(block.Spans), `$1\$2`)
}

// lineStart is what would make a list or a heading of a paragraph.
var lineStart = regexp.MustCompile(`^(\d*)([-+#.)=])`)

func markdownList(block Block) string {
	items := make([]string, len(block.Items))
	separator := "\n"
	for i, item := range block.Items {
		marker := "- "
		if block.Kind == Numbered {
			marker = strconv.Itoa(i+1) + ". "
		}
		items[i] = prefixLines(markdownBlocks(item), marker, strings.Repeat(" ", len(marker)))
		if len(item) > 1 {
			separator = "\n\n"
		}
	}
	return strings.Join(items, separator)
}

// prefixLines puts first before the first line and rest before the others.
func prefixLines(text, first, rest string) string {
	return first + strings.ReplaceAll(text, "\n", "\n"+rest)
}

func markdownTable(rows [][][]Span) string {
	var out strings.Builder
	for i, row := range rows {
		for _, cell := range row {
			out.WriteString("| " + markdownSpans(cell) + " ")
		}
		out.WriteString("|\n")
		if i == 0 {
			out.WriteString(strings.Repeat("| --- ", len(row)) + "|\n")
		}
	}
	return strings.TrimSuffix(out.String(), "\n")
}

func markdownSpans(spans []Span) string {
	var out strings.Builder
	for _, span := range spans {
		out.WriteString(markdownSpan(span))
	}
	return out.String()
}

func markdownSpan(span Span) string {
	if span.Break {
		return "\\\n"
	}
	if span.Link != "" && strings.TrimPrefix(span.Link, "mailto:") == span.Text {
		return span.Text
	}
	inner := strings.TrimSpace(span.Text)
	text := markdownText(inner)
	if span.Code {
		text = "`" + inner + "`"
	}
	if span.Italic {
		text = "*" + text + "*"
	}
	if span.Bold {
		text = "**" + text + "**"
	}
	if span.Link != "" {
		text = "[" + text + "](" + span.Link + ")"
	}
	return strings.Replace(span.Text, inner, text, 1)
}

var (
	specials   = strings.NewReplacer(`\`, `\\`, "`", "\\`", `*`, `\*`, `[`, `\[`, `]`, `\]`, `<`, `\<`, `|`, `\|`)
	entity     = regexp.MustCompile(`&(#?\w+;)`)
	underscore = regexp.MustCompile(`(^|\W)_|_(\W|$)`)
)

// markdownText escapes what would be read as markup, and no more: people read this form too.
func markdownText(text string) string {
	text = specials.Replace(text)
	if strings.Contains(text, "&") { // most texts hold neither, and every mail is hashed in this form
		text = entity.ReplaceAllString(text, `\&$1`)
	}
	if !strings.Contains(text, "_") {
		return text
	}
	return underscore.ReplaceAllStringFunc(text, func(found string) string { return strings.Replace(found, "_", `\_`, 1) })
}

package mattermost

import (
	"regexp"
	"strconv"
	"strings"
	"unicode/utf8"

	"digbot/templates"
)

// longest is the number of characters of a message.
// https://docs.mattermost.com/product-overview/faq-server.html (65,535 bytes of four a character)
const longest = 16383

// format writes a document in the Markdown that Mattermost's clients render, in parts that each fit into a message. The
// web client does not know all of CommonMark: a backslash before a line break or "<" would be shown.
func format(documents ...templates.Document) []string {
	var pieces []string
	for _, document := range documents {
		for _, block := range document.Blocks {
			pieces = append(pieces, divide(block)...)
		}
	}
	return join(pieces)
}

// divide is a block, cut where it is too long for one message.
func divide(block templates.Block) []string {
	if block.Kind == templates.Code {
		return fenced(spanText(block.Spans))
	}
	return cut(writeBlock(block), longest)
}

// join fills messages with pieces, a blank line between.
func join(pieces []string) []string {
	var parts []string
	room := 0
	for _, piece := range pieces {
		length := utf8.RuneCountInString(piece)
		if len(parts) > 0 && length+2 <= room {
			parts[len(parts)-1] += "\n\n" + piece
			room -= length + 2
			continue
		}
		parts = append(parts, piece)
		room = longest - length
	}
	return parts
}

// cut divides a text between lines, or between words, or anywhere.
func cut(text string, limit int) []string {
	var parts []string
	for utf8.RuneCountInString(text) > limit {
		end := byteOf(text, limit)
		at := strings.LastIndex(text[:end], "\n")
		if at <= 0 {
			at = strings.LastIndex(text[:end], " ")
		}
		if at <= 0 {
			parts, text = append(parts, text[:end]), text[end:]
			continue
		}
		parts, text = append(parts, text[:at]), text[at+1:]
	}
	return append(parts, text)
}

// byteOf is where the n-th character begins.
func byteOf(text string, n int) int {
	at := 0
	for range n {
		_, size := utf8.DecodeRuneInString(text[at:])
		at += size
	}
	return at
}

// fenced is code, each part in fences of its own that are longer than any within.
func fenced(code string) []string {
	fence := "```"
	for strings.Contains(code, fence) {
		fence += "`"
	}
	parts := cut(code, longest-2*len(fence)-2)
	for i, part := range parts {
		parts[i] = fence + "\n" + part + "\n" + fence
	}
	return parts
}

func writeBlocks(blocks []templates.Block) string {
	parts := make([]string, len(blocks))
	for i, block := range blocks {
		parts[i] = writeBlock(block)
	}
	return strings.Join(parts, "\n\n")
}

func writeBlock(block templates.Block) string {
	switch block.Kind {
	case templates.Heading:
		return strings.Repeat("#", max(1, block.Level)) + " " + writeSpans(block.Spans)
	case templates.Bullets, templates.Numbered:
		return writeList(block)
	case templates.Quote:
		return "> " + strings.ReplaceAll(writeBlocks(block.Items[0]), "\n", "\n> ")
	case templates.Code:
		return strings.Join(fenced(spanText(block.Spans)), "\n\n")
	case templates.Separation:
		return "---"
	case templates.Table:
		return writeTable(block.Rows)
	}
	return writeLines(block.Spans)
}

func writeList(block templates.Block) string {
	items := make([]string, len(block.Items))
	for i, item := range block.Items {
		marker := "- "
		if block.Kind == templates.Numbered {
			marker = strconv.Itoa(i+1) + ". "
		}
		items[i] = marker + indented(writeItem(item), strings.Repeat(" ", len(marker)))
	}
	return strings.Join(items, "\n")
}

// writeItem writes the blocks of a list's item: a list within it follows without a blank line.
func writeItem(blocks []templates.Block) string {
	var out strings.Builder
	for i, block := range blocks {
		switch {
		case i == 0:
		case block.Kind == templates.Bullets || block.Kind == templates.Numbered:
			out.WriteString("\n")
		default:
			out.WriteString("\n\n")
		}
		out.WriteString(writeBlock(block))
	}
	return out.String()
}

// indented puts a margin before every line but the first and empty ones.
func indented(text, margin string) string {
	lines := strings.Split(text, "\n")
	for i := range lines {
		if i > 0 && lines[i] != "" {
			lines[i] = margin + lines[i]
		}
	}
	return strings.Join(lines, "\n")
}

func writeTable(rows [][][]templates.Span) string {
	var lines []string
	for i, row := range rows {
		cells := make([]string, len(row))
		for j, cell := range row {
			cells[j] = strings.ReplaceAll(writeSpans(cell), "\n", " ")
		}
		lines = append(lines, "| "+strings.Join(cells, " | ")+" |")
		if i == 0 {
			lines = append(lines, strings.Repeat("| --- ", len(row))+"|")
		}
	}
	return strings.Join(lines, "\n")
}

// lineStart is what would make a list, a heading or a quotation of a line.
var lineStart = regexp.MustCompile(`(?m)^(\s*\d*)([-+#.)>])`)

// writeLines writes a paragraph; a line break within it is one line break, as clients render it.
func writeLines(spans []templates.Span) string {
	return lineStart.ReplaceAllString(writeSpans(spans), `$1\$2`)
}

func writeSpans(spans []templates.Span) string {
	var out strings.Builder
	for _, span := range spans {
		out.WriteString(writeSpan(span))
	}
	return out.String()
}

func writeSpan(span templates.Span) string {
	if span.Break {
		return "\n"
	}
	if span.Link != "" && strings.TrimPrefix(span.Link, "mailto:") == span.Text {
		return span.Text
	}
	inner := strings.TrimSpace(span.Text)
	if inner == "" {
		return span.Text
	}
	text := escape(inner)
	if span.Code {
		text = "`" + silence(strings.ReplaceAll(inner, "`", "'")) + "`"
	}
	if span.Italic {
		text = "*" + text + "*"
	}
	if span.Bold {
		text = "**" + text + "**"
	}
	if span.Link != "" {
		text = "[" + text + "](" + target.Replace(span.Link) + ")"
	}
	before, after, _ := strings.Cut(span.Text, inner)
	return before + text + after
}

var (
	target     = strings.NewReplacer("(", "%28", ")", "%29", " ", "%20") // a link that cannot end early
	specials   = strings.NewReplacer(`\`, `\\`, "`", "\\`", `*`, `\*`, `[`, `\[`, `]`, `\]`, `|`, `\|`, `~`, `\~`)
	entity     = regexp.MustCompile(`&(#?\w+;)`)
	tag        = regexp.MustCompile(`<([A-Za-z/!?@#])`)
	underscore = regexp.MustCompile(`(^|[^\pL\pN])_|_([^\pL\pN]|$)`)
	mention    = regexp.MustCompile(`(^|[^\pL\pN])@([\pL\pN])`)
)

// escape makes a text what it is: no markup, no tag, no bell.
func escape(text string) string {
	text = specials.Replace(text)
	if strings.Contains(text, "&") {
		text = entity.ReplaceAllString(text, `&amp;$1`)
	}
	if strings.Contains(text, "<") {
		text = tag.ReplaceAllString(text, `&lt;$1`)
	}
	if strings.Contains(text, "_") {
		text = underscore.ReplaceAllStringFunc(text, func(found string) string { return strings.Replace(found, "_", `\_`, 1) })
	}
	return silence(text)
}

// silence keeps "@all" and its like from ringing: a space without width stands after the sign.
func silence(text string) string {
	if !strings.Contains(text, "@") {
		return text
	}
	return mention.ReplaceAllString(text, "$1@\u200b$2")
}

func spanText(spans []templates.Span) string {
	var out strings.Builder
	for _, span := range spans {
		out.WriteString(span.Text)
	}
	return silence(out.String())
}

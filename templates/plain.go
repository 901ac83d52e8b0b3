package templates

import (
	"strconv"
	"strings"
)

// Plain writes the document as text without markup, as a terminal or the text part of a mail shows it. Lines are not
// broken: that is the reader's window's work. Links follow their text between brackets.
func (d Document) Plain() string { return plainBlocks(d.Blocks) }

func plainBlocks(blocks []Block) string {
	parts := make([]string, len(blocks))
	for i, block := range blocks {
		parts[i] = plainBlock(block)
	}
	return strings.Join(parts, "\n\n")
}

func plainBlock(block Block) string {
	switch block.Kind {
	case Heading:
		return plainHeading(block)
	case Bullets, Numbered:
		return plainList(block)
	case Quote:
		return prefixLines(plainBlocks(block.Items[0]), "> ", "> ")
	case Separation:
		return "--"
	case Table:
		return plainTable(block.Rows)
	}
	return plainSpans(block.Spans)
}

func plainHeading(block Block) string {
	text := plainSpans(block.Spans)
	if block.Level > 2 {
		return text
	}
	return text + "\n" + strings.Repeat("-", len([]rune(text)))
}

func plainList(block Block) string {
	items := make([]string, len(block.Items))
	for i, item := range block.Items {
		marker := "- "
		if block.Kind == Numbered {
			marker = strconv.Itoa(i+1) + ". "
		}
		items[i] = prefixLines(plainBlocks(item), marker, strings.Repeat(" ", len(marker)))
	}
	return strings.Join(items, "\n")
}

// plainTable reads well aloud: each row names its columns.
func plainTable(rows [][][]Span) string {
	lines := make([]string, 0, len(rows))
	for _, row := range rows[min(1, len(rows)):] {
		cells := make([]string, len(row))
		for i, cell := range row {
			cells[i] = plainSpans(rows[0][i]) + "\u00a0: " + plainSpans(cell)
		}
		lines = append(lines, "- "+strings.Join(cells, " ; "))
	}
	return strings.Join(lines, "\n")
}

func plainSpans(spans []Span) string {
	var out strings.Builder
	for _, span := range spans {
		out.WriteString(plainSpan(span))
	}
	return out.String()
}

func plainSpan(span Span) string {
	target := strings.TrimPrefix(span.Link, "mailto:")
	switch {
	case span.Break:
		return "\n"
	case target == "" || target == span.Text:
		return span.Text
	}
	return span.Text + " (" + target + ")"
}

func spansText(spans []Span) string {
	var out strings.Builder
	for _, span := range spans {
		out.WriteString(span.Text)
	}
	return out.String()
}

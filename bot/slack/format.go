package slack

import (
	"strconv"
	"strings"
	"unicode/utf8"

	"digbot/templates"
)

// piece is a run of markup that fits into a section.
type piece struct {
	text    string
	tight   bool // it follows the piece before it without an empty line
	divider bool // a line across, without text
}

// pieces writes blocks in Slack's markup, cut so that none is longer than a section takes. All text is escaped: what
// others wrote is shown, and does nothing.
// https://docs.slack.dev/messaging/formatting-message-text
func pieces(blocks []templates.Block) []piece {
	all := make([]piece, 0, len(blocks))
	for _, block := range blocks {
		all = append(all, blockPieces(block)...)
	}
	return all
}

func blockPieces(block templates.Block) []piece {
	switch block.Kind {
	case templates.Separation:
		return []piece{{divider: true}}
	case templates.Heading:
		return spansPieces(allBold(block.Spans), "", "")
	case templates.Bullets, templates.Numbered:
		return listPieces(block, "")
	case templates.Quote:
		return quotePieces(block)
	case templates.Code:
		return codePieces(block.Spans)
	case templates.Table:
		return tablePieces(block.Rows)
	}
	return spansPieces(block.Spans, "", "")
}

func allBold(spans []templates.Span) []templates.Span {
	bold := make([]templates.Span, len(spans))
	for i, span := range spans {
		span.Bold = true
		bold[i] = span
	}
	return bold
}

// spansPieces writes a paragraph. first stands before it, rest before its further lines.
func spansPieces(spans []templates.Span, first, rest string) []piece {
	var all []piece
	for i, part := range markup(spans, pieceMost) {
		text := strings.ReplaceAll(part, "\n", "\n"+rest)
		if i == 0 {
			all = append(all, piece{text: first + text})
			continue
		}
		all = append(all, piece{text: rest + strings.TrimLeft(text, " "), tight: true})
	}
	return all
}

// listPieces writes a list, one piece for each item at least; margin is that of the list itself.
func listPieces(block templates.Block, margin string) []piece {
	var all []piece
	for i, item := range block.Items {
		marker := "• "
		if block.Kind == templates.Numbered {
			marker = strconv.Itoa(i+1) + ". "
		}
		for n, p := range itemPieces(item, margin, marker) {
			p.tight = p.tight || i > 0 || n > 0
			all = append(all, p)
		}
	}
	return all
}

func itemPieces(item []templates.Block, margin, marker string) []piece {
	var all []piece
	inner := margin + strings.Repeat(" ", utf8.RuneCountInString(marker)+2)
	for i, block := range item {
		before := inner
		if i == 0 {
			before = margin + marker
		}
		switch block.Kind {
		case templates.Bullets, templates.Numbered:
			all = append(all, listPieces(block, inner)...)
		case templates.Paragraph, templates.Heading:
			all = append(all, spansPieces(block.Spans, before, inner)...)
		default:
			for _, p := range blockPieces(block) {
				p.text = before + p.text
				before = inner
				all = append(all, p)
			}
		}
	}
	return all
}

func quotePieces(block templates.Block) []piece {
	var all []piece
	for _, item := range block.Items {
		for i, p := range pieces(item) {
			p.text = "> " + strings.ReplaceAll(p.text, "\n", "\n> ")
			p.tight = i > 0
			all = append(all, p)
		}
	}
	return all
}

// codePieces keeps lines as they are. A fence inside would end the code: it is broken with a character of no width.
func codePieces(spans []templates.Span) []piece {
	var text strings.Builder
	for _, span := range spans {
		text.WriteString(span.Text)
	}
	whole := strings.ReplaceAll(text.String(), "```", "`\u200b`\u200b`")
	var all []piece
	for _, part := range splitText(whole, pieceMost) {
		all = append(all, piece{text: "```\n" + escape(part) + "\n```"})
	}
	return all
}

// tablePieces reads well aloud: each row names its columns.
func tablePieces(rows [][][]templates.Span) []piece {
	var all []piece
	for i, row := range rows[min(1, len(rows)):] {
		var spans []templates.Span
		for n, cell := range row {
			if n > 0 {
				spans = append(spans, templates.Span{Text: " ; "})
			}
			spans = append(append(spans, rows[0][n]...), templates.Span{Text: "\u00a0: "})
			spans = append(spans, cell...)
		}
		for n, p := range spansPieces(spans, "• ", "    ") {
			p.tight = i > 0 || n > 0
			all = append(all, p)
		}
	}
	return all
}

func spanMarkup(span templates.Span) string {
	if span.Break {
		return "\n"
	}
	inner := strings.TrimSpace(span.Text)
	if inner == "" {
		return span.Text
	}
	before, after, _ := strings.Cut(span.Text, inner)
	text := escape(inner)
	if isAddress(span.Link) {
		text = "<" + linkTarget(span.Link) + "|" + strings.ReplaceAll(text, "|", "\u00a6") + ">"
	}
	for _, style := range []struct {
		on   bool
		mark string
	}{{span.Code, "`"}, {span.Italic, "_"}, {span.Bold, "*"}} {
		if style.on {
			text = style.mark + text + style.mark
		}
	}
	return before + text + after
}

// isAddress reports whether a link leads to a page or a mail: between angle brackets, anything else may be a mention.
func isAddress(link string) bool {
	for _, scheme := range []string{"https://", "http://", "mailto:"} {
		if strings.HasPrefix(link, scheme) {
			return len(link) <= linkMost
		}
	}
	return false
}

// linkTarget is an address that cannot end its link.
var linkTarget = strings.NewReplacer("&", "&amp;", "<", "%3C", ">", "%3E", "|", "%7C", " ", "%20").Replace

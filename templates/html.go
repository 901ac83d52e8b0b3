package templates

import (
	"html"
	"html/template"
	"net/url"
	"strconv"
	"strings"
)

// HTML writes the document as a fragment of a page. Every text is escaped; only links to the web and to mail addresses
// are links.
func (d Document) HTML() template.HTML { return template.HTML(htmlBlocks(d.Blocks)) } //nolint:gosec // built from escaped parts

func htmlBlocks(blocks []Block) string {
	var out strings.Builder
	for _, block := range blocks {
		out.WriteString(htmlBlock(block) + "\n")
	}
	return out.String()
}

func htmlBlock(block Block) string {
	switch block.Kind {
	case Heading:
		return element("h"+strconv.Itoa(min(block.Level, 6)), htmlSpans(block.Spans))
	case Bullets:
		return element("ul", htmlItems(block.Items))
	case Numbered:
		return element("ol", htmlItems(block.Items))
	case Quote:
		return element("blockquote", htmlBlocks(block.Items[0]))
	case Code:
		return element("pre", htmlSpans(block.Spans))
	case Separation:
		return "<hr>"
	case Table:
		return htmlTable(block.Rows)
	}
	return element("p", htmlSpans(block.Spans))
}

func element(name, inner string) string { return "<" + name + ">" + inner + "</" + name + ">" }

// htmlItems leaves out the paragraph of an item that is nothing else.
func htmlItems(items [][]Block) string {
	var out strings.Builder
	for _, item := range items {
		inner := htmlBlocks(item)
		if len(item) == 1 && item[0].Kind == Paragraph {
			inner = htmlSpans(item[0].Spans)
		}
		out.WriteString(element("li", inner))
	}
	return out.String()
}

func htmlTable(rows [][][]Span) string {
	var out strings.Builder
	for i, row := range rows {
		out.WriteString("<tr>")
		for _, cell := range row {
			if i == 0 {
				out.WriteString(`<th scope="col">` + htmlSpans(cell) + "</th>")
			} else {
				out.WriteString(element("td", htmlSpans(cell)))
			}
		}
		out.WriteString("</tr>")
	}
	return element("table", out.String())
}

func htmlSpans(spans []Span) string {
	var out strings.Builder
	for _, span := range spans {
		out.WriteString(htmlSpan(span))
	}
	return out.String()
}

func htmlSpan(span Span) string {
	if span.Break {
		return "<br>"
	}
	text := html.EscapeString(span.Text)
	if span.Code {
		text = element("code", text)
	}
	if span.Italic {
		text = element("em", text)
	}
	if span.Bold {
		text = element("strong", text)
	}
	if !linkable(span.Link) {
		return text
	}
	return `<a href="` + html.EscapeString(span.Link) + `">` + text + "</a>"
}

// linkable reports whether a link may be followed from a mail or a page.
func linkable(link string) bool {
	target, err := url.Parse(link)
	return err == nil && (target.Scheme == "https" || target.Scheme == "http" || target.Scheme == "mailto")
}

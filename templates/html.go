package templates

import (
	"html/template"
	"net/url"
	"strconv"
	"strings"
)

// HTML writes the document as a fragment of a page. Every text is escaped; only links to the web and to mail addresses
// are links.
func (d Document) HTML() template.HTML {
	var w htmlWriter
	w.Grow(8 << 10) // more than most mails have, so that it does not grow by steps
	w.blocks(d.Blocks)
	return template.HTML(w.String()) //nolint:gosec // built from escaped parts
}

// htmlWriter writes one fragment, from its beginning to its end: every mail passes through it.
type htmlWriter struct{ strings.Builder }

func (w *htmlWriter) blocks(blocks []Block) {
	for _, block := range blocks {
		w.block(block)
		w.WriteByte('\n')
	}
}

func (w *htmlWriter) block(block Block) {
	switch block.Kind {
	case Heading:
		w.element("h"+strconv.Itoa(min(block.Level, 6)), func() { w.spans(block.Spans) })
	case Bullets:
		w.element("ul", func() { w.items(block.Items) })
	case Numbered:
		w.element("ol", func() { w.items(block.Items) })
	case Quote:
		w.element("blockquote", func() { w.blocks(block.Items[0]) })
	case Code:
		w.element("pre", func() { w.spans(block.Spans) })
	case Separation:
		w.WriteString("<hr>")
	case Table:
		w.table(block.Rows)
	default:
		w.element("p", func() { w.spans(block.Spans) })
	}
}

func (w *htmlWriter) element(name string, inner func()) {
	w.WriteString("<" + name + ">")
	inner()
	w.WriteString("</" + name + ">")
}

// items leaves out the paragraph of an item that is nothing else.
func (w *htmlWriter) items(items [][]Block) {
	for _, item := range items {
		w.element("li", func() {
			if len(item) == 1 && item[0].Kind == Paragraph {
				w.spans(item[0].Spans)
			} else {
				w.blocks(item)
			}
		})
	}
}

func (w *htmlWriter) table(rows [][][]Span) {
	w.WriteString("<table>")
	for i, row := range rows {
		w.WriteString("<tr>")
		for _, cell := range row {
			begin, end := "<td>", "</td>"
			if i == 0 {
				begin, end = `<th scope="col">`, "</th>"
			}
			w.WriteString(begin)
			w.spans(cell)
			w.WriteString(end)
		}
		w.WriteString("</tr>")
	}
	w.WriteString("</table>")
}

func (w *htmlWriter) spans(spans []Span) {
	for _, span := range spans {
		w.span(span)
	}
}

func (w *htmlWriter) span(span Span) {
	if span.Break {
		w.WriteString("<br>")
		return
	}
	link := span.Link != "" && linkable(span.Link)
	if link {
		w.WriteString(`<a href="`)
		w.text(span.Link)
		w.WriteString(`">`)
	}
	for _, tag := range []struct {
		on   bool
		text string
	}{
		{span.Bold, "<strong>"}, {span.Italic, "<em>"}, {span.Code, "<code>"}, {true, ""},
		{span.Code, "</code>"}, {span.Italic, "</em>"}, {span.Bold, "</strong>"}, {link, "</a>"},
	} {
		switch {
		case tag.on && tag.text == "":
			w.text(span.Text)
		case tag.on:
			w.WriteString(tag.text)
		}
	}
}

// text writes a text that is no markup.
func (w *htmlWriter) text(text string) { _, _ = htmlSpecials.WriteString(w, text) } // a strings.Builder takes everything

// htmlSpecials escapes as html.EscapeString does, without a copy of each text.
var htmlSpecials = strings.NewReplacer(`&`, "&amp;", `'`, "&#39;", `<`, "&lt;", `>`, "&gt;", `"`, "&#34;")

// linkable reports whether a link may be followed from a mail or a page.
func linkable(link string) bool {
	target, err := url.Parse(link)
	return err == nil && (target.Scheme == "https" || target.Scheme == "http" || target.Scheme == "mailto")
}

package templates

import (
	"strings"
	"sync"

	"github.com/yuin/goldmark"
	"github.com/yuin/goldmark/ast"
	"github.com/yuin/goldmark/extension"
	extast "github.com/yuin/goldmark/extension/ast"
	markup "github.com/yuin/goldmark/text"
)

// markdown is safe for concurrent use, and costly to make.
var markdown = sync.OnceValue(func() goldmark.Markdown {
	return goldmark.New(goldmark.WithExtensions(extension.Linkify, extension.Table))
})

// ParseMarkdown parses CommonMark with tables and bare links. Raw HTML becomes plain text.
func ParseMarkdown(source string) Document {
	p := markdownParser{source: []byte(strings.ReplaceAll(source, "\x00", "\ufffd"))}
	root := markdown().Parser().Parse(markup.NewReader(p.source))
	return Document{Blocks: p.blocks(root)}
}

type markdownParser struct {
	source []byte
}

func (p markdownParser) blocks(parent ast.Node) []Block {
	var blocks []Block
	for node := parent.FirstChild(); node != nil; node = node.NextSibling() {
		blocks = append(blocks, p.block(node))
	}
	return blocks
}

func (p markdownParser) block(node ast.Node) Block {
	switch n := node.(type) {
	case *ast.Heading:
		return Block{Kind: Heading, Level: n.Level, Spans: p.spans(n, Span{})}
	case *ast.List:
		return p.list(n)
	case *ast.Blockquote:
		return Block{Kind: Quote, Items: [][]Block{p.blocks(n)}}
	case *ast.ThematicBreak:
		return Block{Kind: Separation}
	case *extast.Table:
		return p.table(n)
	case *ast.CodeBlock, *ast.FencedCodeBlock:
		return Block{Kind: Code, Spans: []Span{{Text: p.lines(node), Code: true}}}
	case *ast.HTMLBlock:
		return Block{Kind: Paragraph, Spans: []Span{{Text: strings.TrimSpace(p.lines(node))}}}
	}
	return Block{Kind: Paragraph, Spans: p.spans(node, Span{})}
}

func (p markdownParser) lines(node ast.Node) string {
	var out strings.Builder
	for i := range node.Lines().Len() {
		line := node.Lines().At(i)
		out.Write(line.Value(p.source))
	}
	return strings.TrimRight(out.String(), "\n")
}

func (p markdownParser) list(list *ast.List) Block {
	block := Block{Kind: Bullets}
	if list.IsOrdered() {
		block.Kind = Numbered
	}
	for item := list.FirstChild(); item != nil; item = item.NextSibling() {
		block.Items = append(block.Items, p.blocks(item))
	}
	return block
}

func (p markdownParser) table(table *extast.Table) Block {
	block := Block{Kind: Table}
	for row := table.FirstChild(); row != nil; row = row.NextSibling() {
		var cells [][]Span
		for cell := row.FirstChild(); cell != nil; cell = cell.NextSibling() {
			cells = append(cells, p.spans(cell, Span{}))
		}
		block.Rows = append(block.Rows, cells)
	}
	return block
}

// spans flattens the inline nodes below parent; style is what they inherit.
func (p markdownParser) spans(parent ast.Node, style Span) []Span {
	var spans []Span
	for node := parent.FirstChild(); node != nil; node = node.NextSibling() {
		spans = append(spans, p.inline(node, style)...)
	}
	return joinSpans(spans)
}

func (p markdownParser) inline(node ast.Node, style Span) []Span {
	switch n := node.(type) {
	case *ast.Text:
		return p.text(n, style)
	case *ast.String:
		style.Text = string(n.Value)
		return []Span{style}
	case *ast.Emphasis:
		style.Bold, style.Italic = style.Bold || n.Level == 2, style.Italic || n.Level == 1
	case *ast.CodeSpan:
		style.Code = true
	case *ast.Link:
		style.Link = string(n.Destination)
	case *ast.AutoLink:
		style.Text, style.Link = string(n.Label(p.source)), autoLink(n, p.source)
		return []Span{style}
	case *ast.RawHTML:
		style.Text = string(n.Segments.Value(p.source))
		return []Span{style}
	}
	return p.spans(node, style)
}

func autoLink(n *ast.AutoLink, source []byte) string {
	target := string(n.URL(source))
	if n.AutoLinkType == ast.AutoLinkEmail && !strings.HasPrefix(target, "mailto:") {
		return "mailto:" + target
	}
	return target
}

func (p markdownParser) text(n *ast.Text, style Span) []Span {
	style.Text = unescape(n, p.source, style.Code)
	spans := []Span{style}
	switch {
	case n.HardLineBreak():
		spans = append(spans, Span{Break: true})
	case n.SoftLineBreak():
		style.Text = " "
		spans = append(spans, style)
	}
	return spans
}

// joinSpans makes one span of neighbours of one style.
func joinSpans(spans []Span) []Span {
	var joined []Span
	for _, span := range spans {
		if last := len(joined) - 1; last >= 0 && sameStyle(joined[last], span) {
			joined[last].Text += span.Text
			continue
		}
		joined = append(joined, span)
	}
	return joined
}

func sameStyle(a, b Span) bool {
	a.Text, b.Text = "", ""
	return a == b && !a.Break
}

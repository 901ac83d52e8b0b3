package templates

// Document is a text parsed once into blocks; each platform renders the blocks in its own markup.
type Document struct {
	Blocks []Block
}

// BlockKind is what a block is.
type BlockKind string

// The kinds of blocks.
const (
	Paragraph  BlockKind = "paragraph"
	Heading    BlockKind = "heading"
	Bullets    BlockKind = "bullets"
	Numbered   BlockKind = "numbered"
	Quote      BlockKind = "quote"
	Code       BlockKind = "code"
	Separation BlockKind = "separation"
	Table      BlockKind = "table"
)

// Block is a paragraph, a heading, a list and so on.
type Block struct {
	Kind  BlockKind
	Level int        // of a heading, from 1
	Spans []Span     // of a paragraph, a heading, a code block
	Items [][]Block  // of a list; of a quote, one item
	Rows  [][][]Span // of a table; the first row is its head
}

// Span is a run of text of one style.
type Span struct {
	Text   string
	Bold   bool
	Italic bool
	Code   bool
	Break  bool   // a line break instead of text
	Link   string // target, for a link
}

// IsZero reports whether the document is empty.
func (d Document) IsZero() bool { return len(d.Blocks) == 0 }

// Append returns a document with the blocks of both.
func (d Document) Append(other Document) Document {
	return Document{Blocks: append(append([]Block(nil), d.Blocks...), other.Blocks...)}
}

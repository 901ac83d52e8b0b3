package config

import (
	"errors"
	"fmt"
	"strings"

	"github.com/goccy/go-yaml"
	"github.com/goccy/go-yaml/ast"
	"github.com/goccy/go-yaml/token"
)

// tree builds the nodes of one file.
type tree struct {
	file   string
	faults Faults
}

// parse reads one file into a tree: nil when the file is no YAML at all. A file without any setting gives an empty map.
func parse(file string, text []byte) (*node, Faults) {
	t := &tree{file: file}
	document, fine := t.document(text)
	switch {
	case !fine:
		return nil, t.faults
	case document == nil || document.Type() == ast.NullType:
		return &node{kind: mapping, file: file, line: 1}, t.faults
	}
	root := t.node(document, "", 1, 0)
	if root.kind != mapping {
		t.fault(root.line, "", "the file holds "+string(root.kind)+", not settings", "write settings such as promotion: and store: at its beginning")
		return nil, t.faults
	}
	return root, t.faults
}

func (t *tree) fault(line int, path, what, fix string) {
	t.faults = append(t.faults, Fault{File: t.file, Line: line, Path: path, What: what, Fix: fix})
}

// document returns the one document of a file, nil when there is none. It reports false when the file is no YAML.
func (t *tree) document(text []byte) (ast.Node, bool) {
	if !t.readable(text) {
		return nil, false
	}
	file, err := syntax(text)
	if err != nil {
		t.syntaxFault(err)
		return nil, false
	}
	var body ast.Node
	for _, document := range file.Docs {
		switch {
		case document.Body == nil:
		case body != nil:
			t.fault(document.Body.GetToken().Position.Line, "", "a second document begins here", "keep one document in a file; give several files with --config")
		default:
			body = document.Body
		}
	}
	return body, true
}

func (t *tree) syntaxFault(err error) {
	const fix = "correct the line, or the one before it: indentation, a missing colon or an open quotation mark are the usual causes"
	var fault *yaml.SyntaxError
	if errors.As(err, &fault) && fault.Token != nil && fault.Token.Position != nil {
		if strings.Contains(fault.Message, "\t") {
			t.fault(fault.Token.Position.Line, "", "no valid YAML: a tab stands where a value or a key begins", "use spaces instead of the tab")
			return
		}
		t.fault(fault.Token.Position.Line, "", "no valid YAML: "+fault.Message, fix)
		return
	}
	t.fault(0, "", "no valid YAML: "+err.Error(), fix)
}

// node turns one value of the parser's tree into ours.
func (t *tree) node(from ast.Node, path string, line, depth int) *node {
	n := &node{file: t.file, line: line, path: path}
	if depth > deepest {
		return t.broken(n, "maps and lists stand too deep in one another", "check the indentation")
	}
	switch from := from.(type) {
	case *ast.MappingNode:
		t.mapping(n, from.Values, depth)
	case *ast.MappingValueNode:
		t.mapping(n, []*ast.MappingValueNode{from}, depth)
	case *ast.SequenceNode:
		t.list(n, from, depth)
	case *ast.NullNode:
		n.kind = null
	case *ast.LiteralNode:
		n.kind, n.raw, n.quoted = scalar, from.Value.Value, true
	case *ast.AnchorNode, *ast.AliasNode, *ast.TagNode:
		return t.broken(n, "anchors (&), aliases (*) and tags (!) are not read", "write the value itself; quote a text that begins with such a sign")
	case *ast.StringNode:
		at := from.GetToken().Type
		n.kind, n.raw = scalar, from.Value
		n.quoted = at == token.SingleQuoteType || at == token.DoubleQuoteType
	case ast.ScalarNode:
		n.kind, n.raw = scalar, from.GetToken().Value
	default:
		return t.broken(n, "this is no value", "write a single value, a list or a map")
	}
	n.value = n.raw
	return n
}

func (t *tree) broken(n *node, what, fix string) *node {
	n.kind, n.broken = null, true
	t.fault(n.line, n.path, what, fix)
	return n
}

func (t *tree) list(n *node, from *ast.SequenceNode, depth int) {
	n.kind = list
	for i, value := range from.Values {
		line := n.line
		if value != nil && value.GetToken() != nil {
			line = firstLine(value)
		}
		n.items = append(n.items, t.node(value, fmt.Sprintf("%s[%d]", n.path, i), line, depth+1))
	}
}

// firstLine is the line on which an entry of a list begins: that of its first key when it is a map.
func firstLine(value ast.Node) int {
	switch value := value.(type) {
	case *ast.MappingNode:
		if len(value.Values) > 0 && !value.IsFlowStyle {
			return value.Values[0].Key.GetToken().Position.Line
		}
	case *ast.MappingValueNode:
		return value.Key.GetToken().Position.Line
	}
	return value.GetToken().Position.Line
}

func (t *tree) mapping(n *node, from []*ast.MappingValueNode, depth int) {
	n.kind = mapping
	first := map[string]int{}
	for _, value := range from {
		key, line := value.Key.GetToken().Value, value.Key.GetToken().Position.Line
		path := below(n.path, key)
		if _, plain := value.Key.(ast.ScalarNode); !plain || value.Key.IsMergeKey() {
			t.fault(line, n.path, "merge keys (<<) and complex keys (?) are not read", "write plain keys such as name:")
			continue
		}
		if before, found := first[key]; found {
			t.fault(line, path, fmt.Sprintf("stands twice: already on line %d", before), "keep one of the two")
			continue
		}
		first[key] = line
		n.entries = append(n.entries, entry{key, t.node(value.Value, path, line, depth+1)})
	}
}

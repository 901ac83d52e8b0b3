package templates

import (
	"regexp"
	"strings"
	"text/template/parse"
)

// frenchSpaces are those that belong to a French mark of punctuation, which must not begin a line: "Lexique des règles
// typographiques en usage à l'Imprimerie nationale", ponctuation.
var frenchSpaces = regexp.MustCompile(` ([?!;»]|:(?:[\s*]|$))|« `)

// spacer keeps French marks of punctuation with their words, in what is written but for code, which people copy.
type spacer struct {
	code bool // a code span has begun
}

func (s *spacer) space(node parse.Node) {
	switch n := node.(type) {
	case *parse.ListNode:
		if n != nil {
			for _, child := range n.Nodes {
				s.space(child)
			}
		}
	case *parse.TextNode:
		n.Text = []byte(s.spaced(string(n.Text)))
	case *parse.IfNode:
		s.branch(&n.BranchNode)
	case *parse.RangeNode:
		s.branch(&n.BranchNode)
	case *parse.WithNode:
		s.branch(&n.BranchNode)
	}
}

func (s *spacer) branch(branch *parse.BranchNode) {
	s.space(branch.List)
	s.space(branch.ElseList)
}

func (s *spacer) spaced(text string) string {
	pieces := strings.Split(text, "`")
	for i, piece := range pieces {
		if i > 0 {
			s.code = !s.code
		}
		if !s.code {
			pieces[i] = frenchSpaces.ReplaceAllStringFunc(piece, func(found string) string { return strings.Replace(found, " ", "\u00a0", 1) })
		}
	}
	return strings.Join(pieces, "`")
}

package templates

import (
	"fmt"
	"regexp"
	"strings"
	"text/template"
	"text/template/parse"
)

// escapeActions makes every {{value}} of a body pass through the function md, so that a name or a title which holds
// Markdown stays what it is: text.
func escapeActions(t *template.Template) {
	for _, each := range t.Templates() {
		if each.Tree != nil {
			escapeNode(each.Root)
		}
	}
}

func escapeNode(node parse.Node) {
	switch n := node.(type) {
	case *parse.ListNode:
		if n != nil {
			for _, child := range n.Nodes {
				escapeNode(child)
			}
		}
	case *parse.ActionNode:
		escapePipe(n.Pipe)
	case *parse.IfNode:
		escapeBranch(&n.BranchNode)
	case *parse.RangeNode:
		escapeBranch(&n.BranchNode)
	case *parse.WithNode:
		escapeBranch(&n.BranchNode)
	}
}

func escapeBranch(branch *parse.BranchNode) {
	escapeNode(branch.List)
	if branch.ElseList != nil {
		escapeNode(branch.ElseList)
	}
}

// escapePipe leaves assignments alone: what they hold is escaped where it is written out.
func escapePipe(pipe *parse.PipeNode) {
	if len(pipe.Decl) > 0 {
		return
	}
	escape := &parse.CommandNode{NodeType: parse.NodeCommand, Pos: pipe.Pos}
	escape.Args = []parse.Node{parse.NewIdentifier("md").SetPos(pipe.Pos)}
	pipe.Cmds = append(pipe.Cmds, escape)
}

// address is a mail address or a web address: inside one, a backslash would not be an escape. What only looks like one to
// us, and like something else to Markdown, is escaped like any text.
var address = regexp.MustCompile(`^(https?://[\pL\pN._~:/?#@!$&+,;=%-]+|[\w.+-]+@[\w.-]+)$`)

var markdownSpecials = strings.NewReplacer(
	`\`, `\\`, "`", "\\`", `*`, `\*`, `_`, `\_`, `[`, `\[`, `]`, `\]`, `<`, `\<`, `>`, `\>`, `#`, `\#`, `|`, `\|`,
	`~`, `\~`, `&`, `\&`, `+`, `\+`, `-`, `\-`, `.`, `\.`, `!`, `\!`, `(`, `\(`, `)`, `\)`, `=`, `\=`, `:`, `\:`, `@`, `\@`,
	"\r\n", " ", "\n", " ", "\r", " ")

// escapeMarkdown makes a value plain text in a Markdown source, whatever it holds.
func escapeMarkdown(value any) string {
	text, plain := value.(string)
	if !plain {
		text = fmt.Sprint(value)
	}
	mayBe := strings.Contains(text, "@") || strings.HasPrefix(text, "http") // it is asked of every value of every mail
	if mayBe && address.MatchString(text) && ParseMarkdown(text).Plain() == text {
		return text
	}
	return markdownSpecials.Replace(text)
}

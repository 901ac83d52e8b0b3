package templates

import (
	"fmt"
	"regexp"
	"strings"
	"sync"
	"text/template"
	"text/template/parse"
)

// escapeActions makes every {{value}} of a body pass through the function md, so that a name or a title which holds
// Markdown stays what it is: text.
func escapeActions(t *template.Template) {
	eachWritten(t, func(node parse.Node) {
		if action, is := node.(*parse.ActionNode); is {
			escapePipe(action.Pipe)
		}
	})
}

// eachWritten visits, in their order, the nodes of a template and of those defined in it that write something.
func eachWritten(t *template.Template, visit func(parse.Node)) {
	for _, each := range t.Templates() {
		if each.Tree != nil {
			visitList(each.Root, visit)
		}
	}
}

func visitList(list *parse.ListNode, visit func(parse.Node)) {
	if list == nil {
		return
	}
	for _, node := range list.Nodes {
		switch n := node.(type) {
		case *parse.IfNode:
			visitBranch(&n.BranchNode, visit)
		case *parse.RangeNode:
			visitBranch(&n.BranchNode, visit)
		case *parse.WithNode:
			visitBranch(&n.BranchNode, visit)
		default:
			visit(node)
		}
	}
}

func visitBranch(branch *parse.BranchNode, visit func(parse.Node)) {
	visitList(branch.List, visit)
	visitList(branch.ElseList, visit)
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

// markdownSpecials replaces bytes alone: that is fast, and costs nothing where there are none.
var markdownSpecials = strings.NewReplacer(
	`\`, `\\`, "`", "\\`", `*`, `\*`, `_`, `\_`, `[`, `\[`, `]`, `\]`, `<`, `\<`, `>`, `\>`, `#`, `\#`, `|`, `\|`,
	`~`, `\~`, `&`, `\&`, `+`, `\+`, `-`, `\-`, `.`, `\.`, `!`, `\!`, `(`, `\(`, `)`, `\)`, `=`, `\=`, `:`, `\:`, `@`, `\@`,
	"\n", " ", "\r", " ")

// addresses remembers what is an address and what only looks like one: the same few stand under every answer, and it takes
// long to tell.
type addresses struct {
	mu    sync.Mutex
	plain map[string]bool
}

// mostAddresses is how many are remembered: the sources of the answers. People's own, in mails, go with them when there are
// too many.
const mostAddresses = 100

// escape makes a value plain text in a Markdown source, whatever it holds.
func (a *addresses) escape(value any) string {
	text, plain := value.(string)
	if !plain {
		text = fmt.Sprint(value)
	}
	mayBe := strings.Contains(text, "@") || strings.HasPrefix(text, "http") // it is asked of every value of every mail
	if mayBe && a.is(text) {
		return text
	}
	return markdownSpecials.Replace(strings.ReplaceAll(text, "\r\n", "\n"))
}

// is reports whether a text is an address, and stays one in Markdown.
func (a *addresses) is(text string) bool {
	a.mu.Lock()
	plain, known := a.plain[text]
	a.mu.Unlock()
	if known {
		return plain
	}
	plain = address.MatchString(text) && ParseMarkdown(text).Plain() == text
	a.mu.Lock()
	defer a.mu.Unlock()
	if a.plain == nil || len(a.plain) >= mostAddresses {
		a.plain = map[string]bool{}
	}
	a.plain[strings.Clone(text)] = plain
	return plain
}

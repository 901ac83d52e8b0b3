package templates

import (
	"strings"
	"sync"
	"text/template"
	"text/template/parse"
)

// Common renders once what texts say to everybody alike: the calendar, the programme's own words. It is for views that
// differ in the person alone: they have the same Season, Now and Occasion. The zero Common is ready, and safe for
// concurrent use.
type Common struct {
	mu     sync.Mutex
	folded map[*template.Template]*template.Template
}

// of gives a template in which the words that are the same over all the views already stand.
func (c *Common) of(t *text, body *template.Template, v View) *template.Template {
	c.mu.Lock()
	defer c.mu.Unlock()
	if folded, known := c.folded[body]; known {
		return folded
	}
	if c.folded == nil {
		c.folded = map[*template.Template]*template.Template{}
	}
	f := folder{text: t, view: v, trees: map[string]*parse.Tree{}, elsewhere: map[string]bool{}}
	c.folded[body] = f.fold(body)
	return c.folded[body]
}

// folder renders the constant parts of one template and of those that it includes.
type folder struct {
	text      *text
	view      View
	trees     map[string]*parse.Tree
	elsewhere map[string]bool // the included templates whose dot is not the view
}

func (f *folder) fold(body *template.Template) *template.Template {
	for _, each := range body.Templates() {
		f.trees[each.Name()] = each.Copy()
	}
	for _, tree := range f.trees {
		f.look(tree.Root, true)
	}
	folded := f.text.newTemplate()
	for name, tree := range f.trees {
		if !f.elsewhere[name] {
			f.list(tree.Root)
		}
		if _, err := folded.AddParseTree(name, tree); err != nil {
			return body // as it was written it is right, too
		}
	}
	return folded.Lookup(body.Name())
}

// look finds the templates that are included with another dot than the view; whole tells that dot is the view.
func (f *folder) look(list *parse.ListNode, whole bool) {
	if list == nil {
		return
	}
	for _, node := range list.Nodes {
		switch n := node.(type) {
		case *parse.TemplateNode:
			if !whole || n.Pipe == nil || n.Pipe.String() != "." {
				f.elsewhere[n.Name] = true
			}
		case *parse.IfNode:
			f.look(n.List, whole)
			f.look(n.ElseList, whole)
		case *parse.RangeNode:
			f.look(n.List, false)
			f.look(n.ElseList, whole)
		case *parse.WithNode:
			f.look(n.List, false)
			f.look(n.ElseList, whole)
		}
	}
}

// list renders the constant actions of a list, and of what follows an if: there, too, dot is the view.
func (f *folder) list(list *parse.ListNode) {
	if list == nil {
		return
	}
	for i, node := range list.Nodes {
		switch n := node.(type) {
		case *parse.ActionNode:
			if words, ok := f.words(n); ok {
				list.Nodes[i] = &parse.TextNode{NodeType: parse.NodeText, Pos: n.Pos, Text: []byte(words)}
			}
		case *parse.IfNode:
			f.list(n.List)
			f.list(n.ElseList)
		}
	}
}

// words renders an action that says the same over all the views. One that fails, or lacks a value, is left to say so itself.
func (f *folder) words(action *parse.ActionNode) (string, bool) {
	if len(action.Pipe.Decl) > 0 || !alike(action.Pipe) {
		return "", false
	}
	one, err := f.text.newTemplate().AddParseTree("one", &parse.Tree{
		Name: "one", Root: &parse.ListNode{NodeType: parse.NodeList, Nodes: []parse.Node{action}},
	})
	if err != nil {
		return "", false
	}
	var missing []string
	view := f.view
	view.missing = &missing
	var out strings.Builder
	err = one.Execute(&out, view)
	return out.String(), err == nil && len(missing) == 0
}

// alike reports whether a node means the same over all the views that have something in common.
func alike(node parse.Node) bool {
	switch n := node.(type) {
	case *parse.PipeNode:
		for _, command := range n.Cmds {
			for _, argument := range command.Args {
				if !alike(argument) {
					return false
				}
			}
		}
		return len(n.Decl) == 0
	case *parse.FieldNode:
		return alikeInAll(n.Ident[0])
	case *parse.VariableNode:
		return n.Ident[0] == "$" && len(n.Ident) > 1 && alikeInAll(n.Ident[1])
	case *parse.ChainNode:
		return alike(n.Node)
	case *parse.IdentifierNode, *parse.StringNode, *parse.NumberNode, *parse.BoolNode:
		return true
	}
	return false
}

// alikeInAll lists the fields and methods of a View that have nothing to do with the person.
func alikeInAll(name string) bool {
	switch name {
	case "Season", "Now", "Language", "Occasion", "Chats", "T", "Fact", "Phase", "Released", "Seats", "Challenges", "ChallengeCount", "ChallengeOf", "Need",
		"DateText", "DateTime", "When", "Day", "Full", "IsToday", "IsPast", "DaysLeft", "Left", "Until", "Moment", "Date", "Clock", "Paris", "Weekday", "Name":
		return true
	}
	return false
}

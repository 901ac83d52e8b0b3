package config

import (
	"fmt"
	"slices"
	"strings"
)

// reader collects the faults of everything that is read.
type reader struct {
	faults   Faults
	partial  bool // a file could not be read: what is lacking may stand there
	readFile func(path string) ([]byte, error)
}

// fault reports something about a node. A single value is reported once: what follows from it is no news.
func (r *reader) fault(n *node, what, fix string) {
	if n.broken {
		return
	}
	r.faults = append(r.faults, n.fault(what, fix))
	n.broken = n.kind == scalar
}

// lack reports something that more settings would mend: as long as a file cannot be read, nobody knows.
func (r *reader) lack(n *node, what, fix string) {
	if !r.partial {
		r.fault(n, what, fix)
	}
}

// mistyped reports a node of another kind than the one that is read.
func (r *reader) mistyped(n *node, expected kind, fix string) {
	r.fault(n, string(n.kind)+" stands where "+string(expected)+" is expected", fix)
	n.broken = true
}

// section is a map while it is read. Every key that is asked for becomes a known one; close reports the others.
type section struct {
	*reader
	node  *node // nil when the section is not written: every value in it is its default
	known []string
}

// sectionOf reads a node as a map.
func (r *reader) sectionOf(n *node) *section {
	if n != nil && n.kind != mapping {
		r.mistyped(n, mapping, "write its settings below it, indented, as key: value")
		n = nil
	}
	return &section{reader: r, node: n}
}

// child returns the value of a key, nil when it is not set, and makes the key known.
func (s *section) child(key string) *node {
	if !slices.Contains(s.known, key) {
		s.known = append(s.known, key)
	}
	return s.node.get(key)
}

// has reports whether a key is set.
func (s *section) has(key string) bool { return s.child(key) != nil }

// section reads a map in this map.
func (s *section) section(key string) *section { return s.sectionOf(s.child(key)) }

// require reports a key that is not set. A section that is not written at all lacks nothing.
func (s *section) require(key, fix string) {
	if s.has(key) || s.partial || s.node == nil || s.node.broken || s.node.attempted(key) {
		return
	}
	path := below(s.node.path, key)
	s.faults = append(s.faults, Fault{File: s.node.file, Line: s.node.line, Path: path, What: "is missing", Fix: fix})
}

// attempted reports whether a key is written with a value that could not be read.
func (n *node) attempted(key string) bool {
	return slices.ContainsFunc(n.entries, func(e entry) bool { return e.key == key && e.value.broken })
}

// exclusive reports two keys of which only one may be set.
func (s *section) exclusive(one, other string) {
	if s.has(one) && s.has(other) {
		s.fault(s.child(other), fmt.Sprintf("stands beside %s: only one of the two may be set", one), fmt.Sprintf("delete %s or %s", one, other))
	}
}

// close reports the keys that nobody asked for, each with the known key that is nearest.
func (s *section) close() {
	if s.node == nil {
		return
	}
	for _, entry := range s.node.entries {
		if slices.Contains(s.known, entry.key) {
			continue
		}
		s.fault(entry.value, "is no known setting", unknownFix(entry.key, s.known))
	}
}

func unknownFix(key string, known []string) string {
	if near, found := nearest(key, known); found {
		return "write " + near
	}
	return "delete it; known here: " + strings.Join(known, ", ")
}

// entries reads a map by id, in the order of the files.
func (s *section) entries(key string) []entry {
	child := s.sectionOf(s.child(key))
	if child.node == nil {
		return nil
	}
	return slices.DeleteFunc(slices.Clone(child.node.entries), func(e entry) bool {
		if e.value.kind == null {
			s.fault(e.value, "has no settings", "write its settings below it, or delete the line")
		}
		return e.value.kind == null
	})
}

// items reads a list; a single value counts as a list of one.
func (s *section) items(key string) []*node {
	n := s.child(key)
	switch {
	case n == nil:
		return nil
	case n.kind == scalar:
		return []*node{n}
	case n.kind != list:
		s.mistyped(n, list, "write [one, another], or one a line after a dash")
		return nil
	}
	return n.items
}

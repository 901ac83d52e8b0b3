package config

import (
	"fmt"
	"regexp"
)

// kind is what a node is.
type kind string

const (
	scalar  kind = "a single value"
	list    kind = "a list"
	mapping kind = "a map"
	null    kind = "nothing"
)

// node is one value of a file, with its place in it.
type node struct {
	kind kind
	file string
	line int    // of the key, or of the entry in a list
	path string // such as promotion.facts.salary or mail.relays[0].host

	raw      string // of a scalar, as it stands in the file: the only form that faults may show
	value    string // of a scalar, with its variables replaced
	quoted   bool   // in quotes, or a block of text: no number, no true or false
	expanded bool   // value comes from variables
	broken   bool   // already reported: nothing more is said about it

	entries []entry // of a map, in the order of the file
	items   []*node // of a list
}

// entry is one key of a map with its value.
type entry struct {
	key   string
	value *node
}

// get returns the value of a key; nil when it is absent or has no value.
func (n *node) get(key string) *node {
	if n == nil {
		return nil
	}
	for _, entry := range n.entries {
		if entry.key == key && entry.value.kind != null {
			return entry.value
		}
	}
	return nil
}

// fault reports something about this node.
func (n *node) fault(what, fix string) Fault {
	return Fault{File: n.file, Line: n.line, Path: n.path, What: what, Fix: fix}
}

// walk visits the node and all that is below it.
func (n *node) walk(visit func(*node)) {
	visit(n)
	for _, entry := range n.entries {
		entry.value.walk(visit)
	}
	for _, item := range n.items {
		item.walk(visit)
	}
}

// plainKey is a key that needs no quotes in a path.
var plainKey = regexp.MustCompile(`^[A-Za-z0-9_-]+$`)

// below is the path of a key under another path.
func below(path, key string) string {
	if !plainKey.MatchString(key) {
		key = fmt.Sprintf("%q", key)
	}
	if path == "" {
		return key
	}
	return path + "." + key
}

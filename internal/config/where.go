package config

import (
	"slices"
	"strings"
)

// position is where a setting stands.
type position struct {
	File string
	Line int
}

// Where returns the file and the line on which a setting stands, such as promotion.facts.salary; where it is not set,
// those of the nearest setting above it, at last the beginning of the first file.
func (c Config) Where(path string) (file string, line int) {
	for {
		if position, found := c.positions[path]; found {
			return position.File, position.Line
		}
		cut := strings.LastIndexAny(path, ".[")
		if cut < 0 {
			top := c.positions[""]
			return top.File, top.Line
		}
		path = path[:cut]
	}
}

// Keys lists the keys of a map, such as promotion.facts, in the order of the files.
func (c Config) Keys(path string) []string { return slices.Clone(c.keys[path]) }

// index remembers where every setting stands, and nothing of its value.
func (c *Config) index(root *node) {
	c.positions, c.keys = map[string]position{}, map[string][]string{}
	root.walk(func(n *node) {
		if n.kind == null {
			return
		}
		c.positions[n.path] = position{n.file, n.line}
		for _, entry := range n.entries {
			c.keys[n.path] = append(c.keys[n.path], entry.key)
		}
	})
}

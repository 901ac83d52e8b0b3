package config

import "fmt"

// Unbuilt lists, a sentence each, what the files set but this release does not do yet: nothing is silently ignored.
func (c Config) Unbuilt() []string {
	var notices []string
	for _, row := range unbuilt() {
		if position, set := c.positions[row.key]; set {
			notices = append(notices, fmt.Sprintf("%s:%d: %s is accepted, but this release %s.", position.File, position.Line, row.key, row.sentence))
		}
	}
	return notices
}

// unbuilt is the table of settings that later releases will use: the release that builds one deletes its row.
func unbuilt() []struct{ key, sentence string } {
	return []struct{ key, sentence string }{}
}
